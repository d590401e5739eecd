//! Which rule applies to a customer.

use std::collections::{BTreeMap, BTreeSet};

use super::{FrequencyRule, RuleTarget, Window};
use crate::{
    Id,
    customer::{Customer, CustomerClass, CustomerStatus, Segment},
};

/// The customers of each customer set, saved filters resolved.
pub type SetMembers = BTreeMap<Id, BTreeSet<Id>>;

/// Where a customer's frequency comes from, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleSource {
    /// The customer's own exception.
    Exception,
    Set(Id),
    Segment(Segment),
    Class(CustomerClass),
}

/// The frequency that holds for one customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppliedRule {
    pub source: RuleSource,
    pub window: Window,
    /// Visits in each window, at least 1.
    pub times: u32,
    /// Least days between two visits.
    pub min_gap_days: u32,
}

impl AppliedRule {
    /// Visits in an average week, as (visits, weeks); none for [`Window::Free`].
    pub fn rate(&self) -> Option<(u32, u32)> {
        Some((self.times, self.window.nominal_weeks()?))
    }
}

/// The rules of a territory, ready to be asked.
#[derive(Clone, Debug)]
pub struct RuleBook<'a> {
    rules: Vec<&'a FrequencyRule>,
    sets: &'a SetMembers,
    lowest: Option<CustomerClass>,
}

impl<'a> RuleBook<'a> {
    /// Deleted rules are left out.
    pub fn new(rules: &'a [FrequencyRule], sets: &'a SetMembers) -> Self {
        let mut rules: Vec<_> = rules.iter().filter(|rule| rule.meta.deleted_at.is_none()).collect();
        rules.sort_by_key(|rule| rule.meta.id);
        let classes = || {
            rules.iter().filter_map(|rule| match rule.target {
                RuleTarget::Class { class } => Some(class),
                _ => None,
            })
        };
        // A rule for one class alone grades nobody: whoever has no class is then told to have no rule.
        let lowest = classes().max().filter(|lowest| classes().any(|class| class < *lowest));
        Self { rules, sets, lowest }
    }

    /// The class whose rule a customer follows: its own, or the lowest where several have one.
    pub fn class_of(&self, customer: &Customer) -> Option<CustomerClass> {
        customer.class.or(self.lowest)
    }

    /// Own exception, else the customer's set, else its segment, else its class. Of several sets the one that asks
    /// for most visits counts.
    pub fn rule_for(&self, customer: &Customer) -> Option<AppliedRule> {
        if let Some(own) = &customer.frequency {
            let (window, times, min_gap_days) = (own.window, own.times.max(1), own.min_gap_days);
            return Some(AppliedRule { source: RuleSource::Exception, window, times, min_gap_days });
        }
        self.strongest(|target| match target {
            RuleTarget::Set { set_id } => {
                let member = self.sets.get(set_id).is_some_and(|ids| ids.contains(&customer.meta.id));
                member.then_some(RuleSource::Set(*set_id))
            }
            _ => None,
        })
        .or_else(|| {
            self.strongest(|target| match target {
                RuleTarget::Segment { segment } if customer.segment == Some(*segment) => {
                    Some(RuleSource::Segment(*segment))
                }
                _ => None,
            })
        })
        .or_else(|| {
            self.strongest(|target| match target {
                RuleTarget::Class { class } if self.class_of(customer) == Some(*class) => {
                    Some(RuleSource::Class(*class))
                }
                _ => None,
            })
        })
    }

    fn strongest(&self, source: impl Fn(&RuleTarget) -> Option<RuleSource>) -> Option<AppliedRule> {
        self.rules
            .iter()
            .filter_map(|rule| {
                let (window, times) = (rule.window, rule.times.max(1));
                Some(AppliedRule {
                    source: source(&rule.target)?,
                    window,
                    times,
                    min_gap_days: rule.min_gap_days,
                })
            })
            .reduce(|best, next| if asks_more(&next, &best) { next } else { best })
    }
}

fn asks_more(a: &AppliedRule, b: &AppliedRule) -> bool {
    match (a.rate(), b.rate()) {
        (Some((visits_a, weeks_a)), Some((visits_b, weeks_b))) => visits_a * weeks_b > visits_b * weeks_a,
        (rate, None) => rate.is_some(),
        (None, Some(_)) => false,
    }
}

/// Whether rules hold for a customer at all: only an open one that is not deleted is planned.
pub(super) fn is_planned(customer: &Customer) -> bool {
    customer.status == CustomerStatus::Open && customer.meta.deleted_at.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Meta, customer::FrequencyException};

    fn meta(n: u128) -> Meta {
        Meta::new(Id::from_u128(n), Id::nil(), 0)
    }

    fn rule(n: u128, target: RuleTarget, window: Window) -> FrequencyRule {
        FrequencyRule { meta: meta(n), target, window, times: 1, min_gap_days: 3 }
    }

    #[test]
    fn own_exception_beats_set_beats_segment_beats_class() {
        let (often, seldom) = (Id::from_u128(90), Id::from_u128(91));
        let rules = [
            rule(1, RuleTarget::Class { class: CustomerClass::A }, Window::Month),
            rule(2, RuleTarget::Segment { segment: Segment::Core }, Window::HalfMonth),
            rule(3, RuleTarget::Set { set_id: seldom }, Window::EveryWeeks { weeks: 8 }),
            rule(4, RuleTarget::Set { set_id: often }, Window::Week),
        ];
        let mut shop = Customer::new(meta(7), "1", "店");
        let none = SetMembers::new();
        let window =
            |shop: &Customer, sets: &SetMembers| RuleBook::new(&rules, sets).rule_for(shop).unwrap().window;
        shop.class = Some(CustomerClass::A);
        assert_eq!(window(&shop, &none), Window::Month);
        shop.segment = Some(Segment::Core);
        assert_eq!(window(&shop, &none), Window::HalfMonth);
        let members = || BTreeSet::from([shop.meta.id]);
        let sets = SetMembers::from([(often, members()), (seldom, members())]);
        assert_eq!(window(&shop, &sets), Window::Week);
        shop.frequency =
            Some(FrequencyException { window: Window::Free, times: 1, min_gap_days: 0, reason: None });
        assert_eq!(window(&shop, &sets), Window::Free);
    }

    #[test]
    fn a_customer_without_class_follows_the_lowest_of_several() {
        let rules = [
            rule(1, RuleTarget::Class { class: CustomerClass::A }, Window::Week),
            rule(2, RuleTarget::Class { class: CustomerClass::C }, Window::Month),
        ];
        let sets = SetMembers::new();
        let book = RuleBook::new(&rules, &sets);
        let mut shop = Customer::new(meta(7), "1", "店");
        assert_eq!(book.rule_for(&shop).unwrap().source, RuleSource::Class(CustomerClass::C));
        // One rule grades nobody: the best customers' visits are not everybody's.
        assert_eq!(RuleBook::new(&rules[..1], &sets).rule_for(&shop), None);
        shop.class = Some(CustomerClass::D);
        assert_eq!(book.rule_for(&shop), None);
    }

    #[test]
    fn a_deleted_rule_does_not_apply() {
        let mut gone = rule(1, RuleTarget::Class { class: CustomerClass::A }, Window::Week);
        gone.meta.deleted_at = Some(1);
        let (rules, sets) = ([gone], SetMembers::new());
        let mut shop = Customer::new(meta(7), "1", "店");
        shop.class = Some(CustomerClass::A);
        assert_eq!(RuleBook::new(&rules, &sets).rule_for(&shop), None);
    }
}
