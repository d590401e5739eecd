//! Small models by hand.

use rounds_planner::engine::{Choice, Client, DaySet, Hours, Model, Pattern, Route, Span, Travel, Weights};

/// Ways between points of a plane, one unit = one minute.
pub fn travel(points: &[(f64, f64)]) -> Travel {
    let way = |a: &(f64, f64), b: &(f64, f64)| ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt() as f32;
    let cost = points.iter().flat_map(|a| points.iter().map(move |b| way(a, b))).collect();
    Travel { nodes: points.len(), cost, minutes: None }
}

/// A route from and to node 0, 9 to 17 o'clock.
pub fn route(day: usize) -> Route {
    Route {
        day,
        start: 0,
        end: 0,
        spans: vec![Span { from: 540.0, to: 1020.0 }],
        longest: f64::INFINITY,
        most: u32::MAX,
        capacity: f64::INFINITY,
        lunch: None,
        fair_share: 480.0,
    }
}

/// Twenty minutes at a node, on one of these days.
pub fn client(node: usize, days: &[usize]) -> Client {
    let one = |day: &usize| Pattern { days: DaySet::of([*day]), cost: 0.0 };
    Client {
        node,
        minutes: 20.0,
        demand: 0.0,
        counts: 1,
        choice: Choice::Patterns(days.iter().map(one).collect()),
        hours: Hours::Always,
        locks: Vec::new(),
        group: None,
    }
}

/// Clients at the nodes from 1, each on one of `days` days.
pub fn model(points: &[(f64, f64)], days: usize) -> Model {
    let all: Vec<usize> = (0..days).collect();
    Model {
        days: (0..days as i32).collect(),
        routes: (0..days).map(route).collect(),
        clients: (1..points.len()).map(|node| client(node, &all)).collect(),
        groups: Vec::new(),
        apart: Vec::new(),
        travel: travel(points),
        weights: Weights::TRAVEL,
    }
}
