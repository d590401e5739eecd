//! Sums of days and weeks, before and after.

use chrono::NaiveDate;
use rounds_core::{
    AppError, IsoWeek,
    plan::{Unplanned, UnplannedReason},
};
use rounds_planner::{DayTotals, WeekPlan};

use super::{board, input::StoredWeek};
use crate::{
    book::Book,
    wire::{DayLoad, PlanSums},
};

pub fn load(book: &Book, date: NaiveDate, visits: usize, totals: DayTotals) -> DayLoad {
    DayLoad {
        date,
        visits: visits as u32,
        travel_m: totals.travel_m,
        travel_min: totals.travel_min,
        visit_min: totals.visit_min,
        working_min: board::working_min(book, date),
        capacity: book.calendar.day(date).capacity,
        end_min: (visits > 0).then_some(totals.back_min),
    }
}

fn sums(days: Vec<DayLoad>, unplanned: &[Unplanned]) -> PlanSums {
    let waits = |left: &&Unplanned| matches!(left.reason, UnplannedReason::Postponed { .. });
    let can_wait = unplanned.iter().filter(waits).count();
    let sum = |of: fn(&DayLoad) -> u32| days.iter().map(of).sum();
    PlanSums {
        visits: sum(|day| day.visits),
        travel_m: sum(|day| day.travel_m),
        travel_min: sum(|day| day.travel_min),
        visit_min: sum(|day| day.visit_min),
        left_out: (unplanned.len() - can_wait) as u32,
        can_wait: can_wait as u32,
        days,
    }
}

/// A week as it is stored.
pub fn of_stored(book: &Book, stored: &StoredWeek, week: IsoWeek) -> Result<PlanSums, AppError> {
    let day = |date| {
        let timed = board::timed(book, stored, date)?;
        Ok(load(book, date, timed.visits.len(), timed.totals))
    };
    let days: Result<Vec<DayLoad>, AppError> = week.dates().into_iter().map(day).collect();
    Ok(sums(days?, stored.plan.as_ref().map_or(&[], |plan| plan.unplanned.as_slice())))
}

/// A week as the planner has it.
pub fn of_plan(book: &Book, plan: &WeekPlan) -> PlanSums {
    let days = plan.days.iter().map(|day| load(book, day.date, day.visits.len(), day.totals)).collect();
    sums(days, &plan.unplanned)
}
