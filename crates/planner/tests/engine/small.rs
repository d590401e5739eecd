//! Models small enough to know the answer.

use rounds_planner::engine::{
    Chain, Choice, Control, Effort, Hours, Link, Lock, Lunch, Model, ModelError, Plan, Span, solve,
};

use crate::common::{client, model};

const POINTS: [(f64, f64); 6] =
    [(0.0, 0.0), (10.0, 0.0), (20.0, 0.0), (30.0, 0.0), (-10.0, 0.0), (-20.0, 0.0)];

fn plan(model: &Model) -> Plan {
    let effort = Effort { seed: 1, iterations: 300, heat: 1.0 };
    solve(model, None, &effort, &mut |_| Control::Continue).expect("a model")
}

#[test]
fn nobody_to_visit_is_a_plan() {
    let told = plan(&model(&POINTS[..1], 3));
    assert!(told.cost.total.abs() < 1e-9);
    assert_eq!(told.routes.len(), 3);
}

#[test]
fn a_line_is_walked_out_and_back() {
    let told = plan(&model(&POINTS, 1));
    assert!((told.cost.travel - 100.0).abs() < 1e-3, "{}", told.cost.travel);
    assert!(told.left_out.is_empty());
}

#[test]
fn a_locked_visit_stays_outside_its_hours_and_is_told() {
    let mut model = model(&POINTS, 2);
    model.clients[0].hours = Hours::Daily(vec![Span { from: 60.0, to: 120.0 }]);
    model.clients[0].choice = client(1, &[1]).choice;
    model.clients[0].locks = vec![Lock { route: 1, order: 1 }];
    let told = plan(&model);
    assert!(told.routes[1].stops.iter().any(|stop| stop.client == 0));
    assert_eq!(told.routes[1].broken.len(), 1);
    assert!(told.routes[0].broken.is_empty());
}

#[test]
fn what_never_opens_is_left_out() {
    let mut model = model(&POINTS, 2);
    model.clients[2].hours = Hours::Daily(Vec::new());
    assert_eq!(plan(&model).left_out, [2]);
    model.clients[2].hours = Hours::Always;
    model.clients[2].minutes = 1000.0;
    assert_eq!(plan(&model).left_out, [2]);
}

#[test]
fn opening_spans_that_overlap_count_as_one() {
    let span = |from, to| Span { from, to };
    let mut model = model(&POINTS, 1);
    // A stay of an hour fits only where the two halves of the hour between nine and ten are one.
    model.clients[2].minutes = 60.0;
    model.clients[2].hours = Hours::Daily(vec![span(590.0, 640.0), span(575.0, 600.0), span(700.0, 720.0)]);
    let told = plan(&model);
    assert!(told.left_out.is_empty());
    let stop = told.routes[0].stops.iter().find(|stop| stop.client == 2).expect("it is visited");
    assert!(stop.begin >= 575.0 && stop.end <= 640.0, "{stop:?}");
}

#[test]
fn a_chain_keeps_its_gaps() {
    let mut model = model(&POINTS, 10);
    let days = |from: usize| (from..from + 5).map(|day| (day, 0.0)).collect();
    let links = (0..2).map(|week| Link { days: days(5 * week), skip: f64::INFINITY }).collect();
    let gaps =
        (0..20).map(|gap| if gap < 5 { f64::INFINITY } else { f64::from((gap - 5_i32).abs()) }).collect();
    model.clients[0].choice = Choice::Chain(Chain { visits: links, gaps, before: None });
    let told = plan(&model);
    let [Some(first), Some(second)] = told.links[0][..] else { panic!("both visits are placed") };
    assert_eq!(second - first, 5);
}

#[test]
fn lunch_finds_its_window() {
    let mut model = model(&POINTS, 1);
    model.routes[0].lunch = Some(Lunch { window: Span { from: 690.0, to: 780.0 }, minutes: 45.0 });
    let told = plan(&model);
    assert!(told.routes[0].lunch.is_some_and(|begin| (690.0..=735.0).contains(&begin)));
    assert!(told.routes[0].broken.is_empty());
}

#[test]
fn an_absurd_way_is_named() {
    let mut model = model(&POINTS, 1);
    model.travel.cost[7] = f32::NAN;
    let refused =
        solve(&model, None, &Effort { seed: 1, iterations: 1, heat: 1.0 }, &mut |_| Control::Continue);
    assert!(matches!(refused, Err(ModelError::Way { from: 1, to: 1, .. })));
}
