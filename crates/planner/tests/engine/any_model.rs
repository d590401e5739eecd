//! Any model: the plan keeps every hard rule, by a checker that shares nothing with the engine.

use proptest::prelude::*;
use rounds_planner::engine::{
    Apart, Broken, Chain, Choice, Control, DaySet, Effort, Hours, Link, Lock, Lunch, Model, Pattern, Plan,
    Span, solve,
};

use crate::common::{client, model};

/// Bits of chance for each client.
type Bits = (u8, u8, u8, u8);

fn shape(points: &[(f64, f64)], bits: &[Bits], days: usize, tight: bool) -> Model {
    let mut model = model(points, days);
    model.days = (0..days as i32).map(|day| day + 2 * (day / 5)).collect();
    for route in &mut model.routes {
        route.lunch = Some(Lunch { window: Span { from: 690.0, to: 780.0 }, minutes: 40.0 });
        if tight {
            route.spans = vec![Span { from: 540.0, to: 700.0 }, Span { from: 780.0, to: 900.0 }];
            route.most = 4;
        }
    }
    (model.weights.balance, model.weights.bend) = (2.0, 0.1);
    model.groups = vec![15.0];
    for (n, (what, open, length, extra)) in bits.iter().enumerate() {
        let client = &mut model.clients[n];
        client.minutes = f64::from(*length);
        client.demand = f64::from(extra % 7);
        client.group = (extra % 3 == 0).then_some(0);
        if open % 3 == 0 {
            let from = 540.0 + f64::from(*open);
            client.hours =
                Hours::Daily(vec![Span { from, to: from + 40.0 }, Span { from: 840.0, to: 1000.0 }]);
        }
        if what % 4 == 1 {
            let links = (0..2).map(|half| Link {
                days: (half * days / 2..(half + 1) * days / 2)
                    .map(|day| (day, f64::from(extra % 5)))
                    .collect(),
                skip: if what % 8 == 1 { 60.0 } else { f64::INFINITY },
            });
            let gaps = vec![f64::INFINITY, f64::INFINITY, 5.0, 0.0];
            client.choice = Choice::Chain(Chain { visits: links.collect(), gaps, before: Some(-2) });
        }
        if what % 4 == 2 {
            let pair = |day: usize| Pattern {
                days: DaySet::of([day, (day + 2) % days]),
                cost: f64::from(extra % 9),
            };
            let mut patterns: Vec<Pattern> = (0..days).map(pair).collect();
            patterns.push(Pattern { days: DaySet::EMPTY, cost: 80.0 });
            client.choice = Choice::Patterns(patterns);
        }
        if what % 16 == 3 {
            let day = usize::from(extra % days as u8);
            client.choice = crate::common::client(n + 1, &[day]).choice;
            client.locks = vec![Lock { route: day, order: u32::from(*open) }];
        }
    }
    if bits.len() > 1 {
        model.apart = vec![Apart { clients: [0, 1], cost: 30.0 }];
    }
    model
}

/// Every hard rule, straight from the model.
fn faults(model: &Model, plan: &Plan) -> Vec<String> {
    let mut faults = Vec::new();
    let mut days = vec![Vec::new(); model.clients.len()];
    let cost = |from: usize, to: usize| f64::from(model.travel.cost[from * model.travel.nodes + to]);
    for (number, (route, told)) in model.routes.iter().zip(&plan.routes).enumerate() {
        let locked = |client: usize| model.clients[client].locks.iter().any(|lock| lock.route == number);
        let has_locks = told.stops.iter().any(|stop| locked(stop.client));
        let mut now = route.spans[0].from;
        let mut here = route.start;
        let mut eaten = false;
        for stop in &told.stops {
            days[stop.client].push(route.day);
            let client = &model.clients[stop.client];
            let mut arrival = now + cost(here, client.node);
            // Lunch lies on this way when it begins before the visit does.
            if let (false, Some(begin), Some(lunch)) = (eaten, told.lunch, route.lunch)
                && begin < stop.begin
                && begin + 1e-6 >= now
            {
                arrival = arrival.max(begin) + lunch.minutes;
                eaten = true;
            }
            if stop.begin + 1e-3 < arrival {
                faults.push(format!(
                    "client {} is served at {} and reached at {arrival}",
                    stop.client, stop.begin
                ));
            }
            let inside = |spans: &[Span]| {
                spans.iter().any(|span| span.from <= stop.begin + 1e-6 && stop.end <= span.to + 1e-6)
            };
            let open = match &client.hours {
                Hours::Always => true,
                Hours::Daily(spans) => inside(spans),
                Hours::ByDay(list) => inside(&list[route.day]),
            };
            if !(locked(stop.client) || open && inside(&route.spans)) {
                faults.push(format!("client {} is served outside hours", stop.client));
            }
            now = stop.end;
            here = client.node;
        }
        let end = route.spans.last().map_or(f64::INFINITY, |span| span.to);
        let visits = told.stops.iter().map(|stop| model.clients[stop.client].counts).sum::<u32>();
        if !has_locks && (told.back > end + 1e-3 || visits > route.most || !told.broken.is_empty()) {
            faults.push(format!("route {number} breaks a limit: {:?}", told.broken));
        }
        if !has_locks && !told.stops.is_empty() && told.lunch.is_none() {
            faults.push(format!("route {number} has no lunch"));
        }
        if told.broken.iter().any(|broken| matches!(broken, Broken::Hours { client } if !locked(*client))) {
            faults.push(format!("route {number} breaks the hours of a free visit"));
        }
    }
    for (n, client) in model.clients.iter().enumerate() {
        let set = DaySet::of(days[n].iter().copied());
        if set.len() != days[n].len() {
            faults.push(format!("client {n} is visited twice on a day"));
        }
        if client.locks.iter().any(|lock| !set.has(model.routes[lock.route].day)) {
            faults.push(format!("client {n} lost a lock"));
        }
        let right = match &client.choice {
            Choice::Patterns(patterns) => {
                patterns.iter().any(|pattern| pattern.days == set) || set.is_empty()
            }
            Choice::Chain(chain) => {
                let placed: Vec<usize> = plan.links[n].iter().flatten().copied().collect();
                let allowed = chain.visits.iter().zip(&plan.links[n]).all(|(link, day)| {
                    day.is_none_or(|day| link.days.iter().any(|(allowed, _)| *allowed == day))
                });
                let gaps = placed.windows(2).all(|pair| model.days[pair[1]] - model.days[pair[0]] >= 2);
                allowed && gaps && DaySet::of(placed) == set
            }
        };
        if !right {
            faults.push(format!("client {n} has days that are none of its choices"));
        }
        let whole = match &client.choice {
            Choice::Patterns(_) => !set.is_empty(),
            Choice::Chain(chain) => set.len() == chain.visits.len(),
        };
        if whole == plan.left_out.contains(&n) {
            faults.push(format!("client {n} is told wrongly as left out or not"));
        }
    }
    faults
}

fn points(list: &[(i16, i16)]) -> Vec<(f64, f64)> {
    std::iter::once((0.0, 0.0))
        .chain(list.iter().map(|(x, y)| (f64::from(*x) / 4.0, f64::from(*y) / 4.0)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_model_gives_a_plan_that_keeps_every_hard_rule(
        list in prop::collection::vec((-100_i16..100, -100_i16..100), 0..25),
        bits in prop::collection::vec(any::<Bits>(), 25),
        days in 4_usize..9,
        tight in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let model = shape(&points(&list), &bits[..list.len()], days, tight);
        let effort = Effort { seed, iterations: 250, heat: 1.0 };
        let plan = solve(&model, None, &effort, &mut |_| Control::Continue).unwrap();
        let found = faults(&model, &plan);
        prop_assert!(found.is_empty(), "{found:?}");
        let again = solve(&model, None, &effort, &mut |_| Control::Continue).unwrap();
        prop_assert_eq!(&plan, &again);
        // Going on from a plan keeps the rules as well, and is no worse.
        let start: Vec<Vec<usize>> =
            plan.routes.iter().map(|route| route.stops.iter().map(|stop| stop.client).collect()).collect();
        let repair = Effort { seed: 1, iterations: 50, heat: 0.05 };
        let further = solve(&model, Some(&start), &repair, &mut |_| Control::Continue).unwrap();
        let found = faults(&model, &further);
        prop_assert!(found.is_empty(), "after a restart: {found:?}");
        prop_assert!(further.cost.total <= plan.cost.total + 1e-3, "{:?} after {:?}", further.cost, plan.cost);
    }

    #[test]
    fn a_cancel_keeps_the_best_so_far(
        list in prop::collection::vec((-100_i16..100, -100_i16..100), 2..25),
        bits in prop::collection::vec(any::<Bits>(), 25),
        asked in 1_u32..40,
    ) {
        let model = shape(&points(&list), &bits[..list.len()], 6, false);
        let (mut calls, mut last) = (0, f64::INFINITY);
        let plan = solve(&model, None, &Effort { seed: 3, iterations: 2000, heat: 1.0 }, &mut |progress| {
            calls += 1;
            if progress.sound {
                last = progress.cost;
            }
            if calls > asked { Control::Stop } else { Control::Continue }
        })
        .unwrap();
        prop_assert!(faults(&model, &plan).is_empty());
        prop_assert!(plan.cost.total <= last + 1e-3, "{} after {last}", plan.cost.total);
    }
}

#[test]
fn five_thousand_clients_at_one_point_are_planned() {
    let mut model = model(&[(0.0, 0.0); 2], 3);
    model.clients = (0..5000).map(|_| client(1, &[0, 1, 2])).collect();
    let plan =
        solve(&model, None, &Effort { seed: 1, iterations: 20, heat: 1.0 }, &mut |_| Control::Continue)
            .unwrap();
    let placed: usize = plan.routes.iter().map(|route| route.stops.len()).sum();
    assert_eq!(placed, 3 * 24);
    assert_eq!(plan.left_out.len(), 5000 - placed);
}
