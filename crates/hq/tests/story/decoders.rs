//! Whatever comes from outside or lies in the database: a typed answer, and nothing half done. On SQLite alone, where a
//! case costs little; what the databases do differently is in the stories.

use std::{fs, io::Write};

use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};
use rounds_core::{
    canonical::sha256_hex,
    rescue::{Piece, RescueHead, RescueWriter},
    sync::{BLOB_LENGTH, BLOB_OFFSET, SCHEMA},
};
use rounds_hq::{
    Hq, HqError,
    admin::restore,
    base::{Base, Sqlite},
    cells,
    feed::Cursor,
};
use serde_json::{Value, json, value::to_raw_value};

use crate::{
    device::Device,
    ground::{Beneath, Ground},
};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// A number as a header may have it.
fn any_number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<u64>().prop_map(|number| number.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        (0_u64..40).prop_map(|number| number.to_string()),
        Just(i64::MAX.to_string()),
        Just(u64::MAX.to_string()),
        "[ -~]{0,30}",
    ]
}

fn any_name(known: String) -> impl Strategy<Value = String> {
    let upper = known.to_uppercase();
    prop_oneof![3 => Just(known), 1 => Just(upper), 1 => "[0-9a-f]{64}", 1 => "[0-9a-zA-Z.%_-]{1,80}"]
}

/// What happens to bytes on their way.
#[derive(Clone, Debug)]
enum Harm {
    Cut(Index),
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Twice(Index, Index),
}

fn any_harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        any::<Index>().prop_map(Harm::Cut),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Harm::Set(at, byte)),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..9))
            .prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, count)| Harm::Remove(at, count)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Harm::Twice(from, to)),
    ]
}

fn harmed(whole: &[u8], harms: &[Harm]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for harm in harms.iter().filter(|_| !whole.is_empty()) {
        let length = bytes.len().max(1);
        match harm {
            Harm::Cut(at) => bytes.truncate(at.index(length)),
            Harm::Set(at, byte) => {
                if let Some(there) = bytes.get_mut(at.index(length)) {
                    *there = *byte;
                }
            }
            Harm::Insert(at, more) => {
                let at = at.index(length).min(bytes.len());
                bytes.splice(at..at, more.iter().copied());
            }
            Harm::Remove(at, count) => {
                let at = at.index(length).min(bytes.len());
                bytes.drain(at..(at + count).min(bytes.len()));
            }
            // A line of the file once more, somewhere else.
            Harm::Twice(from, to) => {
                let lines: Vec<Vec<u8>> =
                    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
                let mut lines = lines;
                if !lines.is_empty() {
                    let line = lines[from.index(lines.len())].clone();
                    lines.insert(to.index(lines.len()), line);
                }
                bytes = lines.concat();
            }
        }
    }
    bytes
}

#[test]
fn whatever_the_heads_of_a_picture_say_it_is_refused_in_a_typed_word_and_the_picture_still_goes_up() {
    let ground = Ground::new(Beneath::Sqlite);
    let mut device = Device::enrol(&ground, "alice", "T1");
    let (shop, insert) = device.customer(&ground, "1001");
    let picture = b"a picture of thirty-two bytes...".to_vec();
    let name = sha256_hex(&picture);
    let fields = [
        ("customer_id", json!(shop)),
        ("kind", json!("shelf")),
        ("sha256", json!(name)),
        ("bytes", json!(picture.len())),
        ("media_type", json!("image/jpeg")),
        ("width", json!(1)),
        ("height", json!(1)),
        ("taken_at", json!(1)),
    ];
    let made = device.insert("attachment", ground.new_id(), &fields);
    device.send(&[insert, made]);
    let bearer = format!("Bearer {}", device.token);
    let asked = (
        any_name(name.clone()),
        any_number(),
        any_number(),
        prop::collection::vec(any::<u8>(), 0..50),
        any_number(),
    );
    runner(400)
        .run(&asked, |(path, offset, length, body, from)| {
            let url = format!("{}/v1/blobs/{path}", device.url);
            // The last piece with the right length and wrong bytes begins the file anew: that is in the stories.
            let patched = device
                .agent
                .patch(&url)
                .header("authorization", &bearer)
                .header(BLOB_OFFSET, offset.trim())
                .header(BLOB_LENGTH, length.trim())
                .send(&body[..])
                .unwrap();
            prop_assert!(patched.status().as_u16() < 500, "{}", patched.status());
            let from: String = from.chars().filter(char::is_ascii_alphanumeric).collect();
            for url in [format!("{url}?from={from}"), url] {
                let read = device.agent.get(&url).header("authorization", &bearer).call().unwrap();
                prop_assert!(read.status().as_u16() < 500, "{}", read.status());
                let head = device.agent.head(&url).header("authorization", &bearer).call().unwrap();
                prop_assert!(head.status().as_u16() < 500, "{}", head.status());
            }
            Ok(())
        })
        .unwrap();
    // Whatever of it was taken, the picture goes on from there or begins anew.
    for _ in 0..2 {
        let head =
            device.agent.head(format!("{}/v1/blobs/{name}", device.url)).header("authorization", &bearer);
        let there: usize = head.call().unwrap().headers()[BLOB_OFFSET].to_str().unwrap().parse().unwrap();
        if there < picture.len() {
            let rest = device.agent.patch(format!("{}/v1/blobs/{name}", device.url));
            let rest = rest.header("authorization", &bearer).header(BLOB_OFFSET, there.to_string());
            rest.header(BLOB_LENGTH, picture.len().to_string()).send(&picture[there..]).unwrap();
        }
    }
    for from in [picture.len() as u64 + 1, u64::MAX] {
        let beyond = device.agent.get(format!("{}/v1/blobs/{name}?from={from}", device.url));
        assert_eq!(beyond.header("authorization", &bearer).call().unwrap().status(), 400);
    }
    let read = device.agent.get(format!("{}/v1/blobs/{name}?from=2", device.url));
    let mut read = read.header("authorization", &bearer).call().unwrap();
    assert_eq!(read.body_mut().read_to_vec().unwrap(), picture[2..]);
}

/// Opens what was restored and asks it everything that reads rows.
fn look_at(base: Box<dyn Base>, ground: &Ground) {
    let (clock, data) = (ground.clock.clone(), ground.file("looked at"));
    let now = move || clock.load(std::sync::atomic::Ordering::Relaxed);
    let Ok(hq) = Hq::open(base, &data, std::sync::Arc::new(now), ground.entropy.clone()) else { return };
    let _ = (hq.verify(), hq.status(), hq.open_set_aside(), hq.expire());
    let _ = hq.reassign("T1", "T2", &[]);
}

#[test]
fn a_backup_that_was_harmed_is_restored_whole_or_refused_whole() {
    let ground = Ground::new(Beneath::Sqlite);
    ground.territory("T2", "bob");
    let mut device = Device::enrol(&ground, "alice", "T1");
    let (_, insert) = device.customer(&ground, "1001");
    let poison = device.insert("no_such_noun", ground.new_id(), &[]);
    device.push(&[insert, poison]).unwrap();
    let file = ground.file("hq.backup");
    ground.hq.backup(&file).unwrap();
    let packed = fs::read(&file).unwrap();
    let plain = zstd::decode_all(&packed[..]).unwrap();
    let case = (prop::collection::vec(any_harm(), 0..4), any::<bool>());
    runner(120)
        .run(&case, |(harms, is_packed)| {
            let bytes = if is_packed {
                harmed(&packed, &harms)
            } else {
                zstd::encode_all(&harmed(&plain, &harms)[..], 1).unwrap()
            };
            let file = ground.file("harmed.backup");
            fs::write(&file, bytes).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("hq.db");
            let base = Sqlite::open(&path).unwrap();
            match restore(&base, &file, ground.new_id()) {
                Ok(_) => look_at(Box::new(base), &ground),
                Err(HqError::Told(_)) => {
                    prop_assert!(!harms.is_empty());
                    let base: &dyn Base = &base;
                    let rows = base.read(|tx| {
                        tx.rows("SELECT 1 FROM record UNION ALL SELECT 1 FROM account UNION ALL SELECT 1 FROM audit", &[])
                    });
                    prop_assert!(rows.unwrap().is_empty());
                }
                Err(other) => prop_assert!(false, "no sentence: {other:?}"),
            }
            Ok(())
        })
        .unwrap();
    // A small file that unpacks to a line without an end.
    let bomb = ground.file("bomb.backup");
    let mut pack = zstd::Encoder::new(fs::File::create(&bomb).unwrap(), 1).unwrap();
    for _ in 0..100 {
        pack.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    pack.finish().unwrap();
    let base = Sqlite::open(&ground.file("bomb.db")).unwrap();
    assert!(matches!(restore(&base, &bomb, ground.new_id()), Err(HqError::Told(_))));
}

/// What may stand where a row's JSON should.
fn any_body(real: String) -> impl Strategy<Value = String> {
    let bytes = real.clone().into_bytes();
    let changed = (
        any::<Index>(),
        prop_oneof![
            Just(json!(null)),
            Just(json!(-1)),
            Just(json!(i64::MAX)),
            Just(json!(u64::MAX)),
            Just(json!(1e300)),
            Just(json!([])),
            Just(json!({})),
            Just(json!("")),
            Just(json!("领".repeat(50))),
            Just(json!(true)),
        ],
    );
    prop_oneof![
        prop::collection::vec(any_harm(), 1..4)
            .prop_map(move |harms| String::from_utf8_lossy(&harmed(&bytes, &harms)).replace('\0', " ")),
        changed.prop_map(move |(at, value)| {
            let mut row: Value = serde_json::from_str(&real).unwrap();
            let mut paths = Vec::new();
            places(&row, String::new(), &mut paths);
            let path = &paths[at.index(paths.len())];
            *row.pointer_mut(path).unwrap() = value;
            row.to_string()
        }),
    ]
}

fn places(value: &Value, at: String, into: &mut Vec<String>) {
    into.push(at.clone());
    if let Value::Object(map) = value {
        for (name, inner) in map {
            places(inner, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), into);
        }
    }
}

#[test]
fn a_stored_row_that_was_altered_stops_nobody_with_a_panic() {
    let ground = Ground::new(Beneath::Sqlite);
    ground.territory("T2", "bob");
    let mut device = Device::enrol(&ground, "alice", "T1");
    let (shop, insert) = device.customer(&ground, "1001");
    let (_, second) = device.customer(&ground, "1002");
    device.send(&[insert, second]);
    let edit = device.put("customer", shop, 1, &[("note", json!("后门"))]);
    let caller = ground.hq.caller(&device.token).unwrap();
    let base = ground.beneath.open(ground.data.path());
    let stored = |sql: &str| base.read(|tx| tx.rows(sql, &[])).unwrap();
    for noun in ["customer", "device", "territory", "person"] {
        let rows = stored(&format!("SELECT id, body FROM record WHERE noun = '{noun}' AND body IS NOT NULL"));
        let (id, real) = (rows[0][0].text().to_owned(), rows[0][1].text().to_owned());
        let put = |body: &str| {
            base.write(|tx| tx.run("UPDATE record SET body = $1 WHERE id = $2", cells![body, id.as_str()]))
                .unwrap();
        };
        runner(60)
            .run(&any_body(real.clone()), |body| {
                put(&body);
                for scope in [device.home(), rounds_core::sync::Scope::Organisation] {
                    let cursor = Cursor { after: 0, epoch: Some(ground.hq.epoch()), baseline: true };
                    let _ = ground.hq.feed(&caller, scope, cursor, 50);
                    let _ = ground.hq.scope_hash(&caller, scope);
                }
                let push = rounds_core::sync::Push {
                    install_id: device.install,
                    schema: SCHEMA,
                    operations: vec![to_raw_value(&edit).unwrap()],
                    feeds: None,
                    compare: false,
                    device: None,
                };
                let _ = (ground.hq.verify(), ground.hq.status(), ground.hq.push(&caller, &push, 10));
                put(&real);
                Ok(())
            })
            .unwrap();
    }
    // Whole again, everything goes on.
    assert!(ground.hq.verify().unwrap().iter().all(|one| one.findings.is_empty()));
    assert_eq!(device.baseline(device.home()).iter().filter(|entry| entry.noun == "customer").count(), 2);
}

#[test]
fn a_rescue_file_that_was_harmed_anywhere_is_refused_in_a_sentence_and_nothing_of_it_is_taken() {
    let ground = Ground::new(Beneath::Sqlite);
    let mut device = Device::enrol(&ground, "alice", "T1");
    let made: Vec<Value> = (1..=3).map(|n| device.customer(&ground, &format!("100{n}")).1).collect();
    let hq_key = ground.hq.version().rescue_key;
    let head = RescueHead { install_id: device.install, hq_key, made_at: 1, schema: SCHEMA };
    let (mut writer, mut whole) = RescueWriter::begin(&head, ground.entropy.as_ref()).unwrap();
    for operations in made.chunks(2) {
        whole.extend(writer.piece(&Piece::Operations(serde_json::to_vec(operations).unwrap())).unwrap());
    }
    let file = Piece::File { sha256: "0".repeat(64), length: 9, bytes: b"a picture".to_vec() };
    whole.extend(writer.piece(&file).unwrap());
    whole.extend(writer.end(&device.key).unwrap());
    let path = ground.file("harmed.rescue");
    let case = prop_oneof![
        4 => prop::collection::vec(any_harm(), 1..4).prop_map({
            let whole = whole.clone();
            move |harms| harmed(&whole, &harms)
        }),
        1 => prop::collection::vec(any::<u8>(), 0..300),
    ];
    runner(300)
        .run(&case, |bytes| {
            prop_assume!(bytes != whole);
            fs::write(&path, bytes).unwrap();
            let refused = ground.hq.import_rescue(&path);
            prop_assert!(matches!(refused, Err(HqError::Told(_))), "{refused:?}");
            Ok(())
        })
        .unwrap();
    assert_eq!(device.state().last_op_seq, 0);
    fs::write(&path, &whole).unwrap();
    let rescued = ground.hq.import_rescue(&path).unwrap();
    assert_eq!((rescued.applied, rescued.files_left), (3, 1));
}
