//! One file, one seed: reads, searches, checks.

use crate::engine::{Choice, Control, Effort, Model, ModelError, Pattern, Plan, Weights, solve};

use super::{BadFile, Periodic, Windows, check_periodic, check_windows};

/// An instance of either kind.
#[derive(Clone, Debug)]
pub enum Instance {
    Periodic(Periodic),
    Windows(Windows),
}

/// What a search gave, as the checker sees it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The length of all ways; none when the plan is not feasible.
    pub cost: Option<f64>,
    /// Why not.
    pub fault: Option<String>,
    /// Shortest, mean and longest minutes of the routes that are used.
    pub minutes: (f64, f64, f64),
    pub iterations: u64,
}

/// Weights where a single manager's days should be alike.
const EVEN: Weights = Weights { cost: 1.0, minute: 0.0, balance: 2.0, bend: 0.1 };

impl Instance {
    /// A periodic file begins with a line of four numbers, one with windows with a line of one.
    pub fn parse(text: &str) -> Result<Self, BadFile> {
        let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        match head.split_whitespace().count() {
            1 => Windows::parse(text).map(Self::Windows),
            _ => Periodic::parse(text).map(Self::Periodic),
        }
    }

    /// Whether it is a single person's cycle: one vehicle, days bounded in time. Its days are balanced as the product
    /// balances them unless a best known length asks for travel alone.
    pub fn is_round(&self) -> bool {
        match self {
            Self::Periodic(instance) => {
                instance.vehicles == 1 && instance.days.iter().all(|(longest, _)| longest.is_finite())
            }
            Self::Windows(_) => false,
        }
    }

    pub fn model(&self, balanced: bool) -> Model {
        let weights = if balanced { EVEN } else { Weights::TRAVEL };
        match self {
            Self::Periodic(instance) => instance.model(weights),
            Self::Windows(instance) => instance.model(),
        }
    }

    /// Searches until `spent` says that 1 = all of the time is used.
    pub fn run(
        &self,
        balanced: bool,
        seed: u64,
        spent: &mut dyn FnMut() -> f64,
    ) -> Result<Outcome, ModelError> {
        let effort = Effort { seed, iterations: u64::MAX, heat: 1.0 };
        let plan = solve(&self.model(balanced), None, &effort, &mut |_| Control::Spent(spent()))?;
        Ok(self.judge(&plan))
    }

    /// The reference: weekdays first, by turning round the depot until each weekday has its share of the minutes; then
    /// the best order of each day. Only for periodic instances.
    pub fn weekdays_first(&self, iterations: u64) -> Result<Option<Outcome>, ModelError> {
        let Self::Periodic(instance) = self else { return Ok(None) };
        let mut model = self.model(false);
        for (client, pattern) in model.clients.iter_mut().zip(instance.weekdays_first()) {
            client.choice = Choice::Patterns(vec![Pattern { days: pattern, cost: 0.0 }]);
        }
        // Whatever the weekdays give is driven, also over the limit.
        model.routes.iter_mut().for_each(|route| route.longest = f64::INFINITY);
        let plan =
            solve(&model, None, &Effort { seed: 1, iterations, heat: 1.0 }, &mut |_| Control::Continue)?;
        let outcome = self.judge(&plan);
        Ok(Some(Outcome { cost: Some(plan.cost.travel), ..outcome }))
    }

    fn judge(&self, plan: &Plan) -> Outcome {
        let stops = |shift: usize| {
            let route = |route: &crate::engine::RoutePlan| {
                route.stops.iter().map(|stop| stop.client + shift).collect::<Vec<_>>()
            };
            plan.routes.iter().map(route).collect::<Vec<_>>()
        };
        let verdict = match self {
            Self::Periodic(instance) => check_periodic(instance, &stops(0)),
            Self::Windows(instance) => check_windows(instance, &stops(1).concat()),
        };
        let used = plan.routes.iter().filter(|route| !route.stops.is_empty());
        let minutes: Vec<f64> = used.map(|route| route.travel_minutes + route.service_minutes).collect();
        let minutes = (
            minutes.iter().copied().fold(f64::INFINITY, f64::min),
            minutes.iter().sum::<f64>() / minutes.len().max(1) as f64,
            minutes.iter().copied().fold(0.0, f64::max),
        );
        Outcome {
            cost: verdict.as_ref().ok().copied(),
            fault: verdict.err(),
            minutes,
            iterations: plan.iterations,
        }
    }
}
