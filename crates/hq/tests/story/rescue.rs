//! Rescue files, and devices whose PIN is forgotten.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use rounds_core::{
    ErrorCode, Id, SeededEntropy,
    evidence::DeviceKey,
    person::Role,
    rescue::{Piece, RescueHead, RescueWriter},
    seal::{SealKey, WRAPPED_KEY, seal},
    sync::SCHEMA,
    unlock::{UnlockGrant, UnlockRequest, key_fingerprint},
};
use rounds_hq::{HqError, admin::Confirmed};
use serde_json::{Value, json};

use crate::{
    device::{Device, enrolment},
    ground::{Ground, PASSWORD, on_both},
};

/// A rescue file of the device, signed by `key`, sealed to `hq_key`.
fn rescue(ground: &Ground, device: &Device, key: &DeviceKey, hq_key: &str, pieces: &[Piece]) -> PathBuf {
    let head =
        RescueHead { install_id: device.install, hq_key: hq_key.to_owned(), made_at: 1, schema: SCHEMA };
    let (mut writer, mut bytes) = RescueWriter::begin(&head, ground.entropy.as_ref()).unwrap();
    for piece in pieces {
        bytes.extend(writer.piece(piece).unwrap());
    }
    bytes.extend(writer.end(key).unwrap());
    let path = ground.file(&format!("{}.rescue", ground.new_id()));
    fs::write(&path, bytes).unwrap();
    path
}

fn own(ground: &Ground, device: &Device, pieces: &[Piece]) -> PathBuf {
    rescue(ground, device, &device.key, &ground.hq.version().rescue_key, pieces)
}

fn operations(operations: &[Value]) -> Piece {
    Piece::Operations(serde_json::to_vec(operations).unwrap())
}

fn refusal(ground: &Ground, path: &Path) -> String {
    match ground.hq.import_rescue(path) {
        Err(HqError::Told(sentence)) => sentence.to_string(),
        other => panic!("not refused in a sentence: {other:?}"),
    }
}

fn shops(device: &Device) -> usize {
    device.baseline(device.home()).iter().filter(|entry| entry.noun == "customer").count()
}

#[test]
fn each_change_of_a_rescue_file_counts_once_whatever_was_sent_before_or_is_sent_later() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let made: Vec<Value> = (1..=4).map(|n| device.customer(&ground, &format!("100{n}")).1).collect();
        let file = own(&ground, &device, &[operations(&made[..2]), operations(&made[2..])]);
        // The first went out before the network broke.
        device.send(&made[..1]);
        let rescued = ground.hq.import_rescue(&file).unwrap();
        assert_eq!((rescued.applied, rescued.known, rescued.set_aside), (3, 1, 0));
        assert_eq!((rescued.install_id, rescued.person_code.as_str()), (device.install, "alice"));
        let hash = device.hash().hash;
        let again = ground.hq.import_rescue(&file).unwrap();
        assert_eq!((again.applied, again.known, again.set_aside), (0, 4, 0));
        // The device is alive again and sends what it still holds, and one more.
        let (_, fifth) = device.customer(&ground, "1005");
        let verdicts = device.send(&[&made[1..], &[fifth]].concat()).verdicts;
        assert_eq!(verdicts.len(), 4);
        assert_eq!(shops(&device), 5);
        assert_ne!(device.hash().hash, hash);
        assert_eq!(device.state().last_op_seq, 5);
    });
}

#[test]
fn what_cannot_be_applied_is_set_aside_and_the_rest_is_taken() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (_, good) = device.customer(&ground, "1001");
        let poison = device.insert("no_such_noun", ground.new_id(), &[]);
        let (_, after) = device.customer(&ground, "1002");
        let rescued =
            ground.hq.import_rescue(&own(&ground, &device, &[operations(&[good, poison, after])])).unwrap();
        assert_eq!((rescued.applied, rescued.set_aside), (2, 1));
        assert_eq!(ground.hq.open_set_aside().unwrap().len(), 1);
    });
}

#[test]
fn a_file_that_is_cut_altered_foreign_or_forged_is_refused_whole() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (_, made) = device.customer(&ground, "1001");
        let piece = [operations(&[made])];
        let whole = fs::read(own(&ground, &device, &piece)).unwrap();
        let path = ground.file("damaged");
        for cut in [0, 5, 40, whole.len() / 2, whole.len() - 1] {
            fs::write(&path, &whole[..cut]).unwrap();
            refusal(&ground, &path);
        }
        for place in [20, whole.len() / 2, whole.len() - 1] {
            let mut altered = whole.clone();
            altered[place] ^= 1;
            fs::write(&path, altered).unwrap();
            assert!(ground.hq.import_rescue(&path).is_err());
        }
        let foreign = rescue(&ground, &device, &device.key, &SealKey::from_seed([3; 32]).public(), &piece);
        assert!(refusal(&ground, &foreign).contains("another headquarters"));
        let stranger = DeviceKey::from_seed(&[9; 32]);
        let forged = rescue(&ground, &device, &stranger, &ground.hq.version().rescue_key, &piece);
        assert!(refusal(&ground, &forged).contains("not made by the device"));
        let unknown = Device { install: ground.new_id(), ..device };
        assert!(refusal(&ground, &own(&ground, &unknown, &piece)).contains("No device"));
        assert_eq!(ground.hq.status().unwrap()[0].rows, 2, "territory and device, no shop");
    });
}

#[test]
fn a_file_that_begins_behind_what_headquarters_has_says_what_is_missing() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let made: Vec<Value> = (1..=3).map(|n| device.customer(&ground, &format!("100{n}")).1).collect();
        device.send(&made[..1]);
        let late = own(&ground, &device, &[operations(&made[2..])]);
        assert!(refusal(&ground, &late).contains("operation 2"));
        assert_eq!(shops(&device), 1);
        ground.hq.import_rescue(&own(&ground, &device, &[operations(&made[1..2])])).unwrap();
        assert_eq!(ground.hq.import_rescue(&late).unwrap().applied, 1);
    });
}

#[test]
fn pictures_come_with_their_records_and_go_on_where_they_were_cut() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (shop, insert) = device.customer(&ground, "1001");
        let picture: Vec<u8> = (0..400_000_u32).flat_map(u32::to_le_bytes).collect();
        let sha256 = rounds_core::canonical::sha256_hex(&picture);
        let fields = [
            ("customer_id", json!(shop)),
            ("kind", json!("shelf")),
            ("sha256", json!(sha256)),
            ("bytes", json!(picture.len())),
            ("media_type", json!("image/jpeg")),
            ("width", json!(1)),
            ("height", json!(1)),
            ("taken_at", json!(1)),
        ];
        let attach = device.insert("attachment", ground.new_id(), &fields);
        let file = |bytes: &[u8]| Piece::File {
            sha256: sha256.clone(),
            length: picture.len() as u64,
            bytes: bytes.to_vec(),
        };
        let stray = Piece::File { sha256: "a".repeat(64), length: 1, bytes: vec![1] };
        let (head, tail) = picture.split_at(1 << 20);
        let pieces = [operations(&[insert, attach]), file(head), file(tail), stray];
        // An import that was ended in the middle of the picture: its first piece is there.
        ground.hq.import_rescue(&own(&ground, &device, &pieces[..2])).unwrap();
        let rescued = ground.hq.import_rescue(&own(&ground, &device, &pieces)).unwrap();
        assert_eq!((rescued.files, rescued.files_known, rescued.files_left), (1, 0, 1));
        let again = ground.hq.import_rescue(&own(&ground, &device, &pieces)).unwrap();
        assert_eq!((again.files, again.files_known, again.files_left), (0, 1, 1));
        let request = device.agent.get(format!("{}/v1/blobs/{sha256}", device.url));
        let mut answer = request.header("authorization", format!("Bearer {}", device.token)).call().unwrap();
        assert_eq!(answer.body_mut().read_to_vec().unwrap(), picture);
    });
}

/// A device whose key is sealed to headquarters, and its request.
fn locked_out(ground: &Ground, kept_at_hq: bool) -> (Device, SealKey, Vec<u8>) {
    let entropy = SeededEntropy::new(77);
    let wrapped = seal(&ground.hq.version().rescue_key, WRAPPED_KEY, &[42; 32], &entropy).unwrap();
    let wrapped = STANDARD.encode(wrapped);
    let (key, mut body) = enrolment(ground, "alice", "T1", None);
    body.wrapped_key = kept_at_hq.then(|| wrapped.clone());
    let (device, _) = Device::of(ground, key, &body);
    let own = SealKey::from_seed([6; 32]);
    let request = UnlockRequest::new(device.install, key_fingerprint(&[42; 32]), own.public(), wrapped, 5);
    (device, own, serde_json::to_vec(&request).unwrap())
}

fn number_of(file: &[u8]) -> String {
    UnlockRequest::read(file).unwrap().number()
}

fn log(ground: &Ground, what: &str) -> usize {
    let base = ground.beneath.open(ground.data.path());
    let sql = format!("SELECT id FROM audit WHERE what = '{what}'");
    base.read(|tx| tx.rows(&sql, &[])).unwrap().len()
}

#[test]
fn an_administrator_who_reads_the_devices_number_lets_it_in_and_the_log_says_so() {
    on_both(|ground| {
        ground.person("root", Role::Admin);
        for kept_at_hq in [true, false] {
            let (device, own, file) = locked_out(&ground, kept_at_hq);
            let asking = ground.hq.asking(&file).unwrap();
            assert_eq!((asking.install_id, asking.person_code.as_str()), (device.install, "alice"));
            let number = number_of(&file);
            let confirmed = Confirmed { admin: "root", password: PASSWORD, number: &number };
            let grant = ground.hq.grant_unlock(&file, &confirmed).unwrap();
            let grant = UnlockGrant::read(&serde_json::to_vec(&grant).unwrap()).unwrap();
            assert_eq!(**grant.open(&own, ground.hq.now()).unwrap(), [42; 32]);
        }
        assert_eq!(log(&ground, "unlock_granted"), 2);
    });
}

#[test]
fn nobody_else_lets_a_device_in_and_every_refusal_is_in_the_log() {
    on_both(|ground| {
        ground.person("root", Role::Admin);
        let (_, own, file) = locked_out(&ground, true);
        let number = number_of(&file);
        let grant = |admin: &str, password: &str, number: &str, file: &[u8]| {
            ground.hq.grant_unlock(file, &Confirmed { admin, password, number }).map_err(
                |error| match error {
                    HqError::App(error) => format!("{:?}", error.code),
                    other => other.to_string(),
                },
            )
        };
        assert!(grant("root", "wrong password", &number, &file).unwrap_err().contains("SignInRefused"));
        assert!(grant("alice", PASSWORD, &number, &file).unwrap_err().contains("only admin or hq"));
        assert!(grant("root", PASSWORD, "0000 0000", &file).unwrap_err().contains("eight digits"));
        assert_eq!(log(&ground, "unlock_refused"), 3);
        // Another's key under this device's name: what it opens is not what the request is about.
        let request = UnlockRequest::read(&file).unwrap();
        let false_one = UnlockRequest { key_id: key_fingerprint(&[1; 32]), ..request.clone() };
        let false_file = serde_json::to_vec(&false_one).unwrap();
        assert!(
            grant("root", PASSWORD, &number_of(&false_file), &false_file).unwrap_err().contains("hq.rescue")
        );
        let stranger = serde_json::to_vec(&UnlockRequest { install_id: Id::nil(), ..request }).unwrap();
        assert!(grant("root", PASSWORD, &number_of(&stranger), &stranger).unwrap_err().contains("No device"));
        assert!(grant("root", PASSWORD, &number, b"{}").unwrap_err().contains("not an unlocking request"));
        let good = grant("root", PASSWORD, &number.replace(' ', ""), &file).unwrap();
        let other = SealKey::from_seed([8; 32]);
        assert_eq!(good.open(&other, ground.hq.now()).unwrap_err(), ErrorCode::UnlockForeign);
        assert!(good.open(&own, ground.hq.now()).is_ok());
    });
}

#[test]
fn devices_hear_whether_they_must_keep_a_pin() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        assert!(!device.state().pin_required);
        ground.hq.require_pin(true).unwrap();
        assert!(device.state().pin_required);
        ground.hq.require_pin(false).unwrap();
        assert!(!device.state().pin_required);
    });
}
