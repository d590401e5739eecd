//! The rescue file: what is unsent, sealed to headquarters, for when this device cannot send it.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use rounds_core::{
    AppError, ErrorCode,
    evidence::DeviceKey,
    rescue::{Piece, RescueHead, RescueWriter},
    sync::{MOST_PIECE, SCHEMA},
};
use rounds_store as store;

use crate::{
    Ctx, Session,
    open::Open,
    output,
    wire::{Nothing, RescueWritten},
};

pub fn export(session: &Session, _: Nothing, ctx: &Ctx) -> Result<RescueWritten, AppError> {
    let open = session.data(ctx)?;
    let name = format!("救援文件_{}.rescue", open.local(ctx)?.0.format("%Y%m%d_%H%M"));
    write(session, &open, &output::folder(session, &open)?.join(name), ctx)
}

/// Writes the rescue file, whole or not at all.
///
/// # Errors
/// `NotEnrolled`: there is no headquarters to seal it to.
pub fn write(session: &Session, open: &Open, path: &Path, ctx: &Ctx) -> Result<RescueWritten, AppError> {
    let hq_key = store::enrolled_at(open.store.folder()).ok_or(ErrorCode::NotEnrolled)?;
    if path.exists() && !path.is_file() {
        return Err(output::failed(path, &io::ErrorKind::IsADirectory.into()));
    }
    let part = path.with_extension("rescue-part");
    let written = fs::File::create(&part)
        .map_err(|error| output::failed(path, &error))
        .and_then(|file| fill(session, open, hq_key, file, path, ctx))
        .and_then(|written| {
            fs::rename(&part, path).map_err(|error| output::failed(path, &error))?;
            Ok(written)
        });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

fn fill(
    session: &Session,
    open: &Open,
    hq_key: String,
    file: fs::File,
    path: &Path,
    ctx: &Ctx,
) -> Result<RescueWritten, AppError> {
    let store = &open.store;
    let key = DeviceKey::from_seed(&*store.signing_seed(&session.options.keyring, ctx.entropy)?);
    let head = RescueHead { install_id: store.install_id(), hq_key, made_at: ctx.now, schema: SCHEMA };
    let broken = |_| ErrorCode::Internal.with("kind", "rescue");
    let (mut writer, begin) = RescueWriter::begin(&head, ctx.entropy).map_err(broken)?;
    let mut out = io::BufWriter::new(file);
    let mut bytes: u64 = 0;
    let mut put = |piece: Vec<u8>| {
        bytes += piece.len() as u64;
        out.write_all(&piece).map_err(|error| output::failed(path, &error))
    };
    put(begin)?;
    let (mut after, mut operations) = (0, 0);
    loop {
        let batch = store.waiting_after(after)?;
        let Some(last) = batch.operations.last() else { break };
        after = last.op_seq;
        operations += batch.operations.len() as u32;
        let json = serde_json::to_vec(&batch.operations)
            .map_err(|_| ErrorCode::Internal.with("kind", "operations"))?;
        put(writer.piece(&Piece::Operations(json)).map_err(broken)?)?;
        if !batch.more {
            break;
        }
    }
    let waiting = store.unsent_pictures()?;
    let total = waiting.len() as u32;
    let (mut files, mut missing) = (0, 0);
    for (done, waiting) in waiting.iter().enumerate() {
        ctx.progress("rescue", done as u32, total);
        match store.read_file(&waiting.sha256) {
            Ok(content) => {
                let length = content.len() as u64;
                for bytes in content.chunks(MOST_PIECE) {
                    let sha256 = waiting.sha256.clone();
                    let piece = Piece::File { sha256, length, bytes: bytes.to_vec() };
                    put(writer.piece(&piece).map_err(broken)?)?;
                }
                files += 1;
            }
            // What is broken here is no better at headquarters; the records are worth more.
            Err(_) => missing += 1,
        }
    }
    put(writer.end(&key).map_err(broken)?)?;
    let file = out.into_inner().map_err(|error| output::failed(path, error.error()))?;
    file.sync_all().map_err(|error| output::failed(path, &error))?;
    Ok(RescueWritten {
        path: path.display().to_string(),
        bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
        operations,
        files,
        missing,
    })
}
