//! Why a customer is visited, on that day; why another is not. From the figures that the plan was made with.

use chrono::{Datelike, Days};
use rounds_core::{
    customer::MarketRule,
    frequency::{RuleSource, order_distance},
    plan::{Reason, UnplannedReason},
};

use crate::{
    route::{ABSENT, Routes},
    task::Problem,
};

/// A licence that ends within so many days is named.
const LICENCE_WARNING_DAYS: u64 = 30;
/// Neighbours further away are no reason.
const NEAR_M: u32 = 3_000;

/// Why the `part`-th customer of the `at`-th trip of a day is there.
pub(crate) fn reasons(problem: &Problem, routes: &Routes, day: usize, at: usize, part: usize) -> Vec<Reason> {
    let number = usize::from(routes.days[day][at]);
    let task = &problem.tasks[number];
    let customer = &problem.input.customers[task.customers[part]];
    let (date, due) = (problem.dates[day], problem.dues.get(&task.customers[part]));
    let weekday = date.weekday().number_from_monday() as u8;
    let mut reasons = Vec::new();
    if task.locked {
        reasons.push(Reason::Locked);
    }
    if task.by_hand {
        reasons.push(Reason::ByHand);
    }
    if let Some(due) = due {
        if let Some(rule) = due.rule {
            let (window, times) = (rule.window, rule.times);
            reasons.push(match rule.source {
                RuleSource::Exception => Reason::Exception { window, times },
                // The rule of the lowest class stands in for a customer without one; it is not thereby of that class.
                RuleSource::Class(_) => Reason::Rule { class: customer.class, window, times },
                RuleSource::Segment(_) | RuleSource::Set(_) => Reason::Rule { class: None, window, times },
            });
        }
        if let Some(date) = due.carry_over {
            reasons.push(Reason::CarryOver { date });
        }
        if let Some(since) = due.overdue_since {
            let days = (date - since).num_days().max(0) as u32;
            reasons.push(Reason::Overdue { date: since, days });
        }
        reasons.push(due.last_visit.map_or(Reason::NeverVisited, |date| Reason::LastVisit { date }));
        if task.pressing && !task.locked && due.overdue_since.is_none() && task.latest <= problem.dates[6] {
            // A full week may put the visit after its own date: then it says by how much it is late.
            reasons.push(if date > task.latest {
                Reason::Overdue { date: task.latest, days: (date - task.latest).num_days() as u32 }
            } else {
                Reason::DueBy { date: task.latest }
            });
        }
    }
    if let Some((weekday, days_before)) = order_distance(customer, date, problem.input.calendar)
        && (1..=2).contains(&days_before)
    {
        reasons.push(Reason::OrderDay { weekday, days_before });
    }
    let market = customer.market_days.as_ref().is_some_and(|market| market.rule == MarketRule::Only);
    if !customer.visit_weekdays.is_empty() || market {
        let mut weekdays = customer.visit_weekdays.clone();
        weekdays.sort_unstable();
        reasons.push(Reason::AllowedDays { weekdays, market });
    }
    let before = problem.input.existing.iter().any(|visit| {
        visit.customer_id == customer.meta.id && visit.date == date && !visit.locked && !visit.by_hand
    });
    let usual = due.and_then(|due| due.last_visit).is_some_and(|last| last.weekday() == date.weekday());
    if before || usual {
        reasons.push(Reason::WeekdayKept { weekday });
    }
    if let Some(owner) = customer.owner_id {
        let others = routes.days[day].iter().flat_map(|task| &problem.tasks[usize::from(*task)].customers);
        let other = others
            .map(|at| &problem.input.customers[*at])
            .find(|other| other.owner_id == Some(owner) && other.meta.id != customer.meta.id);
        if let Some(other) = other {
            reasons.push(Reason::SameOwner { customer_id: other.meta.id, name: other.name.clone() });
        }
    }
    if !task.has_own_reason() {
        reasons.extend(near(problem, routes, day, at));
    }
    if let Some(date) = customer.licence_expires_on
        && date <= problem.dates[day] + Days::new(LICENCE_WARNING_DAYS)
    {
        reasons.push(Reason::LicenceExpires { date });
    }
    reasons
}

/// The nearest stop of the day that is there for a reason of its own: two visits that could both wait are no reason for
/// each other.
fn near(problem: &Problem, routes: &Routes, day: usize, at: usize) -> Option<Reason> {
    let route = &routes.days[day];
    let here = &problem.tasks[usize::from(route[at])];
    if problem.places.is_assumed(problem.input.customers[here.customers[0]].meta.id) {
        return None;
    }
    let mut best: Option<(u32, usize)> = None;
    for (n, other) in route.iter().enumerate().filter(|(n, _)| *n != at) {
        let other = usize::from(*other);
        let customer = problem.tasks[other].customers[0];
        let metres = problem.leg(usize::from(route[at]) + 1, other + 1).m;
        let is_reason = problem.tasks[other].has_own_reason()
            && !problem.places.is_assumed(problem.input.customers[customer].meta.id);
        if is_reason && metres <= NEAR_M && best.is_none_or(|(least, _)| metres < least) {
            best = Some((metres, n));
        }
    }
    let (metres, n) = best?;
    let other = &problem.input.customers[problem.tasks[usize::from(route[n])].customers[0]];
    Some(Reason::Near { customer_id: other.meta.id, name: other.name.clone(), metres })
}

/// Why a task that some day could take is on none.
pub(crate) fn why_absent(problem: &Problem, routes: &Routes, number: usize) -> UnplannedReason {
    let task = &problem.tasks[number];
    if !task.pressing {
        return UnplannedReason::Postponed { due_by: task.latest };
    }
    let twin =
        task.twins.iter().map(|twin| routes.day_of[usize::from(*twin)]).filter(|day| *day != ABSENT).max();
    let allowed: Vec<usize> = (0..7).filter(|day| task.days[*day].is_some()).collect();
    let apart = |day: &usize| {
        task.twins.iter().all(|twin| {
            let other = routes.day_of[usize::from(*twin)];
            other == ABSENT || usize::from(other).abs_diff(*day) as u32 >= task.gap
        })
    };
    if let Some(twin) = twin
        && !allowed.iter().any(apart)
    {
        return UnplannedReason::TooSoon {
            earliest: problem.dates[usize::from(twin)] + Days::new(u64::from(task.gap)),
        };
    }
    let room =
        allowed.iter().copied().filter(apart).filter(|day| !routes.is_full(problem, *day, task.visits()));
    if let Some((short_min, day)) = room.map(|day| (short_min(problem, routes, number, day), day)).min() {
        return UnplannedReason::NoTime { best_date: problem.dates[day], short_min };
    }
    let most = allowed.iter().map(|day| problem.frames[*day].capacity).max();
    UnplannedReason::DayFull { visits_per_day: most.unwrap_or(0) }
}

/// Minutes that a day lacks for a task, at the place where it lacks least.
fn short_min(problem: &Problem, routes: &Routes, number: usize, day: usize) -> u32 {
    let route = &routes.days[day];
    let to = problem.frames[day].to;
    let by_clock = (0..=route.len()).filter_map(|at| routes.end_with(problem, number, day, at)).min();
    if let Some(back) = by_clock {
        return back.saturating_sub(to).max(1);
    }
    // No place meets everyone's hours: the visit and its ways, less what the day has left.
    let ways = (0..=route.len())
        .map(|at| {
            let before = at.checked_sub(1).map_or(0, |n| usize::from(route[n]) + 1);
            let after = route.get(at).map_or(0, |next| usize::from(*next) + 1);
            let added = problem.leg(before, number + 1).min + problem.leg(number + 1, after).min;
            added.saturating_sub(problem.leg(before, after).min)
        })
        .min()
        .unwrap_or(0);
    let left = routes.back(problem, day).map_or(0, |back| to.saturating_sub(back));
    (problem.tasks[number].minutes + ways).saturating_sub(left).max(1)
}
