//! A week's plan out of its cycle: who is due, on which day, in which order, and why.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    Id,
    calendar::Calendar,
    customer::Customer,
    frequency::{RuleBook, rule_load},
    plan::{Unplanned, UnplannedReason},
};

use crate::{
    Control, Options, PlanDay, PlanProblem, PlanVisit, Progress, Violation, WeekInput, WeekPlan,
    build::{Built, build, strength},
    draft::Draft,
    engine::{self, Effort},
    explain::reasons,
    horizon::Horizon,
    input::check,
    left::Rooms,
    never,
    retime::time_day,
    standing::{left_before, standing_demand},
    travel::Places,
    trip::{Making, Trip, trips},
    want::{Demand, Want, demand},
};

/// Trips that the search takes on; those whose turn it is, then those who have waited longest. Many times what a
/// cycle holds; what is left waits for room that is left.
const MOST_TRIPS: usize = 900;
/// How freely a search from nothing begins, and how freely a repair leaves the plan that stands.
const HEAT: f64 = 1.0;
const REPAIR_HEAT: f64 = 0.05;
/// One visit in so many may move for the sake of others without a need; and the share of the effort for a repair in
/// which nobody changes the day.
const MOST_MOVED: usize = 20;
const FROZEN_SHARE: u64 = 5;
/// Rounds for each visit, and the most of them × days: a round looks at every day.
const ROUNDS_PER_VISIT: u64 = 1_000;
const MOST_DAY_ROUNDS: u64 = 2_000_000;

/// Plans a week. `progress` is asked now and then; its [`Control::Stop`] keeps the best plan so far.
pub fn plan_week(
    input: &WeekInput,
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<WeekPlan, PlanProblem> {
    let known = check(input.customers, input.calendar)?;
    if let Some(visit) = input.existing.iter().find(|visit| !known.contains_key(&visit.customer_id)) {
        return Err(PlanProblem::UnknownCustomer(visit.customer_id));
    }
    let weeks = if input.repair.is_some() { 1 } else { input.cycle_weeks.clamp(1, 13) };
    let mut horizon = Horizon::new(input, weeks);
    let places = Places::new(input.customers, input.travel, input.calendar.working_time().speed_m_per_min);
    close_broken(input, &mut horizon, &places, &known);
    let (demand, left) = if input.repair.is_some() {
        (standing_demand(input, &horizon, &known), left_before(input, &horizon, &known))
    } else {
        (demand(input, &horizon, &known), Vec::new())
    };
    let task = Task { input, horizon: &horizon, places: &places, demand: &demand, left: &left, options };
    if input.repair.is_none() {
        return task.solved(false, progress);
    }
    // Where everyone who is due fits in with hardly a move, no more are made; else they are worth it.
    let least = task.solved(true, progress)?;
    let cost = |plan: &WeekPlan| (task.due_left(plan), task.moves(plan) * MOST_MOVED > input.existing.len());
    if cost(&least) == (0, false) {
        return Ok(least);
    }
    let moved = task.solved(false, progress)?;
    let is_better = (cost(&moved), task.moves(&moved)) < (cost(&least), task.moves(&least));
    Ok(if is_better { moved } else { least })
}

/// Days whose locks alone break their hours take nobody else.
fn close_broken(input: &WeekInput, horizon: &mut Horizon, places: &Places, known: &BTreeMap<Id, usize>) {
    for day in 0..7 {
        let date = horizon.dates[day];
        let mut locked: Vec<_> =
            input.existing.iter().filter(|visit| visit.locked && visit.date == date).collect();
        locked.sort_by_key(|visit| (visit.order, visit.customer_id));
        let customers: Vec<&Customer> = locked
            .iter()
            .filter_map(|visit| known.get(&visit.customer_id))
            .map(|at| &input.customers[*at])
            .collect();
        let timed = time_day(date, &customers, input.calendar, places);
        horizon.open[day] &= !timed.violations.iter().any(|violation| {
            matches!(
                violation,
                Violation::HoursNotMet { .. } | Violation::OverWorkingDay { .. } | Violation::NoLunch { .. }
            )
        });
    }
}

struct Task<'a> {
    input: &'a WeekInput<'a>,
    horizon: &'a Horizon,
    places: &'a Places,
    demand: &'a Demand,
    /// Who was left out before a repair.
    left: &'a [Want],
    options: &'a Options,
}

impl Task<'_> {
    fn solved(
        &self,
        frozen: bool,
        progress: &mut dyn FnMut(Progress) -> Control,
    ) -> Result<WeekPlan, PlanProblem> {
        let Self { input, horizon, places, demand, left, options } = *self;
        let last_visits: BTreeMap<usize, NaiveDate> =
            demand.dues.iter().filter_map(|(at, due)| Some((*at, due.last_visit?))).collect();
        let making = Making {
            input,
            horizon,
            places,
            wants: &demand.wants,
            last_visits: &last_visits,
            stable: strength(input.weights.stable),
            frozen,
        };
        let (all, never) = trips(&making);
        let trips = foremost(all, demand);
        let built = build(input, horizon, places, &trips, input.weights);
        let stands = input.repair.is_some() || input.existing.iter().any(|visit| !visit.locked);
        let start = stands.then(|| present(&trips, demand, &built.days, horizon));
        let effort = Effort {
            seed: options.seed,
            iterations: options.iterations.map_or_else(|| usual_rounds(&built), u64::from)
                / if frozen { FROZEN_SHARE } else { 1 },
            heat: if input.repair.is_some() { REPAIR_HEAT } else { HEAT },
        };
        let plan = engine::solve(&built.model, start.as_deref(), &effort, &mut |told| {
            let told = Progress {
                iteration: told.iteration as u32,
                iterations: told.iterations as u32,
                travel_m: told.travel as u64,
                visits: told.visits as u32,
            };
            match progress(told) {
                Control::Continue => engine::Control::Continue,
                Control::Stop => engine::Control::Stop,
            }
        })
        .map_err(|_| PlanProblem::Model)?;
        let draft = Draft::new(input, horizon, places, demand, (&trips, &built, &plan));
        Ok(written(&draft, &never, left))
    }

    /// How many of those asked for are left out and cannot wait.
    fn due_left(&self, plan: &WeekPlan) -> usize {
        let id = |want: &Want| self.input.customers[want.customer].meta.id;
        let asked: BTreeSet<Id> = self.demand.wants.iter().map(id).collect();
        let waits = |left: &Unplanned| matches!(left.reason, UnplannedReason::Postponed { .. });
        plan.unplanned.iter().filter(|left| !waits(left) && asked.contains(&left.customer_id)).count()
    }

    /// Free visits of the present plan whose day takes visits.
    fn standing(&self) -> impl Iterator<Item = &crate::ExistingVisit> {
        self.input.existing.iter().filter(|visit| {
            let day = self.horizon.day_of(visit.date);
            !visit.locked && day.is_some_and(|day| day < 7 && self.horizon.open[day])
        })
    }

    /// How many of them are not where they were.
    fn moves(&self, plan: &WeekPlan) -> usize {
        let stays = |visit: &&crate::ExistingVisit| {
            let day = plan.days.iter().find(|day| day.date == visit.date);
            day.is_some_and(|day| day.visits.iter().any(|other| other.customer_id == visit.customer_id))
        };
        self.standing().filter(|visit| !stays(visit)).count()
    }
}

/// Rounds after which a longer search changes little, as long as they take some seconds.
fn usual_rounds(built: &Built) -> u64 {
    let visits = |client: &engine::Client| match &client.choice {
        engine::Choice::Chain(chain) => chain.visits.len() as u64,
        engine::Choice::Patterns(_) => 1,
    };
    let visits: u64 = built.model.clients.iter().map(visits).sum();
    let most = MOST_DAY_ROUNDS / built.days.len().max(1) as u64;
    (ROUNDS_PER_VISIT * visits).min(most)
}

/// What stands comes first, then whose turn it is, then the longest wait: the first answer serves them in this order.
fn foremost(mut trips: Vec<Trip>, demand: &Demand) -> Vec<Trip> {
    let rank = |trip: &Trip| {
        let wants = || trip.links.iter().flat_map(|link| &link.wants).map(|want| &demand.wants[*want]);
        let stands = wants().any(|want| want.stands.is_some());
        let week = wants().filter_map(|want| want.week).min();
        let wait = wants().map(|want| want.wait).max().unwrap_or(0);
        (!stands, week.is_none(), week, std::cmp::Reverse(wait))
    };
    trips.sort_by_key(rank);
    trips.truncate(MOST_TRIPS);
    trips
}

/// The week as it stands, as routes of trips.
fn present(trips: &[Trip], demand: &Demand, days: &[usize], horizon: &Horizon) -> Vec<Vec<usize>> {
    let mut routes: Vec<Vec<(u32, usize)>> = vec![Vec::new(); days.len()];
    for (n, trip) in trips.iter().enumerate() {
        for want in trip.links.iter().filter_map(|link| link.wants.first()) {
            let Some(visit) = demand.wants[*want].stands else { continue };
            let route = horizon.day_of(visit.date).and_then(|day| days.iter().position(|own| *own == day));
            if let Some(route) = route
                && routes[route].iter().all(|(_, other)| *other != n)
            {
                routes[route].push((visit.order, n));
            }
        }
    }
    for route in &mut routes {
        route.sort_unstable();
    }
    routes.into_iter().map(|route| route.into_iter().map(|(_, trip)| trip).collect()).collect()
}

fn written(draft: &Draft, never: &[usize], left: &[Want]) -> WeekPlan {
    let (input, horizon) = (draft.input, draft.horizon);
    let rules = RuleBook::new(input.rules, input.sets);
    let unplanned = unplanned(draft, never, left);
    let is_crowded = draft.demand.crowded.first().is_some_and(|crowded| *crowded > 0);
    let (mut violations, mut assumed) = (Vec::new(), BTreeSet::new());
    let mut days = Vec::with_capacity(7);
    for (day, stops) in draft.days.iter().enumerate() {
        let date = horizon.dates[day];
        let customers: Vec<&Customer> = stops.iter().map(|stop| &input.customers[stop.customer]).collect();
        let timed = time_day(date, &customers, input.calendar, draft.places);
        violations.extend(timed.violations);
        let ids = customers.iter().map(|customer| customer.meta.id);
        assumed.extend(ids.filter(|id| draft.places.is_assumed(*id)));
        let visits = timed.visits.into_iter().enumerate().map(|(at, visit)| PlanVisit {
            customer_id: visit.customer_id,
            date,
            order: visit.order,
            arrive_min: visit.arrive_min,
            depart_min: visit.depart_min,
            travel_m: visit.travel_m,
            travel_min: visit.travel_min,
            reasons: reasons(draft, day, at, is_crowded),
            locked: stops[at].is_locked(),
        });
        days.push(PlanDay { date, visits: visits.collect(), totals: timed.totals });
    }
    let due = draft.demand.dues.values().map(|due| due.slots.len() as u32).sum();
    WeekPlan {
        week: input.week,
        days,
        unplanned,
        outlook: draft.outlook(),
        violations,
        load: rule_load(input.customers, &rules, input.calendar),
        due,
        capacity: input.calendar.week(input.week).iter().map(|day| day.capacity).sum(),
        assumed_positions: assumed.into_iter().collect(),
        unpublished_years: Calendar::unpublished_years(input.week),
    }
}

/// Each due customer that is on no day of the week, longest wait first; then who was left out before; then who is not
/// due yet and whose rule cannot be met in any week.
fn unplanned(draft: &Draft, never: &[usize], before: &[Want]) -> Vec<Unplanned> {
    let (demand, input) = (draft.demand, draft.input);
    let mut placed: BTreeSet<usize> = BTreeSet::new();
    let mut placed_customers: BTreeSet<usize> = BTreeSet::new();
    for stop in draft.days.iter().flatten() {
        placed.insert(stop.want);
        placed_customers.insert(stop.customer);
    }
    let id = |at: usize| input.customers[at].meta.id;
    let mut left: Vec<(u32, Id, usize, Option<usize>)> = Vec::new();
    for (number, want) in demand.wants.iter().enumerate() {
        let is_owed = want.first_week == 0 && !want.is_locked();
        if is_owed && !placed.contains(&number) {
            left.push((want.wait, id(want.customer), want.customer, Some(number)));
        }
    }
    for at in demand.dues.keys().filter(|at| demand.wants.iter().all(|want| want.customer != **at)) {
        let wait = demand.dues.get(at).map_or(0, |due| due.wait_permille);
        left.push((wait, id(*at), *at, None));
    }
    left.extend(demand.hopeless.iter().map(|(at, _)| (0, id(*at), *at, None)));
    left.sort_by_key(|(wait, id, _, want)| (std::cmp::Reverse(*wait), *id, want.is_none(), *want));
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let until = demand.wants.iter().chain(before).map(|want| want.latest).max();
    let mut rooms = Rooms::new(draft, until.unwrap_or(draft.horizon.dates[0]));
    let mut listed = Vec::new();
    for (_, customer_id, at, number) in left.into_iter().filter(|(_, _, at, _)| seen.insert(*at)) {
        let told = demand.hopeless.iter().find(|(hopeless, _)| *hopeless == at);
        let (reason, remedy) = match (told, number) {
            (Some((_, reason)), _) => (reason.clone(), None),
            (None, Some(number)) => {
                let mut want = demand.wants[number].clone();
                // What no day of the cycle can take does not wait for a better one.
                want.presses |= never.contains(&number) && draft.input.repair.is_none();
                rooms.why(&want)
            }
            // It can wait until after the cycle.
            (None, None) => {
                let due_by = demand.dues.get(&at).and_then(|due| due.slots.first());
                let due_by = due_by.map_or(draft.horizon.sunday(0), |slot| slot.latest);
                (UnplannedReason::Postponed { due_by }, None)
            }
        };
        listed.push(Unplanned { customer_id, reason, remedy });
    }
    for want in before.iter().filter(|want| !placed_customers.contains(&want.customer)) {
        if seen.insert(want.customer) {
            let (reason, remedy) = rooms.why(want);
            listed.push(Unplanned { customer_id: id(want.customer), reason, remedy });
        }
    }
    // Whose turn has not come yet, and never can.
    let hopeless =
        if input.repair.is_none() { never::never(input, draft.horizon, draft.places) } else { Vec::new() };
    for want in hopeless.iter().filter(|want| !input.removed.contains(&id(want.customer))) {
        if !seen.insert(want.customer) {
            continue;
        }
        let (reason, remedy) = rooms.why(want);
        if reason.is_for_good() {
            listed.push(Unplanned { customer_id: id(want.customer), reason, remedy });
        }
    }
    listed
}
