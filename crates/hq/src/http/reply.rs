//! Answers and refusals, and what a request says of its sender.

use axum::{
    extract::{FromRequestParts, connect_info::Connected},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER},
        request::Parts,
    },
    response::{IntoResponse, Response},
    serve::IncomingStream,
};
use rounds_core::{AppError, ErrorCode};
use serde::Serialize;
use std::net::SocketAddr;

use super::tls::TlsListener;

/// From this size on packing pays.
const PACK_FROM: usize = 1 << 10;
/// The quickest level.
const LEVEL: i32 = 1;

/// A refusal in the shape of every error of Rounds.
#[derive(Debug)]
pub struct Refusal(pub AppError);

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

/// The HTTP status that a code travels under.
fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::SignInRefused | ErrorCode::TokenExpired | ErrorCode::SessionEnded => {
            StatusCode::UNAUTHORIZED
        }
        ErrorCode::NotAllowed
        | ErrorCode::PersonDisabled
        | ErrorCode::DeviceRemoved
        | ErrorCode::DeviceUnknown
        | ErrorCode::CodeUnknown
        | ErrorCode::DemoNotEnrolled => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::OperationGap | ErrorCode::ReplayDiffers | ErrorCode::BlobOffsetWrong => {
            StatusCode::CONFLICT
        }
        ErrorCode::BaselineNeeded => StatusCode::GONE,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::BlobDiffers => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::HqNewerNeeded | ErrorCode::DeviceTooOld => StatusCode::UPGRADE_REQUIRED,
        ErrorCode::SignInWait => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::HqBusy => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::DiskFull | ErrorCode::QuotaFull => StatusCode::INSUFFICIENT_STORAGE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let seconds = self.0.detail.get("seconds").and_then(serde_json::Value::as_u64);
        let mut response = (status(self.0.code), axum::Json(&self.0)).into_response();
        if let Some(seconds) = seconds {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Whether the sender reads zstd.
pub struct Packs(bool);

impl<S: Send + Sync> FromRequestParts<S> for Packs {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let accepted = parts.headers.get(ACCEPT_ENCODING).and_then(|way| way.to_str().ok());
        Ok(Self(accepted.is_some_and(|way| way.split(',').any(|way| way.trim() == "zstd"))))
    }
}

impl Packs {
    /// JSON, packed where that is wanted and pays.
    pub fn json<T: Serialize>(&self, value: &T) -> Response {
        let Ok(bytes) = serde_json::to_vec(value) else {
            return Refusal(ErrorCode::Internal.into()).into_response();
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.0
            && bytes.len() >= PACK_FROM
            && let Ok(packed) = zstd::encode_all(&bytes[..], LEVEL)
        {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("zstd"));
            return (headers, packed).into_response();
        }
        (headers, bytes).into_response()
    }
}

/// The access token of a request.
pub struct Token(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer "));
        token.map(|token| Self(token.to_owned())).ok_or(Refusal(ErrorCode::TokenExpired.into()))
    }
}

/// Where a connection comes from.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, tokio::net::TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, tokio::net::TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
}
