//! Bodies packed with zstd, bounded when they are unpacked.

use std::io::Read;

use rounds_core::{AppError, ErrorCode};

/// From this size on packing pays.
const PACK_FROM: usize = 1 << 10;
/// The quickest level: on a slow line the next one wins a tenth.
const LEVEL: i32 = 1;
/// The largest window that a packed body may ask memory for, as a power of two.
const WINDOW_LOG: u32 = 23;

/// The body, packed where that pays.
pub fn pack(plain: Vec<u8>) -> (Vec<u8>, bool) {
    if plain.len() < PACK_FROM {
        return (plain, false);
    }
    match frame(&plain) {
        Ok(packed) => (packed, true),
        Err(_) => (plain, false),
    }
}

/// The bytes packed, whatever that brings.
pub fn frame(plain: &[u8]) -> Result<Vec<u8>, AppError> {
    let internal = |error: std::io::Error| ErrorCode::Internal.with("kind", error.to_string());
    zstd::encode_all(plain, LEVEL).map_err(internal)
}

/// At most `most` bytes, or nothing.
pub fn unpack(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut decoder = zstd::Decoder::with_buffer(packed).ok()?;
    decoder.window_log_max(WINDOW_LOG).ok()?;
    let mut plain = Vec::new();
    decoder.take(most as u64 + 1).read_to_end(&mut plain).ok()?;
    (plain.len() <= most).then_some(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bomb_is_not_unpacked_beyond_its_bound() {
        let (bomb, packed) = pack(vec![0; 1 << 20]);
        assert!(packed && bomb.len() < 1_000);
        assert_eq!(unpack(&bomb, 1 << 19), None);
        assert_eq!(unpack(&bomb, 1 << 20), Some(vec![0; 1 << 20]));
    }

    #[test]
    fn frames_behind_one_another_are_one_body() {
        let packed = [frame(b"{\"a\":1").unwrap(), frame(b",\"b\":2}").unwrap()].concat();
        assert_eq!(unpack(&packed, 99).unwrap(), b"{\"a\":1,\"b\":2}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..200), magic in any::<bool>()) {
            if magic {
                bytes.splice(0..0, [0x28, 0xb5, 0x2f, 0xfd]);
            }
            let _ = unpack(&bytes, 1 << 16);
        }
    }
}
