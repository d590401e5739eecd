//! Working days: public holidays with 调休, leave, office half-days.

mod day;
mod holiday;
mod workday;

pub use day::{Calendar, CalendarDay, DayKind};
pub use holiday::{Holiday, holidays_known};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AppError, ErrorCode, Meta, customer::check_text, row};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CalendarKind {
    /// 请假.
    Leave,
    /// 内勤, a (half-)day in the office.
    Office,
    /// 培训.
    Training,
    /// A day off of the unit's own.
    Holiday,
    /// A working day that would otherwise be free (单位调休).
    Working,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DayPart {
    #[default]
    Whole,
    Morning,
    Afternoon,
}

/// A dated exception to the week's working hours, made by the manager or HQ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalendarEntry {
    #[serde(flatten)]
    pub meta: Meta,
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    pub kind: CalendarKind,
    pub part: DayPart,
    pub note: Option<String>,
}

/// Characters of a note.
const MOST_NOTE: usize = 60;

impl CalendarEntry {
    /// The note as it is kept.
    ///
    /// # Errors
    /// `BadDate` where it ends before it begins; `TooLong`, `ControlCharacter` of the note.
    pub fn check(from: NaiveDate, to: NaiveDate, note: Option<String>) -> Result<Option<String>, AppError> {
        if from > to {
            return Err(ErrorCode::BadDate.on("to").with("value", to.to_string()));
        }
        let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        if let Some(note) = &note {
            check_text(note, MOST_NOTE, false).map_err(|error| error.on("note"))?;
        }
        Ok(note)
    }

    /// # Errors
    /// `CalendarContradicts` where one of `others` makes a day off of what a second makes a working day, as far as both
    /// take the same part of it. Leave, office days and trainings on a working day are no contradiction.
    pub fn check_beside<'a>(
        entry: Spell,
        others: impl IntoIterator<Item = &'a Spell>,
    ) -> Result<(), AppError> {
        use CalendarKind::{Holiday, Working};
        let contradicts = |other: &Spell| {
            let kinds = matches!((entry.kind, other.kind), (Holiday, Working) | (Working, Holiday));
            let parts = entry.part == other.part || [entry.part, other.part].contains(&DayPart::Whole);
            let first = entry.from.max(other.from);
            (kinds && parts && first <= entry.to.min(other.to)).then_some(first)
        };
        match others.into_iter().filter_map(contradicts).min() {
            Some(date) => Err(ErrorCode::CalendarContradicts
                .on("from")
                .with("date", date.format("%Y-%m-%d").to_string())),
            None => Ok(()),
        }
    }

    /// What the entry is about.
    pub fn spell(&self) -> Spell {
        Spell { from: self.from, to: self.to, kind: self.kind, part: self.part }
    }
}

/// Days, and what they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    pub kind: CalendarKind,
    pub part: DayPart,
}

row!(CalendarEntry, "calendar", { from: Text, to: Text, kind: Text, part: Text, note: Text });

#[cfg(test)]
mod tests {
    use super::{CalendarEntry, CalendarKind::*, DayPart::*, Spell};
    use crate::ErrorCode;

    fn spell(from: &str, to: &str, kind: super::CalendarKind, part: super::DayPart) -> Spell {
        Spell { from: from.parse().unwrap(), to: to.parse().unwrap(), kind, part }
    }

    #[test]
    fn a_day_is_not_made_free_and_worked_at_once_and_the_sentence_names_it() {
        let week = spell("2026-10-01", "2026-10-07", Holiday, Whole);
        let beside = |other: Spell| CalendarEntry::check_beside(other, [&week]);
        let refused = beside(spell("2026-10-04", "2026-10-10", Working, Morning)).unwrap_err();
        assert_eq!(refused.code, ErrorCode::CalendarContradicts);
        assert_eq!(refused.detail["date"], "2026-10-04");
        assert!(beside(spell("2026-10-08", "2026-10-10", Working, Whole)).is_ok());
        assert!(beside(spell("2026-10-04", "2026-10-04", Training, Whole)).is_ok());
        assert!(beside(spell("2026-10-04", "2026-10-04", Holiday, Whole)).is_ok());
        let morning = spell("2026-10-04", "2026-10-04", Working, Morning);
        let afternoon = spell("2026-10-04", "2026-10-04", Holiday, Afternoon);
        assert!(CalendarEntry::check_beside(morning, [&afternoon]).is_ok());
    }
}
