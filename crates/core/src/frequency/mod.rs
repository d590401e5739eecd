//! How often which customer is seen: windows, the rule that applies, what that demands, who is due in a week.

mod allowed;
mod demand;
mod due;
mod next;
mod preset;
mod rule;
mod window;

pub use allowed::{may_visit_on, opening_on, order_distance};
pub use demand::{RuleLoad, rule_load};
pub use due::{Due, Dues, Slot, Standing, VisitHistory};
pub use next::{NextProposal, VisitSoFar, propose_next};
pub use preset::{Preset, PresetRule};
pub use rule::{AppliedRule, RuleBook, RuleSource, SetMembers};
pub use window::Bounds;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    AppError, ErrorCode, Id, Meta,
    customer::{CustomerClass, Segment},
    row,
};

/// The span in which the visits of a rule fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Window {
    /// Monday to Sunday.
    Week,
    /// The 1st-15th, the 16th to the month's end.
    HalfMonth,
    /// A calendar month.
    Month,
    /// Every `weeks` ISO weeks, counted from Monday 1970-01-05.
    EveryWeeks { weeks: u32 },
    /// A calendar month with a visit, the next with a telephone call, and so on.
    MonthAlternatingCall,
    /// Visited when there is a cause; no rule.
    Free,
}

/// Whom a rule is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum RuleTarget {
    Class { class: CustomerClass },
    Segment { segment: Segment },
    Set { set_id: Id },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FrequencyRule {
    #[serde(flatten)]
    pub meta: Meta,
    pub target: RuleTarget,
    pub window: Window,
    /// Visits in each window, at least 1.
    pub times: u32,
    /// Least days between two visits.
    pub min_gap_days: u32,
}

const MOST_TIMES: u32 = 7;
const MOST_WEEKS: u32 = 52;
const MOST_GAP_DAYS: u32 = 365;

impl FrequencyRule {
    /// # Errors
    /// `BadFrequency` where nobody could keep it.
    pub fn check(window: Window, times: u32, min_gap_days: u32) -> Result<(), AppError> {
        let weeks_fit = !matches!(window, Window::EveryWeeks { weeks } if !(1..=MOST_WEEKS).contains(&weeks));
        if !(1..=MOST_TIMES).contains(&times) || min_gap_days > MOST_GAP_DAYS || !weeks_fit {
            return Err(ErrorCode::BadFrequency.on("window").with("value", times));
        }
        check_gap(window, times, min_gap_days).map_err(|error| error.on("min_gap_days"))
    }
}

/// Whether each window has a day for every visit, and so many leave room for the least distance between two.
///
/// # Errors
/// `TooOften`, with the most visits; `GapTooLong`, with the longest distance.
pub fn check_gap(window: Window, times: u32, min_gap_days: u32) -> Result<(), AppError> {
    if let Some(most) = window.nominal_days().filter(|most| *most < times) {
        return Err(ErrorCode::TooOften.with("times", times).with("most", most));
    }
    let most = window.nominal_days().map(|days| days / times.max(1));
    match most.filter(|most| *most < min_gap_days) {
        Some(most) => Err(ErrorCode::GapTooLong.with("gap", min_gap_days).with("most", most)),
        None => Ok(()),
    }
}

row!(FrequencyRule, "frequency_rule", { target: Json, window: Json, times: Int, min_gap_days: Int });

#[cfg(test)]
mod tests {
    use super::{FrequencyRule, Preset, Window, check_gap};
    use crate::ErrorCode;

    #[test]
    fn more_visits_than_the_window_has_days_are_refused_with_the_most() {
        let error = check_gap(Window::Week, 9, 0).unwrap_err();
        assert_eq!((error.code, &error.detail["most"]), (ErrorCode::TooOften, &7.into()));
        assert_eq!(check_gap(Window::Week, 7, 0), Ok(()));
        assert_eq!(check_gap(Window::HalfMonth, 15, 0), Ok(()));
    }

    #[test]
    fn a_least_distance_longer_than_the_rule_leaves_is_refused_with_the_longest() {
        for (window, times, gap, most) in [
            (Window::Week, 1, 8, 7),
            (Window::Week, 2, 4, 3),
            (Window::HalfMonth, 1, 16, 15),
            (Window::Month, 2, 20, 15),
            (Window::EveryWeeks { weeks: 2 }, 1, 15, 14),
        ] {
            let error = FrequencyRule::check(window, times, gap).unwrap_err();
            assert_eq!((error.code, &error.detail["most"]), (ErrorCode::GapTooLong, &most.into()));
            assert_eq!(FrequencyRule::check(window, times, most), Ok(()));
        }
        assert_eq!(FrequencyRule::check(Window::Free, 1, 300), Ok(()));
        for rule in Preset::ALL.into_iter().flat_map(Preset::rules) {
            assert_eq!(FrequencyRule::check(rule.window, rule.times, rule.min_gap_days), Ok(()));
        }
    }
}
