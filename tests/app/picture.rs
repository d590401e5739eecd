use image::{ExtendedColorType, ImageEncoder, codecs::jpeg::JpegEncoder};
use rounds_core::{Entropy, ErrorCode, SeededEntropy};
use rounds_hq::Limits;
use serde_json::{Value, json};

use crate::ground::{Headquarters, Manager};

/// A picture that is large however it is packed.
fn camera(seed: u64) -> Vec<u8> {
    let mut pixels = vec![0; 1200 * 900 * 3];
    SeededEntropy::new(seed).fill(&mut pixels);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 80)
        .write_image(&pixels, 1200, 900, ExtendedColorType::Rgb8)
        .unwrap();
    jpeg
}

fn add(manager: &Manager, customer: &Value, picture: Vec<u8>) -> Value {
    let about = json!({ "visit_record_id": null, "customer_id": customer["customer"]["id"], "issue_id": null,
        "kind": "shelf", "note": null, "file_name": "a.jpg" });
    manager.call("photo.add", about, Some(picture)).unwrap()
}

fn lies_here(manager: &Manager, name: &Value) -> bool {
    manager.dir.path().join("data/attachments").join(name.as_str().unwrap()).exists()
}

#[test]
fn small_versions_of_all_pictures_go_up_before_the_first_whole_one() {
    // Room for every small version, and for no picture.
    let hq = Headquarters::with_limits(Limits { territory_bytes: 150_000, ..Limits::default() });
    let alice = Manager::enrolled(&hq, "alice", "T1", 21);
    let shop = alice.ok("customer.create", json!({ "code": "1001", "name": "中和路便利店" }));
    let pictures =
        [add(&alice, &shop, camera(1)), add(&alice, &shop, camera(2)), add(&alice, &shop, camera(3))];
    let status = alice.sync();
    assert_eq!(status["last"]["files_refused"]["code"], json!(ErrorCode::QuotaFull));
    assert_eq!((&status["last"]["files_sent"], &status["waiting_files"]), (&json!(0), &json!(3)), "{status}");
    for picture in &pictures {
        let [small, whole] = ["small_sha256", "sha256"].map(|name| picture[name].as_str().unwrap());
        assert!(hq.file(small).exists(), "the small version is there");
        assert!(!hq.file(whole).exists());
    }
    // Another device shows what there is, and says of the rest that it is not there yet.
    let tablet = Manager::enrolled(&hq, "alice", "T1", 22);
    let id = &pictures[0]["id"];
    let small = tablet.ok("photo.get", json!({ "id": id, "side": 320 }));
    assert!(small["url"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    let whole = tablet.call("photo.get", json!({ "id": id }), None);
    assert_eq!(whole.unwrap_err().code, ErrorCode::NotFound);
}

#[test]
fn another_device_brings_the_small_version_first_and_the_picture_when_it_is_opened() {
    let hq = Headquarters::new();
    let alice = Manager::enrolled(&hq, "alice", "T1", 31);
    let shop = alice.ok("customer.create", json!({ "code": "1001", "name": "中和路便利店" }));
    let picture = add(&alice, &shop, camera(1));
    let status = alice.sync();
    assert_eq!((&status["last"]["files_sent"], &status["waiting_files"]), (&json!(1), &json!(0)), "{status}");
    let tablet = Manager::enrolled(&hq, "alice", "T1", 32);
    assert!(!lies_here(&tablet, &picture["small_sha256"]));
    for side in [320, 96] {
        tablet.ok("photo.get", json!({ "id": picture["id"], "side": side }));
        assert!(lies_here(&tablet, &picture["small_sha256"]));
        assert!(!lies_here(&tablet, &picture["sha256"]), "a list does not bring whole pictures");
    }
    let whole = tablet.ok("photo.get", json!({ "id": picture["id"] }));
    assert!(lies_here(&tablet, &picture["sha256"]));
    assert_eq!(whole["url"], alice.ok("photo.get", json!({ "id": picture["id"] }))["url"]);
}
