//! Damage of the database that was found at an opening: told in full until somebody has taken note.

use std::fmt::Display;

use rounds_core::{AppError, setting::Language};
use rounds_store::{Damage, DamagedPart, Folder};

use crate::{
    Ctx, Session,
    open::Open,
    territory,
    wire::{AppStatus, ByDamage, DamageNotice, Nothing},
    words::Words,
};

/// What the window shows until it is acknowledged; the latest damage first.
pub fn notice(open: &Open) -> Result<Option<DamageNotice>, AppError> {
    let language = open.settings()?.language;
    let Some(damage) = open.store.folder().damages().pop() else { return Ok(None) };
    Ok(Some(DamageNotice { found_at: damage.found_at, lines: lines(open, &damage, language)? }))
}

pub fn acknowledge(
    session: &Session,
    ByDamage { found_at }: ByDamage,
    ctx: &Ctx,
) -> Result<AppStatus, AppError> {
    session.data(ctx)?.store.folder().acknowledge_damage(found_at, ctx.now)?;
    territory::status(session, Nothing {}, ctx)
}

/// One after the other, as a command says it on stderr.
pub fn sentence(open: &Open, damage: &Damage) -> Result<String, AppError> {
    let language = open.settings()?.language;
    let between = if language == Language::En { " " } else { "" };
    Ok(lines(open, damage, language)?.join(between))
}

/// When it was found, what took its place, which work may be missing, what can still be read, and what to do.
fn lines(open: &Open, damage: &Damage, language: Language) -> Result<Vec<String>, AppError> {
    let zone = open.zone()?;
    let words = Words::of(language);
    let when = |at: Option<i64>| at.map(|at| zone.local(at).format("%Y-%m-%d %H:%M").to_string());
    let (since, until) = (when(damage.kept_until), when(damage.changed_until));
    let left = damage.left.clone().unwrap_or_default();
    let values: [(&str, &dyn Display); 10] = [
        ("found", &when(Some(damage.found_at)).unwrap_or_default()),
        ("path", &path_of(open.store.folder(), damage)),
        ("backup", &when(damage.backup_at).unwrap_or_default()),
        ("bad_backups", &damage.bad_backups),
        ("since", &since.clone().unwrap_or_default()),
        ("until", &until.clone().unwrap_or_default()),
        ("operations", &left.operations),
        ("visits", &left.visits),
        ("signatures", &damage.signatures),
        ("pictures", &damage.pictures),
    ];
    let is_journal = damage.part == DamagedPart::Journal;
    let (mut names, has_backup) = (Vec::new(), damage.backup_at.is_some());
    names.push(match damage.part {
        DamagedPart::Database => "database",
        DamagedPart::Missing => "lost",
        DamagedPart::Journal => "journal",
    });
    if !is_journal {
        names.push(match (has_backup, damage.bad_backups) {
            (true, 0) => "backup",
            (true, _) => "older_backup",
            (false, 0) => "no_backup",
            (false, _) => "bad_backups",
        });
    }
    let is_all_there = damage.left.as_ref().is_some_and(|left| left.operations == 0 && !left.is_partial)
        && damage.signatures == 0
        && damage.pictures == 0;
    names.push(match (&since, &until) {
        (Some(_), _) if is_all_there => "nothing_missing",
        (Some(_), Some(_)) if damage.changed_until > damage.kept_until => "missing",
        (Some(_), _) => "missing_since",
        (None, Some(_)) => "missing_all_until",
        (None, None) => "missing_all",
    });
    match &damage.left {
        Some(left) if left.operations > 0 && left.is_partial => names.push("left_at_least"),
        Some(left) if left.operations > 0 => names.push("left"),
        None if damage.part == DamagedPart::Database => names.push("unreadable"),
        _ => {}
    }
    if damage.signatures > 0 {
        names.push("signatures");
    }
    if damage.pictures > 0 {
        names.push("pictures");
    }
    names.push(match (is_journal || has_backup, is_all_there) {
        (true, true) => "next_none",
        (true, false) if damage.part == DamagedPart::Missing => "next_lost",
        (true, false) => "next",
        (false, _) => "next_empty",
    });
    Ok(names.into_iter().map(|name| words.say("damage", name, &values)).collect())
}

/// Where the damaged file lies.
pub fn path_of(folder: &Folder, damage: &Damage) -> String {
    folder.path().join(&damage.file).display().to_string()
}
