//! Ready-made sets of rules.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FrequencyRule, RuleTarget, Window};
use crate::{Meta, customer::CustomerClass};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Preset {
    /// 烟草按月: every shop once a month, the lowest class alternating a visit and a call.
    TobaccoMonthly,
    /// 烟草分级: the better the class, the more often.
    TobaccoGraded,
    /// 集团客户 (S2.2): A and B weekly, C each half-month, the others when there is a cause.
    GroupCustomers,
}

/// A rule of a preset, before it is a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresetRule {
    pub target: RuleTarget,
    pub window: Window,
    pub times: u32,
    pub min_gap_days: u32,
}

impl PresetRule {
    pub fn into_rule(self, meta: Meta) -> FrequencyRule {
        let Self { target, window, times, min_gap_days } = self;
        FrequencyRule { meta, target, window, times, min_gap_days }
    }
}

impl Preset {
    pub const ALL: [Self; 3] = [Self::TobaccoMonthly, Self::TobaccoGraded, Self::GroupCustomers];

    /// One rule for each class, A first. Minimum gaps are about half a window, so that a visit at the end of one is
    /// not followed at once by the first of the next.
    pub fn rules(self) -> Vec<PresetRule> {
        use CustomerClass::{A, B, C, D};
        use Window::{EveryWeeks, Free, HalfMonth, Month, MonthAlternatingCall, Week};
        let rules = match self {
            Self::TobaccoMonthly => {
                [(A, Month, 14), (B, Month, 14), (C, Month, 14), (D, MonthAlternatingCall, 21)]
            }
            Self::TobaccoGraded => [
                (A, HalfMonth, 7),
                (B, Month, 14),
                (C, EveryWeeks { weeks: 8 }, 28),
                (D, EveryWeeks { weeks: 13 }, 42),
            ],
            Self::GroupCustomers => [(A, Week, 3), (B, Week, 3), (C, HalfMonth, 7), (D, Free, 0)],
        };
        rules
            .into_iter()
            .map(|(class, window, min_gap_days)| PresetRule {
                target: RuleTarget::Class { class },
                window,
                times: 1,
                min_gap_days,
            })
            .collect()
    }
}
