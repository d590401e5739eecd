use rounds_core::{
    AppError, ErrorCode, Id,
    canonical::sha256_hex,
    sync::{BLOB_LENGTH, BLOB_OFFSET},
};
use rounds_hq::Limits;
use serde_json::{Value, json};

use crate::{
    cluster,
    device::{Device, read},
    ground::{Beneath, Ground, on_both},
};

fn picture() -> Vec<u8> {
    (0..300_000_u32).flat_map(u32::to_le_bytes).collect()
}

fn attach(ground: &Ground, device: &mut Device, shop: Id, bytes: &[u8]) -> String {
    attach_with(ground, device, shop, bytes, &[])
}

fn attach_with(
    ground: &Ground,
    device: &mut Device,
    shop: Id,
    bytes: &[u8],
    more: &[(&'static str, Value)],
) -> String {
    let sha256 = sha256_hex(bytes);
    let mut fields = vec![
        ("customer_id", json!(shop)),
        ("kind", json!("shelf")),
        ("sha256", json!(sha256)),
        ("bytes", json!(bytes.len())),
        ("media_type", json!("image/jpeg")),
        ("width", json!(1)),
        ("height", json!(1)),
        ("taken_at", json!(1)),
    ];
    fields.extend_from_slice(more);
    let made = device.insert("attachment", ground.new_id(), &fields);
    device.send(&[made]);
    sha256
}

/// How much is there, or nothing for 404.
fn extent(device: &Device, sha256: &str) -> Option<u64> {
    let request = device.agent.head(format!("{}/v1/blobs/{sha256}", device.url));
    let answer = request.header("authorization", format!("Bearer {}", device.token)).call().unwrap();
    if answer.status() == 404 {
        return None;
    }
    Some(answer.headers()[BLOB_OFFSET].to_str().unwrap().parse().unwrap())
}

fn send(device: &Device, sha256: &str, offset: usize, length: usize, piece: &[u8]) -> Result<(), AppError> {
    let request = device.agent.patch(format!("{}/v1/blobs/{sha256}", device.url));
    let answer = request
        .header("authorization", format!("Bearer {}", device.token))
        .header(BLOB_OFFSET, offset.to_string())
        .header(BLOB_LENGTH, length.to_string())
        .send(piece)
        .unwrap();
    if answer.status() == 204 { Ok(()) } else { Err(read::<Value>(answer).unwrap_err()) }
}

fn fetch(device: &Device, sha256: &str) -> Vec<u8> {
    let request = device.agent.get(format!("{}/v1/blobs/{sha256}", device.url));
    let mut answer = request.header("authorization", format!("Bearer {}", device.token)).call().unwrap();
    assert_eq!(answer.status(), 200);
    answer.body_mut().read_to_vec().unwrap()
}

#[test]
fn a_picture_goes_on_where_it_was_cut_and_is_read_only_when_it_is_whole() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (shop, insert) = device.customer(&ground, "1001");
        device.send(&[insert]);
        let bytes = picture();
        assert_eq!(extent(&device, &sha256_hex(&bytes)), None);
        let name = attach(&ground, &mut device, shop, &bytes);
        assert_eq!(extent(&device, &name), Some(0));
        send(&device, &name, 0, bytes.len(), &bytes[..1000]).unwrap();
        assert_eq!(extent(&device, &name), Some(1000));
        // The same piece again, its reply was lost.
        let refused = send(&device, &name, 0, bytes.len(), &bytes[..1000]).unwrap_err();
        assert_eq!((refused.code, &refused.detail["offset"]), (ErrorCode::BlobOffsetWrong, &json!(1000)));
        let mut offset = 1000;
        while offset < bytes.len() {
            let end = (offset + 400_000).min(bytes.len());
            send(&device, &name, offset, bytes.len(), &bytes[offset..end]).unwrap();
            offset = end;
        }
        assert_eq!(fetch(&device, &name), bytes);
    });
}

#[test]
fn a_wrong_byte_is_found_and_the_file_begins_anew() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (shop, insert) = device.customer(&ground, "1001");
        device.send(&[insert]);
        let bytes = b"a picture".to_vec();
        let name = attach(&ground, &mut device, shop, &bytes);
        assert_eq!(send(&device, &name, 0, 9, b"a Picture").unwrap_err().code, ErrorCode::BlobDiffers);
        assert_eq!(extent(&device, &name), Some(0));
        assert_eq!(send(&device, &name, 0, 10, b"a picture!").unwrap_err().code, ErrorCode::BlobDiffers);
        send(&device, &name, 0, 9, &bytes).unwrap();
        assert_eq!(fetch(&device, &name), bytes);
    });
}

#[test]
fn knowing_the_name_of_a_file_is_not_having_it() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (mut alice, mut bob) =
            (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        let (shop, insert) = alice.customer(&ground, "1001");
        alice.send(&[insert]);
        let bytes = b"a picture".to_vec();
        let name = attach(&ground, &mut alice, shop, &bytes);
        send(&alice, &name, 0, 9, &bytes).unwrap();
        assert_eq!(extent(&bob, &name), None);
        // Bob claims it: he has to send it all the same.
        let (his, insert) = bob.customer(&ground, "2001");
        bob.send(&[insert]);
        attach(&ground, &mut bob, his, &bytes);
        assert_eq!(extent(&bob, &name), Some(0));
        // A reassignment takes the picture along.
        ground.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
        assert_eq!(extent(&bob, &name), Some(9));
        assert_eq!(fetch(&bob, &name), bytes);
    });
}

#[test]
fn the_small_version_of_a_picture_is_taken_and_read_before_the_picture_itself() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (mut alice, bob) = (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        let (shop, insert) = alice.customer(&ground, "1001");
        alice.send(&[insert]);
        let (whole, small) = (picture(), b"a small picture".to_vec());
        let small_name = sha256_hex(&small);
        assert_eq!(extent(&alice, &small_name), None, "nothing names it yet");
        let more = [("small_sha256", json!(small_name)), ("small_bytes", json!(small.len()))];
        let name = attach_with(&ground, &mut alice, shop, &whole, &more);
        assert_eq!((extent(&alice, &small_name), extent(&bob, &small_name)), (Some(0), None));
        // Cut off, gone on with, with a wrong byte at first.
        send(&alice, &small_name, 0, small.len(), &small[..4]).unwrap();
        assert_eq!(extent(&alice, &small_name), Some(4));
        let wrong = send(&alice, &small_name, 4, small.len(), b"ALL picture").unwrap_err();
        assert_eq!(wrong.code, ErrorCode::BlobDiffers);
        send(&alice, &small_name, 0, small.len(), &small).unwrap();
        assert_eq!((extent(&alice, &name), fetch(&alice, &small_name)), (Some(0), small.clone()));
        // It goes along with its customer.
        ground.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
        assert_eq!(
            (extent(&alice, &small_name), fetch(&bob, &small_name)),
            (Some(small.len() as u64), small)
        );
    });
}

#[test]
fn a_full_territory_takes_no_more_pictures() {
    for beneath in [Beneath::Sqlite, Beneath::Postgres(cluster::database())] {
        let ground = Ground::with_limits(beneath, Limits { territory_bytes: 10, ..Limits::default() });
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (shop, insert) = device.customer(&ground, "1001");
        device.send(&[insert]);
        let first = attach(&ground, &mut device, shop, b"a picture");
        let second = attach(&ground, &mut device, shop, b"another");
        send(&device, &first, 0, 9, b"a picture").unwrap();
        assert_eq!(send(&device, &second, 0, 7, b"another").unwrap_err().code, ErrorCode::QuotaFull);
    }
}
