//! Tells what a search found: times, costs, what is broken, who is left out.

use super::{
    clock::first_start,
    compiled::{Compiled, add_starts},
    days::DaySet,
    menu::{Offers, link_up},
    model::{Broken, Choice, Costs, Lunch, Model, ModelError, Plan, RoutePlan, Stop},
    state::State,
};

/// Whether given routes name what exists.
pub(super) fn check_start(compiled: &Compiled, routes: &[Vec<usize>]) -> Result<(), ModelError> {
    let (wanted, found, count) = (compiled.routes.len(), routes.len(), compiled.clients.len());
    let mut seen = vec![DaySet::EMPTY; count];
    let mut known = wanted == found;
    for (route, stops) in routes.iter().enumerate().take(wanted) {
        for client in stops {
            let day = compiled.routes[route].day;
            known &= *client < count && !seen[*client].has(day);
            if known {
                seen[*client] = seen[*client].with(day);
            }
        }
    }
    if known { Ok(()) } else { Err(ModelError::Start { wanted, found }) }
}

pub(super) fn tell(compiled: &Compiled, state: &State, iterations: u64) -> Plan {
    let as_usize = |stops: &Vec<u32>| stops.iter().map(|client| *client as usize).collect();
    let routes: Vec<Vec<usize>> = state.tours.iter().map(|tour| as_usize(&tour.stops)).collect();
    tell_routes(compiled, &routes, iterations)
}

pub(super) fn tell_routes(compiled: &Compiled, routes: &[Vec<usize>], iterations: u64) -> Plan {
    let model = compiled.model;
    let mut days = vec![DaySet::EMPTY; model.clients.len()];
    let mut plan = Plan {
        routes: Vec::with_capacity(routes.len()),
        days: Vec::new(),
        links: vec![Vec::new(); model.clients.len()],
        left_out: Vec::new(),
        cost: Costs::default(),
        iterations,
    };
    for (number, stops) in routes.iter().enumerate() {
        for client in stops {
            days[*client] = days[*client].with(model.routes[number].day);
        }
        let route = time_route(model, number, stops);
        plan.cost.travel += route.travel;
        plan.cost.travel_minutes += route.travel_minutes;
        plan.routes.push(route);
    }
    let work = |route: &RoutePlan| route.travel_minutes + route.service_minutes;
    let mean = compiled.mean(plan.routes.iter().map(work).sum());
    let uneven = |(number, route): (usize, &RoutePlan)| compiled.uneven(number, work(route), mean);
    plan.cost.balance = plan.routes.iter().enumerate().map(uneven).sum();
    let mut offers = Offers::default();
    for (n, client) in model.clients.iter().enumerate() {
        let (cost, is_whole) = match &client.choice {
            Choice::Patterns(patterns) => {
                let same = patterns.iter().filter(|pattern| pattern.days == days[n]);
                let cost = same.map(|pattern| pattern.cost).min_by(f64::total_cmp);
                (cost.unwrap_or(compiled.missing), cost.is_some() && !days[n].is_empty())
            }
            Choice::Chain(chain) => {
                offers.cost.clear();
                offers.cost.resize(model.days.len(), f64::INFINITY);
                days[n].iter().for_each(|day| offers.cost[day] = 0.0);
                let (links, cost) = link_up(model, compiled.missing, chain, &mut offers, n);
                let is_whole = links.iter().all(Option::is_some);
                plan.links[n] = links;
                (cost, is_whole)
            }
        };
        plan.cost.choices += cost;
        if !is_whole {
            plan.left_out.push(n);
        }
    }
    for (group, cost) in model.groups.iter().enumerate() {
        let members = model.clients.iter().zip(&days).filter(|(client, _)| client.group == Some(group));
        let used = members.fold(DaySet::EMPTY, |used, (_, days)| used.union(*days));
        plan.cost.groups += cost * used.len() as f64;
    }
    for pair in &model.apart {
        let [a, b] = pair.clients;
        plan.cost.apart += pair.cost * days[a].both(days[b]).len() as f64;
    }
    let costs = &mut plan.cost;
    costs.total = model.weights.cost * costs.travel
        + model.weights.minute * costs.travel_minutes
        + costs.balance
        + costs.choices
        + costs.groups
        + costs.apart;
    plan.days = days;
    plan
}

/// The cost of a chain on exactly these days.
pub(super) fn chain_cost(compiled: &Compiled, client: usize, days: DaySet) -> f64 {
    let Choice::Chain(chain) = &compiled.model.clients[client].choice else { return compiled.missing };
    let mut offers = Offers::default();
    offers.cost.resize(compiled.days, f64::INFINITY);
    days.iter().for_each(|day| offers.cost[day] = 0.0);
    link_up(compiled.model, compiled.missing, chain, &mut offers, client).1
}

/// Times of a route's stops, with the break on the way that lets it end earliest. Where hours cannot be met a visit
/// begins on arrival; where no break fits there is none.
fn time_route(model: &Model, number: usize, stops: &[usize]) -> RoutePlan {
    let route = &model.routes[number];
    let lunch = route.lunch.filter(|lunch| lunch.minutes > 0.0 && !stops.is_empty());
    let with = |lunch: Option<(Lunch, usize)>| time_with(model, number, stops, lunch);
    let end = route.spans.last().map_or(f64::INFINITY, |span| span.to);
    let mut best = with(None);
    if let Some(lunch) = lunch {
        best.broken.push(Broken::Lunch);
        // Lunch gives way to the visits' hours and to the end of the day, as it does in the search.
        let rank = |plan: &RoutePlan| {
            let missed = plan.broken.iter().filter(|broken| matches!(broken, Broken::Hours { .. })).count();
            (missed, plan.back > end + TOLERANCE, plan.lunch.is_none())
        };
        for way in 0..=stops.len() {
            let trial = with(Some((lunch, way)));
            let better =
                rank(&trial) < rank(&best) || (rank(&trial) == rank(&best) && trial.back < best.back);
            if trial.lunch.is_some() && better {
                best = trial;
            }
        }
    }
    let visits: u32 = stops.iter().map(|client| model.clients[*client].counts).sum();
    let work = best.travel_minutes + best.service_minutes;
    let over = if stops.is_empty() { 0.0 } else { (work - route.longest).max(best.back - end) };
    if over > TOLERANCE {
        best.broken.push(Broken::Overtime { minutes: over });
    }
    if best.load - route.capacity > TOLERANCE {
        best.broken.push(Broken::Load { over: best.load - route.capacity });
    }
    if visits > route.most {
        best.broken.push(Broken::Visits { over: visits - route.most });
    }
    best
}

/// Minutes or load by which rounding may pass a limit.
const TOLERANCE: f64 = 1e-6;

/// With lunch on the way to the n-th stop, counted from 0, or on the way back.
fn time_with(model: &Model, number: usize, stops: &[usize], lunch: Option<(Lunch, usize)>) -> RoutePlan {
    let route = &model.routes[number];
    let minutes = model.travel.minutes.as_ref().unwrap_or(&model.travel.cost);
    let mut plan = RoutePlan::default();
    let mut here = route.start;
    let mut now = route.spans.first().map_or(0.0, |span| span.from);
    let mut starts = Vec::new();
    let drive = |plan: &mut RoutePlan, now: f64, from: usize, to: usize, way: usize| {
        let at = from * model.travel.nodes + to;
        plan.travel += f64::from(model.travel.cost[at]);
        plan.travel_minutes += f64::from(minutes[at]);
        let arrival = now + f64::from(minutes[at]);
        match lunch {
            Some((lunch, on))
                if on == way && now.max(lunch.window.from) + lunch.minutes <= lunch.window.to =>
            {
                plan.lunch = Some(now.max(lunch.window.from));
                arrival.max(lunch.window.from) + lunch.minutes
            }
            _ => arrival,
        }
    };
    for (way, client) in stops.iter().enumerate() {
        let site = &model.clients[*client];
        now = drive(&mut plan, now, here, site.node, way);
        starts.clear();
        add_starts(&mut starts, &route.spans, &site.hours, route.day, site.minutes);
        let begin = first_start(&starts, now);
        if begin.is_finite() {
            now = begin;
        } else {
            plan.broken.push(Broken::Hours { client: *client });
        }
        plan.stops.push(Stop { client: *client, begin: now, end: now + site.minutes });
        plan.service_minutes += site.minutes;
        plan.load += site.demand;
        now += site.minutes;
        here = site.node;
    }
    if !stops.is_empty() {
        now = drive(&mut plan, now, here, route.end, stops.len());
    }
    plan.back = now;
    plan
}
