//! Whether a customer that is left out would be helped by a rarer rule.

use rounds_core::{
    customer::FrequencyException,
    frequency::{AppliedRule, Dues, RuleLoad, Standing, Window},
    plan::Remedy,
};

use crate::{WeekInput, want::Want};

/// The next rarer rule, where under it the customer would not be due yet and the territory, were all of it as much
/// rarer, would have room: else those who are told so only stand in each other's way the next time. `load`: what the
/// rules ask for and what a week holds.
pub(crate) fn less_often(
    input: &WeekInput,
    load: RuleLoad,
    want: &Want,
    rule: Option<AppliedRule>,
) -> Option<Remedy> {
    let rule = rule?;
    let (to, to_times) = match rule.window {
        _ if rule.times > 1 => (rule.window, rule.times - 1),
        Window::Week => (Window::EveryWeeks { weeks: 2 }, 1),
        Window::HalfMonth => (Window::Month, 1),
        Window::EveryWeeks { weeks } => (Window::EveryWeeks { weeks: weeks + 1 }, 1),
        Window::Month => (Window::MonthAlternatingCall, 1),
        Window::MonthAlternatingCall | Window::Free => return None,
    };
    let (before, after) = (rule.rate()?, (to_times, to.nominal_weeks()?));
    // Visits of the rarer rule in the time of one of the present, as a fraction.
    let visits = u64::from(after.0) * u64::from(before.1);
    let of = u64::from(before.0) * u64::from(after.1);
    if u64::from(load.needed_per_week) * visits > u64::from(load.capacity_per_week) * of {
        return None;
    }
    // Waited, in thousandths of what the rarer rule would allow.
    let waited = u64::from(want.wait) * visits / of.max(1);
    let rarer = AppliedRule { window: to, times: to_times, ..rule };
    let helps = waited <= 1_000 && !is_due_under(input, want.customer, rarer);
    helps.then_some(Remedy::LessOften { from: rule.window, from_times: rule.times, to, to_times })
}

/// Whether the asked week would owe a visit under this rule. Who was never seen waits for a turn among all others of
/// the rule, which nobody can promise.
fn is_due_under(input: &WeekInput, customer: usize, rule: AppliedRule) -> bool {
    let mut customer = input.customers[customer].clone();
    let (window, times, min_gap_days) = (rule.window, rule.times, rule.min_gap_days);
    customer.frequency = Some(FrequencyException { window, times, min_gap_days, reason: None });
    let dues = Dues::new(input.week, &[], input.rules, input.sets, input.history, input.calendar);
    match dues.standing(&customer) {
        Standing::Due(due) => due.last_visit.is_none() || due.slots.iter().any(|slot| slot.pressing),
        _ => false,
    }
}
