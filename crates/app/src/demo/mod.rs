//! The demo territory: 260 invented retailers of an invented county, with what happened there in the last weeks.
//!
//! Made from the word lists in `assets/sample` and fixed seeds. Invariants: the same date and time give the same
//! rows; every customer file is valid; no name, telephone or licence belongs to anyone.

mod bulletin;
mod contact;
mod customer;
mod day;
mod dice;
mod history;
mod place;
mod promise;
pub(crate) mod proof;
mod sales;
mod set;
mod stroke;
#[cfg(test)]
mod tests;
mod visit;
mod words;

use chrono::{Days, NaiveDate};
use rounds_core::{
    Id, Meta,
    bulletin::Bulletin,
    calendar::{Calendar, CalendarEntry, CalendarKind, DayPart},
    contact::Contact,
    customer::Customer,
    customer_set::CustomerSet,
    form::FormDefinition,
    frequency::{FrequencyRule, Preset},
    issue::{Issue, IssueStep},
    person::{Person, Role},
    plan::{PlannedVisit, VisitPlan},
    sales::SalesFact,
    setting::WorkingTime,
    territory::Territory,
    zone::Zone,
};

pub use visit::MadeVisit;

use dice::Dice;
use words::Words;

/// Every row of the demo territory.
#[derive(Clone, Debug, PartialEq)]
pub struct Demo {
    pub territory: Territory,
    pub person: Person,
    pub customers: Vec<Customer>,
    pub contacts: Vec<Contact>,
    pub sets: Vec<CustomerSet>,
    pub rules: Vec<FrequencyRule>,
    pub calendar: Vec<CalendarEntry>,
    pub bulletins: Vec<Bulletin>,
    pub sales: Vec<SalesFact>,
    /// Final plans of the last twelve ISO weeks, that of `as_of` included, each with its visits in order.
    pub plans: Vec<(VisitPlan, Vec<PlannedVisit>)>,
    /// In the order in which they ended; signed ones still need their evidence.
    pub visits: Vec<MadeVisit>,
    pub issues: Vec<Issue>,
    pub steps: Vec<IssueStep>,
}

/// The heads of new rows: identifiers that hang on the date only, times of when they are really made.
#[derive(Debug)]
struct Maker {
    ids: Dice,
    /// Midnight of the demo's day, UTC milliseconds.
    day_ms: i64,
    now: i64,
    territory_id: Id,
}

impl Maker {
    fn new(as_of: NaiveDate, now: i64) -> Self {
        let ids = Dice::new(0xDE40);
        let day_ms = as_of.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        let territory_id = ids.id(day_ms);
        Self { ids, day_ms, now, territory_id }
    }

    fn meta(&self) -> Meta {
        Meta::new(self.ids.id(self.day_ms), self.territory_id, self.now)
    }
}

/// The demo territory as it stands on `as_of`; the rows are marked as made at `now` (UTC milliseconds).
///
/// Its visits were answered on `form`.
pub fn territory(as_of: NaiveDate, now: i64, form: &FormDefinition) -> Demo {
    let words = Words::read();
    let maker = Maker::new(as_of, now);
    let territory = Territory {
        meta: Meta::new(maker.territory_id, maker.territory_id, now),
        code: "DEMO".to_owned(),
        name: format!("{}演示片区", words.places.county),
        organisation: format!("{}卷烟营销部（演示）", words.places.county),
        zone: "Asia/Shanghai".to_owned(),
        start: words.places.depot(),
        end: None,
        is_demo: true,
    };
    let person = Person {
        meta: maker.meta(),
        code: "DEMO-01".to_owned(),
        name: "黎见山".to_owned(),
        role: Role::Manager,
        phone: Some(words::phone(0)),
    };
    let entries = calendar_entries(&maker, as_of);
    let calendar = Calendar::new(&entries, &WorkingTime::default());
    let mut customers = customer::customers(&maker, &words, as_of, &calendar);
    let contacts = contact::contacts(&maker, &words, &mut customers);
    let rules: Vec<FrequencyRule> =
        Preset::TobaccoGraded.rules().into_iter().map(|rule| rule.into_rule(maker.meta())).collect();
    let sets = set::sets(&maker, &words, &customers);
    let sales = sales::sales(&maker, &words, &customers, &calendar, as_of);
    let past = history::Past {
        person_id: person.meta.id,
        customers: &customers,
        rules: &rules,
        calendar: &calendar,
        start: territory.start,
        as_of,
    };
    let plans = history::plans(&maker, &past);
    let zone = Zone::named(&territory.zone);
    let happened = visit::Happened {
        person_id: person.meta.id,
        customers: &customers,
        contacts: &contacts,
        plans: &plans,
        form,
        texts: &words.texts,
        zone,
        as_of,
    };
    let mut visits = visit::visits(&maker, &happened);
    let (issues, steps) = promise::issues(&maker, &visits, &words.texts, zone, as_of);
    // Last, so that every other row keeps the id that it always had.
    let bulletins = bulletin::bulletins(&maker, &words.texts.bulletins, as_of);
    bulletin::tell(&mut visits, &bulletins);
    Demo {
        territory,
        person,
        customers,
        contacts,
        sets,
        rules,
        calendar: entries,
        bulletins,
        sales,
        plans,
        visits,
        issues,
        steps,
    }
}

/// A training morning three weeks ago and an office half-day in two weeks.
fn calendar_entries(maker: &Maker, as_of: NaiveDate) -> Vec<CalendarEntry> {
    let monday = rounds_core::IsoWeek::of(as_of).monday();
    let entry = |date: NaiveDate, kind, note: &str| CalendarEntry {
        meta: maker.meta(),
        from: date,
        to: date,
        kind,
        part: DayPart::Morning,
        note: Some(note.to_owned()),
    };
    vec![
        entry(monday - Days::new(19), CalendarKind::Training, "业务培训"),
        entry(monday + Days::new(14), CalendarKind::Office, "部门例会"),
    ]
}
