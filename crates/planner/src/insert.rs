//! Where a visit that is added by hand costs least.

use chrono::NaiveDate;
use rounds_core::{Id, calendar::Calendar, customer::Customer};

use crate::{PlanProblem, Travel, input::check, retime::time_day, travel::Places};

/// A week's visits as they stand.
#[derive(Clone, Copy, Debug)]
pub struct HandWeek<'a> {
    /// Dates with their customers in order; only these dates are tried.
    pub days: &'a [(NaiveDate, Vec<Id>)],
    /// All customers of the territory.
    pub customers: &'a [Customer],
    pub calendar: &'a Calendar,
    pub travel: &'a Travel,
}

/// A place in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    pub date: NaiveDate,
    /// 1-based; the visits from there on move back by one.
    pub order: u32,
    /// Minutes of travel that the visit adds.
    pub added_travel_min: u32,
    /// Whether the visit adds something to report, see [`crate::retime_day`].
    pub breaks_something: bool,
}

/// The place that breaks least and then adds the least travel; of equal ones the earliest. None when no date is given,
/// or the customer is already visited on each of them.
pub fn insert_cheapest(week: &HandWeek, customer: Id) -> Result<Option<Placement>, PlanProblem> {
    let known = check(week.customers, week.calendar)?;
    let find = |id: Id| known.get(&id).map(|at| &week.customers[*at]).ok_or(PlanProblem::UnknownCustomer(id));
    let places = Places::new(week.customers, week.travel, week.calendar.working_time().speed_m_per_min);
    let added = find(customer)?;
    let mut best: Option<((usize, u32, u32), Placement)> = None;
    for (date, order) in week.days.iter().filter(|(_, order)| !order.contains(&customer)) {
        let mut stops = order.iter().map(|id| find(*id)).collect::<Result<Vec<_>, _>>()?;
        let before = time_day(*date, &stops, week.calendar, &places);
        for at in 0..=stops.len() {
            stops.insert(at, added);
            let after = time_day(*date, &stops, week.calendar, &places);
            stops.remove(at);
            let broken = after.violations.len().saturating_sub(before.violations.len());
            let added_travel_min = after.totals.travel_min.saturating_sub(before.totals.travel_min);
            let added_travel_m = after.totals.travel_m.saturating_sub(before.totals.travel_m);
            let cost = (broken, added_travel_min, added_travel_m);
            if best.is_none_or(|(least, _)| cost < least) {
                let (date, order, breaks_something) = (*date, at as u32 + 1, broken > 0);
                best = Some((cost, Placement { date, order, added_travel_min, breaks_something }));
            }
        }
    }
    Ok(best.map(|(_, placement)| placement))
}
