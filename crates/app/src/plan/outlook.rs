//! The weeks after a planned one, as they looked when it was planned.

use rounds_core::AppError;

use super::{board, input::StoredWeek};
use crate::{
    Ctx, Session,
    wire::{ByWeek, OutlookStop, PlanOutlook},
};

pub fn outlook(session: &Session, ByWeek { week }: ByWeek, ctx: &Ctx) -> Result<PlanOutlook, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let mut outlook = StoredWeek::read(&open, week)?.plan.and_then(|plan| plan.outlook).unwrap_or_default();
    // Plans made by earlier versions do not know it.
    for week in outlook.weeks.iter_mut().filter(|week| week.working_min == 0) {
        week.working_min = week.week.dates().into_iter().map(|date| board::working_min(&book, date)).sum();
    }
    let stops = outlook.visits.iter().filter_map(|visit| {
        let (customer, _) = book.at(visit.customer_id)?;
        Some(OutlookStop {
            customer_id: visit.customer_id,
            code: customer.code.clone(),
            name: customer.name.clone(),
            class: customer.class,
            date: visit.date,
        })
    });
    let mut stops: Vec<OutlookStop> = stops.collect();
    stops.sort_by(|a, b| (a.date, &a.code).cmp(&(b.date, &b.code)));
    Ok(PlanOutlook { week, weeks: outlook.weeks, stops })
}
