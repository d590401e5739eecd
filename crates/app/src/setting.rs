//! 设置 of this device.

use rounds_core::{
    AppError, ErrorCode,
    setting::{PlanSettings, Settings, WorkingHours, WorkingTime},
};

use crate::{Ctx, Session, lock, open::SETTINGS};

const DAY: u32 = 1440;

fn check(time: &WorkingTime) -> Result<(), AppError> {
    let sound = |hours: &WorkingHours| hours.from_min <= hours.to_min && hours.to_min <= DAY;
    if time.weekdays.len() != 7 || !time.weekdays.iter().chain(&time.lunch).all(sound) {
        return Err(ErrorCode::BadHours.on("working_time"));
    }
    let ranges = [
        ("visits_per_day", time.visits_per_day, 1..=60),
        ("service_min", time.service_min, 1..=480),
        ("lunch_min", time.lunch_min, 0..=240),
        ("speed_m_per_min", time.speed_m_per_min, 20..=2000),
    ];
    match ranges.into_iter().find(|(_, value, range)| !range.contains(value)) {
        Some((field, value, _)) => Err(ErrorCode::BadNumber.on(field).with("value", value)),
        None => Ok(()),
    }
}

fn check_planning(planning: &PlanSettings) -> Result<(), AppError> {
    let weights = planning.own;
    let ranges = [
        ("cycle_weeks", planning.cycle_weeks, 1, PlanSettings::MOST_WEEKS),
        ("travel", weights.travel, 0, 100),
        ("even", weights.even, 0, 100),
        ("stable", weights.stable, 0, 100),
    ];
    match ranges.into_iter().find(|(_, value, least, most)| value < least || value > most) {
        Some((field, value, least, most)) => {
            let error = ErrorCode::OutOfRange.on(field).with("value", value);
            Err(error.with("least", least).with("most", most))
        }
        None => Ok(()),
    }
}

/// A device that nobody touches for longer than this lies about.
const MOST_IDLE_MIN: u32 = 60;
/// More working days no month has.
const MOST_WORKING_DAYS: u32 = 23;

pub fn save(session: &Session, settings: Settings, ctx: &Ctx) -> Result<Settings, AppError> {
    check(&settings.working_time)?;
    check_planning(&settings.planning)?;
    if let Some(day) =
        settings.duties.expense_working_day.filter(|day| !(1..=MOST_WORKING_DAYS).contains(day))
    {
        return Err(ErrorCode::BadNumber.on("expense_working_day").with("value", day));
    }
    if !(1..=MOST_IDLE_MIN).contains(&settings.lock_after_min) {
        return Err(ErrorCode::BadNumber.on("lock_after_min").with("value", settings.lock_after_min));
    }
    let open = session.data(ctx)?;
    open.write(ctx, |tx| Ok(tx.set(SETTINGS, &settings)?))?;
    lock::keep_look(&open, &settings);
    Ok(settings)
}
