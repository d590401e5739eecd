//! The calls of `/v1`, one function each.

use axum::{
    body::Body,
    extract::{
        ConnectInfo, Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH},
    response::{IntoResponse, Response},
};
use rounds_core::{
    AppError, ErrorCode, Id,
    sync::{
        BLOB_LENGTH, BLOB_OFFSET, DecideSetAside, Enrol, Enrolled, FeedPage, HqState, HqVersion,
        MOST_ENTRIES, MOST_PIECE, Push, PushReply, Refresh, Scope, ScopeHashReply, Session, SignIn,
    },
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Server,
    body::{self, Json},
    reply::{Packs, Peer, Refusal, Token},
};
use crate::{Hq, blob::Extent, feed::Cursor, session::Asker};

type Answer = Result<Response, Refusal>;

fn asker(peer: Peer) -> Asker {
    Asker { address: peer.0.ip().to_string() }
}

#[utoipa::path(get, path = "/v1/version", responses((status = 200, body = HqVersion)))]
pub async fn version(State(server): State<Server>, packs: Packs) -> Answer {
    Ok(packs.json(&server.hq.version()))
}

#[utoipa::path(post, path = "/v1/enrol", request_body = Enrol,
    responses((status = 200, body = Enrolled), (status = "4XX", body = AppError)))]
pub async fn enrol(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    packs: Packs,
    Json(body): Json<Enrol>,
) -> Answer {
    let _turn = server.passwords.acquire().await;
    let enrolled = server.run(move |hq| hq.enrol(&asker(peer), &body)).await?;
    Ok(packs.json(&enrolled))
}

#[utoipa::path(post, path = "/v1/sign-in", request_body = SignIn,
    responses((status = 200, body = Session), (status = "4XX", body = AppError)))]
pub async fn sign_in(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    packs: Packs,
    Json(body): Json<SignIn>,
) -> Answer {
    let _turn = server.passwords.acquire().await;
    Ok(packs.json(&server.run(move |hq| hq.sign_in(&asker(peer), &body)).await?))
}

#[utoipa::path(post, path = "/v1/refresh", request_body = Refresh,
    responses((status = 200, body = Session), (status = "4XX", body = AppError)))]
pub async fn refresh(State(server): State<Server>, packs: Packs, Json(body): Json<Refresh>) -> Answer {
    Ok(packs.json(&server.run(move |hq| hq.refresh(&body)).await?))
}

#[utoipa::path(post, path = "/v1/sign-out", responses((status = 204)))]
pub async fn sign_out(State(server): State<Server>, token: Token) -> Answer {
    server.run_for(token, Hq::sign_out).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[utoipa::path(get, path = "/v1/state",
    responses((status = 200, body = HqState), (status = "4XX", body = AppError)))]
pub async fn state(State(server): State<Server>, token: Token, packs: Packs) -> Answer {
    Ok(packs.json(&server.run_for(token, Hq::state).await?))
}

/// How much of each feed a push reads.
#[derive(Deserialize)]
pub struct PushQuery {
    limit: Option<u32>,
}

#[utoipa::path(post, path = "/v1/push", params(("limit" = Option<u32>, Query)), request_body = Push,
    responses((status = 200, body = PushReply), (status = "4XX", body = AppError)))]
pub async fn push(
    State(server): State<Server>,
    token: Token,
    packs: Packs,
    query: Result<Query<PushQuery>, QueryRejection>,
    Json(body): Json<Push<Box<RawValue>>>,
) -> Answer {
    let Query(query) = query.map_err(|_| ErrorCode::BadArguments.on("query"))?;
    let limit = query.limit.unwrap_or(MOST_ENTRIES);
    let count = body.operations.len() as u64;
    let reply = server.run_for(token, move |hq, caller| hq.push(caller, &body, limit)).await?;
    server.metrics.operations(count);
    let read = reply.read.iter().flat_map(|read| &read.pages);
    server.metrics.entries(read.map(|page| page.page.entries.len() as u64).sum());
    Ok(packs.json(&reply))
}

#[utoipa::path(post, path = "/v1/set-aside/{op_seq}", params(("op_seq" = i64, Path)),
    request_body = DecideSetAside,
    responses((status = 200, body = PushReply), (status = "4XX", body = AppError)))]
pub async fn decide_set_aside(
    State(server): State<Server>,
    token: Token,
    packs: Packs,
    op_seq: Result<Path<i64>, PathRejection>,
    Json(body): Json<DecideSetAside>,
) -> Answer {
    let Path(op_seq) = op_seq.map_err(|_| ErrorCode::BadArguments.on("op_seq"))?;
    let reply =
        server.run_for(token, move |hq, caller| hq.decide_set_aside(caller, op_seq, body.choice)).await?;
    Ok(packs.json(&reply))
}

/// Where to read on.
#[derive(Deserialize)]
pub struct FeedQuery {
    #[serde(default)]
    after: i64,
    epoch: Option<Id>,
    limit: Option<u32>,
    #[serde(default)]
    baseline: bool,
}

#[utoipa::path(get, path = "/v1/feed/{scope}",
    params(("scope" = String, Path), ("after" = Option<i64>, Query), ("epoch" = Option<String>, Query),
        ("limit" = Option<u32>, Query), ("baseline" = Option<bool>, Query)),
    responses((status = 200, body = FeedPage), (status = "4XX", body = AppError)))]
pub async fn feed(
    State(server): State<Server>,
    token: Token,
    packs: Packs,
    Path(scope): Path<String>,
    query: Result<Query<FeedQuery>, QueryRejection>,
) -> Answer {
    let Query(query) = query.map_err(|_| ErrorCode::BadArguments.on("query"))?;
    let scope: Scope = scope.parse()?;
    let cursor = Cursor { after: query.after, epoch: query.epoch, baseline: query.baseline };
    let limit = query.limit.unwrap_or(MOST_ENTRIES);
    let page = server.run_for(token, move |hq, caller| hq.feed(caller, scope, cursor, limit)).await?;
    server.metrics.entries(page.entries.len() as u64);
    Ok(packs.json(&page))
}

#[utoipa::path(get, path = "/v1/hash/{scope}", params(("scope" = String, Path)),
    responses((status = 200, body = ScopeHashReply), (status = "4XX", body = AppError)))]
pub async fn scope_hash(
    State(server): State<Server>,
    token: Token,
    packs: Packs,
    Path(scope): Path<String>,
) -> Answer {
    let scope: Scope = scope.parse()?;
    Ok(packs.json(&server.run_for(token, move |hq, caller| hq.scope_hash(caller, scope)).await?))
}

fn extent_headers(extent: Extent) -> HeaderMap {
    [(BLOB_OFFSET, extent.offset), (BLOB_LENGTH, extent.length)]
        .into_iter()
        .map(|(name, value)| (axum::http::HeaderName::from_static(name), value.into()))
        .collect()
}

#[utoipa::path(head, path = "/v1/blobs/{sha256}", params(("sha256" = String, Path)),
    responses((status = 204, headers(("upload-offset" = u64), ("upload-length" = u64))), (status = 404)))]
pub async fn blob_extent(State(server): State<Server>, token: Token, Path(sha256): Path<String>) -> Answer {
    let extent = server.run_for(token, move |hq, caller| hq.blob_extent(caller, &sha256)).await?;
    Ok((StatusCode::NO_CONTENT, extent_headers(extent)).into_response())
}

fn number(headers: &HeaderMap, name: &'static str) -> Result<u64, AppError> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    text.and_then(|text| text.parse().ok()).ok_or_else(|| ErrorCode::BadArguments.on(name))
}

#[utoipa::path(patch, path = "/v1/blobs/{sha256}",
    params(("sha256" = String, Path), ("upload-offset" = u64, Header), ("upload-length" = u64, Header)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204, headers(("upload-offset" = u64))), (status = "4XX", body = AppError)))]
pub async fn put_blob(
    State(server): State<Server>,
    token: Token,
    Path(sha256): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let (offset, length) = (number(&headers, BLOB_OFFSET)?, number(&headers, BLOB_LENGTH)?);
    let piece = body::read(body, MOST_PIECE).await?;
    let extent =
        server.run_for(token, move |hq, caller| hq.put_blob(caller, &sha256, offset, length, &piece)).await?;
    Ok((StatusCode::NO_CONTENT, extent_headers(extent)).into_response())
}

/// Where to read a file on from.
#[derive(Deserialize)]
pub struct BlobQuery {
    #[serde(default)]
    from: u64,
}

#[utoipa::path(get, path = "/v1/blobs/{sha256}",
    params(("sha256" = String, Path), ("from" = Option<u64>, Query)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404)))]
pub async fn blob(
    State(server): State<Server>,
    token: Token,
    Path(sha256): Path<String>,
    query: Result<Query<BlobQuery>, QueryRejection>,
) -> Answer {
    let Query(query) = query.map_err(|_| ErrorCode::BadArguments.on("query"))?;
    let bytes = server.run_for(token, move |hq, caller| hq.blob(caller, &sha256, query.from)).await?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_LENGTH, bytes.len().into());
    Ok((headers, bytes).into_response())
}

/// 200 as long as the database answers.
pub async fn health(State(server): State<Server>) -> Answer {
    server.run(Hq::healthy).await?;
    Ok("ok\n".into_response())
}
