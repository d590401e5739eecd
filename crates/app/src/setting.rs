//! 设置 of this device.

use rounds_core::{
    AppError, ErrorCode,
    setting::{Settings, WorkingHours, WorkingTime},
};

use crate::{Ctx, Session, open::SETTINGS};

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

/// More working days no month has.
const MOST_WORKING_DAYS: u32 = 23;

pub fn save(session: &Session, settings: Settings, ctx: &Ctx) -> Result<Settings, AppError> {
    check(&settings.working_time)?;
    if let Some(day) =
        settings.duties.expense_working_day.filter(|day| !(1..=MOST_WORKING_DAYS).contains(day))
    {
        return Err(ErrorCode::BadNumber.on("expense_working_day").with("value", day));
    }
    let open = session.data(ctx)?;
    open.write(ctx, |tx| Ok(tx.set(SETTINGS, &settings)?))?;
    Ok(settings)
}
