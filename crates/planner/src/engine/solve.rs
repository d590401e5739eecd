//! The engine's question: make a plan.

use super::{
    check::check,
    compiled::Compiled,
    model::{Choice, Control, Effort, Model, ModelError, Plan, Progress},
    recreate::Recreate,
    result,
    search::{Saved, Search},
    state::State,
    tour::Prices,
};

/// Plans from nothing, or on from `start`: the clients of each route in order, to which whoever is missing is added.
/// A start that breaks a hard rule is mended. The progress callback is asked at the beginning, about a hundred times
/// on the way and whenever time may matter.
pub fn solve(
    model: &Model,
    start: Option<&[Vec<usize>]>,
    effort: &Effort,
    progress: &mut dyn FnMut(&Progress) -> Control,
) -> Result<Plan, ModelError> {
    check(model)?;
    let compiled = Compiled::new(model);
    let mut state =
        State::new(&compiled, Prices { time: 1e3, load: 1e3, mean: expected_load(model), even: 1.0 });
    let mut recreate = Recreate::new(&compiled);
    let mut floor = None;
    let is_out =
        |state: &State, client: usize| state.days[client].minus(compiled.clients[client].locked).is_empty();
    if let Some(start) = start {
        take_start(&compiled, &mut state, start)?;
        for client in (0..compiled.clients.len()).filter(|client| is_out(&state, *client)).collect::<Vec<_>>()
        {
            recreate.leave_out(&compiled, &mut state, client);
        }
        state.keep();
        let sums = state.sums(&compiled);
        if sums.is_sound() {
            let mut saved = Saved { cost: sums.cost, ..Saved::default() };
            state.save(&mut saved);
            floor = Some(saved);
        }
    }
    for client in 0..compiled.clients.len() {
        if is_out(&state, client) {
            recreate.place(&compiled, &mut state, client, None);
            state.keep();
        }
    }
    let unit = compiled.missing / 100.0;
    (state.prices.time, state.prices.load) = (unit, unit);
    let search = Search::new(&compiled, state, recreate, effort.seed, floor);
    let (mut state, rounds) = search.run(effort, progress);
    repair(&compiled, &mut state, &mut Recreate::new(&compiled));
    Ok(result::tell(&compiled, &state, rounds))
}

/// The load that routes have without travel when nobody is left out.
fn expected_load(model: &Model) -> f64 {
    let visits = |choice: &Choice| match choice {
        Choice::Patterns(patterns) => patterns.iter().map(|pattern| pattern.days.len()).max().unwrap_or(0),
        Choice::Chain(chain) => chain.visits.len(),
    };
    let service: f64 =
        model.clients.iter().map(|client| client.minutes * visits(&client.choice) as f64).sum();
    service / model.routes.iter().map(|route| route.fair_share).sum::<f64>().max(1e-9)
}

/// Leaves out what runs over a limit, dearest minutes first, unless it fits elsewhere.
fn repair(compiled: &Compiled, state: &mut State, recreate: &mut Recreate) {
    (state.prices.time, state.prices.load) = (1e9, 1e9);
    // A second time a client does not come back: it may return to where it was.
    let mut tried = vec![false; compiled.clients.len()];
    for route in 0..compiled.routes.len() {
        let day = compiled.routes[route].day;
        while state.tours[route].late > 1e-6 || state.tours[route].heavy > 1e-6 {
            let free = |client: &&u32| !compiled.clients[**client as usize].locked.has(day);
            let stops = &state.tours[route].stops;
            let weight = |client: &u32| compiled.clients[*client as usize].minutes;
            let Some(client) = stops
                .iter()
                .filter(free)
                .max_by(|a, b| weight(a).total_cmp(&weight(b)).then(b.cmp(a)))
                .copied()
            else {
                break;
            };
            state.lift(compiled, client as usize);
            state.keep();
            let before = state.sums(compiled);
            recreate.place(compiled, state, client as usize, None);
            let after = state.sums(compiled);
            let again = std::mem::replace(&mut tried[client as usize], true);
            // Back on the same route, which is late all the same, it would be lifted for ever.
            let tour = &state.tours[route];
            let is_back = (tour.late > 1e-6 || tour.heavy > 1e-6) && tour.stops.contains(&client);
            let is_worse = after.late > before.late + 1e-9 || after.heavy > before.heavy + 1e-9;
            if again || is_back || is_worse {
                state.undo();
                recreate.leave_out(compiled, state, client as usize);
            }
            state.keep();
        }
    }
}

/// Takes what of a start keeps every hard rule: whole clients whose days are one of their choices.
fn take_start(compiled: &Compiled, state: &mut State, start: &[Vec<usize>]) -> Result<(), ModelError> {
    result::check_start(compiled, start)?;
    let told = result::tell_routes(compiled, start, 0);
    let fits = |client: usize| {
        let site = &compiled.clients[client];
        let known = match &compiled.model.clients[client].choice {
            Choice::Patterns(patterns) => patterns.iter().find(|pattern| pattern.days == told.days[client]),
            Choice::Chain(_) => None,
        };
        let cost = known.map(|pattern| pattern.cost).or_else(|| {
            let used = told.links[client].iter().flatten().count();
            (used > 0 && used == told.days[client].len())
                .then(|| result::chain_cost(compiled, client, told.days[client]))
        });
        cost.filter(|_| site.allowed.union(site.locked).holds(told.days[client]))
    };
    let costs: Vec<Option<f64>> = (0..compiled.clients.len()).map(fits).collect();
    let mut loose: Vec<bool> = costs.iter().map(Option::is_none).collect();
    let mut routes: Vec<Vec<usize>> = Vec::new();
    // Taking stops out can break another route only where ways break the triangle inequality: again until all hold.
    loop {
        routes.clear();
        let mut broken = false;
        for (route, wanted) in start.iter().enumerate() {
            let stops = woven(compiled, route, wanted, &loose);
            if !State::would_fit(compiled, route, &stops) {
                broken |= wanted.iter().any(|client| !std::mem::replace(&mut loose[*client], true));
            }
            routes.push(stops);
        }
        if !broken {
            break;
        }
    }
    state.take(compiled, &routes);
    for (client, cost) in costs.iter().enumerate() {
        if let (Some(cost), false) = (cost, loose[client]) {
            state.choose(compiled, client, told.days[client].union(compiled.clients[client].locked), *cost);
        }
    }
    state.settle(compiled);
    state.keep();
    Ok(())
}

/// A wanted order without the loose ones, its locked stops in the order of the locks.
fn woven(compiled: &Compiled, route: usize, wanted: &[usize], loose: &[bool]) -> Vec<usize> {
    let day = compiled.routes[route].day;
    let mut locks = compiled.locks_of(route).into_iter().map(|client| client as usize);
    let mut stops = Vec::new();
    for client in wanted {
        if compiled.clients[*client].locked.has(day) {
            stops.extend(locks.next());
        } else if !loose[*client] {
            stops.push(*client);
        }
    }
    stops.extend(locks);
    stops
}
