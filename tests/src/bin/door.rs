//! The tests' door: the screens and the command table over loopback HTTP, so that a browser drives the real core.
//!
//! Prints its address on the first line, and every file that a viewer would have opened on a line of its own.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path as UrlPath, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_SECURITY_POLICY},
    response::sse::{Event, KeepAlive, Sse},
    routing::{get, post},
};
use chrono::DateTime;
use clap::Parser;
use percent_encoding::percent_decode_str;
use rounds_app::{
    Assets, Ctx, Desktop, Events, KeyPlace, Session, SessionOptions,
    wire::{Changed, Progress},
};
use rounds_core::{AppError, error::ErrorCode};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::broadcast::{self, Sender};
use tokio_stream::{Stream, StreamExt, wrappers::BroadcastStream};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

#[path = "../../../src-tauri/src/jobs.rs"]
mod jobs;

#[derive(Parser)]
struct Options {
    /// The one data folder to work on.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Stands for the user's own data folders when no `--data` is given.
    #[arg(long, default_value = "build/door")]
    root: PathBuf,
    /// The built screens, when not those of the checkout.
    #[arg(long)]
    screens: Option<PathBuf>,
    /// 0 = any free port.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// RFC 3339; the clock stands still there.
    #[arg(long)]
    now: Option<DateTime<chrono::FixedOffset>>,
}

struct Door {
    session: Session,
    jobs: jobs::Jobs,
    now: Option<i64>,
    heard: Sender<(&'static str, String)>,
}

impl Events for Door {
    fn progress(&self, progress: Progress) {
        self.tell("progress", json!(progress));
    }

    fn changed(&self, changed: Changed) {
        self.tell("changed", json!(changed));
    }
}

impl Door {
    /// Nobody listening is no failure.
    fn tell(&self, event: &'static str, data: Value) {
        let _ = self.heard.send((event, data.to_string()));
    }

    fn dispatch(&self, name: &str, args: Value, bytes: Option<Vec<u8>>) -> Result<Value, AppError> {
        if name == "job.cancel" {
            self.jobs.cancel(args["job"].as_str().unwrap_or_default());
            return Ok(Value::Null);
        }
        let call = jobs::Call::new(&self.jobs, self);
        self.session.dispatch(
            name,
            args,
            bytes,
            &Ctx {
                now: self.now.unwrap_or_else(rounds_host::now),
                entropy: &rounds_host::SystemEntropy,
                events: &call,
                cancel: call.cancelled(),
                desktop: &Named,
            },
        )
    }
}

/// Names the file instead of opening it: the browser under test has no desktop.
struct Named;

impl Desktop for Named {
    fn open(&self, path: &Path) -> Result<(), AppError> {
        println!("opened {}", path.display());
        Ok(())
    }

    fn browse(&self, url: &str) -> Result<(), AppError> {
        println!("browsed {url}");
        Ok(())
    }
}

async fn call(
    State(door): State<Arc<Door>>,
    UrlPath(name): UrlPath<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, (StatusCode, Json<AppError>)> {
    let refused = |error| (StatusCode::BAD_REQUEST, Json(error));
    let (args, bytes) = request(&headers, body).map_err(refused)?;
    tokio::task::spawn_blocking(move || door.dispatch(&name, args, bytes))
        .await
        .unwrap_or_else(|_| Err(ErrorCode::Internal.into()))
        .map(Json)
        .map_err(refused)
}

/// With `x-args` the body is a file; without, it is `{args}`.
fn request(headers: &HeaderMap, body: Bytes) -> Result<(Value, Option<Vec<u8>>), AppError> {
    let bad = || AppError::new(ErrorCode::BadArguments);
    if let Some(args) = headers.get("x-args") {
        let text = percent_decode_str(args.to_str().map_err(|_| bad())?).decode_utf8().map_err(|_| bad())?;
        return Ok((serde_json::from_str(&text).map_err(|_| bad())?, Some(body.into())));
    }
    let mut json: Value = serde_json::from_slice(&body).map_err(|_| bad())?;
    Ok((json["args"].take(), None))
}

async fn events(State(door): State<Arc<Door>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let told = BroadcastStream::new(door.heard.subscribe())
        .filter_map(Result::ok)
        .map(|(event, data)| Ok(Event::default().event(event).data(data)));
    Sse::new(told).keep_alive(KeepAlive::default())
}

/// The window's own policy, so that what it would refuse fails here too.
fn policy() -> HeaderValue {
    let config: Value =
        serde_json::from_str(include_str!("../../../tauri.conf.json")).expect("the configuration is JSON");
    let csp = config["app"]["security"]["csp"].as_str().expect("the window has a policy");
    HeaderValue::from_str(csp).expect("a policy is a header")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::parse();
    let root = rounds_tests::root();
    let session = Session::new(SessionOptions {
        data: options.data,
        root: options.root,
        assets: Assets { fonts: root.join("build/fonts") },
        keyring: KeyPlace::File,
        // Only the clock that a test moves.
        steady: || None,
    })?;
    let door = Arc::new(Door {
        session,
        jobs: jobs::Jobs::default(),
        now: options.now.map(|time| time.timestamp_millis()),
        heard: broadcast::channel(256).0,
    });
    let screens = options.screens.unwrap_or_else(|| root.join("ui/dist"));
    let app = Router::new()
        .route("/call/{name}", post(call))
        .route("/events", get(events))
        .fallback_service(ServeDir::new(&screens).fallback(ServeFile::new(screens.join("index.html"))))
        .layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, policy()))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(door);
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
