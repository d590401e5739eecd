//! The window, made as `tauri.conf.json` says and as large as it was left.

use crate::{
    ipc::{self, Shell},
    log,
    size::Size,
    sleep,
};
use rounds_app::{Session, SessionOptions, cli};
use std::{error::Error, path::PathBuf, process::ExitCode};
use tauri::{App, Manager, Webview, WebviewWindowBuilder, Window, WindowEvent};

/// Runs until the window is closed.
pub fn open(options: SessionOptions) -> ExitCode {
    let folder = options.data.clone().unwrap_or_else(|| options.root.clone());
    log::start(&folder);
    match run(options, folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            eprintln!("{}", cli::usage("no_window"));
            ExitCode::FAILURE
        }
    }
}

fn run(options: SessionOptions, folder: PathBuf) -> Result<(), Box<dyn Error>> {
    let kept = folder.clone();
    tauri::Builder::default()
        .manage(Shell::new(Session::new(options)?))
        .invoke_handler(tauri::generate_handler![ipc::call])
        .setup(move |app| {
            make(app, Size::kept(&folder))?;
            sleep::watch(app.handle().clone());
            Ok(())
        })
        .on_window_event(move |window, event| {
            // Not only on closing: a session that ends closes nothing.
            let tells = matches!(
                event,
                WindowEvent::CloseRequested { .. } | WindowEvent::Focused(false) | WindowEvent::Resized(_)
            );
            if tells && let Some(size) = shown(window) {
                size.keep(&kept);
            }
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

fn make(app: &mut App, size: Option<Size>) -> Result<(), Box<dyn Error>> {
    let config = app.config().app.windows.first().cloned().ok_or("tauri.conf.json names no window")?;
    let mut window = WebviewWindowBuilder::from_config(app.handle(), &config)?;
    if let Some(size) = size {
        // Where it stood is not kept: the screen it stood on may be gone.
        let screen = app.primary_monitor()?.map(|monitor| monitor.size().to_logical(monitor.scale_factor()));
        let (width, height) = size.within(screen.map(|screen| (screen.width, screen.height)));
        window = window.inner_size(width, height).maximized(size.maximized);
    }
    window.build()?;
    Ok(())
}

/// As large as the page in it, which leaves out what the desktop draws around: a size that counts the frame in grows
/// with every start.
fn shown(window: &Window) -> Option<Size> {
    let window = window.get_webview_window(window.label())?;
    let page: &Webview = window.as_ref();
    let page = page.size().ok()?.to_logical(window.scale_factor().ok()?);
    let maximized = window.is_maximized().unwrap_or_default();
    Some(Size { width: page.width, height: page.height, maximized })
}
