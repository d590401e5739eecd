//! Customers that no week can take, or never as often as their rule asks: told at the first plan, not when their turn
//! comes.

use chrono::NaiveDate;
use rounds_core::{
    customer::{Customer, CustomerStatus},
    frequency::{AppliedRule, RuleBook, Window, may_visit_on},
};

use crate::{
    WeekInput,
    clock::Frame,
    horizon::Horizon,
    probe::Probe,
    retime::service_min,
    travel::Places,
    want::{Want, later},
};

/// Days that are looked at: a quarter holds every market day of a lunar month, and an ordinary week beside any holiday.
const LOOKED_AT: usize = 91;

/// A want of the asked week for each open customer with a rule that cannot be met on any of the next [`LOOKED_AT`] days,
/// by id.
pub(crate) fn never(input: &WeekInput, horizon: &Horizon, places: &Places) -> Vec<Want> {
    let rules = RuleBook::new(input.rules, input.sets);
    let dates = input.week.monday().iter_days().take(LOOKED_AT);
    let days: Vec<(NaiveDate, Frame)> = dates
        .map(|date| (date, Frame::new(input.calendar, &input.calendar.day(date))))
        .filter(|(_, frame)| frame.works)
        .collect();
    // Who never works has other worries.
    if days.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<usize> = (0..input.customers.len())
        .filter(|at| {
            let customer = &input.customers[*at];
            let rule = rules.rule_for(customer).filter(|rule| rule.window != Window::Free);
            let is_asked_for = customer.status == CustomerStatus::Open && rule.is_some();
            is_asked_for && rule.is_some_and(|rule| !can_be_met(input, places, customer, rule, &days))
        })
        .collect();
    found.sort_by_key(|at| input.customers[*at].meta.id);
    found.into_iter().map(|at| want(at, horizon)).collect()
}

fn can_be_met(
    input: &WeekInput,
    places: &Places,
    customer: &Customer,
    rule: AppliedRule,
    days: &[(NaiveDate, Frame)],
) -> bool {
    let minutes = service_min(customer, input.calendar);
    let takes = |(date, frame): &&(NaiveDate, Frame)| {
        let starts = frame.starts(customer, *date, minutes);
        let is_usual = minutes <= input.calendar.working_time().service_min;
        let fits =
            || Probe::alone(frame, places).insert(places.of(customer.meta.id), minutes, &starts).fits();
        may_visit_on(customer, *date) && !starts.is_empty() && (is_usual || fits())
    };
    if rule.times <= 1 {
        return days.iter().any(|day| takes(&day));
    }
    // Of several visits in a window: whether one whole window has room for them.
    let Some((first, _)) = days.first() else { return false };
    let (id, last) = (customer.meta.id, later(*first, LOOKED_AT as u32 - 1));
    let gap = i64::from(rule.min_gap_days.max(1));
    let mut window = rule.window.duty(id, *first).or_else(|| rule.window.next_duty(id, *first));
    let mut is_judged = false;
    while let Some(bounds) = window.filter(|bounds| bounds.last <= last) {
        let (mut count, mut before) = (0, None::<NaiveDate>);
        for (date, _) in days.iter().filter(takes).filter(|day| bounds.first <= day.0 && day.0 <= bounds.last)
        {
            if before.is_none_or(|before| (*date - before).num_days() >= gap) {
                (count, before) = (count + 1, Some(*date));
            }
        }
        is_judged |= bounds.first >= *first;
        if count >= rule.times {
            return true;
        }
        window = rule.window.next_duty(id, bounds.last);
    }
    !is_judged
}

fn want(customer: usize, horizon: &Horizon) -> Want {
    let (monday, sunday) = (horizon.dates[0], horizon.sunday(0));
    Want {
        customer,
        earliest: monday,
        latest: sunday,
        until: sunday,
        first_week: 0,
        week: None,
        presses: true,
        pressing: true,
        wait: 0,
        carried: false,
        stands: None,
    }
}
