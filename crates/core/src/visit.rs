//! 拜访记录: what happened at one visit, and what the customer signed of it.
//!
//! The answers are those of the form named by id and version. The signed part, the internal part and the restricted
//! note are kept apart, so that none can slip into another's place on paper, on the signing screen or in sync.

mod parts;
mod shown;
mod signature;
mod strip;
#[cfg(test)]
mod tests;
mod words;

pub use parts::{internal_is_open, record_answers};
pub use shown::{ShownLine, shown_lines};
pub use signature::{check_strokes, is_a_signature};
pub use strip::{SectionFill, SectionState, is_answered, sections};
pub use words::said;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::{Id, Meta, form::FormDefinition, position::Datum, row};

/// How a visit ended (domain: arrived in vain).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Outcome {
    /// 营业: the visit took place.
    Done,
    /// 关门.
    Closed,
    /// 负责人不在. Counts as made only when somebody of the shop received and signed.
    OwnerAbsent,
    /// 拒访.
    Refused,
    /// 改约.
    Rescheduled,
    /// 停歇业.
    OutOfBusiness,
}

/// How far a visit has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RecordState {
    /// Begun; its answers lie in a draft.
    #[default]
    Open,
    /// Ended, in vain or without a signature on the screen.
    Finished,
    /// Signed on the screen, or refused there with the reason: its evidence holds it fast.
    Signed,
}

/// When it was typed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Entered {
    /// In the shop.
    #[default]
    Live,
    /// 补录: from paper, afterwards; the row's `created_at` tells when.
    Later,
}

/// Where the device was on arrival: once, and only then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ArrivalPosition {
    /// 1e-7 degree in `datum`.
    pub lat_e7: i32,
    pub lng_e7: i32,
    /// Metres, as the device says.
    pub accuracy_m: u32,
    pub datum: Datum,
}

/// One visit. Synced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VisitRecord {
    #[serde(flatten)]
    pub meta: Meta,
    pub customer_id: Id,
    pub person_id: Id,
    /// None = 临时, an unplanned visit.
    pub planned_visit_id: Option<Id>,
    /// The reserved number's id, when a spare sheet was used.
    pub sheet_id: Option<Id>,
    pub state: RecordState,
    /// None while open and not yet said.
    pub outcome: Option<Outcome>,
    /// Local date of the territory.
    pub date: NaiveDate,
    /// UTC milliseconds.
    pub arrived_at: Option<i64>,
    /// UTC milliseconds.
    pub left_at: Option<i64>,
    pub position: Option<ArrivalPosition>,
    pub entered: Entered,
    /// Milliseconds by which the device's clock stood behind the latest record when this visit began; none = no doubt.
    pub clock_doubt_ms: Option<i64>,
    /// 陪访: the companion, and how the companion rates the visit.
    pub companion: Option<String>,
    pub companion_rating: Option<String>,
    /// 代访: the colleague in whose place the visit was made.
    pub cover_for: Option<String>,
    pub form_id: String,
    pub form_version: u32,
    pub form_hash: String,
    /// The signed part: form field → answer. A field that was never touched is absent (未了解).
    #[ts(type = "Record<string, unknown>")]
    pub answers: Map<String, Value>,
    /// The internal part, tidied until the day's end.
    #[ts(type = "Record<string, unknown>")]
    pub internal: Map<String, Value>,
    /// The restricted part of the internal notes (违法烟): its author's and the supervisors' eyes only.
    #[ts(type = "Record<string, unknown>")]
    pub restricted: Map<String, Value>,
    /// Fields taken over from the last visit by 同上次; they stay visible as copied.
    pub copied: Vec<String>,
    /// 服务信息 that the customer was told of; what was not ticked was not told.
    #[serde(default)]
    pub told: Vec<Id>,
    /// The record that this one corrects.
    pub corrects: Option<Id>,
    /// The evidence of the signature on the screen.
    pub evidence_id: Option<Id>,
    /// Signed on paper: the scanned sheet.
    pub paper_id: Option<Id>,
}

impl VisitRecord {
    /// One that is begun on a date, with nothing known of it yet.
    pub fn blank(
        meta: Meta,
        customer_id: Id,
        person_id: Id,
        date: NaiveDate,
        entered: Entered,
        form: &FormDefinition,
    ) -> Self {
        Self {
            meta,
            customer_id,
            person_id,
            planned_visit_id: None,
            sheet_id: None,
            state: RecordState::Open,
            outcome: None,
            date,
            arrived_at: None,
            left_at: None,
            position: None,
            entered,
            clock_doubt_ms: None,
            companion: None,
            companion_rating: None,
            cover_for: None,
            form_id: form.id.clone(),
            form_version: form.version,
            form_hash: form.hash.clone(),
            answers: Map::new(),
            internal: Map::new(),
            restricted: Map::new(),
            copied: Vec::new(),
            told: Vec::new(),
            corrects: None,
            evidence_id: None,
            paper_id: None,
        }
    }
}

row!(VisitRecord, "visit_record", {
    customer_id: Text, person_id: Text, planned_visit_id: Text, sheet_id: Text, state: Text, outcome: Text, date: Text,
    arrived_at: Int, left_at: Int, position: Json, entered: Text, clock_doubt_ms: Int, companion: Text,
    companion_rating: Text, cover_for: Text, form_id: Text, form_version: Int, form_hash: Text, answers: Json,
    internal: Json, restricted: Json, copied: Json, told: Json, corrects: Text, evidence_id: Text, paper_id: Text,
});

/// The field of the form that goes into [`VisitRecord::restricted`].
pub const RESTRICTED_FIELDS: &[&str] = &["illegal_tobacco"];

/// Who signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignerRole {
    /// 负责人.
    Owner,
    /// 营业员, with the name.
    Clerk,
}

/// A point of a stroke, in tenths of a CSS pixel from the pad's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StrokePoint {
    pub x: i32,
    pub y: i32,
    /// Thousandths of full pressure; only where the switch and the consent line allow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pressure: Option<u32>,
    /// Milliseconds since the first point; only where the switch and the consent line allow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u32>,
}

/// A signature as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Strokes {
    /// The pad's size in tenths of a CSS pixel.
    pub width: i32,
    pub height: i32,
    pub strokes: Vec<Vec<StrokePoint>>,
}

/// What the signing screen hands over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Signature {
    Drawn {
        role: SignerRole,
        /// Required of a clerk.
        name: Option<String>,
        strokes: Strokes,
    },
    /// 拒签.
    Refused { reason: String },
}

/// Unfinished input of a visit, kept as a draft within 300 ms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct VisitDraft {
    pub outcome: Option<Outcome>,
    #[ts(type = "Record<string, unknown>")]
    pub answers: Map<String, Value>,
    #[ts(type = "Record<string, unknown>")]
    pub internal: Map<String, Value>,
    #[ts(type = "Record<string, unknown>")]
    pub restricted: Map<String, Value>,
    pub copied: Vec<String>,
    /// 服务信息 that the customer was told of.
    pub told: Vec<Id>,
    pub companion: Option<String>,
    pub companion_rating: Option<String>,
    pub cover_for: Option<String>,
    /// The proposal for the next visit was accepted or changed: it becomes a planned visit.
    pub plan_next: bool,
    /// Whether the signing page was showing, so that a restart shows it again.
    pub signing: bool,
    /// What is drawn so far.
    pub strokes: Option<Strokes>,
    pub signer_role: Option<SignerRole>,
    pub signer_name: Option<String>,
}
