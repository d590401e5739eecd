//! Why a customer is visited, on that day, from the figures that the plan was made with.

use std::collections::BTreeMap;

use chrono::{Datelike, Days};
use rounds_core::{
    customer::MarketRule,
    frequency::{RuleSource, may_visit_on, order_distance},
    plan::Reason,
};

use crate::{
    draft::{Draft, Stop},
    retime::service_min,
    town::town_of,
};

/// A licence that ends within so many days is named.
const LICENCE_WARNING_DAYS: u64 = 30;
/// Neighbours further away are no reason.
const NEAR_M: u32 = 3_000;
/// So many stops of a town on a day are worth a word.
const TOWN_STOPS: usize = 3;
/// Waiting is a reason from the whole of what the rule allows, in thousandths.
const WAITED: u32 = 1_000;

/// Why the `at`-th stop of a day is there.
pub(crate) fn reasons(draft: &Draft, day: usize, at: usize, is_crowded: bool) -> Vec<Reason> {
    let stop = &draft.days[day][at];
    let input = draft.input;
    let customer = &input.customers[stop.customer];
    let (date, due) = (draft.horizon.dates[day], draft.demand.dues.get(&stop.customer));
    let want = &draft.demand.wants[stop.want];
    let weekday = date.weekday().number_from_monday() as u8;
    let mut reasons = Vec::new();
    if stop.stands.is_some_and(|visit| visit.locked && !visit.done) {
        reasons.push(Reason::Locked);
    }
    if stop.stands.is_some_and(|visit| visit.by_hand) {
        reasons.push(Reason::ByHand);
    }
    if input.urgent.contains(&customer.meta.id) {
        reasons.push(Reason::UrgentIssue);
    }
    // Its visit before this one in the same week: what was missed or late is made up for by that.
    let earlier = draft.days[..day].iter().rposition(|stops| {
        let mut own = stops.iter().filter(|other| other.customer == stop.customer);
        own.any(|other| other.stands.is_none_or(|visit| !visit.missed))
    });
    let before = earlier.map(|day| draft.horizon.dates[day]);
    if let Some(due) = due {
        let overdue_since = due.overdue_since.filter(|_| before.is_none());
        if let Some(rule) = due.rule {
            let (window, times) = (rule.window, rule.times);
            reasons.push(match rule.source {
                RuleSource::Exception => Reason::Exception { window, times },
                // The rule of the lowest class stands in for a customer without one; it is not thereby of that class.
                RuleSource::Class(_) => Reason::Rule { class: customer.class, window, times },
                RuleSource::Segment(_) | RuleSource::Set(_) => Reason::Rule { class: None, window, times },
            });
        }
        if let Some(date) = due.carry_over.filter(|_| before.is_none()) {
            reasons.push(Reason::CarryOver { date });
        }
        if let Some(since) = overdue_since {
            let days = (date - since).num_days().max(0) as u32;
            reasons.push(Reason::Overdue { date: since, days });
        }
        reasons
            .push(before.or(due.last_visit).map_or(Reason::NeverVisited, |date| Reason::LastVisit { date }));
        let is_owed = want.presses && !stop.is_locked() && input.repair.is_none();
        if is_owed && overdue_since.is_none() {
            // A full week may put the visit after its own date: then it says by how much it is late.
            reasons.push(if date > want.latest {
                Reason::Overdue { date: want.latest, days: (date - want.latest).num_days() as u32 }
            } else {
                Reason::DueBy { date: want.latest }
            });
        }
        if let (Some(rule), Some(last), true) =
            (due.rule, due.last_visit, is_crowded && is_owed && before.is_none())
            && want.wait >= WAITED
        {
            let days = (date - last).num_days().max(0) as u32;
            reasons.push(Reason::Waited { days, allowed_days: rule.window.usual_gap_days(rule.times) });
        }
    }
    if let Some((weekday, days_before)) = order_distance(customer, date, input.calendar)
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
    reasons.extend(weekday_reason(draft, day, at, weekday));
    if let Some(owner) = customer.owner_id {
        let others = draft.days[day].iter().map(|stop| &input.customers[stop.customer]);
        let other = others
            .filter(|other| other.owner_id == Some(owner))
            .find(|other| other.meta.id != customer.meta.id);
        if let Some(other) = other {
            reasons.push(Reason::SameOwner { customer_id: other.meta.id, name: other.name.clone() });
        }
    }
    if !stop.has_own_reason {
        reasons.extend(near(draft, day, at));
    }
    reasons.extend(town(draft, day, stop));
    reasons.extend(detour(draft, day, at));
    if draft.places.is_assumed(customer.meta.id) {
        reasons.push(Reason::PositionAssumed);
    }
    if let Some(date) = customer.licence_expires_on
        && date <= draft.horizon.dates[day] + Days::new(LICENCE_WARNING_DAYS)
    {
        reasons.push(Reason::LicenceExpires { date });
    }
    reasons
}

/// The weekday was kept, or what leaving it saved.
fn weekday_reason(draft: &Draft, day: usize, at: usize, weekday: u8) -> Option<Reason> {
    let stop = &draft.days[day][at];
    let (date, customer) = (draft.horizon.dates[day], &draft.input.customers[stop.customer]);
    let before = stop.stands.filter(|visit| !visit.locked && !visit.by_hand).map(|visit| visit.date);
    let last = draft.demand.dues.get(&stop.customer).and_then(|due| due.last_visit);
    let usual = before.or(last)?.weekday();
    if before == Some(date) || usual == date.weekday() {
        return Some(Reason::WeekdayKept { weekday });
    }
    if stop.is_locked() {
        return None;
    }
    // What the usual weekday would have cost, at its cheapest place.
    let other = usual.num_days_from_monday() as usize;
    let usual_date = draft.horizon.dates[other];
    if !draft.horizon.open[other] || !may_visit_on(customer, usual_date) {
        return None;
    }
    let minutes = service_min(customer, draft.input.calendar);
    let starts = draft.horizon.longer[other].starts(customer, usual_date, minutes);
    let there = draft.probes[other].insert(draft.places.of(customer.meta.id), minutes, &starts);
    let here = draft.probes[day].detour(at);
    let saved_min = there.added_min.saturating_sub(here.min);
    let usual = usual.number_from_monday() as u8;
    (saved_min > 0 && !there.breaks).then_some(Reason::WeekdayChanged { usual, saved_min })
}

fn detour(draft: &Draft, day: usize, at: usize) -> Option<Reason> {
    let stops = &draft.days[day];
    if draft.places.is_assumed(draft.input.customers[stops[at].customer].meta.id) || stops.len() < 2 {
        return None;
    }
    let leg = draft.probes[day].detour(at);
    let name = |n: Option<usize>| {
        let stop = stops.get(n?)?;
        Some(draft.input.customers[stop.customer].name.clone())
    };
    let (before, after) = (name(at.checked_sub(1)), name(Some(at + 1)));
    Some(Reason::Detour { metres: leg.m, minutes: leg.min, before, after })
}

fn town(draft: &Draft, day: usize, stop: &Stop) -> Option<Reason> {
    let of = |stop: &Stop| town_of(&draft.input.customers[stop.customer]);
    let town = of(stop)?;
    let visits = draft.days[day].iter().filter(|other| of(other) == Some(town)).count();
    (visits >= TOWN_STOPS).then(|| Reason::TownDay { town: town.to_owned(), visits: visits as u32 })
}

/// The nearest stop of the day that is there for a reason of its own: two visits that could both wait are no reason
/// for each other.
fn near(draft: &Draft, day: usize, at: usize) -> Option<Reason> {
    let stops = &draft.days[day];
    let id = |stop: &Stop| draft.input.customers[stop.customer].meta.id;
    if draft.places.is_assumed(id(&stops[at])) {
        return None;
    }
    let here = draft.places.of(id(&stops[at]));
    let mut best: BTreeMap<(u32, usize), usize> = BTreeMap::new();
    for (n, other) in stops.iter().enumerate().filter(|(n, _)| *n != at) {
        if other.has_own_reason && !draft.places.is_assumed(id(other)) {
            let metres = draft.places.leg(here, draft.places.of(id(other))).m;
            if metres <= NEAR_M {
                best.insert((metres, n), other.customer);
            }
        }
    }
    let ((metres, _), other) = best.into_iter().next()?;
    let other = &draft.input.customers[other];
    Some(Reason::Near { customer_id: other.meta.id, name: other.name.clone(), metres })
}
