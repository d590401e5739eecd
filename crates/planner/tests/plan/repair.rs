//! Claims about mending a week: little moves, nothing that is locked or past, and what came up is in.

use std::collections::BTreeSet;

use rounds_core::{calendar::Calendar, frequency::Preset, plan::Reason, setting::WorkingTime};
use rounds_planner::{ExistingVisit, Options, WeekPlan};

use crate::common::{QUICK, Week, county, date, id, leave, preset, visits};

/// A planned week that has come to Tuesday evening: Monday and Tuesday are done.
fn under_way() -> (Week, WeekPlan) {
    let mut week = Week::new(county(120), preset(Preset::TobaccoGraded));
    let plan = week.plan(Options { seed: 3, iterations: 2_000 });
    let wednesday = date("2026-12-02");
    week.existing = visits(&plan)
        .map(|visit| ExistingVisit {
            customer_id: visit.customer_id,
            date: visit.date,
            order: visit.order,
            locked: visit.date < wednesday,
            by_hand: false,
            done: visit.date < wednesday,
            missed: false,
        })
        .collect();
    week.from = Some(wednesday);
    week.repair = true;
    (week, plan)
}

fn moved(before: &WeekPlan, after: &WeekPlan) -> usize {
    let at = |plan: &WeekPlan| -> BTreeSet<_> {
        visits(plan).map(|visit| (visit.customer_id, visit.date)).collect()
    };
    at(before).difference(&at(after)).count()
}

fn repaired(week: &Week) -> WeekPlan {
    week.plan(Options { seed: 1, iterations: 1_000 })
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
    let _ = QUICK;
}
