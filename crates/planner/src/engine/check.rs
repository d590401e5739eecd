//! Refuses what cannot be searched: one typed error for the first thing that is wrong.

use super::{
    days::DaySet,
    model::{ABSURD, Choice, Hours, Model, ModelError, Route, Span, Weights},
};

pub(super) fn check(model: &Model) -> Result<(), ModelError> {
    let days = model.days.len();
    if days > DaySet::MOST {
        return Err(ModelError::TooManyDays { days });
    }
    if let Some(day) = (1..days).find(|day| model.days[*day - 1] >= model.days[*day]) {
        return Err(ModelError::DaysNotRising { day });
    }
    check_ways(model)?;
    if let Some(route) = model.routes.iter().position(|route| !is_route(model, route)) {
        return Err(ModelError::Route { route });
    }
    for client in 0..model.clients.len() {
        if !is_client(model, client) {
            return Err(ModelError::Client { client });
        }
        if !locks_fit(model, client) {
            return Err(ModelError::LockOutsideChoice { client });
        }
    }
    let Weights { cost, minute, balance, bend } = model.weights;
    let weights = [cost, minute, balance, bend];
    let pairs = model.apart.iter().all(|pair| {
        let [a, b] = pair.clients;
        is_cost(pair.cost) && a != b && a.max(b) < model.clients.len()
    });
    if !pairs || !weights.into_iter().chain(model.groups.iter().copied()).all(is_cost) {
        return Err(ModelError::Cost);
    }
    Ok(())
}

fn check_ways(model: &Model) -> Result<(), ModelError> {
    let travel = &model.travel;
    let nodes = travel.nodes;
    for matrix in std::iter::once(&travel.cost).chain(&travel.minutes) {
        let wanted = nodes.saturating_mul(nodes);
        if matrix.len() != wanted {
            return Err(ModelError::MatrixSize { nodes, wanted, found: matrix.len() });
        }
        if let Some(at) = matrix.iter().position(|way| !(0.0..=ABSURD).contains(way)) {
            return Err(ModelError::Way { from: at / nodes, to: at % nodes, value: matrix[at] });
        }
    }
    Ok(())
}

/// Finite and not negative, and small enough that sums stay exact to a thousandth.
fn is_cost(value: f64) -> bool {
    (0.0..=1e12).contains(&value)
}

fn is_limit(value: f64) -> bool {
    value >= 0.0
}

fn are_spans(spans: &[Span]) -> bool {
    are_hours(spans) && spans.windows(2).all(|pair| pair[0].to <= pair[1].from)
}

/// Opening hours may come in any order and overlap.
fn are_hours(spans: &[Span]) -> bool {
    spans.iter().all(|span| span.from.is_finite() && span.to.is_finite() && span.from <= span.to)
}

fn is_route(model: &Model, route: &Route) -> bool {
    let lunch = route.lunch.is_none_or(|lunch| is_cost(lunch.minutes) && are_spans(&[lunch.window]));
    route.day < model.days.len()
        && route.start.max(route.end) < model.travel.nodes
        && are_spans(&route.spans)
        && is_limit(route.longest)
        && is_limit(route.capacity)
        && (route.lunch.is_none() || !route.spans.is_empty())
        && lunch
        && route.fair_share > 0.0
        && route.fair_share.is_finite()
}

fn is_client(model: &Model, client: usize) -> bool {
    let client = &model.clients[client];
    let days = model.days.len();
    let hours = match &client.hours {
        Hours::Always => true,
        Hours::Daily(spans) => are_hours(spans),
        Hours::ByDay(list) => list.len() == days && list.iter().all(|spans| are_hours(spans)),
    };
    let choice = match &client.choice {
        Choice::Patterns(patterns) => patterns
            .iter()
            .all(|pattern| pattern.cost.abs() <= 1e12 && pattern.days.last().is_none_or(|day| day < days)),
        Choice::Chain(chain) => {
            chain.gaps.iter().all(|gap| *gap >= 0.0)
                && chain.visits.iter().all(|link| {
                    link.skip >= 0.0
                        && link.days.iter().all(|(day, cost)| *day < days && cost.abs() <= 1e12)
                        && link.days.windows(2).all(|pair| pair[0].0 < pair[1].0)
                })
        }
    };
    client.node < model.travel.nodes
        && is_cost(client.minutes)
        && is_cost(client.demand)
        && hours
        && choice
        && client.group.is_none_or(|group| group < model.groups.len())
        && client.locks.iter().all(|lock| lock.route < model.routes.len())
}

fn locks_fit(model: &Model, client: usize) -> bool {
    let client = &model.clients[client];
    let mut locked = DaySet::EMPTY;
    for lock in &client.locks {
        let day = model.routes[lock.route].day;
        if locked.has(day) {
            return false;
        }
        locked = locked.with(day);
    }
    match &client.choice {
        Choice::Patterns(patterns) => {
            locked.is_empty()
                || (!patterns.is_empty() && patterns.iter().all(|pattern| pattern.days.holds(locked)))
        }
        Choice::Chain(chain) => locked.iter().all(|day| {
            let only = |link: &&super::model::Link| link.days.len() == 1 && link.days[0].0 == day;
            chain.visits.iter().filter(only).count() == 1
        }),
    }
}
