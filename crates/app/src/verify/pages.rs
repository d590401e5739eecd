//! The database's own pages, before anything that is written in them.

use rounds_core::{
    AppError,
    evidence::{Finding, FindingKind},
    form::Words as Label,
    setting::Language,
};
use rounds_store::{Damage, Folder, PageFault};
use serde_json::Value;

use super::told;
use crate::{
    Ctx, Session, damage,
    wire::{VerifyFinding, VerifyReport},
    words::Words,
};

const SUBJECT: &str = "rounds.db";

/// What is wrong with the file, and damage that nobody has taken note of.
pub fn findings(folder: &Folder, faults: &[PageFault]) -> Vec<VerifyFinding> {
    let damages = folder.damages();
    faults.iter().map(of_fault).chain(damages.iter().map(|damage| standing(folder, damage))).collect()
}

fn with<const N: usize>(mut found: VerifyFinding, values: [(&str, Value); N]) -> VerifyFinding {
    found.detail.extend(values.map(|(name, value)| (name.to_owned(), value)));
    found
}

fn of_fault(fault: &PageFault) -> VerifyFinding {
    let found = |kind| told(SUBJECT, &Finding::new(kind));
    match fault {
        PageFault::Unopenable => found(FindingKind::DatabaseUnopenable),
        PageFault::Structure => found(FindingKind::DatabaseBroken),
        PageFault::Journal => found(FindingKind::JournalBroken),
        PageFault::Pages { first, count } => {
            let mut pages = first.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            if *count as usize > first.len() {
                pages.push_str(", …");
            }
            with(found(FindingKind::PagesAltered), [("count", (*count).into()), ("pages", pages.into())])
        }
        PageFault::Table(table) => {
            let word = |language| Words::of(language).noun(table);
            let label = word(Language::Zh).zip(word(Language::En)).map(|(zh, en)| Label { zh, en });
            let finding = told(SUBJECT, &Finding::new(FindingKind::TableUnreadable).on(table));
            VerifyFinding { label, ..finding }
        }
    }
}

fn standing(folder: &Folder, damage: &Damage) -> VerifyFinding {
    let path = damage::path_of(folder, damage);
    with(told(SUBJECT, &Finding::new(FindingKind::DamageFound)), [("path", path.into())])
}

/// A folder whose database does not even open: what is wrong with the file is all that can be said.
pub fn of_unopened(session: &Session, ctx: &Ctx) -> Result<VerifyReport, AppError> {
    let (folder, faults) = session.check_unopened(ctx)?;
    Ok(VerifyReport { findings: findings(&folder, &faults), keys_known: true, ..VerifyReport::default() })
}
