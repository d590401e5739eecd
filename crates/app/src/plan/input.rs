//! What the planner is handed, from the book and the week's present plan.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{Days, NaiveDate};
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    customer::Customer,
    frequency::VisitHistory,
    plan::{OutlookVisit, PlannedVisit, PlannedVisitState, Reason, UnplannedReason, VisitPlan},
    setting::PlanSettings,
};
use rounds_planner::{ExistingVisit, PlanProblem, Repair, WeekInput};
use rounds_store as store;

use crate::{Ctx, book::Book, open::Open};

/// Other weeks are looked at so far back and ahead.
const HISTORY_DAYS: u64 = 400;

/// A week as it is stored.
#[derive(Clone, Debug, Default)]
pub struct StoredWeek {
    pub plan: Option<VisitPlan>,
    /// By day and order; removed ones included.
    pub visits: Vec<PlannedVisit>,
    /// The last day of the week on which each customer was seen, planned or not.
    seen: BTreeMap<Id, NaiveDate>,
}

impl StoredWeek {
    pub fn read(open: &Open, week: IsoWeek) -> Result<Self, AppError> {
        Ok(open.store.read(|sql| Self::of(sql, week))?)
    }

    /// As a transaction sees it that has changed it already.
    pub fn of(sql: &store::Connection, week: IsoWeek) -> Result<Self, store::StoreError> {
        let plan = store::plan_of_week(sql, week)?;
        let visits = match &plan {
            Some(plan) => store::visits_of_plan(sql, plan.meta.id)?,
            None => Vec::new(),
        };
        let made = store::past_visits(sql, week.monday(), week.next().monday())?.into_iter();
        let made = made.filter(|visit| visit.state == PlannedVisitState::Done);
        let seen = made.map(|visit| (visit.customer_id, visit.date)).collect();
        Ok(Self { plan, visits, seen })
    }

    /// Missed, and not made up for by a visit since, as one without a plan: the customer is still owed it.
    pub fn is_owed(&self, visit: &PlannedVisit) -> bool {
        let since = self.seen.get(&visit.customer_id).is_some_and(|seen| visit.date <= *seen);
        visit.state == PlannedVisitState::Missed && !since
    }

    /// Those that are not taken out.
    pub fn standing(&self) -> impl Iterator<Item = &PlannedVisit> {
        self.visits.iter().filter(|visit| visit.state != PlannedVisitState::Removed)
    }

    pub fn on(&self, date: NaiveDate) -> impl Iterator<Item = &PlannedVisit> {
        self.standing().filter(move |visit| visit.date == date)
    }
}

/// The planner's input with everything that it borrows.
pub struct Gathered {
    pub book: Arc<Book>,
    /// The book's, with the day on which those were seen whom the week does not hold: the rules count it.
    customers: Option<Vec<Customer>>,
    pub week: IsoWeek,
    pub stored: StoredWeek,
    pub existing: Vec<ExistingVisit>,
    pub removed: BTreeSet<Id>,
    pub history: BTreeMap<Id, VisitHistory>,
    pub from: Option<NaiveDate>,
    pub planning: PlanSettings,
    pub lost: BTreeSet<NaiveDate>,
    pub urgent: BTreeSet<Id>,
    /// For a repair: who is left out already, and the later weeks as the plan has them.
    left: Vec<Id>,
    outlook: Vec<OutlookVisit>,
    repair: bool,
}

/// What a plan is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// From the rules alone; only locks and what was put in by hand stay.
    Anew,
    /// From the rules, near what there is.
    Again,
    /// What there is, mended.
    Repair,
}

impl Gathered {
    pub fn read(open: &Open, week: IsoWeek, purpose: Purpose, ctx: &Ctx) -> Result<Self, AppError> {
        let book = open.book(ctx)?;
        if book.customers.is_empty() {
            return Err(ErrorCode::NoCustomers.into());
        }
        let stored = StoredWeek::read(open, week)?;
        let keep_free = purpose != Purpose::Anew;
        let today = open.local(ctx)?.date();
        // The past of a running week stands, told or not yet; a week still to come is planned whole.
        let from = week.dates().contains(&today).then_some(today);
        let is_over = |visit: &PlannedVisit| {
            visit.state != PlannedVisitState::Planned || from.is_some_and(|from| visit.date < from)
        };
        let existing = stored
            .standing()
            // A customer that was deleted meanwhile is no longer planned.
            .filter(|visit| book.at(visit.customer_id).is_some())
            .map(|visit| ExistingVisit {
                customer_id: visit.customer_id,
                date: visit.date,
                order: visit.order,
                locked: visit.locked || is_over(visit),
                by_hand: visit.reasons.contains(&Reason::ByHand),
                done: is_over(visit),
                missed: stored.is_owed(visit),
            })
            .filter(|visit| keep_free || visit.locked || visit.by_hand)
            .collect();
        let removed = stored.plan.iter().flat_map(|plan| &plan.unplanned);
        let removed =
            removed.filter(|left| left.reason == UnplannedReason::RemovedByHand).map(|left| left.customer_id);
        let listed = stored.plan.iter().flat_map(|plan| &plan.unplanned);
        let left = listed.filter(|left| left.reason != UnplannedReason::RemovedByHand);
        let outlook = stored.plan.iter().flat_map(|plan| &plan.outlook).flat_map(|outlook| &outlook.visits);
        Ok(Self {
            customers: seen_without_plan(&book, &stored),
            left: left.map(|left| left.customer_id).collect(),
            outlook: outlook.copied().collect(),
            week,
            existing,
            removed: removed.collect(),
            history: history(open, week)?,
            from,
            planning: open.settings()?.planning,
            lost: BTreeSet::new(),
            urgent: BTreeSet::new(),
            repair: purpose == Purpose::Repair,
            stored,
            book,
        })
    }

    pub fn input(&self) -> WeekInput<'_> {
        WeekInput {
            week: self.week,
            customers: self.customers.as_ref().unwrap_or(&self.book.customers),
            rules: &self.book.rules,
            sets: &self.book.members,
            calendar: &self.book.calendar,
            travel: &self.book.travel,
            history: &self.history,
            existing: &self.existing,
            removed: &self.removed,
            from: self.from,
            lost: &self.lost,
            urgent: &self.urgent,
            apart: &self.book.apart,
            cycle_weeks: self.planning.cycle_weeks,
            weights: self.planning.weights(),
            repair: self.repair.then_some(Repair { left: &self.left, outlook: &self.outlook }),
        }
    }
}

fn seen_without_plan(book: &Book, stored: &StoredWeek) -> Option<Vec<Customer>> {
    let mut seen = stored.seen.clone();
    for visit in stored.standing() {
        seen.remove(&visit.customer_id);
    }
    let mut customers = (!seen.is_empty()).then(|| book.customers.clone());
    for customer in customers.iter_mut().flatten() {
        customer.last_visit_on = seen.get(&customer.meta.id).copied().or(customer.last_visit_on);
    }
    customers
}

/// Visits of the other weeks' plans, this week's own left out. Open ones, of the running week and of weeks that were
/// planned ahead, count as made until they are marked missed: drafts too, lest two weeks visit a customer for one window.
fn history(open: &Open, week: IsoWeek) -> Result<BTreeMap<Id, VisitHistory>, AppError> {
    let (monday, next) = (week.monday(), week.next().monday());
    let year = Days::new(HISTORY_DAYS);
    let visits = open.store.read(|sql| {
        let mut visits = store::past_visits(sql, monday - year, monday)?;
        visits.append(&mut store::past_visits(sql, next, next + year)?);
        Ok::<_, store::StoreError>(visits)
    })?;
    let mut history: BTreeMap<Id, VisitHistory> = BTreeMap::new();
    for visit in visits {
        let known = history.entry(visit.customer_id).or_default();
        match visit.state {
            PlannedVisitState::Missed => known.missed.push(visit.date),
            PlannedVisitState::Planned | PlannedVisitState::Done => known.kept.push(visit.date),
            PlannedVisitState::Removed => {}
        }
    }
    Ok(history)
}

pub fn problem(problem: PlanProblem) -> AppError {
    match problem {
        PlanProblem::WorkingTime => ErrorCode::BadHours.on("working_time"),
        PlanProblem::Model => ErrorCode::Internal.with("noun", "plan"),
        PlanProblem::CustomerTwice(id) | PlanProblem::UnknownCustomer(id) => {
            ErrorCode::Internal.with("customer", id.to_string())
        }
    }
}
