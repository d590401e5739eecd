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
}

row!(CalendarEntry, "calendar", { from: Text, to: Text, kind: Text, part: Text, note: Text });
