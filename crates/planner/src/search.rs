//! The search: ruin and recreate under simulated annealing.
//!
//! Ruins are strings of neighbouring stops (slack induction by string removals, Christiaens & Vanden Berghe 2020);
//! what was taken out, and a few of those left out near by, is put back where it costs least.

use libm::{log, pow};

use crate::{
    Control, Options, Progress,
    random::Random,
    route::{ABSENT, Routes},
    task::Problem,
};

/// As in the paper: the average number of stops taken out, and the longest string.
const TAKEN_OUT: f64 = 10.0;
const LONGEST_STRING: f64 = 10.0;
/// Places passed over in a hundred.
const BLINK: usize = 1;
/// Minutes by which a trial may be worse at the start and at the end.
const HOT: f64 = 15.0;
const COLD: f64 = 0.15;
/// Neighbours remembered, and tasks left out that are tried again, for each ruin.
const NEIGHBOURS: usize = 60;
const ABSENT_NEAR: usize = 8;
const ABSENT_ANY: usize = 4;
const REPORTS: u32 = 50;

/// Locked tasks in their order, then everybody else by value where it costs least. Days whose locks alone break
/// their hours are closed to others.
pub(crate) fn first_answer(problem: &mut Problem) -> Routes {
    let mut routes = Routes::new(problem);
    let mut locked: Vec<(usize, usize, u32)> = Vec::new();
    for (n, task) in problem.tasks.iter().enumerate().filter(|(_, task)| task.locked) {
        let customer = problem.input.customers[task.customers[0]].meta.id;
        let day = task.days.iter().position(Option::is_some).unwrap_or(0);
        let order = problem
            .input
            .existing
            .iter()
            .find(|visit| visit.customer_id == customer && visit.date == problem.dates[day])
            .map_or(0, |visit| visit.order);
        locked.push((day, n, order));
    }
    locked.sort_by_key(|(day, n, order)| (*day, *order, *n));
    for (day, task, _) in locked {
        let end = routes.days[day].len();
        routes.insert(problem, task, day, end);
    }
    for day in 0..7 {
        problem.open[day] &= routes.keeps_hours(problem, day);
    }
    fill(problem, &mut routes, problem.pool);
    routes
}

/// Puts in whoever still fits among the first `count` tasks, in their order of rank.
pub(crate) fn fill(problem: &Problem, routes: &mut Routes, count: usize) {
    for task in 0..count {
        if routes.day_of[task] == ABSENT {
            place(problem, routes, task, || false);
        }
    }
}

fn place(problem: &Problem, routes: &mut Routes, task: usize, blink: impl FnMut() -> bool) {
    let wanted = &problem.tasks[task];
    if !wanted.pressing && routes.waiting + wanted.visits() > problem.quota {
        return;
    }
    if let Some(spot) = routes.cheapest(problem, task, blink)
        && (wanted.pressing || spot.cost < wanted.value)
    {
        routes.insert(problem, task, spot.day, spot.at);
    }
}

/// Improves a plan for as many rounds as `options` say, or until the caller stops it.
pub(crate) fn improve(
    problem: &Problem,
    start: Routes,
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Routes {
    let random = Random::new(options.seed);
    let near = neighbours(problem);
    let (mut best, mut best_cost) = (start.clone(), start.cost(problem));
    let (mut now, mut now_cost) = (start, best_cost);
    let mut trial = now.clone();
    let cooling = pow(COLD / HOT, 1.0 / f64::from(options.iterations.max(1)));
    let mut heat = HOT;
    let every = (options.iterations / REPORTS).max(1);
    let movable = problem.tasks[..problem.pool].iter().any(|task| !task.locked);
    for iteration in 0..options.iterations {
        if iteration % every == 0 {
            let (travel_m, visits) = (best.metres(), best.visits());
            let report = Progress { iteration, iterations: options.iterations, travel_m, visits };
            if progress(report) == Control::Stop || !movable {
                break;
            }
        }
        trial.clone_from(&now);
        ruin_and_recreate(problem, &mut trial, &near, &random);
        let cost = trial.cost(problem);
        // Taking a stop out can make a day later only by the rounding of two ways to minutes.
        let kept = (0..7).all(|day| !problem.open[day] || trial.keeps_hours(problem, day));
        if kept && cost < now_cost - heat * log(random.unit().max(1e-300)) {
            std::mem::swap(&mut now, &mut trial);
            now_cost = cost;
            if cost < best_cost - 1e-9 {
                best.clone_from(&now);
                best_cost = cost;
            }
        }
        heat *= cooling;
    }
    best
}

/// For each task of the pool the nearest others, itself first.
fn neighbours(problem: &Problem) -> Vec<Vec<u16>> {
    (0..problem.pool)
        .map(|from| {
            let mut list: Vec<u16> = (0..problem.pool as u16).filter(|to| usize::from(*to) != from).collect();
            let far = |to: &u16| (problem.leg(from + 1, usize::from(*to) + 1).m, *to);
            if list.len() > NEIGHBOURS {
                list.select_nth_unstable_by_key(NEIGHBOURS, far);
                list.truncate(NEIGHBOURS);
            }
            list.sort_unstable_by_key(far);
            list.insert(0, from as u16);
            list
        })
        .collect()
}

fn ruin_and_recreate(problem: &Problem, routes: &mut Routes, near: &[Vec<u16>], random: &Random) {
    let seed = random.below(problem.pool);
    let mut loose = ruin(problem, routes, &near[seed], random);
    let absent = |routes: &Routes, task: u16| routes.day_of[usize::from(task)] == ABSENT;
    let mut tried = 0;
    for task in &near[seed] {
        if tried < ABSENT_NEAR && absent(routes, *task) && !loose.contains(task) {
            loose.push(*task);
            tried += 1;
        }
    }
    for _ in 0..ABSENT_ANY {
        let task = random.below(problem.pool) as u16;
        if absent(routes, task) && !loose.contains(&task) {
            loose.push(task);
        }
    }
    sort(problem, &mut loose, random);
    for task in loose {
        place(problem, routes, usize::from(task), || random.below(100) < BLINK);
    }
}

fn ruin(problem: &Problem, routes: &mut Routes, near: &[u16], random: &Random) -> Vec<u16> {
    let filled: Vec<usize> = routes.days.iter().map(Vec::len).filter(|stops| *stops > 0).collect();
    let mean = filled.iter().sum::<usize>() as f64 / filled.len().max(1) as f64;
    let longest = LONGEST_STRING.min(mean);
    let strings = (random.unit() * (4.0 * TAKEN_OUT / (1.0 + longest) - 1.0) + 1.0) as usize;
    let (mut done, mut loose) = ([false; 7], Vec::new());
    for task in near {
        if done.iter().filter(|done| **done).count() >= strings {
            break;
        }
        let day = usize::from(routes.day_of[usize::from(*task)]);
        if day >= 7 || done[day] || !problem.open[day] {
            continue;
        }
        done[day] = true;
        let route = &routes.days[day];
        let length = ((random.unit() * longest.min(route.len() as f64)) as usize + 1).min(route.len());
        let at = route.iter().position(|other| other == task).unwrap_or(0);
        let (first, last) = (at.saturating_sub(length - 1), at.min(route.len() - length));
        let from = first + random.below(last - first + 1);
        let gone: Vec<u16> = route[from..from + length]
            .iter()
            .copied()
            .filter(|task| !problem.tasks[usize::from(*task)].locked)
            .collect();
        routes.remove(problem, day, &gone);
        loose.extend(gone);
    }
    loose
}

/// In one of four orders: by chance, dearest first, far ones first, near ones first.
fn sort(problem: &Problem, loose: &mut [u16], random: &Random) {
    random.shuffle(loose);
    let from_start = |task: &u16| problem.leg(0, usize::from(*task) + 1).m;
    let value = |task: &u16| problem.tasks[usize::from(*task)].value;
    match random.below(11) {
        0..4 => {}
        4..8 => loose.sort_by(|a, b| value(b).total_cmp(&value(a))),
        8..10 => loose.sort_by_key(|task| std::cmp::Reverse(from_start(task))),
        _ => loose.sort_by_key(from_start),
    }
}
