//! What an outcome means, what the record itself answers, and until when its internal part is open.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{Outcome, VisitRecord};
use crate::zone::Zone;

impl Outcome {
    /// The form's answer to 到店情况: who refuses has opened.
    pub fn arrival(self) -> &'static str {
        match self {
            Self::Done | Self::Refused => "open",
            Self::Closed => "closed",
            Self::OwnerAbsent => "owner_absent",
            Self::OutOfBusiness => "out_of_business",
            Self::Rescheduled => "rescheduled",
        }
    }

    /// Somebody was there who can sign.
    pub fn can_be_signed(self) -> bool {
        matches!(self, Self::Done | Self::OwnerAbsent)
    }

    /// Whether the visit counts as made; else it was in vain and the customer returns to the same week.
    pub fn is_visit_made(self, signed: bool) -> bool {
        self == Self::Done || (self == Self::OwnerAbsent && signed)
    }
}

/// The form's fields that the record itself answers: date, times, occasion, companion or cover, arrival.
pub fn record_answers(record: &VisitRecord, zone: Zone) -> Map<String, Value> {
    let minute = |at: Option<i64>| at.map(|at| Value::from(zone.minute(at)));
    let occasion = if record.planned_visit_id.is_some() { "planned" } else { "unplanned" };
    let with: Vec<&str> =
        [&record.companion, &record.cover_for].into_iter().flatten().map(String::as_str).collect();
    [
        ("visited_on", Some(record.date.to_string().into())),
        ("arrived_min", minute(record.arrived_at)),
        ("left_min", minute(record.left_at)),
        ("occasion", Some(occasion.into())),
        ("companion", (!with.is_empty()).then(|| with.join("、").into())),
        ("arrival", record.outcome.map(|outcome| outcome.arrival().into())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect()
}

/// Whether the internal part of a record of `date` can still be tidied on the local date `today`.
pub fn internal_is_open(date: NaiveDate, today: NaiveDate) -> bool {
    today <= date
}
