//! `/v1` on the wire: bodies in and out, who is asking, how many at once. The rules are in the use-cases.

mod body;
mod metrics;
mod reply;
mod route;
mod serve;
mod tls;

pub use reply::Peer;
pub use serve::{Listen, serve};

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rounds_core::{
    AppError, ErrorCode,
    operation::Operation,
    sync::{DeviceSays, EPOCH},
};
use tokio::sync::Semaphore;
use utoipa::OpenApi;

use crate::{Caller, Hq, HqError};
use metrics::Metrics;
use reply::Refusal;

/// Requests that are worked on at once, and passwords that are checked at once (each takes 19 MiB).
pub const AT_ONCE: usize = 128;
const PASSWORDS_AT_ONCE: usize = 2;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the handlers share.
#[derive(Clone)]
pub struct Server {
    hq: Arc<Hq>,
    gate: Arc<Semaphore>,
    passwords: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Server {
    /// Runs a use-case where it may block.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Hq) -> Result<T, HqError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let hq = self.hq.clone();
        match tokio::task::spawn_blocking(move || work(&hq)).await {
            Ok(done) => done.map_err(|error| Refusal(error.into())),
            Err(error) => {
                tracing::error!(%error, "a request broke off");
                Err(Refusal(ErrorCode::Internal.into()))
            }
        }
    }

    /// Runs a use-case for whoever holds the request's token.
    async fn run_for<T: Send + 'static>(
        &self,
        token: reply::Token,
        work: impl FnOnce(&Hq, &Caller) -> Result<T, HqError> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run(move |hq| {
            let caller = hq.caller(&token.0)?;
            work(hq, &caller)
        })
        .await
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "rounds-hq", description = "Headquarters of Rounds. docs/sync.md tells the rules."),
    paths(
        route::version,
        route::enrol,
        route::sign_in,
        route::refresh,
        route::sign_out,
        route::state,
        route::push,
        route::decide_set_aside,
        route::feed,
        route::scope_hash,
        route::blob_extent,
        route::put_blob,
        route::blob
    ),
    components(schemas(AppError, ErrorCode, Operation, DeviceSays))
)]
struct Description;

/// Everything that is served.
pub fn router(hq: Arc<Hq>) -> Router {
    let server = Server {
        hq,
        gate: Arc::new(Semaphore::new(AT_ONCE)),
        passwords: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)),
        metrics: Arc::new(Metrics::default()),
    };
    Router::new()
        .route("/v1/version", get(route::version))
        .route("/v1/enrol", post(route::enrol))
        .route("/v1/sign-in", post(route::sign_in))
        .route("/v1/refresh", post(route::refresh))
        .route("/v1/sign-out", post(route::sign_out))
        .route("/v1/state", get(route::state))
        .route("/v1/push", post(route::push))
        .route("/v1/set-aside/{op_seq}", post(route::decide_set_aside))
        .route("/v1/feed/{scope}", get(route::feed))
        .route("/v1/hash/{scope}", get(route::scope_hash))
        .route("/v1/blobs/{sha256}", get(route::blob).head(route::blob_extent).patch(route::put_blob))
        .layer(middleware::from_fn_with_state(server.clone(), admit))
        .route("/v1/openapi.json", get(|| async { axum::Json(Description::openapi()) }))
        .route("/healthz", get(route::health))
        .route("/metrics", get(|State(server): State<Server>| async move { server.metrics.text() }))
        .fallback(|| async { Refusal(ErrorCode::NotFound.into()) })
        .layer(tower_http::trace::TraceLayer::new_for_http())
        .with_state(server)
}

/// Turns away what would only wait, counts what is done, and tells the epoch with every answer.
async fn admit(State(server): State<Server>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let method: Method = request.method().clone();
    let mut response = match server.gate.try_acquire() {
        Ok(_permit) => match tokio::time::timeout(PATIENCE * 2, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Refusal(HqError::Busy.into()).into_response(),
        },
        Err(_) => Refusal(HqError::Busy.into()).into_response(),
    };
    server.metrics.count(method.as_str(), &route, response.status().as_u16());
    if let Ok(epoch) = HeaderValue::from_str(&server.hq.epoch().to_string()) {
        response.headers_mut().insert(EPOCH, epoch);
    }
    response
}
