//! Everything that comes from the other side of a wire or out of a file that somebody brings: any bytes are a value or a
//! refusal, never a panic, and a value takes no more room than its bytes explain. `crates/hq` and `crates/sync` try the
//! packing and whole conversations, `crates/planner` the file of distances.

use std::fmt::Debug;

use proptest::{prelude::*, sample::Index, test_runner::TestCaseError};
use rounds_core::{
    AppError, Entropy, Id, SeededEntropy,
    canonical::{MOST, canonical},
    evidence::{DeviceKey, is_signed_by, verify},
    operation::{OP_SCHEMA, Operation, OperationKind},
    rescue::{Piece, Read, RescueError, RescueHead, RescueReader, RescueWriter},
    seal::{SealKey, seal},
    sync::{
        DecideSetAside, Enrol, Enrolled, FeedPage, HeldRow, HqState, HqVersion, KINDS, Push, PushReply,
        Refresh, Scope, ScopeHashReply, Session, Side, SignIn, Writer, merge, row_digest,
    },
    unlock::{UnlockGrant, UnlockRequest},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

/// One body of each kind, as it really looks.
fn bodies() -> Vec<Value> {
    let id = "0198f000-0000-7000-8000-000000000001";
    let operation = json!({
        "install_id": id, "op_seq": 7, "tx_id": id, "op_schema": 1, "actor": id, "noun": "customer", "id": id,
        "kind": "put", "base_version": 3, "fields": {"name": {"old": "顺发", "new": "顺发超市"}, "visit_weekdays":
        {"old": [], "new": [1, 2]}}, "at": 1_795_392_000_000_i64,
    });
    let session = json!({
        "access_token": "a.b", "access_expires_s": 900, "refresh_token": "c.d", "person_id": id, "role": "manager",
    });
    let error = json!({"code": "not_allowed", "field": "actor", "detail": {"op_seq": 3}});
    vec![
        json!({"schema": 1, "oldest_schema": 1, "epoch": id, "hq_key_id": "ab", "rescue_key": "cd"}),
        json!({"user": "1001", "password": "correct horse", "install_id": id}),
        json!({"refresh_token": "c.d"}),
        session.clone(),
        json!({
            "user": "1001", "password": "correct horse", "code": "ABCD", "follows": {"install_id": id, "sig": "00"},
            "install_id": id, "key_id": "ab", "key_sig": "cd", "device_name": "巡访", "schema": 1, "local":
            {"territory_id": id, "person_id": id, "is_demo": false, "customers": [{"id": id, "code": "K1"}]},
            "wrapped_key": "AAAA",
        }),
        json!({
            "session": session, "territory_id": id, "territory_code": "T1", "aliases": [{"noun": "customer", "from":
            id, "to": id}], "hq_key_id": "ab", "epoch": id,
        }),
        json!({
            "epoch": id, "schema": 1, "person_id": id, "role": "manager", "install_id": id, "last_op_seq": 7,
            "scopes": [{"scope": format!("territory-{id}"), "seq": 9}], "pin_required": true,
        }),
        json!({"install_id": id, "schema": 1, "operations": [operation]}),
        json!({
            "epoch": id, "verdicts": [{"op_seq": 7, "outcome": "set_aside", "version": 0, "because": error}],
            "last_op_seq": 7,
        }),
        json!({
            "epoch": id, "scope": "organisation", "entries": [{"seq": 1, "noun": "customer", "id": id, "kind":
            "upsert", "row": {"id": id, "name": "顺发"}}, {"seq": 2, "noun": "contact", "id": id, "kind": "gone"}],
            "next": 2, "more": false,
        }),
        json!({"epoch": id, "scope": format!("person-{id}"), "seq": 3, "rows": 4, "hash": "ab"}),
        json!({"choice": "retry"}),
        json!({
            "version": 2, "created_at": 1, "updated_at": 2, "deleted_at": null, "fields": {"name": "顺发"}, "stamps":
            {"first": {"v": 1, "w": id, "s": "field"}, "later": {"name": {"v": 2, "w": id, "s": "hq"}}},
        }),
        error,
    ]
}

/// Reads bytes as a `T`: what it reads is written and read again as the same, and is not larger than it came.
fn is_read<T: DeserializeOwned + Serialize + PartialEq + Debug>(bytes: &[u8]) -> Result<bool, TestCaseError> {
    let Ok(value) = serde_json::from_slice::<T>(bytes) else { return Ok(false) };
    let again = serde_json::to_value(&value).expect("what was read can be written");
    let text = again.to_string();
    // Absent fields are written as such, and characters may have come escaped.
    prop_assert!(text.len() <= 6 * bytes.len() + 1_000, "{} bytes from {}", text.len(), bytes.len());
    // A fraction is refused wherever it matters, and need not have one text.
    if canonical(&again).is_ok() {
        prop_assert_eq!(serde_json::from_str::<T>(&text).expect("it is read again"), value);
    }
    Ok(true)
}

/// Reads bytes as every body there is; as how many of them.
fn read_as_all(bytes: &[u8]) -> Result<u32, TestCaseError> {
    let all = [
        is_read::<HqVersion>(bytes)?,
        is_read::<SignIn>(bytes)?,
        is_read::<Refresh>(bytes)?,
        is_read::<Session>(bytes)?,
        is_read::<Enrol>(bytes)?,
        is_read::<Enrolled>(bytes)?,
        is_read::<HqState>(bytes)?,
        is_read::<Push>(bytes)?,
        is_read::<Push<Value>>(bytes)?,
        is_read::<PushReply>(bytes)?,
        is_read::<FeedPage>(bytes)?,
        is_read::<ScopeHashReply>(bytes)?,
        is_read::<DecideSetAside>(bytes)?,
        is_read::<HeldRow>(bytes)?,
        is_read::<AppError>(bytes)?,
    ];
    Ok(all.into_iter().map(u32::from).sum())
}

#[test]
fn every_body_of_the_protocol_is_read_as_what_it_is() {
    for body in bodies() {
        assert!(read_as_all(body.to_string().as_bytes()).unwrap() > 0, "{body}");
    }
}

/// What may happen to bytes on their way.
#[derive(Clone, Debug)]
enum Harm {
    Set(Index, u8),
    Cut(Index),
    Remove(Index),
    Insert(Index, u8),
    Double(Index, Index),
}

fn harm() -> impl Strategy<Value = Harm> {
    let byte = prop_oneof![any::<u8>(), prop::sample::select(br#"{}[]",:-0e9n\"#.to_vec())];
    prop_oneof![
        (any::<Index>(), byte.clone()).prop_map(|(at, byte)| Harm::Set(at, byte)),
        any::<Index>().prop_map(Harm::Cut),
        any::<Index>().prop_map(Harm::Remove),
        (any::<Index>(), byte).prop_map(|(at, byte)| Harm::Insert(at, byte)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Harm::Double(from, to)),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match harm {
            Harm::Set(at, byte) => bytes[at.index(length)] = *byte,
            Harm::Cut(at) => bytes.truncate(at.index(length)),
            Harm::Remove(at) => drop(bytes.remove(at.index(length))),
            Harm::Insert(at, byte) => bytes.insert(at.index(length), *byte),
            Harm::Double(from, to) => {
                let (from, to) = (from.index(length), to.index(length));
                let part = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.splice(from..from, part);
            }
        }
    }
    bytes
}

/// Any JSON with whole numbers, its keys often those of the protocol.
fn any_json() -> impl Strategy<Value = Value> {
    let key =
        prop_oneof!["[a-z_]{0,8}", prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned), ".{0,4}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-MOST..=MOST).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("0198f000-0000-7000-8000-000000000001")),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

const NAMES: [&str; 16] = [
    "install_id",
    "op_seq",
    "tx_id",
    "noun",
    "id",
    "kind",
    "fields",
    "old",
    "new",
    "row",
    "entries",
    "seq",
    "scope",
    "deleted_at",
    "territory_id",
    "version",
];

fn id(number: u128) -> Id {
    Id::from_u128(number)
}

fn rescue_file(pieces: &[Piece], hq: &SealKey, device: &DeviceKey) -> Vec<u8> {
    let head = RescueHead { install_id: id(7), hq_key: hq.public(), made_at: 1, schema: 1 };
    let (mut writer, mut bytes) =
        RescueWriter::begin(&head, &SeededEntropy::new(1)).expect("a head that can be written");
    for piece in pieces {
        bytes.extend(writer.piece(piece).expect("a piece that can be written"));
    }
    bytes.extend(writer.end(device).expect("an end that can be written"));
    bytes
}

fn read_rescue(bytes: &[u8], hq: &SealKey, key_id: &str) -> Result<Vec<Piece>, RescueError> {
    let first = bytes.get(..RescueReader::FIRST).ok_or(RescueError::NotRescue)?;
    let beginning = RescueReader::beginning(first)?;
    let mut reader = RescueReader::open(bytes.get(..beginning).ok_or(RescueError::Broken)?, hq)?;
    let (mut rest, mut found) = (&bytes[beginning..], Vec::new());
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(RescueError::Broken)?;
        let length = u32::from_be_bytes(*length) as usize;
        let (piece, after) = after.split_at_checked(length).ok_or(RescueError::Broken)?;
        match reader.piece(piece, after.is_empty(), key_id)? {
            Read::Piece(piece) => found.push(piece),
            Read::End => return Ok(found),
        }
        rest = after;
    }
}

fn any_piece() -> impl Strategy<Value = Piece> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..300);
    prop_oneof![
        bytes().prop_map(Piece::Operations),
        ("[0-9a-f]{64}", any::<u64>(), bytes()).prop_map(|(sha256, length, bytes)| Piece::File {
            sha256,
            length,
            bytes
        }),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..4_i64).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from),
        Just(json!(1.5)),
        Just(json!({"new": [1]})),
    ]
}

/// Fields of some noun, and a few that it does not have.
fn any_fields(noun: usize) -> impl Strategy<Value = Map<String, Value>> {
    let mut names: Vec<String> = KINDS[noun].columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.extend(["territory_id", "deleted_at", "version", "nothing"].map(str::to_owned));
    prop::collection::btree_map(prop::sample::select(names), any_value(), 0..6)
        .prop_map(|map| map.into_iter().collect())
}

fn any_merge() -> impl Strategy<Value = (usize, Map<String, Value>, Map<String, Value>, u8, i64, bool)> {
    (0..KINDS.len()).prop_flat_map(|noun| {
        (Just(noun), any_fields(noun), any_fields(noun), 0..3_u8, -1..4_i64, any::<bool>())
    })
}

proptest! {
    #[test]
    fn any_bytes_are_a_body_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_as_all(&bytes)?;
        prop_assert!(!verify(&bytes).findings.is_empty());
        let _ = (UnlockRequest::read(&bytes), UnlockGrant::read(&bytes));
    }

    #[test]
    fn a_harmed_body_is_another_body_or_refused(
        which in any::<Index>(),
        harms in prop::collection::vec(harm(), 1..4),
    ) {
        let body = which.get(&bodies()).to_string().into_bytes();
        read_as_all(&harmed(body, &harms))?;
    }

    #[test]
    fn any_json_is_a_body_or_refused(value in any_json()) {
        read_as_all(value.to_string().as_bytes())?;
        prop_assert!(!verify(value.to_string().as_bytes()).findings.is_empty());
    }

    #[test]
    fn a_value_has_one_canonical_text_or_none(value in any_json()) {
        match canonical(&value) {
            Ok(text) => {
                let again: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(&again, &value);
                prop_assert_eq!(canonical(&again).unwrap(), text);
            }
            Err(refused) => {
                let number: i128 = refused.number.parse().unwrap();
                prop_assert!(number.abs() > i128::from(MOST), "{}", refused);
            }
        }
    }

    #[test]
    fn any_text_is_a_scope_or_refused(text in "(organisation|territory|person)?-?[0-9a-f-]{0,40}") {
        if let Ok(scope) = text.parse::<Scope>() {
            prop_assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
        }
    }

    #[test]
    fn any_operation_is_merged_into_any_row_or_set_aside(
        (noun, held, news, kind, base_version, is_hq) in any_merge(),
        exists in any::<bool>(),
        is_deleted in any::<bool>(),
    ) {
        let kind_of = &KINDS[noun];
        let stamp = json!({"v": 2, "w": id(1), "s": if is_hq { "field" } else { "hq" }});
        let row = json!({
            "version": 2, "created_at": 1, "updated_at": 1, "deleted_at": is_deleted.then_some(5), "fields": held,
            "stamps": {"first": stamp},
        });
        let row: HeldRow = serde_json::from_value(row).unwrap();
        let fields = news.iter().map(|(name, new)| (name.clone(), json!({"old": held.get(name), "new": new}))).collect();
        let operation = Operation {
            install_id: id(2),
            op_seq: 1,
            tx_id: id(3),
            op_schema: OP_SCHEMA,
            actor: id(4),
            noun: kind_of.noun.to_owned(),
            id: id(5),
            kind: [OperationKind::Put, OperationKind::Delete, OperationKind::Command][kind as usize],
            base_version,
            fields,
            at: 9,
            customer_version: None,
            erased: Vec::new(),
        };
        let writer = Writer { install_id: id(2), side: if is_hq { Side::Hq } else { Side::Field } };
        let merged = merge(kind_of, exists.then_some(&row), &operation, writer, 3);
        if let Ok(merged) = merged {
            let expected = if merged.changed { 3 } else { row.version * i64::from(exists) };
            prop_assert_eq!(merged.row.version, expected);
            prop_assert!(merged.lost.len() <= news.len() + 1);
            let _ = row_digest(&merged.row.whole(id(5), id(6)));
        }
    }

    #[test]
    fn what_is_sealed_is_opened_whole_or_not_at_all(
        plain in prop::collection::vec(any::<u8>(), 0..200),
        harms in prop::collection::vec(harm(), 0..3),
        seed in any::<u64>(),
    ) {
        let key = SealKey::from_seed([1; 32]);
        let sealed = seal(&key.public(), b"test", &plain, &SeededEntropy::new(seed)).unwrap();
        let came = harmed(sealed.clone(), &harms);
        match key.open(b"test", &came) {
            Ok(opened) => prop_assert!(came == sealed && *opened == plain),
            Err(_) => prop_assert!(came != sealed),
        }
        prop_assert!(key.open(b"other", &sealed).is_err());
        prop_assert!(seal(&String::from_utf8_lossy(&came), b"test", &plain, &SeededEntropy::new(seed)).is_err());
    }

    #[test]
    fn a_rescue_file_is_read_whole_or_not_at_all(
        pieces in prop::collection::vec(any_piece(), 0..4),
        harms in prop::collection::vec(harm(), 0..3),
        noise in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let (hq, device) = (SealKey::from_seed([1; 32]), DeviceKey::from_seed(&[2; 32]));
        let bytes = rescue_file(&pieces, &hq, &device);
        let came = harmed(bytes.clone(), &harms);
        match read_rescue(&came, &hq, &device.key_id()) {
            Ok(read) => prop_assert!(came == bytes && read == pieces),
            Err(_) => prop_assert!(came != bytes),
        }
        prop_assert!(read_rescue(&noise, &hq, &device.key_id()).is_err());
        let begun = [&bytes[..RescueReader::FIRST], noise.as_slice()].concat();
        prop_assert!(read_rescue(&begun, &hq, &device.key_id()).is_err());
    }

    #[test]
    fn an_answer_to_a_locked_device_opens_for_its_request_alone(
        harms in prop::collection::vec(harm(), 0..3),
        now in -10_i64..200_000_000,
    ) {
        let (device, entropy) = (SealKey::from_seed([3; 32]), SeededEntropy::new(1));
        let request = UnlockRequest::new(id(1), "00".repeat(8), device.public(), String::new(), 5);
        let grant = UnlockGrant::new(&request, &[7; 32], 5, &entropy).unwrap();
        let bytes = serde_json::to_vec(&grant).unwrap();
        if let Some(grant) = UnlockGrant::read(&harmed(bytes.clone(), &harms))
            && let Ok(key) = grant.open(&device, now)
        {
            prop_assert_eq!(key.as_slice(), &[7; 32]);
        }
        let bytes = serde_json::to_vec(&request).unwrap();
        if let Some(request) = UnlockRequest::read(&harmed(bytes, &harms)) {
            prop_assert_eq!(request.number().len(), 9);
            let _ = UnlockGrant::new(&request, &[7; 32], now, &entropy);
        }
    }

    #[test]
    fn no_text_but_a_signature_is_one(text in ".{0,140}", message in ".{0,20}") {
        let key = DeviceKey::from_seed(&[2; 32]);
        prop_assert!(!is_signed_by(&key.key_id(), message.as_bytes(), &text));
        prop_assert!(!is_signed_by(&text, message.as_bytes(), &key.sign(message.as_bytes())));
    }
}

#[test]
fn a_body_that_is_too_deep_is_refused() {
    let deep = "[".repeat(200_000);
    assert_eq!(read_as_all(deep.as_bytes()).unwrap(), 0);
    let mut bytes = [0; 64];
    SeededEntropy::new(1).fill(&mut bytes);
    assert_eq!(read_as_all(&bytes).unwrap(), 0);
}
