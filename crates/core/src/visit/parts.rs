//! The signed, the internal and the restricted part of a form's answers, and what the record itself answers.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{Outcome, RESTRICTED_FIELDS, VisitRecord};
use crate::{
    AppError, ErrorCode,
    form::{Form, Part},
    zone::Zone,
};

/// A form's answers, kept apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// What the customer reads and signs.
    pub answers: Map<String, Value>,
    pub internal: Map<String, Value>,
    pub restricted: Map<String, Value>,
}

impl Parts {
    /// Each answer into the part that its section has in the form. `BadAnswer` names a field that the form has not.
    pub fn of(form: &Form, given: &Map<String, Value>) -> Result<Self, AppError> {
        let mut parts = Self::default();
        for (name, value) in given {
            let section = form.layout.sections.iter().find(|section| match &section.repeat {
                Some(repeat) => repeat.field == *name,
                None => section.fields().iter().any(|field| field.field == *name),
            });
            let part = match section.map(|section| section.part) {
                _ if RESTRICTED_FIELDS.contains(&name.as_str()) => &mut parts.restricted,
                Some(Part::Signed) => &mut parts.answers,
                Some(Part::Internal) => &mut parts.internal,
                None => return Err(ErrorCode::BadAnswer.on(name)),
            };
            part.insert(name.clone(), value.clone());
        }
        Ok(parts)
    }

    /// All together, as the form's schema knows them.
    pub fn joined(&self) -> Map<String, Value> {
        self.answers
            .iter()
            .chain(&self.internal)
            .chain(&self.restricted)
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    }
}

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

    /// The outcome that the form's answer tells, as on paper; there nobody can say that a visit was refused.
    pub fn of_arrival(arrival: &str) -> Option<Self> {
        [Self::Done, Self::Closed, Self::OwnerAbsent, Self::OutOfBusiness, Self::Rescheduled]
            .into_iter()
            .find(|outcome| outcome.arrival() == arrival)
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
