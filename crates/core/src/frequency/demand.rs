//! What rules ask for, against what a week holds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{RuleBook, RuleSource, Window, rule::is_planned};
use crate::{calendar::Calendar, customer::Customer};

/// 规则需 169 次/周，能力 54 次: the honest sum before anything is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RuleLoad {
    /// Visits that the rules ask for in an average week, rounded up.
    pub needed_per_week: u32,
    /// Visits that a week without exceptions holds.
    pub capacity_per_week: u32,
    /// Open customers to whom no rule applies, or only because they have no class one that asks for nothing: no week
    /// will hold them.
    pub without_rule: u32,
}

/// Adds up what the rules ask of these customers. Suspended, closed and deleted ones ask for nothing.
pub fn rule_load(customers: &[Customer], rules: &RuleBook, calendar: &Calendar) -> RuleLoad {
    let planned = || customers.iter().filter(|customer| is_planned(customer));
    let needed: f64 = planned()
        .filter_map(|customer| rules.rule_for(customer)?.rate())
        .map(|(visits, weeks)| f64::from(visits) / f64::from(weeks))
        .sum();
    // The small term keeps sums such as 13 × 1/13 from being rounded up.
    let needed_per_week = (needed - 1e-6).max(0.0).ceil() as u32;
    let is_without = |customer: &&Customer| match rules.rule_for(customer) {
        None => true,
        // Nobody said so of this customer: it has no class, and follows the lowest.
        Some(rule) => {
            rule.window == Window::Free
                && customer.class.is_none()
                && matches!(rule.source, RuleSource::Class(_))
        }
    };
    let without_rule = planned().filter(is_without).count() as u32;
    RuleLoad { needed_per_week, capacity_per_week: calendar.weekly_capacity(), without_rule }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Id, Meta,
        customer::{CustomerClass, CustomerStatus},
        frequency::{FrequencyRule, Preset, SetMembers},
        setting::WorkingTime,
    };

    fn shops() -> Vec<Customer> {
        use CustomerClass::{A, B, C, D};
        let classes = [(A, 39), (B, 91), (C, 78), (D, 52)];
        let mut shops = Vec::new();
        for (class, count) in classes {
            for _ in 0..count {
                let meta = Meta::new(Id::from_u128(shops.len() as u128), Id::nil(), 0);
                let mut shop = Customer::new(meta, "1", "店");
                shop.class = Some(class);
                shops.push(shop);
            }
        }
        shops
    }

    fn load(shops: &[Customer], preset: Preset) -> RuleLoad {
        let meta = |n: usize| Meta::new(Id::from_u128(n as u128), Id::nil(), 0);
        let rules: Vec<FrequencyRule> =
            preset.rules().into_iter().enumerate().map(|(n, rule)| rule.into_rule(meta(n))).collect();
        let sets = SetMembers::new();
        rule_load(shops, &RuleBook::new(&rules, &sets), &Calendar::new(&[], &WorkingTime::default()))
    }

    #[test]
    fn weekly_rules_for_260_shops_need_169_visits_where_a_week_holds_54() {
        let load = load(&shops(), Preset::GroupCustomers);
        assert_eq!(load, RuleLoad { needed_per_week: 169, capacity_per_week: 54, without_rule: 0 });
    }

    #[test]
    fn shops_that_no_rule_reaches_are_counted_and_suspended_ones_are_not() {
        let mut shops = shops();
        // 不定期 by their class D: somebody chose that.
        assert_eq!(load(&shops, Preset::GroupCustomers).without_rule, 0);
        for shop in &mut shops[..30] {
            shop.class = None;
        }
        shops[0].status = CustomerStatus::Suspended;
        assert_eq!(load(&shops, Preset::GroupCustomers).without_rule, 29);
        assert_eq!(load(&shops, Preset::TobaccoMonthly).without_rule, 0);
    }

    #[test]
    fn a_month_of_visits_to_260_shops_nearly_fits() {
        assert_eq!(load(&shops(), Preset::TobaccoMonthly).needed_per_week, 59);
        assert_eq!(load(&shops(), Preset::TobaccoGraded).needed_per_week, 56);
    }

    #[test]
    fn a_suspended_shop_asks_for_nothing() {
        let mut shops = shops();
        for shop in &mut shops {
            shop.status = CustomerStatus::Suspended;
        }
        assert_eq!(load(&shops, Preset::GroupCustomers).needed_per_week, 0);
    }
}
