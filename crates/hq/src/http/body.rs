//! Bodies: bounded before and after unpacking.

use std::io::Read;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, header::CONTENT_ENCODING},
};
use http_body_util::BodyExt;
use rounds_core::{
    AppError, ErrorCode,
    sync::{MOST_PACKED, MOST_UNPACKED},
};
use serde::de::DeserializeOwned;

use super::{PATIENCE, reply::Refusal};

/// The largest window that a packed body may ask memory for, as a power of two.
const WINDOW_LOG: u32 = 23;
/// How many times too large a body may be and still be heard out.
const OVERRUN: usize = 4;

/// A body of JSON, packed with zstd or plain.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let (head, body) = request.into_parts();
        let bytes = read(body, MOST_PACKED).await?;
        let bytes = if is_packed(&head.headers)? { unpack(&bytes, MOST_UNPACKED)? } else { bytes };
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Refusal(ErrorCode::BadArguments.with("because", error.to_string())))
    }
}

/// A body's bytes, as many as are allowed, within the time that is allowed.
pub async fn read(body: Body, most: usize) -> Result<Vec<u8>, Refusal> {
    let broken = || Refusal(ErrorCode::BadArguments.on("body"));
    tokio::time::timeout(PATIENCE, bounded(body, most)).await.map_err(|_| broken())?
}

async fn bounded(mut body: Body, most: usize) -> Result<Vec<u8>, Refusal> {
    let (mut bytes, mut came) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal(ErrorCode::BadArguments.on("body")))?;
        let Some(data) = frame.data_ref() else { continue };
        came += data.len();
        if came <= most {
            bytes.extend_from_slice(data);
        } else if came > most.saturating_mul(OVERRUN) {
            break;
        } else {
            // Read on without keeping it: who is still sending would not hear the refusal.
            bytes = Vec::new();
        }
    }
    if came > most { Err(Refusal(ErrorCode::TooLarge.with("most", most))) } else { Ok(bytes) }
}

fn is_packed(headers: &HeaderMap) -> Result<bool, AppError> {
    match headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(false),
        Some(b"zstd") => Ok(true),
        Some(_) => Err(ErrorCode::BadArguments.on("content-encoding")),
    }
}

/// # Errors
/// `TooLarge` for what would unpack to more than `most` bytes, `BadArguments` for what is not zstd.
pub fn unpack(packed: &[u8], most: usize) -> Result<Vec<u8>, AppError> {
    let bad = |_| ErrorCode::BadArguments.on("body");
    let mut decoder = zstd::Decoder::with_buffer(packed).map_err(bad)?;
    decoder.window_log_max(WINDOW_LOG).map_err(bad)?;
    let mut bytes = Vec::new();
    decoder.take(most as u64 + 1).read_to_end(&mut bytes).map_err(bad)?;
    if bytes.len() > most { Err(ErrorCode::TooLarge.with("most", most)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bomb_is_refused_by_its_size_unpacked() {
        let bomb = zstd::encode_all(&vec![0; 1 << 20][..], 19).unwrap();
        assert!(bomb.len() < 1_000);
        assert_eq!(unpack(&bomb, 1 << 19).unwrap_err().code, ErrorCode::TooLarge);
        assert_eq!(unpack(&bomb, 1 << 20).unwrap().len(), 1 << 20);
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
