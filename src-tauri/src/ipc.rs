//! The one command that carries the whole command table.

use crate::{
    jobs::{Call, Jobs},
    viewer::SystemViewer,
};
use percent_encoding::percent_decode_str;
use rounds_app::{
    Ctx, Events, Session,
    wire::{Changed, Progress},
};
use rounds_core::{AppError, error::ErrorCode};
use rounds_host::SystemEntropy;
use serde_json::Value;
use std::{sync::Arc, thread};
use tauri::{
    AppHandle, Emitter, Manager,
    ipc::{InvokeBody, Request},
};

/// What lives as long as the window.
pub struct Shell {
    session: Arc<Session>,
    jobs: Jobs,
}

impl Shell {
    /// Opens the data beside the making of the window: it takes a tenth of a second, which the page would wait for.
    pub fn new(session: Session) -> Self {
        let session = Arc::new(session);
        let ahead = Arc::clone(&session);
        thread::spawn(move || {
            let jobs = Jobs::default();
            let call = Call::new(&jobs, &NoScreen);
            ahead.open_ahead(&context(&call));
        });
        Self { session, jobs: Jobs::default() }
    }

    fn dispatch(
        &self,
        name: &str,
        args: Value,
        bytes: Option<Vec<u8>>,
        out: &dyn Events,
    ) -> Result<Value, AppError> {
        let call = Call::new(&self.jobs, out);
        self.session.dispatch(name, args, bytes, &context(&call))
    }
}

fn context<'a>(call: &'a Call) -> Ctx<'a> {
    Ctx {
        now: rounds_host::now(),
        entropy: &SystemEntropy,
        events: call,
        cancel: call.cancelled(),
        desktop: &SystemViewer,
    }
}

/// Locks the data, where a PIN is set.
pub fn lock(app: &AppHandle) {
    let shell = app.state::<Shell>();
    let screen = Screen(app.clone());
    let call = Call::new(&shell.jobs, &screen);
    if let Err(error) = shell.session.lock(&context(&call)) {
        tracing::warn!(code = ?error.code, "the data could not be locked");
    }
}

/// Nothing is shown yet.
struct NoScreen;

impl Events for NoScreen {
    fn progress(&self, _: Progress) {}
    fn changed(&self, _: Changed) {}
}

/// Events to the screen. One that cannot be told is lost with the window it was for.
struct Screen(AppHandle);

impl Events for Screen {
    fn progress(&self, progress: Progress) {
        let _ = self.0.emit("progress", progress);
    }

    fn changed(&self, changed: Changed) {
        let _ = self.0.emit("changed", changed);
    }
}

/// `x-name` is the command, `x-args` its arguments as percent-encoded JSON, the body a file's own bytes.
#[tauri::command]
pub async fn call(app: AppHandle, request: Request<'_>) -> Result<Value, AppError> {
    let (name, args) = head(&request)?;
    let bytes = match request.body() {
        InvokeBody::Raw(bytes) if !bytes.is_empty() => Some(bytes.clone()),
        _ => None,
    };
    tauri::async_runtime::spawn_blocking(move || {
        let shell = app.state::<Shell>();
        if name == "job.cancel" {
            shell.jobs.cancel(args["job"].as_str().unwrap_or_default());
            return Ok(Value::Null);
        }
        let began = rounds_host::now();
        let reply = shell.dispatch(&name, args, bytes, &Screen(app.clone()));
        let code = reply.as_ref().err().map(|error| error.code);
        tracing::info!(name, took_ms = rounds_host::now() - began, error = ?code, "call");
        reply
    })
    .await
    .map_err(|_| AppError::new(ErrorCode::Internal))?
}

fn head(request: &Request<'_>) -> Result<(String, Value), AppError> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let bad = || AppError::new(ErrorCode::BadArguments);
    let name = header("x-name").ok_or_else(bad)?.to_owned();
    let args = percent_decode_str(header("x-args").unwrap_or("{}")).decode_utf8().map_err(|_| bad())?;
    Ok((name, serde_json::from_str(&args).map_err(|_| bad())?))
}
