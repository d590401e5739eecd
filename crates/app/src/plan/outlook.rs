//! The weeks after a planned one: as their own plans have them, or else as they looked when it was planned.

use rounds_core::{
    AppError, IsoWeek,
    plan::{OutlookVisit, PlannedVisitState},
};

use super::{board, input::StoredWeek, sums};
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
    for row in &mut outlook.weeks {
        let stored = StoredWeek::read(&open, row.week)?;
        if stored.plan.is_none() {
            continue;
        }
        let sums = sums::of_stored(&book, &stored, row.week)?;
        (row.visits, row.left_out) = (sums.visits, sums.left_out);
        (row.travel_m, row.travel_min, row.visit_min) = (sums.travel_m, sums.travel_min, sums.visit_min);
        if row.week > week {
            outlook.visits.retain(|visit| IsoWeek::of(visit.date) != row.week);
            let coming = stored.standing().filter(|visit| visit.state != PlannedVisitState::Missed);
            let visit = |customer_id, date| OutlookVisit { customer_id, date };
            outlook.visits.extend(coming.map(|planned| visit(planned.customer_id, planned.date)));
        }
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
