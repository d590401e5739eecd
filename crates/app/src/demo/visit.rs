//! What came of the past plans: visits made and signed, in vain, or not made at all.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rounds_core::{
    Id, Meta,
    contact::{Contact, ContactLayer},
    customer::Customer,
    form::FormDefinition,
    plan::{PlannedVisit, PlannedVisitState, VisitPlan},
    position::{Datum, Position},
    visit::{ArrivalPosition, Entered, Outcome, RecordState, Signature, SignerRole, VisitRecord},
    zone::Zone,
};
use serde_json::{Map, Value, json};

use super::{Dice, Maker, stroke, words::Texts};

/// A visit, and how it was signed; none = in vain.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeVisit {
    pub record: VisitRecord,
    pub signature: Option<Signature>,
}

/// What the visits are made from.
pub(super) struct Happened<'a> {
    pub person_id: Id,
    pub customers: &'a [Customer],
    pub contacts: &'a [Contact],
    pub plans: &'a [(VisitPlan, Vec<PlannedVisit>)],
    pub form: &'a FormDefinition,
    pub texts: &'a Texts,
    pub zone: Zone,
    pub as_of: NaiveDate,
}

/// In thousandths of the visits.
const FEEDBACK: i32 = 190;
const OWNER_ABSENT: i32 = 40;
const REFUSED: i32 = 15;
const COMPANION: i32 = 40;
const POSITION: i32 = 850;
/// Of the missed ones, those that somebody went to in vain.
const IN_VAIN: i32 = 650;
/// Days before the demo's own.
const LAST_DAYS: u64 = 9;

/// Every record of the past, in the order in which the visits ended.
pub(super) fn visits(maker: &Maker, happened: &Happened) -> Vec<MadeVisit> {
    let dice = Dice::new(0x7151);
    let customers: BTreeMap<Id, &Customer> =
        happened.customers.iter().map(|customer| (customer.meta.id, customer)).collect();
    let mut made = Vec::new();
    // The day and the minute at which the former visit ended.
    let mut busy = (NaiveDate::MIN, 0);
    for visit in happened.plans.iter().flat_map(|(_, visits)| visits) {
        let Some(customer) = customers.get(&visit.customer_id) else { continue };
        let is_made = match visit.state {
            PlannedVisitState::Done => true,
            PlannedVisitState::Missed if dice.chance(IN_VAIN) => false,
            _ => continue,
        };
        let free = if busy.0 == visit.date { busy.1 + 2 } else { 0 };
        let arrived = free.max((visit.arrive_min as i32 + dice.between(-6, 10)).max(0) as u32).min(1400);
        let stay =
            if is_made { (visit.depart_min - visit.arrive_min) as i32 + dice.between(-6, 6) } else { 3 };
        let left = arrived + stay.clamp(3, 90) as u32;
        busy = (visit.date, left);
        let at = |minute| happened.zone.instant(visit.date, minute);
        made.push(record(maker, happened, customer, visit, is_made, (at(arrived), at(left)), &dice));
    }
    made
}

fn record(
    maker: &Maker,
    happened: &Happened,
    customer: &Customer,
    visit: &PlannedVisit,
    is_made: bool,
    (arrived_at, left_at): (i64, i64),
    dice: &Dice,
) -> MadeVisit {
    let outcome = if !is_made {
        *dice.pick(&[
            Outcome::Closed,
            Outcome::Closed,
            Outcome::OwnerAbsent,
            Outcome::Refused,
            Outcome::Rescheduled,
        ])
    } else if dice.chance(OWNER_ABSENT) {
        Outcome::OwnerAbsent
    } else {
        Outcome::Done
    };
    let clerk = clerk(happened.contacts, customer);
    let signature = is_made.then(|| {
        if outcome == Outcome::Done && dice.chance(REFUSED) {
            return Signature::Refused { reason: dice.pick(&happened.texts.refusals).clone() };
        }
        let (role, name) = match outcome {
            Outcome::OwnerAbsent => (SignerRole::Clerk, Some(clerk.clone())),
            _ => (SignerRole::Owner, None),
        };
        Signature::Drawn { role, name, strokes: stroke::strokes(dice) }
    });
    let mut answers = if is_made { answers(happened, customer, visit, dice) } else { Map::new() };
    answers.insert("purposes".to_owned(), json!(visit.purposes));
    if outcome == Outcome::OwnerAbsent && is_made {
        answers.insert("receptionist".to_owned(), clerk.into());
    }
    let mut internal = Map::new();
    if is_made && dice.chance(300) {
        internal.insert("goal".to_owned(), (*dice.pick(&["reached", "reached", "partly", "missed"])).into());
    }
    if is_made && dice.chance(80) {
        internal.insert("lessons".to_owned(), dice.pick(&happened.texts.lessons).as_str().into());
    }
    let meta = Meta::new(maker.ids.id(arrived_at), maker.territory_id, arrived_at);
    let record = VisitRecord {
        planned_visit_id: Some(visit.meta.id),
        state: if signature.is_some() { RecordState::Signed } else { RecordState::Finished },
        outcome: Some(outcome),
        arrived_at: Some(arrived_at),
        left_at: Some(left_at),
        position: customer.position.filter(|_| dice.chance(POSITION)).map(|shop| arrival(shop, dice)),
        companion: dice.chance(COMPANION).then(|| dice.pick(&happened.texts.companions).clone()),
        answers,
        internal,
        ..VisitRecord::blank(
            meta,
            customer.meta.id,
            happened.person_id,
            visit.date,
            Entered::Live,
            happened.form,
        )
    };
    MadeVisit { record, signature }
}

/// Who stood behind the counter.
fn clerk(contacts: &[Contact], customer: &Customer) -> String {
    let mut own = contacts.iter().filter(|contact| contact.customer_id == customer.meta.id);
    let clerk =
        own.clone().find(|contact| contact.layer == ContactLayer::Operating).or_else(|| own.next_back());
    clerk.map_or_else(|| "店员".to_owned(), |contact| contact.name.clone())
}

/// Within some twenty metres of the shop.
fn arrival(shop: Position, dice: &Dice) -> ArrivalPosition {
    let (lat_e7, lng_e7) = shop.to(Datum::Wgs84);
    ArrivalPosition {
        lat_e7: lat_e7 + dice.between(-1500, 1500),
        lng_e7: lng_e7 + dice.between(-1500, 1500),
        accuracy_m: dice.between(6, 28) as u32,
        datum: Datum::Wgs84,
    }
}

fn answers(
    happened: &Happened,
    customer: &Customer,
    visit: &PlannedVisit,
    dice: &Dice,
) -> Map<String, Value> {
    let texts = happened.texts;
    let mut answers = Map::new();
    let mut put = |name: &str, value: Value| {
        answers.insert(name.to_owned(), value);
    };
    // What was not asked stays untouched, as in a real day.
    for (name, permille, words) in [
        ("sales", 800, &["up", "level", "level", "down"][..]),
        ("supply", 750, &["met", "met", "partly", "short"]),
        ("price", 500, &["steady", "steady", "rising", "falling"]),
        ("stock", 600, &["fair", "fair", "high", "low"]),
        ("promotion_effect", 250, &["good", "average", "poor", "none"]),
        ("nearby_events", 300, &["none", "none", "none", "some"]),
        ("price_marking", 400, &["good", "good", "improve"]),
        ("cleanliness", 300, &["good", "good", "improve"]),
        ("online_ordering", 250, &["good", "improve"]),
        ("rating", 850, &["very_satisfied", "satisfied", "satisfied", "fairly_satisfied"]),
    ] {
        if dice.chance(permille) {
            put(name, (*dice.pick(words)).into());
        }
    }
    if dice.chance(150) {
        put("supply_note", dice.pick(&texts.supply_notes).as_str().into());
    }
    if dice.chance(600) {
        put("publicity", json!([dice.pick(&["supply", "policy", "knowledge"]), "promotion"]));
    }
    if dice.chance(350) {
        let needs_work = dice.chance(350);
        put("display", if needs_work { "improve" } else { "good" }.into());
        if needs_work {
            put("display_cause", dice.pick(&texts.causes).as_str().into());
            put("display_advice", dice.pick(&texts.advice).as_str().into());
        }
    }
    if dice.chance(80) {
        put("praise", dice.pick(&texts.praise).as_str().into());
    }
    if dice.chance(120) {
        put("opinion", dice.pick(&texts.opinions).as_str().into());
    }
    if dice.chance(FEEDBACK) {
        put("feedback", json!([feedback(happened, visit.date, dice)]));
    }
    let next = happened
        .plans
        .iter()
        .flat_map(|(_, visits)| visits)
        .find(|other| other.customer_id == customer.meta.id && other.date > visit.date);
    if let Some(next) = next.filter(|_| dice.chance(550)) {
        put("next_visit_on", json!(next.date));
        put("next_visit_part", if next.arrive_min < 720 { "morning" } else { "afternoon" }.into());
    }
    answers
}

/// What the customer said; most of it with a promise for one of the next days.
fn feedback(happened: &Happened, date: NaiveDate, dice: &Dice) -> Value {
    let said = dice.pick(&happened.texts.feedback);
    let mut row = json!({ "kind": said.kind, "content": said.content, "answer": said.answer });
    if dice.chance(800) {
        let soon = date + Days::new(dice.between(1, 4) as u64);
        // Of the last days some promises are still to be kept.
        let is_ahead = date + Days::new(LAST_DAYS) >= happened.as_of && dice.chance(500);
        let ahead = happened.as_of + Days::new(dice.between(1, 3) as u64);
        row["promised_on"] = json!(if is_ahead { ahead } else { soon });
        row["promised_min"] = json!(*dice.pick(&[600, 900, 1020, 1080]));
    }
    if said.kind == "complaint" && dice.chance(200) {
        row["urgent"] = true.into();
    }
    row
}
