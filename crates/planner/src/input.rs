//! What is planned: the week's nouns as the use-cases hand them over.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    Id, IsoWeek,
    apart::ApartPair,
    calendar::Calendar,
    customer::Customer,
    frequency::{FrequencyRule, SetMembers, VisitHistory},
    plan::OutlookVisit,
    setting::PlanWeights,
};

use crate::Travel;

/// A visit that the week's plan already holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "four facts of a visit, each true or not by itself")]
pub struct ExistingVisit {
    pub customer_id: Id,
    pub date: NaiveDate,
    /// 1-based place in the day.
    pub order: u32,
    /// Kept on its date, and in this order among the day's other locked visits. A visit that is done is passed as
    /// locked.
    pub locked: bool,
    /// Put there by the manager: stays in the week even when no rule asks for it.
    pub by_hand: bool,
    /// Made, or over without having been made: no remedy frees it. Locked as well.
    pub done: bool,
    /// Not made: it stands on its day, and the customer is owed the visit in the same week. Locked as well.
    pub missed: bool,
}

/// Everything that a week's plan depends on, beside [`crate::Options`].
#[derive(Clone, Copy, Debug)]
pub struct WeekInput<'a> {
    pub week: IsoWeek,
    /// All customers of the territory, suspended and closed ones as well; each id once.
    pub customers: &'a [Customer],
    pub rules: &'a [FrequencyRule],
    /// The customers of each customer set, saved filters resolved.
    pub sets: &'a SetMembers,
    /// Holidays, own entries and the working time.
    pub calendar: &'a Calendar,
    /// Where days start and end, and the roads.
    pub travel: &'a Travel,
    /// The visits of other weeks' plans, earlier and later ones, by customer; this week's own dates are left out of
    /// account.
    pub history: &'a BTreeMap<Id, VisitHistory>,
    /// This week's present plan. Its free visits are planned anew, near where they were.
    pub existing: &'a [ExistingVisit],
    /// Customers that the manager took out of this week.
    pub removed: &'a BTreeSet<Id>,
    /// Days before this date are over: they keep their locked visits and get no new ones.
    pub from: Option<NaiveDate>,
    /// Days that the calendar still knows as field days and that take no visit.
    pub lost: &'a BTreeSet<NaiveDate>,
    /// Customers with an urgent issue: in this week, whatever the rules ask.
    pub urgent: &'a BTreeSet<Id>,
    /// Pairs that a day should not join.
    pub apart: &'a [ApartPair],
    /// Weeks that are planned together, this one first; at least 1.
    pub cycle_weeks: u32,
    pub weights: PlanWeights,
    /// Mends the week: what it holds stays where it can, and no rule is asked for more. The cycle is this week.
    pub repair: Option<Repair<'a>>,
}

/// What a repair is told beside the week as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Repair<'a> {
    /// Customers that the plan lists as left out: they stay so, with a remedy that holds beside those of the others.
    pub left: &'a [Id],
    /// The visits of later weeks as the plan has them in its outlook: who makes room finds a day beside them.
    pub outlook: &'a [OutlookVisit],
}

/// How long, and along which path, the search goes. Same input and options: the same plan on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    pub seed: u64,
    /// Rounds of ruin and recreate; 0 = the first answer only, none = as many as the problem's size asks for.
    pub iterations: Option<u32>,
}

impl Default for Options {
    /// Two to three seconds for 300 customers over four weeks.
    fn default() -> Self {
        Self { seed: 1, iterations: None }
    }
}

/// How far the search is. Sums are those of the whole cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub iteration: u32,
    pub iterations: u32,
    /// Metres driven in the best plan so far.
    pub travel_m: u64,
    /// Visits in the best plan so far.
    pub visits: u32,
}

/// The caller's answer to [`Progress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    Continue,
    /// End now and keep the best plan so far.
    Stop,
}

/// Why nothing can be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanProblem {
    #[error("working time needs seven weekdays whose hours lie in a day, and a speed above zero")]
    WorkingTime,
    #[error("the week cannot be told to the engine: a number that is none, or too many days")]
    Model,
    #[error("customer {0} is given twice")]
    CustomerTwice(Id),
    #[error("customer {0} is planned but not given")]
    UnknownCustomer(Id),
}

/// Places of customers in their list, by id. Refuses input that no plan can be made from.
pub(crate) fn check(customers: &[Customer], calendar: &Calendar) -> Result<BTreeMap<Id, usize>, PlanProblem> {
    let working = calendar.working_time();
    let in_day = working.weekdays.iter().all(|hours| hours.from_min <= hours.to_min && hours.to_min <= 1440);
    if working.weekdays.len() != 7 || !in_day || working.speed_m_per_min == 0 {
        return Err(PlanProblem::WorkingTime);
    }
    let mut known = BTreeMap::new();
    for (at, customer) in customers.iter().enumerate() {
        if known.insert(customer.meta.id, at).is_some() {
            return Err(PlanProblem::CustomerTwice(customer.meta.id));
        }
    }
    Ok(known)
}
