//! Photographs: taken in without their metadata, kept sealed, shown as data addresses.

use base64::{Engine, prelude::BASE64_STANDARD};
use rounds_core::{
    AppError, ErrorCode, Id,
    attachment::{Attachment, AttachmentKind, SMALL_SIDE},
    customer::Customer,
    issue::Issue,
    visit::{RecordState, VisitRecord},
};
use rounds_scan::Photo;
use rounds_store::{self as store, StoreError, Tx};

use crate::{
    Ctx, Session,
    open::Open,
    sync,
    wire::{AddPhoto, ById, GetPhoto, PhotoData, TxDone},
};

const LONGEST_NOTE: usize = 200;
/// Sides that a small picture may have, pixels.
const SMALL: std::ops::RangeInclusive<u32> = 32..=1024;

/// What a picture belongs to, and what it shows.
pub struct Subject {
    pub customer_id: Option<Id>,
    pub visit_record_id: Option<Id>,
    pub issue_id: Option<Id>,
    pub kind: AttachmentKind,
    pub note: Option<String>,
}

/// Seals a picture and writes its row: both, or nothing that counts.
pub fn keep(
    tx: &mut Tx,
    open: &Open,
    photo: &Photo,
    subject: Subject,
    ctx: &Ctx,
) -> Result<Attachment, AppError> {
    let territory = Open::home(tx)?;
    let sha256 = open.store.put_file(&photo.jpeg, ctx.entropy)?;
    let small = if photo.width.max(photo.height) > SMALL_SIDE {
        let small = rounds_scan::thumbnail(&photo.jpeg, SMALL_SIDE)
            .map_err(|error| error.of_file(&sha256[..8]))?
            .jpeg;
        Some((open.store.put_file(&small, ctx.entropy)?, small.len() as u32))
    } else {
        None
    };
    let attachment = Attachment {
        meta: Open::meta(tx, &territory),
        customer_id: subject.customer_id,
        visit_record_id: subject.visit_record_id,
        issue_id: subject.issue_id,
        kind: subject.kind,
        sha256,
        bytes: photo.jpeg.len() as u32,
        small_bytes: small.as_ref().map(|(_, bytes)| *bytes),
        small_sha256: small.map(|(name, _)| name),
        media_type: "image/jpeg".to_owned(),
        width: photo.width,
        height: photo.height,
        taken_at: tx.now(),
        note: subject.note,
    };
    tx.insert(&attachment)?;
    Ok(attachment)
}

pub fn add(session: &Session, args: AddPhoto, bytes: &[u8], ctx: &Ctx) -> Result<Attachment, AppError> {
    let open = session.data(ctx)?;
    let note = args.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if let Some(note) = &note {
        rounds_core::customer::check_text(note, LONGEST_NOTE, true).map_err(|error| error.on("note"))?;
    }
    let photo = rounds_scan::photo(bytes).map_err(|error| error.of_file(&args.file_name))?;
    let written = open.write(ctx, |tx| {
        let mut customer_id = args.customer_id;
        if let Some(id) = args.visit_record_id {
            let record: VisitRecord = store::get(tx.sql(), id)?;
            // What was signed names its pictures.
            if record.state == RecordState::Signed {
                return Err(ErrorCode::VisitEnded.into());
            }
            customer_id = Some(record.customer_id);
        }
        if let Some(id) = args.issue_id {
            let issue: Issue = store::get(tx.sql(), id)?;
            customer_id = Some(issue.customer_id);
        }
        let id = customer_id.ok_or_else(|| ErrorCode::BadArguments.on("customer_id"))?;
        store::get::<Customer>(tx.sql(), id)?;
        let subject = Subject {
            customer_id,
            visit_record_id: args.visit_record_id,
            issue_id: args.issue_id,
            kind: args.kind,
            note,
        };
        keep(tx, &open, &photo, subject, ctx)
    })?;
    Ok(written.value)
}

/// A file of a picture, brought from headquarters where another device took it.
fn here(open: &Open, attachment: &Attachment, sha256: &str, ctx: &Ctx) -> Result<Vec<u8>, AppError> {
    match open.store.read_file(sha256) {
        Err(StoreError::NotFound { .. }) if attachment.meta.version > 0 => {
            sync::fetch(open, sha256, ctx)?;
            Ok(open.store.read_file(sha256)?)
        }
        kept => Ok(kept?),
    }
}

/// The smallest file of a picture that is `side` pixels long; the whole one where the small one is nowhere.
fn at_least(open: &Open, attachment: &Attachment, side: u32, ctx: &Ctx) -> Result<Vec<u8>, AppError> {
    let Some(small) = attachment.small_sha256.as_ref().filter(|_| side <= SMALL_SIDE) else {
        return here(open, attachment, &attachment.sha256, ctx);
    };
    if let Ok(kept) = open.store.read_file(small).or_else(|_| open.store.read_file(&attachment.sha256)) {
        return Ok(kept);
    }
    match here(open, attachment, small, ctx) {
        Err(error) if error.code == ErrorCode::NotFound => here(open, attachment, &attachment.sha256, ctx),
        small => small,
    }
}

pub fn get(session: &Session, args: GetPhoto, ctx: &Ctx) -> Result<PhotoData, AppError> {
    let open = session.data(ctx)?;
    let attachment: Attachment = open.store.read(|sql| store::get(sql, args.id))?;
    let side = args.side.filter(|side| *side < attachment.width.max(attachment.height));
    let jpeg = match side.map(|side| side.clamp(*SMALL.start(), *SMALL.end())) {
        Some(side) => {
            let kept = at_least(&open, &attachment, side, ctx)?;
            rounds_scan::thumbnail(&kept, side).map_err(|error| error.of_file(&attachment.sha256[..8]))?.jpeg
        }
        None => here(&open, &attachment, &attachment.sha256, ctx)?,
    };
    Ok(PhotoData {
        id: args.id,
        url: format!("data:{};base64,{}", attachment.media_type, BASE64_STANDARD.encode(jpeg)),
    })
}

pub fn delete(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<TxDone, AppError> {
    let open = session.data(ctx)?;
    let written = open.write(ctx, |tx| {
        let attachment: Attachment = store::get(tx.sql(), id)?;
        if let Some(record) = attachment.visit_record_id {
            let record: Option<VisitRecord> = store::find(tx.sql(), record)?;
            let is_held = |record: &VisitRecord| {
                record.state == RecordState::Signed || attachment.kind == AttachmentKind::Sheet
            };
            if record.as_ref().is_some_and(is_held) {
                return Err(ErrorCode::VisitEnded.into());
            }
        }
        Ok(tx.delete::<Attachment>(id)?)
    })?;
    Ok(TxDone { tx_id: written.tx_id })
}
