//! Rules, presets and the calendar.

use chrono::NaiveDate;
use rounds_core::{
    Id,
    frequency::{FrequencyRule, Window},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FrequencyView {
    pub rules: Vec<FrequencyRule>,
    /// The preset that the rules equal, if any.
    pub preset: Option<String>,
    /// What the rules ask for, and what the working time can hold.
    pub demand_per_week: u32,
    pub capacity_per_week: u32,
    pub presets: Vec<PresetView>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PresetView {
    /// `tobacco_monthly`, `tobacco_graded`, `group_customers`.
    pub name: String,
    pub demand_per_week: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByPreset {
    pub preset: String,
}

/// A new rule (`id` none) or a changed one.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutRule {
    pub id: Option<Id>,
    pub target: rounds_core::frequency::RuleTarget,
    pub window: Window,
    pub times: u32,
    pub min_gap_days: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutCalendarEntry {
    pub id: Option<Id>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub kind: rounds_core::calendar::CalendarKind,
    pub part: rounds_core::calendar::DayPart,
    pub note: Option<String>,
}
