//! What was signed stays as it was, and the files beside the database show nothing.

use std::fs;

use crate::common::{NOW, Place};
use rounds_core::{
    Id, Meta,
    attachment::{Attachment, AttachmentKind},
    canonical::{canonical, sha256_hex},
    customer::Customer,
    evidence::{DeviceKey, SignedHead},
};
use rounds_store::{
    EVIDENCE, KeyPlace, Store, StoreError, StoredEvidence, all_evidence, chain_head, device_keys, evidence,
    operations,
};

fn link(place: &Place, seq: i64) -> StoredEvidence {
    StoredEvidence {
        id: rounds_core::Entropy::id(&place.entropy, NOW),
        envelope: format!("{{\"device_seq\":{seq}}}").into_bytes(),
        hash: format!("hash {seq}"),
        seq,
    }
}

/// The head that this link makes.
fn head(store: &Store, evidence: &StoredEvidence) -> SignedHead {
    SignedHead::sign(evidence.seq, &evidence.hash, store.install_id(), &DeviceKey::from_seed(&[7; 32]))
}

fn append(place: &Place, store: &Store, evidence: &StoredEvidence) {
    place.write(store, |tx| tx.append_evidence(evidence, head(store, evidence)));
}

#[test]
fn evidence_its_operation_and_the_head_of_the_chain_are_written_together() {
    let place = Place::new();
    let store = place.open();
    let (first, second) = (link(&place, 1), link(&place, 2));
    append(&place, &store, &first);
    append(&place, &store, &second);
    assert_eq!(store.read(|sql| evidence(sql, first.id)).unwrap(), Some(first.clone()));
    assert_eq!(store.read(all_evidence).unwrap(), [first.clone(), second.clone()]);
    assert_eq!(store.read(chain_head).unwrap(), head(&store, &second));
    assert_eq!(store.head_note().unwrap().unwrap().head, head(&store, &second), "and beside the key");
    let keys = store.read(device_keys).unwrap();
    assert_eq!((keys.len(), keys[0].first_seq, keys[0].install_id), (1, 1, store.install_id()));
    let log = operations(&store, 0, 10).unwrap();
    assert_eq!((log.len(), log[0].noun.as_str(), log[0].id), (2, EVIDENCE, first.id));
    assert_eq!(log[0].fields["envelope"]["new"], "{\"device_seq\":1}");
}

#[test]
fn a_link_that_does_not_follow_the_chain_is_refused_with_all_of_its_transaction() {
    let place = Place::new();
    let store = place.open();
    let refused = store.write(Id::nil(), NOW, &place.entropy, |tx| {
        tx.insert(&Customer::new(Meta::new(tx.new_id(), Id::nil(), NOW), "T001", "店"))?;
        let second = link(&place, 2);
        tx.append_evidence(&second, head(&store, &second))
    });
    assert!(matches!(refused, Err(StoreError::ChainBroken { expected: 1, found: 2 })), "{refused:?}");
    assert!(operations(&store, 0, 10).unwrap().is_empty());
}

#[test]
fn what_was_signed_is_neither_updated_nor_deleted_nor_replaced() {
    let place = Place::new();
    let store = place.open();
    let kept = link(&place, 1);
    append(&place, &store, &kept);
    let id = kept.id;
    for sql in [
        "UPDATE evidence SET hash = 'x'".to_owned(),
        "DELETE FROM evidence".to_owned(),
        format!("INSERT INTO evidence VALUES ('{id}', x'00', 'x', 1)"),
        format!("INSERT OR REPLACE INTO evidence VALUES ('{id}', x'00', 'x', 1)"),
        format!("REPLACE INTO evidence VALUES ('{id}', x'00', 'x', 1)"),
        format!(
            "INSERT INTO evidence VALUES ('{id}', x'00', 'x', 1) ON CONFLICT (id) DO UPDATE SET hash = 'x'"
        ),
    ] {
        let refused = store.write(Id::nil(), NOW, &place.entropy, |tx| {
            tx.sql().execute(&sql, [])?;
            Ok::<_, StoreError>(())
        });
        assert!(refused.is_err(), "{sql}");
        assert_eq!(store.read(all_evidence).unwrap(), std::slice::from_ref(&kept), "{sql}");
    }
}

#[test]
fn a_sealed_file_comes_back_whole_and_shows_no_plain_bytes() {
    let place = Place::new();
    let store = place.open();
    let photo = "货架上只剩三条".repeat(500);
    let sha256 = store.put_file(photo.as_bytes(), &place.entropy).unwrap();
    assert_eq!(store.put_file(photo.as_bytes(), &place.entropy).unwrap(), sha256, "once is enough");
    assert_eq!(store.read_file(&sha256).unwrap(), photo.as_bytes());
    let folder = store.folder().attachments();
    let files: Vec<_> = fs::read_dir(&folder).unwrap().flatten().collect();
    assert_eq!(files.len(), 1, "nothing half written is left");
    let sealed = fs::read(folder.join(&sha256)).unwrap();
    let plain = "只剩三条".as_bytes();
    assert!(!sealed.windows(plain.len()).any(|window| window == plain));
    drop(store);
    assert_eq!(place.open().read_file(&sha256).unwrap(), photo.as_bytes());
}

#[test]
fn a_file_that_was_cut_altered_or_swapped_is_told() {
    let place = Place::new();
    let store = place.open();
    let sha256 = store.put_file(b"one picture", &place.entropy).unwrap();
    let other = store.put_file(b"another one", &place.entropy).unwrap();
    let path = store.folder().attachments().join(&sha256);
    let whole = fs::read(&path).unwrap();
    let broken = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        matches!(store.read_file(&sha256), Err(StoreError::FileBroken { .. }))
    };
    for cut in [0, 10, 20, whole.len() - 1] {
        assert!(broken(&whole[..cut]), "cut at {cut}");
    }
    for at in [0, 20, 45, whole.len() - 1] {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        assert!(broken(&altered), "altered at {at}");
    }
    assert!(
        broken(&fs::read(store.folder().attachments().join(&other)).unwrap()),
        "another file in its place"
    );
    assert_eq!(store.put_file(b"one picture", &place.entropy).unwrap(), sha256);
    assert_eq!(store.read_file(&sha256).unwrap(), b"one picture", "given again, it is mended");
    assert!(matches!(store.read_file("gone"), Err(StoreError::NotFound { .. })));
}

fn row(place: &Place, sha256: &str, bytes: u32, small: Option<(&str, u32)>) -> Attachment {
    Attachment {
        meta: Meta::new(rounds_core::Entropy::id(&place.entropy, NOW), Id::nil(), NOW),
        customer_id: None,
        visit_record_id: None,
        issue_id: None,
        kind: AttachmentKind::Shelf,
        sha256: sha256.to_owned(),
        bytes,
        small_sha256: small.map(|(sha256, _)| sha256.to_owned()),
        small_bytes: small.map(|(_, bytes)| bytes),
        media_type: "image/jpeg".to_owned(),
        width: 1,
        height: 1,
        taken_at: NOW,
        note: None,
    }
}

#[test]
fn small_versions_of_all_pictures_wait_before_the_first_whole_one_and_count_as_no_pictures_of_their_own() {
    let place = Place::new();
    let store = place.open();
    let file = |bytes: usize, fill: u8| store.put_file(&vec![fill; bytes], &place.entropy).unwrap();
    let [tiny, large, larger] = [file(10, 1), file(5_000, 2), file(9_000, 3)];
    let [small, smaller] = [file(700, 4), file(300, 5)];
    let mut rows = [
        row(&place, &tiny, 10, None),
        row(&place, &large, 5_000, Some((&small, 700))),
        row(&place, &larger, 9_000, Some((&smaller, 300))),
    ];
    for row in &mut rows {
        // As headquarters knows them.
        row.meta.version = 1;
        place.write(&store, |tx| tx.insert(row));
    }
    let names = |files: Vec<rounds_store::WaitingFile>| -> Vec<String> {
        files.into_iter().map(|file| file.sha256).collect()
    };
    let waiting = store.waiting_files().unwrap();
    assert_eq!(names(waiting.clone()), [&smaller, &small, &tiny, &large, &larger].map(String::as_str));
    assert_eq!(names(store.unsent_pictures().unwrap()), [&tiny, &large, &larger].map(String::as_str));
    assert_eq!(store.standing().unwrap().waiting_files, 3);
    // A picture of which only the small version is missing still waits.
    for sent in waiting.iter().filter(|file| file.sha256 != small) {
        store.file_sent(sent, NOW).unwrap();
    }
    assert_eq!(store.standing().unwrap().waiting_files, 1);
}

#[test]
fn only_files_that_no_row_names_are_swept() {
    let place = Place::new();
    let store = place.open();
    let [kept, small, deleted, never] = ["kept", "small", "deleted", "never"]
        .map(|text| store.put_file(text.as_bytes(), &place.entropy).unwrap());
    let (a, b) = (row(&place, &kept, 7, Some((&small, 5))), row(&place, &deleted, 7, None));
    place.write(&store, |tx| {
        tx.insert(&a)?;
        tx.insert(&b)?;
        tx.delete::<Attachment>(b.meta.id)
    });
    assert_eq!(store.sweep_files(NOW).unwrap(), 1, "a deletion of now may be taken back");
    assert!(matches!(store.read_file(&never), Err(StoreError::NotFound { .. })));
    assert_eq!(store.sweep_files(NOW + 1).unwrap(), 1);
    assert!(store.read_file(&deleted).is_err());
    assert!(store.read_file(&kept).is_ok());
    assert!(store.read_file(&small).is_ok(), "a row names its small version too");
}

#[test]
fn the_signing_key_stays_with_its_installation() {
    let place = Place::new();
    let store = place.open();
    let seed = store.signing_seed(&KeyPlace::File, &place.entropy).unwrap();
    assert_eq!(store.signing_seed(&KeyPlace::File, &place.entropy).unwrap(), seed);
    store.back_up(NOW).unwrap();
    let name = store.backups()[0].name.clone();
    drop(store);
    let store = place.open();
    assert_eq!(store.signing_seed(&KeyPlace::File, &place.entropy).unwrap(), seed, "after a restart too");
    store.restore(&name, NOW + 1, &place.entropy).unwrap();
    let fresh = store.signing_seed(&KeyPlace::File, &place.entropy).unwrap();
    assert_ne!(fresh, seed, "a restored copy signs under a key of its own");
    assert_eq!(store.signing_seed(&KeyPlace::File, &place.entropy).unwrap(), fresh);
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_the_signing_key() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let store = place.open();
    store.signing_seed(&KeyPlace::File, &place.entropy).unwrap();
    let mode = fs::metadata(place.folder().path().join("rounds.sign")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_head_that_the_chain_holds_no_more_is_not_forgotten() {
    let place = Place::new();
    let store = place.open();
    let links = [link(&place, 1), link(&place, 2)];
    for one in &links {
        append(&place, &store, one);
    }
    let former = store.head_note().unwrap().unwrap().head;
    // As somebody with the key to the database would: the end cut off, the head set back.
    place.write(&store, |tx| {
        tx.sql().execute_batch("DROP TRIGGER evidence_is_not_deleted; DELETE FROM evidence WHERE seq = 2")?;
        let head = serde_json::to_string(&head(&store, &links[0]))?;
        tx.sql().execute("UPDATE setting SET value = ? WHERE name = 'evidence_head'", [head])?;
        Ok(())
    });
    let other = StoredEvidence { hash: "another".to_owned(), ..link(&place, 2) };
    append(&place, &store, &other);
    let note = store.head_note().unwrap().unwrap();
    assert_eq!((note.head.hash.as_str(), note.lost), ("another", vec![former]));
}

#[test]
fn erased_values_leave_the_evidence_and_the_log_and_the_guard_stands_again() {
    let place = Place::new();
    let store = place.open();
    let kept = link(&place, 1);
    append(&place, &store, &kept);
    place.write(&store, |tx| tx.replace_erased(kept.id, b"{\"erased\":true}"));
    assert_eq!(store.read(|sql| evidence(sql, kept.id)).unwrap().unwrap().envelope, b"{\"erased\":true}");
    assert_eq!(operations(&store, 0, 10).unwrap()[0].fields["envelope"]["new"], "{\"erased\":true}");
    let refused = store.write(Id::nil(), NOW, &place.entropy, |tx| {
        tx.sql().execute("UPDATE evidence SET hash = 'x'", [])?;
        Ok::<_, StoreError>(())
    });
    assert!(refused.is_err());
}

/// Headquarters may have it as it was: the reply was lost, or is restored from a backup later.
#[test]
fn an_operation_that_was_erased_says_what_it_was_known_by() {
    let place = Place::new();
    let store = place.open();
    let kept = link(&place, 1);
    append(&place, &store, &kept);
    let sent = |store: &Store| store.waiting().unwrap().operations.remove(0);
    let hash = |operation: &rounds_core::operation::Operation| {
        let text = canonical(&serde_json::to_value(operation).unwrap()).unwrap();
        sha256_hex(text.as_bytes())
    };
    let first = sent(&store);
    assert_eq!(first.erased, Vec::<String>::new());
    place.write(&store, |tx| tx.replace_erased(kept.id, b"{\"erased\":1}"));
    let second = sent(&store);
    assert_eq!((second.erased.clone(), second.op_seq), (vec![hash(&first)], first.op_seq));
    assert_ne!(second.fields, first.fields);
    place.write(&store, |tx| tx.replace_erased(kept.id, b"{\"erased\":2}"));
    assert_eq!(sent(&store).erased, [hash(&first), hash(&second)]);
}
