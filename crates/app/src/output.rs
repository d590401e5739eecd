//! Files that leave: where to, under which name, whole or not at all.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rounds_core::{AppError, ErrorCode};

use crate::{
    Ctx, Session,
    open::Open,
    wire::{ByPath, FileWritten, Folder},
};

/// Where files go until the user has chosen; the demo's stay with the demo.
pub fn default_folder(session: &Session, folder: Folder) -> PathBuf {
    session.places.path(folder).join("打印与导出")
}

pub fn folder(session: &Session, open: &Open) -> Result<PathBuf, AppError> {
    let chosen = open.settings()?.output_folder.map(PathBuf::from);
    let folder = chosen.unwrap_or_else(|| default_folder(session, open.folder));
    make(&folder)?;
    Ok(folder)
}

pub fn make(folder: &Path) -> Result<(), AppError> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))
}

pub fn failed(path: &Path, error: &io::Error) -> AppError {
    if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        return ErrorCode::DiskFull.into();
    }
    ErrorCode::CannotWrite.with("path", path.display().to_string()).with("cause", error.to_string())
}

/// Writes beside the target first, so that a full disk leaves the former file as it was.
pub fn write(path: &Path, bytes: &[u8], pages: u32) -> Result<FileWritten, AppError> {
    if path.exists() && !path.is_file() {
        return Err(failed(path, &io::ErrorKind::IsADirectory.into()));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&part);
        return Err(failed(path, &error));
    }
    Ok(FileWritten {
        path: path.display().to_string(),
        pages,
        bytes: bytes.len() as u32,
        left_out: Vec::new(),
    })
}

/// Letters that a file name must not have on any system.
pub fn file_name(text: &str) -> String {
    text.chars().map(|ch| if ch.is_control() || "<>:\"/\\|?*".contains(ch) { '_' } else { ch }).collect()
}

pub fn open_file(_: &Session, ByPath { path }: ByPath, ctx: &Ctx) -> Result<(), AppError> {
    let path = PathBuf::from(path);
    if !path.exists() {
        return Err(ErrorCode::FileGone.with("path", path.display().to_string()));
    }
    ctx.desktop.open(&path)
}
