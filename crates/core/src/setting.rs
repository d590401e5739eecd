//! Settings of this device. Local: they have no territory and are not synced.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{deadline::DutySettings, position::Datum};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Language {
    #[default]
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TextSize {
    #[default]
    Standard,
    Large,
    Largest,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Working hours of one weekday, in minutes after local midnight; `from_min == to_min` = no field work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WorkingHours {
    pub from_min: u32,
    pub to_min: u32,
}

/// When the manager works in the field. An office half-day is a weekday with shorter hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WorkingTime {
    /// Seven entries, Monday first.
    pub weekdays: Vec<WorkingHours>,
    /// A break that floats to where the day leaves room, within these hours.
    pub lunch: Option<WorkingHours>,
    /// Minutes of the break.
    pub lunch_min: u32,
    /// The most visits of a full day; a shorter day gets its share.
    pub visits_per_day: u32,
    /// Minutes in a shop where the customer file says nothing.
    pub service_min: u32,
    /// Assumed or own driving speed, metres a minute; where speed is learnt, what learning starts from.
    pub speed_m_per_min: u32,
}

impl Default for WorkingTime {
    /// 12 visits a day over 4.5 days = 54 a week (domain: capacity honesty); Friday afternoon in the office.
    fn default() -> Self {
        let day = WorkingHours { from_min: 510, to_min: 1050 };
        let half = WorkingHours { from_min: 510, to_min: 720 };
        let none = WorkingHours { from_min: 0, to_min: 0 };
        Self {
            weekdays: vec![day, day, day, day, half, none, none],
            lunch: Some(WorkingHours { from_min: 690, to_min: 810 }),
            lunch_min: 60,
            visits_per_day: 12,
            service_min: 20,
            speed_m_per_min: 400,
        }
    }
}

/// What a plan favours where wishes disagree: the presets 少跑路, 每天均衡, 少变动, or own weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PlanStyle {
    /// 少跑路.
    LessTravel,
    /// 每天均衡.
    #[default]
    EvenDays,
    /// 少变动.
    FewChanges,
    /// 自定: the sliders.
    Own,
}

impl PlanStyle {
    /// The preset's weights; none for [`PlanStyle::Own`].
    pub const fn weights(self) -> Option<PlanWeights> {
        match self {
            Self::LessTravel => Some(PlanWeights { travel: 80, even: 20, stable: 20 }),
            Self::EvenDays => Some(PlanWeights { travel: 50, even: 50, stable: 50 }),
            Self::FewChanges => Some(PlanWeights { travel: 40, even: 40, stable: 90 }),
            Self::Own => None,
        }
    }
}

/// Sliders from 0 (does not matter) over 50 (usual) to 100 (above all).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlanWeights {
    /// 少跑路: minutes of travel.
    pub travel: u32,
    /// 每天均衡: days of equal length.
    pub even: u32,
    /// 少变动: usual weekdays and what was planned before.
    pub stable: u32,
}

impl Default for PlanWeights {
    fn default() -> Self {
        Self { travel: 50, even: 50, stable: 50 }
    }
}

/// How plans are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct PlanSettings {
    /// Weeks that are planned together, 1 to 13: the asked week and the outlook.
    pub cycle_weeks: u32,
    pub style: PlanStyle,
    /// In force with [`PlanStyle::Own`].
    pub own: PlanWeights,
    /// Travel speed is learnt from arrivals and departures; off: `working_time.speed_m_per_min` as it stands.
    pub learn_speed: bool,
}

impl Default for PlanSettings {
    fn default() -> Self {
        Self { cycle_weeks: 4, style: PlanStyle::default(), own: PlanWeights::default(), learn_speed: true }
    }
}

impl PlanSettings {
    pub const MOST_WEEKS: u32 = 13;

    /// The weights in force.
    pub fn weights(&self) -> PlanWeights {
        self.style.weights().unwrap_or(self.own)
    }
}

/// Everything a user can set on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Settings {
    pub language: Language,
    pub text_size: TextSize,
    pub theme: Theme,
    pub working_time: WorkingTime,
    pub planning: PlanSettings,
    /// Which datum an import assumes when the workbook does not say.
    pub import_datum: Datum,
    /// Print telephones whole instead of 138****1234.
    pub print_phones: bool,
    pub print_large: bool,
    /// Where PDF and .xlsx files go; none = asked once.
    pub output_folder: Option<String>,
    /// 监督电话, printed on the handbook page.
    pub supervision_phone: Option<String>,
    /// 日落原则: the hour of the same day by which every request is answered, minutes after local midnight.
    pub sunset_min: u32,
    /// The unit's hour of 周五前: ISO weekday, and minutes after local midnight.
    pub week_due_weekday: u8,
    pub week_due_min: u32,
    /// What is owed to the office by the clock.
    pub duties: DutySettings,
    /// Keep pressure and timing of signatures; off: their shape only (个人信息保护法).
    pub signature_dynamics: bool,
    /// Minutes without a touch after which the app locks, where a PIN is set.
    pub lock_after_min: u32,
    /// Sync by itself while there is a network, where the device is enrolled.
    pub sync_auto: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::Zh,
            text_size: TextSize::Standard,
            theme: Theme::System,
            working_time: WorkingTime::default(),
            planning: PlanSettings::default(),
            import_datum: Datum::Gcj02,
            print_phones: false,
            print_large: false,
            output_folder: None,
            supervision_phone: None,
            sunset_min: 20 * 60,
            week_due_weekday: 5,
            week_due_min: 17 * 60,
            duties: DutySettings::default(),
            signature_dynamics: false,
            lock_after_min: 5,
            sync_auto: true,
        }
    }
}
