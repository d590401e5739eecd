//! The nouns that are synced: their columns, who owns which field, what may never change.

use serde::de::value::MapDeserializer;
use serde_json::Value;

use crate::{
    apart::ApartPair,
    attachment::Attachment,
    bulletin::{Bulletin, BulletinRead},
    calendar::CalendarEntry,
    contact::Contact,
    customer::Customer,
    customer_set::CustomerSet,
    form::PublishedForm,
    frequency::FrequencyRule,
    issue::{Issue, IssueStep},
    person::Person,
    plan::{PlannedVisit, VisitPlan},
    row::{Kind, Row},
    sales::SalesFact,
    sync::{Conflict, Countersign, EnrolledDevice},
    territory::Territory,
    visit::VisitRecord,
};

/// Whose word counts when two differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Headquarters' value stays.
    Hq,
    /// The account manager's value stays.
    Manager,
    /// The later to arrive stays.
    Arrival,
}

/// What HQ has to know of a noun.
#[derive(Clone, Copy, Debug)]
pub struct NounKind {
    pub noun: &'static str,
    /// Every column beside those of [`crate::Meta`].
    pub columns: &'static [(&'static str, Kind)],
    /// The owner of the fields that `except` does not name.
    pub owner: Owner,
    pub except: &'static [(&'static str, Owner)],
    /// Written by HQ only: a device's word about it never counts.
    pub hq_only: bool,
    /// Added once, never changed, never deleted.
    pub append_only: bool,
    /// Has no [`crate::Meta`] on the device.
    pub bare: bool,
    /// Whether a device can read such a row: nothing that it would stumble over is ever served.
    pub readable: fn(&mut Fields) -> bool,
}

/// A row's fields with its head, wherever they lie; each once.
pub type Fields<'r> = dyn Iterator<Item = (&'r String, &'r Value)> + 'r;

const fn kind<R: Row>(owner: Owner, except: &'static [(&'static str, Owner)]) -> NounKind {
    NounKind {
        noun: R::NOUN,
        columns: R::COLUMNS,
        owner,
        except,
        hq_only: false,
        append_only: false,
        bare: false,
        readable: |row| {
            let fields = row.map(|(name, value)| (name.as_str(), value));
            R::deserialize(MapDeserializer::<_, serde_json::Error>::new(fields)).is_ok()
        },
    }
}

const fn of_hq<R: Row>(append_only: bool) -> NounKind {
    let mut kind = kind::<R>(Owner::Hq, &[]);
    kind.hq_only = true;
    kind.append_only = append_only;
    kind
}

/// The file of the customer belongs to HQ where the company's own systems keep it; what only a visit can tell belongs
/// to the manager.
const CUSTOMER: &[(&str, Owner)] = &[
    ("address", Owner::Manager),
    ("office", Owner::Manager),
    ("landmark", Owner::Manager),
    ("phone", Owner::Manager),
    ("opening_hours", Owner::Manager),
    ("visit_weekdays", Owner::Manager),
    ("market_days", Owner::Manager),
    ("service_min", Owner::Manager),
    ("frequency", Owner::Manager),
    ("last_visit_on", Owner::Manager),
    ("key_points", Owner::Manager),
    ("wishes", Owner::Manager),
    ("position", Owner::Manager),
    ("note", Owner::Manager),
    // Closed for a while, gone for good: whoever says so last has seen it last.
    ("status", Owner::Arrival),
];

const EVIDENCE: NounKind = NounKind {
    noun: "evidence",
    columns: &[("envelope", Kind::Text), ("hash", Kind::Text), ("seq", Kind::Int)],
    owner: Owner::Manager,
    except: &[],
    hq_only: false,
    append_only: true,
    bare: true,
    readable: |row| row.filter(|(name, _)| ["envelope", "hash", "seq"].contains(&name.as_str())).count() == 3,
};

/// Every synced noun.
pub const KINDS: &[NounKind] = &[
    kind::<Territory>(Owner::Hq, &[("start", Owner::Manager), ("end", Owner::Manager)]),
    of_hq::<Person>(false),
    kind::<Customer>(Owner::Hq, CUSTOMER),
    kind::<Contact>(Owner::Manager, &[]),
    kind::<CustomerSet>(Owner::Manager, &[]),
    kind::<FrequencyRule>(Owner::Hq, &[]),
    kind::<CalendarEntry>(Owner::Hq, &[]),
    kind::<SalesFact>(Owner::Hq, &[]),
    kind::<VisitPlan>(Owner::Manager, &[]),
    kind::<PlannedVisit>(Owner::Manager, &[]),
    kind::<VisitRecord>(Owner::Manager, &[]),
    kind::<Issue>(Owner::Arrival, &[]),
    kind::<IssueStep>(Owner::Arrival, &[]),
    kind::<Attachment>(Owner::Manager, &[]),
    kind::<ApartPair>(Owner::Manager, &[]),
    EVIDENCE,
    kind::<Conflict>(Owner::Arrival, &[]),
    of_hq::<EnrolledDevice>(false),
    of_hq::<Countersign>(true),
    of_hq::<PublishedForm>(true),
    of_hq::<Bulletin>(false),
    kind::<BulletinRead>(Owner::Manager, &[]),
];

/// What is known of a noun; none = this build does not know it.
pub fn kind_of(noun: &str) -> Option<&'static NounKind> {
    KINDS.iter().find(|kind| kind.noun == noun)
}

impl NounKind {
    pub fn owner_of(&self, field: &str) -> Owner {
        self.except.iter().find(|(name, _)| *name == field).map_or(self.owner, |(_, owner)| *owner)
    }

    pub fn column(&self, field: &str) -> Option<Kind> {
        self.columns.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind)
    }
}
