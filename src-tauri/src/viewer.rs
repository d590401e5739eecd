//! Files leave through the system's own viewer.

use rounds_app::Desktop;
use rounds_core::{AppError, error::ErrorCode};
use std::{path::Path, sync::mpsc, thread, time::Duration};

/// A viewer that has not failed by then has opened: on a bare desktop `xdg-open` waits until it is closed.
const OPENED_AFTER: Duration = Duration::from_secs(2);

pub struct SystemViewer;

impl Desktop for SystemViewer {
    fn open(&self, path: &Path) -> Result<(), AppError> {
        let target = path.to_owned();
        if opened(move || opener::open(target).is_ok()) {
            Ok(())
        } else {
            Err(AppError::new(ErrorCode::NoViewer).with("path", path.display().to_string()))
        }
    }

    fn browse(&self, url: &str) -> Result<(), AppError> {
        let target = url.to_owned();
        if opened(move || opener::open_browser(target).is_ok()) {
            Ok(())
        } else {
            Err(AppError::new(ErrorCode::NoBrowser).with("url", url))
        }
    }
}

fn opened(open: impl FnOnce() -> bool + Send + 'static) -> bool {
    let (verdict, heard) = mpsc::channel();
    thread::spawn(move || verdict.send(open()));
    heard.recv_timeout(OPENED_AFTER).unwrap_or(true)
}
