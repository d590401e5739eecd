//! Last, each day by itself: 2-opt (turn a stretch round) and Or-opt (move a stretch of up to three); then one owner's
//! stops beside each other.

use rounds_core::Id;

use crate::{route::Routes, task::Problem};

const LONGEST_MOVED: usize = 3;
/// Each pass shortens the day; no day needs more in practice.
const PASSES: usize = 200;

pub(crate) fn polish(problem: &Problem, routes: &mut Routes) {
    for day in (0..7).filter(|day| problem.open[*day]) {
        for _ in 0..PASSES {
            if !shorten(problem, routes, day) {
                break;
            }
        }
    }
}

fn shorten(problem: &Problem, routes: &mut Routes, day: usize) -> bool {
    let now = routes.days[day].clone();
    let best = length(problem, &now);
    let mut trials: Vec<(u64, Vec<u16>)> = Vec::new();
    let mut consider = |order: Vec<u16>| {
        let metres = length(problem, &order);
        if metres < best && locks_in_order(problem, &now, &order) {
            trials.push((metres, order));
        }
    };
    for from in 0..now.len() {
        for to in from + 1..now.len() {
            let mut order = now.clone();
            order[from..=to].reverse();
            consider(order);
        }
        for count in 1..=LONGEST_MOVED.min(now.len() - from) {
            for at in 0..=now.len() - count {
                let mut order = now.clone();
                let moved: Vec<u16> = order.drain(from..from + count).collect();
                order.splice(at..at, moved);
                consider(order);
            }
        }
    }
    trials.sort();
    for (_, order) in trials {
        routes.reorder(problem, day, order);
        if routes.keeps_hours(problem, day) {
            return true;
        }
    }
    routes.reorder(problem, day, now);
    false
}

/// One owner's stops of a day that could not be one trip from the start, because one is locked, stand side by side where
/// hours let them: the owner is met once.
pub(crate) fn meet_owners_once(problem: &Problem, routes: &mut Routes) {
    for day in (0..7).filter(|day| problem.open[*day]) {
        for task in routes.days[day].clone() {
            beside_owner(problem, routes, day, task);
        }
    }
}

fn beside_owner(problem: &Problem, routes: &mut Routes, day: usize, task: u16) {
    let now = routes.days[day].clone();
    let owner = owner_of(problem, task);
    let at = |order: &[u16], wanted: u16| order.iter().position(|other| *other == wanted);
    let other =
        now.iter().find(|other| **other != task && owner.is_some() && owner_of(problem, **other) == owner);
    let (Some(other), false) = (other, problem.tasks[usize::from(task)].locked) else { return };
    let mut trials: Vec<(u64, Vec<u16>)> = Vec::new();
    for after in [0, 1] {
        let mut order: Vec<u16> = now.iter().copied().filter(|stop| *stop != task).collect();
        let place = at(&order, *other).unwrap_or(0) + after;
        order.insert(place, task);
        trials.push((length(problem, &order), order));
    }
    if trials.iter().any(|(_, order)| *order == now) {
        return;
    }
    trials.sort();
    for (_, order) in trials {
        routes.reorder(problem, day, order);
        if routes.keeps_hours(problem, day) {
            return;
        }
    }
    routes.reorder(problem, day, now);
}

fn owner_of(problem: &Problem, task: u16) -> Option<Id> {
    let customer = problem.tasks[usize::from(task)].customers[0];
    problem.input.customers[customer].owner_id
}

fn length(problem: &Problem, order: &[u16]) -> u64 {
    let mut here = 0;
    let mut metres = 0;
    for task in order {
        let next = usize::from(*task) + 1;
        metres += u64::from(problem.leg(here, next).m);
        here = next;
    }
    metres + u64::from(problem.leg(here, 0).m)
}

fn locks_in_order(problem: &Problem, now: &[u16], order: &[u16]) -> bool {
    let locked = |task: &&u16| problem.tasks[usize::from(**task)].locked;
    now.iter().filter(locked).eq(order.iter().filter(locked))
}
