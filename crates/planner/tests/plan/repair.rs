//! Claims about mending a week: little moves, nothing that is locked or past, and what came up is in.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use rounds_core::{
    Id,
    calendar::Calendar,
    frequency::{Dues, Preset, Standing, VisitHistory},
    plan::{Reason, Remedy, Unplanned, UnplannedReason},
    setting::WorkingTime,
};
use rounds_planner::{Options, WeekPlan, retime_day};

use crate::common::{Week, county, date, id, leave, preset, visits};

/// Plans the week and lets it come to Tuesday evening: Monday and Tuesday are done, and the rest is to be mended.
fn until_tuesday_evening(week: &mut Week) -> WeekPlan {
    let plan = week.plan(Options { seed: 3, iterations: Some(2_000) });
    let wednesday = date("2026-12-02");
    week.stand(&plan, |date| date < wednesday);
    week.from = Some(wednesday);
    week.repair = true;
    plan
}

/// A new territory in a week under way.
fn under_way() -> (Week, WeekPlan) {
    let mut week = Week::new(county(120), preset(Preset::TobaccoGraded));
    let plan = until_tuesday_evening(&mut week);
    (week, plan)
}

/// A territory with a past, half of it seen every week and a third each half-month, so that some of a week are due and
/// some can wait; planned and come to Tuesday evening. 70 leave room in a week, 80 hardly any, 100 none.
fn lived_in(count: u32) -> (Week, WeekPlan) {
    let mut week = Week::new(county(count), preset(Preset::GroupCustomers));
    for n in 1..=u128::from(count) {
        let last = date("2026-11-27") - Days::new(n as u64 % 5);
        week.history.insert(id(n), VisitHistory { kept: vec![last], missed: vec![] });
    }
    let plan = until_tuesday_evening(&mut week);
    week.left = plan.unplanned.iter().map(|left| left.customer_id).collect();
    week.outlook = plan.outlook.clone().unwrap().visits;
    (week, plan)
}

/// Until when a customer that the week holds can be seen without being late; none = within the week.
fn can_wait(week: &Week, customer: Id) -> Option<NaiveDate> {
    let Week { number, customers, rules, sets, history, calendar, .. } = week;
    match Dues::new(*number, customers, rules, sets, history, calendar).standing(week.customer(customer)) {
        Standing::Due(due) => due.slots.first().filter(|slot| !slot.pressing).map(|slot| slot.latest),
        other => panic!("{customer} is not due: {other:?}"),
    }
}

fn newly_left<'a>(before: &WeekPlan, after: &'a WeekPlan) -> Vec<&'a Unplanned> {
    let was = |id: Id| visits(before).any(|visit| visit.customer_id == id);
    after.unplanned.iter().filter(|left| was(left.customer_id)).collect()
}

fn moved(before: &WeekPlan, after: &WeekPlan) -> usize {
    let at = |plan: &WeekPlan| -> BTreeSet<_> {
        visits(plan).map(|visit| (visit.customer_id, visit.date)).collect()
    };
    at(before).difference(&at(after)).count()
}

fn repaired(week: &Week) -> WeekPlan {
    week.plan(Options { seed: 1, iterations: Some(1_000) })
}

#[test]
fn a_week_without_trouble_is_left_as_it_is() {
    let (week, plan) = under_way();
    assert_eq!(moved(&plan, &repaired(&week)), 0);
}

#[test]
fn a_missed_visit_comes_again_in_the_rest_of_the_week() {
    let (mut week, plan) = under_way();
    week.existing[3].missed = true;
    let missed = week.existing[3];
    // A day has room only where the plan left some: one visit less on Friday.
    let gone = week.existing.iter().rposition(|visit| !visit.locked).unwrap();
    let gone = week.existing.remove(gone);
    let after = repaired(&week);
    let again: Vec<_> = visits(&after).filter(|visit| visit.customer_id == missed.customer_id).collect();
    assert_eq!(again.len(), 2, "it stands on its day and comes again");
    assert!(again[1].date >= date("2026-12-02"));
    let changed =
        moved(&plan, &after) - usize::from(visits(&plan).any(|v| v.customer_id == gone.customer_id));
    assert!(changed * 20 <= visits(&plan).count(), "{changed} moved");
}

#[test]
fn an_urgent_issue_is_fitted_in_and_says_so() {
    let (mut week, plan) = under_way();
    let planned: BTreeSet<_> = visits(&plan).map(|visit| visit.customer_id).collect();
    let out = (1..=120).map(id).find(|id| !planned.contains(id)).unwrap();
    week.urgent = BTreeSet::from([out]);
    let last = week.existing.iter().rposition(|visit| !visit.locked).unwrap();
    week.existing.remove(last);
    let after = repaired(&week);
    let visit = visits(&after).find(|visit| visit.customer_id == out).expect("it is in the week");
    assert!(visit.date >= date("2026-12-02") && visit.reasons.contains(&Reason::UrgentIssue));
}

#[test]
fn a_day_lost_moves_its_visits_and_no_others() {
    let (mut week, plan) = under_way();
    week.calendar = Calendar::new(&[leave("2026-12-03", "2026-12-03")], &WorkingTime::default());
    let after = repaired(&week);
    assert!(after.days[3].visits.is_empty());
    let others = |plan: &WeekPlan, n: usize| -> BTreeSet<_> {
        plan.days[n].visits.iter().map(|visit| visit.customer_id).collect()
    };
    for n in [0, 1] {
        assert_eq!(others(&plan, n), others(&after, n), "the past stands");
    }
    let stayed = [2, 4].iter().map(|n| others(&plan, *n).intersection(&others(&after, *n)).count());
    let all = plan.days[2].visits.len() + plan.days[4].visits.len();
    assert!(stayed.sum::<usize>() * 10 >= all * 9);
    for visit in &plan.days[3].visits {
        let id = visit.customer_id;
        let told = after.unplanned.iter().any(|left| left.customer_id == id);
        assert!(told || visits(&after).any(|visit| visit.customer_id == id), "{id} is lost without a word");
    }
    week.calendar = Calendar::new(&[], &WorkingTime::default());
    week.lost = BTreeSet::from([date("2026-12-03")]);
    assert!(repaired(&week).days[3].visits.is_empty());
}

#[test]
fn after_a_lost_day_who_is_due_goes_before_who_can_wait() {
    for count in [70, 80] {
        due_before_waiting(lived_in(count));
    }
}

fn due_before_waiting((mut week, plan): (Week, WeekPlan)) {
    let thursday = date("2026-12-03");
    let displaced: Vec<Id> = plan.days[3].visits.iter().map(|visit| visit.customer_id).collect();
    let due = displaced.iter().filter(|id| can_wait(&week, **id).is_none()).count();
    assert!(due > 0, "nobody of that day is due");
    week.lost = BTreeSet::from([thursday]);
    let after = repaired(&week);
    let left: Vec<Id> = newly_left(&plan, &after).iter().map(|left| left.customer_id).collect();
    let due_left: Vec<Id> = left.iter().copied().filter(|id| can_wait(&week, *id).is_none()).collect();
    // Whoever could wait and stands could not have made room for somebody who is left.
    for day in [&after.days[2], &after.days[4]] {
        let order: Vec<Id> = day.visits.iter().map(|visit| visit.customer_id).collect();
        for waits in order.iter().filter(|id| can_wait(&week, **id).is_some()) {
            let without: Vec<Id> = order.iter().copied().filter(|id| id != waits).collect();
            for due in &due_left {
                let place = week.cheapest(day.date, &without, *due);
                assert!(place.is_none_or(|place| place.breaks_something), "{waits} stands before {due}");
            }
        }
    }
    // Of a day that stands nobody goes who is due.
    for day in [2, 4] {
        for visit in &plan.days[day].visits {
            let id = visit.customer_id;
            assert!(!due_left.contains(&id), "{id} of {} is due and fell out", visit.date);
        }
    }
}

#[test]
fn who_makes_room_is_listed_with_a_later_day_that_has_room() {
    let (mut week, plan) = lived_in(70);
    week.lost = BTreeSet::from([date("2026-12-03")]);
    let after = repaired(&week);
    let (sunday, mut held) = (date("2026-12-06"), BTreeMap::new());
    for visit in &week.outlook {
        *held.entry(visit.date).or_insert(0) += 1;
    }
    let mut told = 0;
    for left in newly_left(&plan, &after) {
        let Some(latest) = can_wait(&week, left.customer_id) else { continue };
        assert_eq!(left.reason, UnplannedReason::Postponed { due_by: latest });
        if let Some(Remedy::Later { date }) = left.remedy {
            assert!(sunday < date && date <= latest, "{date} is not between {sunday} and {latest}");
            let count = held.entry(date).or_insert(0);
            *count += 1;
            assert!(*count <= week.calendar.day(date).capacity, "{count} on {date}");
            told += 1;
        }
    }
    assert!(told > 0);
}

#[test]
fn the_remedies_of_a_list_hold_together() {
    for count in [90, 100, 110] {
        let (mut week, _) = lived_in(count);
        week.lost = BTreeSet::from([date("2026-12-03")]);
        let after = repaired(&week);
        let (mut longer, mut more, mut freed) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        for left in &after.unplanned {
            match &left.remedy {
                Some(Remedy::LongerDay { date, minutes }) => {
                    let of_day: &mut (u32, Vec<Id>) = longer.entry(*date).or_default();
                    of_day.0 = of_day.0.max(*minutes);
                    of_day.1.push(left.customer_id);
                }
                Some(Remedy::MoreVisits { date, visits }) => {
                    let of_day: &mut (u32, Vec<Id>) = more.entry(*date).or_default();
                    of_day.0 = of_day.0.max(*visits);
                    of_day.1.push(left.customer_id);
                }
                Some(Remedy::Unlock { customer_id, .. }) => assert!(freed.insert(*customer_id)),
                _ => {}
            }
        }
        assert!(!longer.is_empty() || !more.is_empty(), "no remedy to try among {count}");
        for day in &after.days {
            let mut order: Vec<Id> = day.visits.iter().map(|visit| visit.customer_id).collect();
            let over = longer.get(&day.date).cloned().unwrap_or_default();
            let visits = more.get(&day.date).cloned().unwrap_or_default();
            for customer in over.1.iter().chain(&visits.1) {
                let place = week.cheapest(day.date, &order, *customer).unwrap();
                order.insert(place.order as usize - 1, *customer);
            }
            if !visits.1.is_empty() {
                assert!(order.len() as u32 <= visits.0, "{} visits on {}", order.len(), day.date);
            }
            let timed = retime_day(day.date, &order, &week.customers, &week.calendar, &week.travel).unwrap();
            let end = week.calendar.day(day.date).spans.last().map_or(0, |span| span.to_min) + over.0;
            assert!(over.1.is_empty() || timed.totals.back_min <= end, "{} runs over {end}", day.date);
        }
    }
}

#[test]
fn locks_of_days_to_come_are_not_touched() {
    let (mut week, plan) = under_way();
    for visit in week.existing.iter_mut().filter(|visit| visit.date == date("2026-12-03")) {
        visit.locked = true;
    }
    let position = week
        .customers
        .iter()
        .position(|customer| customer.meta.id == week.existing.last().unwrap().customer_id);
    week.customers[position.unwrap()].position = Some(crate::common::place(9_000, -9_000));
    let after = repaired(&week);
    let order =
        |plan: &WeekPlan| -> Vec<_> { plan.days[3].visits.iter().map(|visit| visit.customer_id).collect() };
    let kept: Vec<_> = order(&after).into_iter().filter(|id| order(&plan).contains(id)).collect();
    assert_eq!(kept, order(&plan));
}
