//! A week's plan: who is due, on which day, in which order, and why.

use std::collections::BTreeSet;

use rounds_core::{
    Id,
    calendar::Calendar,
    customer::Customer,
    frequency::{RuleBook, rule_load},
    plan::Unplanned,
};

use crate::{
    Control, Options, PlanDay, PlanProblem, PlanVisit, Progress, WeekInput, WeekPlan,
    explain::{reasons, why_absent},
    polish::{meet_owners_once, polish},
    retime::time_day,
    route::{ABSENT, Routes},
    search::{fill, first_answer, improve},
    task::Problem,
};

/// Plans a week. `progress` is asked some fifty times; its [`Control::Stop`] keeps the best plan so far.
pub fn plan_week(
    input: &WeekInput,
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<WeekPlan, PlanProblem> {
    let mut problem = Problem::new(input)?;
    let start = first_answer(&mut problem);
    let mut routes = improve(&problem, start, options, progress);
    polish(&problem, &mut routes);
    fill(&problem, &mut routes, problem.tasks.len());
    meet_owners_once(&problem, &mut routes);
    Ok(written(&problem, &routes))
}

fn written(problem: &Problem, routes: &Routes) -> WeekPlan {
    let input = problem.input;
    let rules = RuleBook::new(input.rules, input.sets);
    let mut violations = Vec::new();
    let mut assumed = BTreeSet::new();
    let mut days = Vec::with_capacity(7);
    for day in 0..7 {
        let date = problem.dates[day];
        let mut stops: Vec<&Customer> = Vec::new();
        let mut notes = Vec::new();
        for (at, number) in routes.days[day].iter().enumerate() {
            let task = &problem.tasks[usize::from(*number)];
            for (part, customer) in task.customers.iter().enumerate() {
                stops.push(&input.customers[*customer]);
                notes.push((reasons(problem, routes, day, at, part), task.locked));
            }
        }
        let timed = time_day(date, &stops, input.calendar, &problem.places);
        violations.extend(timed.violations);
        assumed.extend(stops.iter().map(|stop| stop.meta.id).filter(|id| problem.places.is_assumed(*id)));
        let visits = timed
            .visits
            .into_iter()
            .zip(notes)
            .map(|(visit, (reasons, locked))| PlanVisit {
                customer_id: visit.customer_id,
                date,
                order: visit.order,
                arrive_min: visit.arrive_min,
                depart_min: visit.depart_min,
                travel_m: visit.travel_m,
                travel_min: visit.travel_min,
                reasons,
                locked,
            })
            .collect();
        days.push(PlanDay { date, visits, totals: timed.totals });
    }
    let due = problem.dues.values().map(|due| due.slots.len() as u32).sum();
    let capacity = input.calendar.week(input.week).iter().map(|day| day.capacity).sum();
    WeekPlan {
        week: input.week,
        days,
        unplanned: unplanned(problem, routes),
        violations,
        load: rule_load(input.customers, &rules, input.calendar),
        due,
        capacity,
        assumed_positions: assumed.into_iter().collect(),
        unpublished_years: Calendar::unpublished_years(input.week),
    }
}

/// Each due customer that is on no day, longest wait first.
fn unplanned(problem: &Problem, routes: &Routes) -> Vec<Unplanned> {
    let mut left_out = problem.hopeless.clone();
    for (number, task) in
        problem.tasks.iter().enumerate().filter(|(number, _)| routes.day_of[*number] == ABSENT)
    {
        let reason = why_absent(problem, routes, number);
        left_out.extend(task.customers.iter().map(|customer| (*customer, reason.clone())));
    }
    let wait = |at: &usize| problem.dues.get(at).map_or(0, |due| due.wait_permille);
    let id = |at: &usize| problem.input.customers[*at].meta.id;
    left_out.sort_by_key(|(at, _)| (std::cmp::Reverse(wait(at)), id(at)));
    let mut seen: BTreeSet<Id> = BTreeSet::new();
    left_out
        .into_iter()
        .map(|(at, reason)| Unplanned { customer_id: id(&at), reason })
        .filter(|left_out| seen.insert(left_out.customer_id))
        .collect()
}
