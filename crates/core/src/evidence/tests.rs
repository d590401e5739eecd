use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{Id, id::SeededEntropy, person::Role};

fn key(n: u8) -> DeviceKey {
    DeviceKey::from_seed(&[n; 32])
}

fn record() -> BTreeMap<String, Value> {
    let fields = json!({
        "answers.rating": "satisfied",
        "answers.feedback": [{ "kind": "complaint", "content": "少送了两条，客户\"很急\"", "urgent": true }],
        "answers.next_visit_on": "2026-12-08",
        "shown": [{ "label": "服务评价", "text": "满意" }],
        "signature": { "width": 3000, "height": 1200, "strokes": [[{ "x": 1, "y": -2 }, { "x": 40, "y": 50 }]] },
        "form": { "id": "visit_record", "version": 1 },
        "visit.customer_code": "330102001",
        "time": 1_796_000_000_000_i64,
        "doubt": null,
    });
    serde_json::from_value(fields).unwrap()
}

fn signed(n: u8, seq: i64, prev: Option<&str>) -> SignedEnvelope {
    sign(&record(), &key(n), seq, prev, &SeededEntropy::new(seq as u64)).unwrap()
}

/// The kinds and fields found.
fn named(findings: &[Finding]) -> Vec<(FindingKind, &str)> {
    findings.iter().map(|finding| (finding.kind, finding.field.as_deref().unwrap_or_default())).collect()
}

fn altered(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut envelope: Value = serde_json::from_slice(&signed(1, 1, None).bytes).unwrap();
    change(&mut envelope);
    crate::canonical::canonical(&envelope).unwrap().into_bytes()
}

#[test]
fn a_file_as_it_was_signed_is_intact_and_says_what_was_signed() {
    let envelope = signed(1, 1, None);
    let verdict = verify(&envelope.bytes);
    assert!(verdict.is_intact(), "{:?}", verdict.findings);
    assert_eq!(verdict.trust, Trust::Unconfirmed);
    let facts = verdict.facts.unwrap();
    assert_eq!(facts.record, record());
    assert_eq!((facts.hash, facts.key_id, facts.device_seq), (envelope.hash, key(1).key_id(), 1));
    let known = BTreeSet::from([key(1).key_id()]);
    assert_eq!(verify_with(&envelope.bytes, &known).trust, Trust::Confirmed);
}

#[test]
fn an_altered_field_is_named_and_nothing_else() {
    let bytes = altered(|envelope| envelope["record"]["answers.rating"]["v"] = "dissatisfied".into());
    assert_eq!(named(&verify(&bytes).findings), [(FindingKind::FieldAltered, "answers.rating")]);
    let bytes = altered(|envelope| envelope["record"]["form"]["extra"] = 1.into());
    assert_eq!(named(&verify(&bytes).findings), [(FindingKind::FieldMalformed, "form")]);
    let bytes = altered(|envelope| envelope["record"]["invented"] = json!({ "s": "00", "v": 1 }));
    assert_eq!(named(&verify(&bytes).findings), [(FindingKind::FieldUnknown, "invented")]);
}

#[test]
fn an_altered_head_is_named_by_its_field() {
    let other = "ab".repeat(32);
    let changes: [(&str, Value); 4] = [
        ("device_seq", 2.into()),
        ("prev", other.clone().into()),
        ("key_id", key(2).key_id().into()),
        ("alg", "sm2-sm3/1".into()),
    ];
    for (field, value) in changes {
        let bytes = altered(|envelope| envelope[field] = value);
        let verdict = verify(&bytes);
        let findings = named(&verdict.findings);
        assert!(findings.contains(&(FindingKind::HeadAltered, field)), "{findings:?}");
        assert!(findings.contains(&(FindingKind::SignatureWrong, "sig")), "{findings:?}");
    }
    let bytes = altered(|envelope| envelope["digests"]["shown"] = other.into());
    assert!(named(&verify(&bytes).findings).contains(&(FindingKind::DigestAltered, "shown")));
    let bytes = altered(|envelope| envelope["note"] = 1.into());
    assert!(named(&verify(&bytes).findings).contains(&(FindingKind::FieldUnknown, "note")));
}

#[test]
fn an_erased_field_is_listed_and_the_rest_still_verifies_under_the_same_hash() {
    let envelope = signed(1, 1, None);
    let bytes = erase(&envelope.bytes, &["signature", "answers.feedback"]).unwrap();
    let verdict = verify(&bytes);
    assert!(verdict.is_intact(), "{:?}", verdict.findings);
    let facts = verdict.facts.unwrap();
    assert_eq!(facts.erased, ["answers.feedback", "signature"]);
    assert_eq!((facts.record.len(), facts.hash), (record().len() - 2, envelope.hash));
    assert!(!String::from_utf8(bytes.clone()).unwrap().contains("少送了两条"));
    assert_eq!(erase(&bytes, &["chain"]), Err(EraseError::Field("chain".to_owned())));
    assert_eq!(erase(&bytes[1..], &["shown"]), Err(EraseError::NotIntact));
}

#[test]
fn a_file_cut_anywhere_says_that_it_ends_too_early() {
    let bytes = signed(1, 1, None).bytes;
    for end in 1..bytes.len() {
        let findings = verify(&bytes[..end]).findings;
        assert_eq!((findings[0].kind, findings[0].offset), (FindingKind::CutOff, Some(end as u32)));
    }
}

#[test]
fn a_broken_colon_behind_the_first_key_is_named() {
    let mut bytes = signed(1, 1, None).bytes;
    let colon = bytes.iter().position(|byte| *byte == b':').unwrap();
    bytes[colon] = b'#';
    assert_eq!(named(&verify(&bytes).findings), [(FindingKind::Unreadable, "alg")]);
}

#[test]
fn what_is_no_evidence_says_so() {
    let texts = [
        "",
        "null",
        "[]",
        "{}",
        "{\"sig\":\"\"}",
        "12",
        "{\"sig\":",
        "客户编码,客户名称\nA1,甲店\n",
        "%PDF-1.7",
    ];
    let bytes: [&[u8]; 2] = [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04\xff\xfe"];
    for file in texts.iter().map(|text| text.as_bytes()).chain(bytes) {
        let kinds: Vec<_> = verify(file).findings.into_iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, [FindingKind::NotEvidence], "{}", String::from_utf8_lossy(file));
    }
}

#[test]
fn a_file_signed_again_under_another_key_names_that_key() {
    let forged = signed(2, 1, None);
    let alone = verify(&forged.bytes);
    assert!(alone.is_intact());
    assert_eq!((alone.trust, alone.facts.unwrap().key_id), (Trust::Unconfirmed, key(2).key_id()));
    let known = BTreeSet::from([key(1).key_id()]);
    let verdict = verify_with(&forged.bytes, &known);
    assert_eq!(named(&verdict.findings), [(FindingKind::KeyUnknown, "key_id")]);
    assert_eq!(verdict.findings[0].key, Some(key(2).key_id()));
}

#[test]
fn numbers_that_readers_round_are_not_signed() {
    for value in [json!(0.5), json!(1_i64 << 53)] {
        let record = BTreeMap::from([("answers.x".to_owned(), value)]);
        let refused = sign(&record, &key(1), 1, None, &SeededEntropy::new(1));
        assert!(matches!(refused, Err(SignError::Number(_))));
    }
    for path in ["", "a..b", "chain", "a b"] {
        let record = BTreeMap::from([(path.to_owned(), json!(1))]);
        assert!(sign(&record, &key(1), 1, None, &SeededEntropy::new(1)).is_err(), "{path:?}");
    }
    assert_eq!(sign(&record(), &key(1), 0, None, &SeededEntropy::new(1)), Err(SignError::Seq(0)));
}

#[test]
fn a_signature_over_other_bytes_is_not_taken() {
    let sig = key(1).sign(b"sheet");
    assert!(is_signed_by(&key(1).key_id(), b"sheet", &sig));
    assert!(!is_signed_by(&key(1).key_id(), b"sheeT", &sig));
    assert!(!is_signed_by(&key(2).key_id(), b"sheet", &sig));
    assert!(!is_signed_by(&key(1).key_id(), b"sheet", &sig.to_uppercase()));
    assert!(!is_signed_by("", b"sheet", ""));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_alteration_of_one_byte_is_detected_and_named(
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        seed in any::<u64>(),
        erased in any::<bool>(),
    ) {
        let entropy = SeededEntropy::new(seed);
        let prev = "0f".repeat(32);
        let mut bytes = sign(&record(), &key(1), 7, Some(&prev), &entropy).unwrap().bytes;
        if erased {
            bytes = erase(&bytes, &["signature"]).unwrap();
        }
        let place = place.index(bytes.len());
        prop_assume!(bytes[place] != byte);
        bytes[place] = byte;
        let findings = verify(&bytes).findings;
        prop_assert!(!findings.is_empty());
        for finding in findings {
            let is_named = finding.field.as_ref().is_some_and(|field| !field.is_empty());
            // Only the first bytes, which come before the first key, have no key near them.
            prop_assert!(is_named || finding.offset.is_some_and(|offset| offset < 8), "{finding:?}");
        }
    }
}

/// A chain of `count` files, the keys that signed it, and its head.
fn chain(count: i64) -> (Vec<SignedEnvelope>, Vec<KnownKey>, ChainHead) {
    let mut files: Vec<SignedEnvelope> = Vec::new();
    for seq in 1..=count {
        let prev = files.last().map(|file| file.hash.clone());
        files.push(signed(if seq < 3 { 1 } else { 2 }, seq, prev.as_deref()));
    }
    let known = |n, first_seq| KnownKey { key_id: key(n).key_id(), first_seq };
    let head = ChainHead { seq: count, hash: files[count as usize - 1].hash.clone() };
    (files, vec![known(1, 1), known(2, 3)], head)
}

fn rows(files: &[SignedEnvelope]) -> Vec<ChainRow<'_>> {
    files.iter().zip(1..).map(|(file, seq)| ChainRow { seq, hash: &file.hash, bytes: &file.bytes }).collect()
}

fn found(report: &ChainReport) -> Vec<(FindingKind, Option<i64>)> {
    report.findings.iter().map(|found| (found.finding.kind, found.finding.seq)).collect()
}

#[test]
fn a_whole_chain_is_intact_over_a_change_of_keys() {
    let (files, keys, head) = chain(5);
    let mut rows = rows(&files);
    rows.reverse();
    let report = verify_chain(&rows, &keys, Some(&head));
    assert!(report.is_intact(), "{:?}", report.findings);
    assert_eq!((report.last_seq, report.verdicts.len()), (5, 5));
    assert!(verify_chain(&[], &[], None).is_intact());
    let emptied = found(&verify_chain(&[], &keys, None));
    assert_eq!(
        emptied,
        [(FindingKind::TailCut, Some(keys[1].first_seq))],
        "a noted key tells of files that are gone"
    );
}

#[test]
fn an_erased_field_leaves_the_chain_whole() {
    let (mut files, keys, head) = chain(3);
    files[1].bytes = erase(&files[1].bytes, &["signature"]).unwrap();
    assert!(verify_chain(&rows(&files), &keys, Some(&head)).is_intact());
}

#[test]
fn a_removed_a_cut_an_added_and_a_renumbered_file_are_named() {
    let (files, keys, head) = chain(5);
    let all = rows(&files);
    let mut gap = all.clone();
    gap.remove(2);
    assert_eq!(found(&verify_chain(&gap, &keys, Some(&head))), [(FindingKind::NumberMissing, Some(3))]);
    assert_eq!(found(&verify_chain(&all[..4], &keys, Some(&head))), [(FindingKind::TailCut, Some(5))]);
    assert_eq!(found(&verify_chain(&[], &keys, Some(&head))), [(FindingKind::TailCut, Some(5))]);
    assert_eq!(found(&verify_chain(&all, &keys, None)), [(FindingKind::HeadMissing, Some(5))]);
    let shorter = ChainHead { seq: 4, hash: files[3].hash.clone() };
    assert_eq!(found(&verify_chain(&all, &keys, Some(&shorter))), [(FindingKind::TailAdded, Some(5))]);
    let mut twice = all.clone();
    twice.push(all[4]);
    assert!(found(&verify_chain(&twice, &keys, Some(&head))).contains(&(FindingKind::NumberTwice, Some(5))));
    let mut swapped = all.clone();
    swapped[0].seq = 2;
    swapped[1].seq = 1;
    let report = verify_chain(&swapped, &keys, Some(&head));
    assert!(found(&report).contains(&(FindingKind::NumberDiffers, Some(1))));
}

#[test]
fn a_changed_hash_column_and_a_replaced_file_are_named() {
    let (files, keys, head) = chain(4);
    let wrong = "00".repeat(32);
    let mut changed = rows(&files);
    changed[1].hash = &wrong;
    assert_eq!(found(&verify_chain(&changed, &keys, Some(&head))), [(FindingKind::HashDiffers, Some(2))]);

    // The device's own key signs another record in the place of the second: the third no longer links to it.
    let mut other = record();
    other.insert("answers.rating".to_owned(), json!("very_satisfied"));
    let forged = sign(&other, &key(1), 2, Some(&files[0].hash), &SeededEntropy::new(9)).unwrap();
    let mut replaced = rows(&files);
    replaced[1] = ChainRow { seq: 2, hash: &forged.hash, bytes: &forged.bytes };
    assert_eq!(found(&verify_chain(&replaced, &keys, Some(&head))), [(FindingKind::LinkBroken, Some(3))]);

    let forged = sign(&other, &key(2), 4, Some(&files[2].hash), &SeededEntropy::new(9)).unwrap();
    let mut last = rows(&files);
    last[3] = ChainRow { seq: 4, hash: &forged.hash, bytes: &forged.bytes };
    assert_eq!(found(&verify_chain(&last, &keys, Some(&head))), [(FindingKind::HeadDiffers, Some(4))]);
}

#[test]
fn a_key_that_came_later_or_from_elsewhere_is_named() {
    let (files, mut keys, head) = chain(4);
    keys[1].first_seq = 4;
    let report = verify_chain(&rows(&files), &keys, Some(&head));
    assert_eq!(found(&report), [(FindingKind::KeyTooEarly, Some(3))]);
    keys.pop();
    let report = verify_chain(&rows(&files), &keys, Some(&head));
    assert_eq!(found(&report), [(FindingKind::KeyUnknown, Some(3)), (FindingKind::KeyUnknown, Some(4))]);
}

#[test]
fn every_kind_of_finding_has_a_sentence_in_both_languages() {
    for text in [
        include_str!("../../../../ui/src/text/shared.zh.json"),
        include_str!("../../../../ui/src/text/shared.en.json"),
    ] {
        let words: Value = serde_json::from_str(text).unwrap();
        let verify = words["verify"].as_object().unwrap();
        let kinds: BTreeSet<String> = FindingKind::ALL.iter().map(|kind| kind.name()).collect();
        let states =
            ["intact", "certified", "certified_to", "confirmed", "unconfirmed", "to_confirm", "foreign"]
                .map(str::to_owned);
        let expected: BTreeSet<String> = kinds.into_iter().chain(states).collect();
        assert_eq!(verify.keys().cloned().collect::<BTreeSet<_>>(), expected);
        assert!(verify.values().all(|sentence| sentence.as_str().is_some_and(|text| text.len() > 10)));
    }
}

#[test]
fn a_head_kept_in_two_places_has_to_be_rewritten_in_both() {
    let (files, keys, _) = chain(5);
    let all = rows(&files);
    let signed = |seq: usize, by: u8| SignedHead::sign(seq as i64, &files[seq - 1].hash, Id::nil(), &key(by));
    let note = |seq: usize| HeadNote { head: signed(seq, 2), lost: Vec::new() };
    let said = |rows: &[ChainRow], kept: &SignedHead, beside: Option<&HeadNote>| {
        let found = verify_heads(rows, &keys, kept, beside);
        found.into_iter().map(|finding| (finding.kind, finding.seq)).collect::<Vec<_>>()
    };
    assert_eq!(said(&all, &signed(5, 2), Some(&note(5))), []);
    assert_eq!(said(&all, &signed(5, 2), Some(&note(4))), [], "the power went between the two");
    assert_eq!(said(&[], &SignedHead::default(), None), []);
    // The end cut off and the database's head set back: the note beside the key still names what was signed.
    let set_back = SignedHead { seq: 4, hash: files[3].hash.clone(), ..SignedHead::default() };
    assert_eq!(
        said(&all[..4], &set_back, Some(&note(5))),
        [(FindingKind::HeadForged, Some(4)), (FindingKind::FilesLost, Some(5))]
    );
    assert_eq!(said(&all[..4], &signed(4, 2), Some(&note(5))), [(FindingKind::FilesLost, Some(5))]);
    assert_eq!(said(&all, &signed(5, 2), None), [(FindingKind::HeadFileMissing, Some(5))]);
    assert_eq!(said(&all, &signed(5, 9), Some(&note(5))), [(FindingKind::HeadForged, Some(5))]);
    let mut moved = note(5);
    moved.head.seq = 4;
    assert!(said(&all, &signed(5, 2), Some(&moved)).contains(&(FindingKind::HeadForged, Some(4))));
    let restored = HeadNote { lost: vec![SignedHead::sign(9, "gone", Id::nil(), &key(2))], ..note(5) };
    assert_eq!(said(&all, &signed(5, 2), Some(&restored)), [(FindingKind::FilesLost, Some(9))]);
}

#[test]
fn promises_and_facts_of_a_visit_are_nobodys_to_erase() {
    let form = crate::form::Form::parse(crate::form::VISIT_RECORD).unwrap();
    let may = |path: &str, role: Role| may_erase(&form, path, role);
    for path in ["signature", "visit.position", "visit.companion"] {
        assert_eq!(may(path, Role::Manager), Some(true), "{path}");
    }
    for path in ["answers.opinion", "answers.sales_note", "visit.customer_name"] {
        assert_eq!(
            (may(path, Role::Manager), may(path, Role::Supervisor)),
            (Some(false), Some(true)),
            "{path}"
        );
    }
    for path in ["answers.feedback", "answers.rating", "answers.next_visit_on", "visit.date", "form", "chain"]
    {
        assert_eq!(may(path, Role::Admin), None, "{path}");
    }
}
