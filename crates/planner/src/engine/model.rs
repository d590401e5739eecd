//! What the engine is asked: a periodic routing problem without product nouns.
//!
//! Units: times and lengths of time in minutes; travel cost in any one unit (metres or minutes), turned into the
//! objective's unit by [`Weights`]. Every other cost is already in the objective's unit.

use super::days::DaySet;

/// A problem. Hard: client windows, locks, `most`, lunch, never two visits to a client on a day, and in the plan that
/// comes out also `capacity`, `longest` and the end of the working day.
#[derive(Clone, Debug)]
pub struct Model {
    /// For each day of the plan its number in the calendar, rising. Gaps are differences of these numbers, so that
    /// days on which nobody works count. At most [`DaySet::MOST`] days.
    pub days: Vec<i32>,
    /// One per working day and vehicle. A day without a route cannot be visited.
    pub routes: Vec<Route>,
    pub clients: Vec<Client>,
    /// For each group the cost of every day on which at least one of its clients is visited ("whole town on one
    /// day").
    pub groups: Vec<f64>,
    pub apart: Vec<Apart>,
    pub travel: Travel,
    pub weights: Weights,
}

/// The way of one vehicle on one day.
#[derive(Clone, Debug)]
pub struct Route {
    /// Index into [`Model::days`].
    pub day: usize,
    /// Nodes where it begins and ends.
    pub start: usize,
    pub end: usize,
    /// Working hours, rising. Visits lie inside one of them; departure is at the first one's beginning, the return
    /// before the last one's end. None = a day without hours (no clock is kept).
    pub spans: Vec<Span>,
    /// Most minutes of travel and service together; infinite = no limit.
    pub longest: f64,
    /// Most visits, counted by [`Client::counts`].
    pub most: u32,
    /// Largest sum of [`Client::demand`]; infinite = no limit.
    pub capacity: f64,
    /// A break that floats in its window; taken while travelling stands still, before or after a way.
    pub lunch: Option<Lunch>,
    /// Against which this route's minutes of travel and service are measured, such as its working minutes; see
    /// [`Weights::balance`].
    pub fair_share: f64,
}

/// From and to, both included, in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub from: f64,
    pub to: f64,
}

/// A break of `minutes` that lies wholly in `window`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lunch {
    pub window: Span,
    pub minutes: f64,
}

/// Somebody who is visited once or several times; what is served in one stop is one client.
#[derive(Clone, Debug)]
pub struct Client {
    pub node: usize,
    /// Service minutes of each visit.
    pub minutes: f64,
    pub demand: f64,
    /// How many visits one stop counts for against [`Route::most`].
    pub counts: u32,
    pub choice: Choice,
    pub hours: Hours,
    /// Visits that stay. A locked day must be in every pattern, or be the only day of one visit of a chain.
    pub locks: Vec<Lock>,
    /// Index into [`Model::groups`].
    pub group: Option<usize>,
}

/// A visit that stays on its route, and in this order among the route's other locked visits. Where the locks of a
/// route alone cannot keep their windows, these windows are given up and the broken ones reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Index into [`Model::routes`].
    pub route: usize,
    pub order: u32,
}

/// Which sets of days serve a client.
#[derive(Clone, Debug)]
pub enum Choice {
    /// One of these sets. Right for up to some hundred sets. An empty set leaves the client out at its cost; without
    /// one, leaving out costs so much that it happens only when nothing else fits.
    Patterns(Vec<Pattern>),
    /// A chain of visits with gaps. Right where sets are too many to list: a weekly visit over 13 weeks has 5¹³.
    Chain(Chain),
}

/// A set of days and its cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pattern {
    pub days: DaySet,
    pub cost: f64,
}

/// Visits in the order of time. The best days are found by dynamic programming over (visit, day).
#[derive(Clone, Debug)]
pub struct Chain {
    pub visits: Vec<Link>,
    /// The cost of a gap of so many calendar days between one placed visit and the next; infinite = not allowed. The
    /// last entry holds for every longer gap; empty = any gap of at least one day is free. Regular gaps and a kept
    /// weekday are both told here (a gap of 7 or 14 keeps the weekday).
    pub gaps: Vec<f64>,
    /// The calendar day of the last visit before the plan, from which the first gap counts.
    pub before: Option<i32>,
}

/// One visit of a chain.
#[derive(Clone, Debug)]
pub struct Link {
    /// Allowed days (indices into [`Model::days`], rising) and the cost of each: order day, lateness, change against
    /// the plan before.
    pub days: Vec<(usize, f64)>,
    /// Cost of leaving this visit out; infinite = only when nothing else fits.
    pub skip: f64,
}

/// Opening hours. A visit begins and ends inside one span; a span shorter than the service is never used. Spans may come
/// in any order; those that overlap count as one.
#[derive(Clone, Debug)]
pub enum Hours {
    Always,
    /// The same each day.
    Daily(Vec<Span>),
    /// One list per day of the plan; an empty list = closed.
    ByDay(Vec<Vec<Span>>),
}

/// Two clients that cost more when both are visited on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    pub clients: [usize; 2],
    pub cost: f64,
}

/// The objective: `cost` × travel cost + `minute` × travel minutes + `balance` × Σ fair share × (load − mean load)² + the
/// costs of patterns, days, gaps, groups and pairs. A route's load is its minutes of travel and service ÷ its fair share,
/// the mean load that of all routes together: what counts is how far routes lie apart, not how long they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    pub cost: f64,
    pub minute: f64,
    pub balance: f64,
    /// So far below the mean load the square grows; from there on every minute costs alike, lest a route that stays
    /// short whatever is done draws in the farthest.
    pub bend: f64,
}

impl Weights {
    /// Nothing but the way.
    pub const TRAVEL: Self = Self { cost: 1.0, minute: 0.0, balance: 0.0, bend: 0.0 };
}

/// Ways between nodes, row by row, "from" first; need not be symmetric. `f32` keeps 24 bits: half a metre in 8,000 km.
#[derive(Clone, Debug)]
pub struct Travel {
    pub nodes: usize,
    pub cost: Vec<f32>,
    /// None = travel cost is in minutes.
    pub minutes: Option<Vec<f32>>,
}

/// How far and along which path the search goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    pub seed: u64,
    /// Rounds of ruin and recreate; 0 = the first answer only.
    pub iterations: u64,
    /// How freely the search leaves what it starts from: 1 for a plan from nothing, about 0.05 for a repair.
    pub heat: f64,
}

/// How far the search is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    pub iteration: u64,
    pub iterations: u64,
    /// The objective of the best plan so far.
    pub cost: f64,
    /// Its travel, in the unit of [`Travel::cost`].
    pub travel: f64,
    /// Visits in it.
    pub visits: usize,
    /// Whether it keeps every hard rule.
    pub sound: bool,
}

/// The caller's answer to [`Progress`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Control {
    /// The share of the iterations done sets the pace: the plan depends on nothing but model and effort.
    Continue,
    /// So much of the time is spent, 0 to 1: for callers that measure time. The search cools by it and ends at 1.
    Spent(f64),
    /// End now and keep the best plan so far.
    Stop,
}

/// What comes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The stops of each route, in order.
    pub routes: Vec<RoutePlan>,
    /// The days of each client.
    pub days: Vec<DaySet>,
    /// For [`Choice::Chain`] the day of each visit, none = left out; for [`Choice::Patterns`] empty.
    pub links: Vec<Vec<Option<usize>>>,
    /// Clients with a visit left out, rising: an empty pattern was taken, no pattern fitted, or a link was skipped.
    pub left_out: Vec<usize>,
    pub cost: Costs,
    /// Rounds done.
    pub iterations: u64,
}

/// One route of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoutePlan {
    pub stops: Vec<Stop>,
    /// Minute at which the lunch break begins, where one is needed and fits.
    pub lunch: Option<f64>,
    /// Minute of the return.
    pub back: f64,
    /// In the unit of [`Travel::cost`].
    pub travel: f64,
    pub travel_minutes: f64,
    pub service_minutes: f64,
    pub load: f64,
    /// What is wrong with it; only locks can cause something here.
    pub broken: Vec<Broken>,
}

/// One stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    pub client: usize,
    /// Service begins (a wait for opening hours lies before) and ends.
    pub begin: f64,
    pub end: f64,
}

/// A hard rule that locked visits alone break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Broken {
    /// The visit of this client lies outside its hours or the working hours.
    Hours { client: usize },
    /// No room for lunch.
    Lunch,
    /// So many minutes over the end or the longest duration.
    Overtime { minutes: f64 },
    /// Over the capacity.
    Load { over: f64 },
    /// More visits than allowed.
    Visits { over: u32 },
}

/// The parts of the objective.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Costs {
    pub total: f64,
    /// Travel in the unit of [`Travel::cost`], unweighted.
    pub travel: f64,
    pub travel_minutes: f64,
    /// The weighted squares by which routes lie apart.
    pub balance: f64,
    /// Patterns, days, gaps and visits left out.
    pub choices: f64,
    pub groups: f64,
    pub apart: f64,
}

/// Why nothing can be planned. Indices are those of the model.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    #[error("{days} days are more than a plan holds, which is {most}", most = DaySet::MOST)]
    TooManyDays { days: usize },
    #[error("the days' calendar numbers must rise; day {day} does not")]
    DaysNotRising { day: usize },
    #[error("the matrix of {nodes} nodes needs {wanted} entries and has {found}")]
    MatrixSize { nodes: usize, wanted: usize, found: usize },
    #[error("the way from node {from} to node {to} is {value}; it must be a number from 0 to {most}", most = ABSURD)]
    Way { from: usize, to: usize, value: f32 },
    #[error(
        "client {client} names a node, day, group or route that does not exist, or a number that is none"
    )]
    Client { client: usize },
    #[error(
        "client {client} is locked on a day that is not in all its patterns or not the only day of one visit"
    )]
    LockOutsideChoice { client: usize },
    #[error("route {route} names a node or day that does not exist, or a number that is none")]
    Route { route: usize },
    #[error("weights, group costs and costs of pairs must be numbers from 0, and pairs name two clients")]
    Cost,
    #[error("the start plan has {found} routes instead of {wanted}, or names a client that does not exist")]
    Start { wanted: usize, found: usize },
}

/// Ways longer than this are taken for a mistake: 100,000 km in metres.
pub const ABSURD: f32 = 1e8;
