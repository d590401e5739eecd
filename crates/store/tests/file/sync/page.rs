//! Pages of a feed.

use rounds_core::{
    Entropy, Id,
    customer::Customer,
    evidence::{DeviceKey, SignedHead, erase, sign},
    sync::{EntryKind, FeedPage},
};
use rounds_store::{PageRefused, Store, StoreError, StoredEvidence, all, get};
use serde_json::{Value, json};

use super::hq::{Hq, note, set_note};
use crate::common::{NOW, Place};

fn begun() -> (Place, Store, Hq) {
    let place = Place::new();
    let store = place.open();
    let hq = Hq::new(&place);
    store.start_baseline(hq.scope(), hq.epoch).unwrap();
    (place, store, hq)
}

#[test]
fn a_page_and_its_cursor_are_taken_together() {
    let (place, store, mut hq) = begun();
    let id = hq.customer(&place, "T001", "甲");
    hq.pull(&store, 10);
    assert_eq!(note(&store, id).as_deref(), Some("甲"));
    let cursor = store.cursor(hq.scope()).unwrap().unwrap();
    assert_eq!((cursor.seq, cursor.baseline), (1, false));
    assert_eq!(store.scope_hash(hq.scope()).unwrap().hash, hq.hash());
    assert_eq!(store.unsent().unwrap(), 0, "what HQ says is no change of this device");
}

#[test]
fn an_unsent_change_stays_on_top_of_what_hq_says() {
    let (place, store, mut hq) = begun();
    let id = hq.customer(&place, "T001", "甲");
    hq.pull(&store, 10);
    set_note(&place, &store, id, "乙");
    hq.write("customer", id, &[("name", json!("新名")), ("note", json!("丙"))]);
    hq.pull(&store, 10);
    let shown: Customer = store.read(|sql| get(sql, id)).unwrap();
    assert_eq!((shown.name.as_str(), shown.note.as_deref()), ("新名", Some("乙")));
    assert_eq!(shown.meta.version, 2);
}

#[test]
fn a_page_that_does_not_follow_is_refused_whole() {
    type Spoil = fn(&mut FeedPage);
    let (place, store, mut hq) = begun();
    let (first, _) = (hq.customer(&place, "T001", "甲"), hq.customer(&place, "T002", "甲"));
    let good = hq.page(0, 10);
    let spoilt: [(&str, Spoil, PageRefused); 8] = [
        ("epoch", |page| page.epoch = Id::nil(), PageRefused::Epoch),
        ("scope", |page| page.scope = rounds_core::sync::Scope::Organisation, PageRefused::Scope),
        ("order", |page| page.entries.reverse(), PageRefused::Order),
        ("no row", |page| page.entries[1].row = None, PageRefused::Row),
        ("another's row", |page| page.entries[1].id = Id::nil(), PageRefused::Row),
        (
            "another territory",
            |page| {
                drop(page.entries[1].row.as_mut().unwrap().insert("territory_id".into(), json!(Id::nil())));
            },
            PageRefused::Territory,
        ),
        (
            "no version",
            |page| drop(page.entries[1].row.as_mut().unwrap().insert("version".into(), json!(0))),
            PageRefused::Version,
        ),
        ("the cursor goes back", |page| page.next = 1, PageRefused::Order),
    ];
    for (what, spoil, refused) in spoilt {
        let mut page = good.clone();
        spoil(&mut page);
        match store.take_page(hq.scope(), 0, &page) {
            Err(StoreError::Page(found)) => assert_eq!(found, refused, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
        assert!(store.read(all::<Customer>).unwrap().is_empty(), "{what}");
    }
    store.take_page(hq.scope(), 0, &good).unwrap();
    assert!(store.read(|sql| get::<Customer>(sql, first)).is_ok());
    // The same page again does not follow the cursor any more.
    assert!(matches!(store.take_page(hq.scope(), 0, &good), Err(StoreError::Page(PageRefused::Order))));
}

#[test]
fn what_this_build_does_not_know_is_passed_over_and_noted() {
    let (place, store, mut hq) = begun();
    let id = hq.customer(&place, "T001", "甲");
    let (other, strange) = (hq.customer(&place, "T002", "甲"), hq.customer(&place, "T003", "甲"));
    let mut page = hq.page(0, 10);
    let of = |page: &FeedPage, id| page.entries.iter().position(|entry| entry.id == id).unwrap();
    let at = of(&page, other);
    page.entries[at].noun = "noun_to_come".to_owned();
    let at = of(&page, strange);
    page.entries[at].row.as_mut().unwrap().insert("status".to_owned(), json!("word_to_come"));
    let (taken, _) = store.take_page(hq.scope(), 0, &page).unwrap();
    assert_eq!((taken.entries, taken.skipped), (3, 2));
    let known: Vec<Id> = store.read(all::<Customer>).unwrap().iter().map(|row| row.meta.id).collect();
    assert_eq!(known, [id]);
}

#[test]
fn a_row_that_has_left_goes_when_nothing_waits_any_more() {
    let (place, store, mut hq) = begun();
    let (id, stays) = (hq.customer(&place, "T001", "甲"), hq.customer(&place, "T002", "甲"));
    hq.pull(&store, 10);
    set_note(&place, &store, stays, "待上报");
    hq.move_away("customer", id);
    hq.pull(&store, 10);
    assert_eq!(store.read(all::<Customer>).unwrap().len(), 2, "something still waits");
    assert_eq!(store.scope_hash(hq.scope()).unwrap().rows, 1, "but it does not count");
    hq.sync(&store, false);
    hq.pull(&store, 10);
    assert_eq!(store.read(all::<Customer>).unwrap().len(), 1);
    assert_eq!(store.scope_hash(hq.scope()).unwrap().hash, hq.hash());
}

#[test]
fn a_new_baseline_drops_what_hq_no_longer_has_and_keeps_what_waits() {
    let (place, store, mut hq) = begun();
    let (id, stays) = (hq.customer(&place, "T001", "甲"), hq.customer(&place, "T002", "甲"));
    hq.pull(&store, 10);
    let own = place.write(&store, |tx| {
        let customer =
            Customer::new(rounds_core::Meta::new(tx.new_id(), hq.territory, NOW), "T003", "自己的店");
        tx.insert(&customer)?;
        Ok(customer.meta.id)
    });
    hq.rows.remove(&("customer".to_owned(), id));
    hq.move_away("customer", id);
    hq.gone.clear();
    store.start_baseline(hq.scope(), hq.epoch).unwrap();
    hq.pull(&store, 1);
    let mut left: Vec<Id> = store.read(all::<Customer>).unwrap().iter().map(|row| row.meta.id).collect();
    left.sort_unstable();
    let mut expected = vec![stays, own];
    expected.sort_unstable();
    assert_eq!(left, expected);
}

#[test]
fn a_feed_that_is_no_longer_ours_takes_its_rows_along() {
    let (place, store, mut hq) = begun();
    hq.customer(&place, "T001", "甲");
    hq.pull(&store, 10);
    store.leave_feed(hq.scope()).unwrap();
    store.purge().unwrap();
    assert!(store.read(all::<Customer>).unwrap().is_empty());
    assert!(store.feeds().unwrap().is_empty());
}

#[test]
fn evidence_of_other_devices_does_not_enter_this_ones_chain() {
    let (place, store, mut hq) = begun();
    let id = place.entropy.id(NOW);
    hq.write("evidence", id, &[("envelope", json!("{}")), ("hash", json!("h")), ("seq", json!(1))]);
    hq.pull(&store, 10);
    assert!(store.read(rounds_store::all_evidence).unwrap().is_empty());
    let found = store.read(|sql| rounds_store::evidence(sql, id)).unwrap().unwrap();
    assert_eq!((found.hash.as_str(), found.envelope.as_slice()), ("h", b"{}".as_slice()));
    assert_eq!(hq.page(0, 1).entries[0].kind, EntryKind::Upsert);
}

#[test]
fn a_devices_own_evidence_loses_values_only_on_the_word_of_a_file_that_headquarters_signed() {
    const OPINION: &str = "老板觉得送货太晚";
    let (place, store, mut hq) = begun();
    let (own, headquarters) = (DeviceKey::from_seed(&[7; 32]), DeviceKey::from_seed(&[8; 32]));
    let visit = place.entropy.id(NOW);
    let signed = |key: &DeviceKey, record: &[(&str, Value)]| {
        let record = record.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
        sign(&record, key, 1, None, &place.entropy).unwrap()
    };
    let file = signed(&own, &[("visit.id", json!(visit)), ("answers.opinion", json!(OPINION))]);
    let kept =
        StoredEvidence { id: place.entropy.id(NOW), envelope: file.bytes, hash: file.hash.clone(), seq: 1 };
    let head = SignedHead::sign(1, &kept.hash, store.install_id(), &own);
    place.write(&store, |tx| tx.append_evidence(&kept, head));
    let device = [
        ("install_id", json!(place.entropy.id(NOW))),
        ("key_id", json!(own.key_id())),
        ("person_id", json!(place.entropy.id(NOW))),
        ("name", json!("平板")),
        ("enrolled_at", json!(NOW)),
        ("hq_key_id", json!(headquarters.key_id())),
        ("sig", json!("")),
    ];
    hq.write("device", place.entropy.id(NOW), &device);
    let columns = |bytes: Vec<u8>, hash: &str| {
        let text = String::from_utf8(bytes).unwrap();
        [("envelope", json!(text)), ("hash", json!(hash)), ("seq", json!(1))]
    };
    let less = erase(&kept.envelope, &["answers.opinion"]).unwrap();
    hq.write("evidence", kept.id, &columns(less.clone(), &file.hash));
    let read_anew = |hq: &Hq| {
        store.start_baseline(hq.scope(), hq.epoch).unwrap();
        hq.pull(&store, 10);
        store.read(|sql| rounds_store::evidence(sql, kept.id)).unwrap().unwrap().envelope
    };
    assert_eq!(read_anew(&hq), kept.envelope, "nobody said why");
    let link = |key: &DeviceKey, fields: &[&str]| {
        let record = [("erase.evidence_id", json!(kept.id)), ("erase.fields", json!(fields))];
        signed(key, &record)
    };
    for (key, fields) in
        [(&DeviceKey::from_seed(&[9; 32]), ["answers.opinion"]), (&headquarters, ["signature"])]
    {
        let file = link(key, &fields);
        hq.write("evidence", place.entropy.id(NOW), &columns(file.bytes, &file.hash));
        read_anew(&hq);
        assert_eq!(read_anew(&hq), kept.envelope, "{fields:?}");
    }
    let file = link(&headquarters, &["answers.opinion"]);
    hq.write("evidence", place.entropy.id(NOW), &columns(file.bytes, &file.hash));
    read_anew(&hq);
    assert_eq!(read_anew(&hq), less);
    let log = rounds_store::operations(&store, 0, 10).unwrap();
    assert!(!serde_json::to_string(&log).unwrap().contains(OPINION));
}
