//! Last, each day by itself: 2-opt (turn a stretch round) and Or-opt (move a stretch of up to three).

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
