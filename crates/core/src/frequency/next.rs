//! 约定下次拜访: when to come again, by the customer's rule and order day, told before the farewell.

use chrono::{Datelike, Days, NaiveDate};

use super::{AppliedRule, Bounds, RuleSource, Window, may_visit_on, opening_on, order_distance};
use crate::{
    calendar::{Calendar, DayPart},
    customer::{Customer, MarketRule},
    plan::Reason,
    setting::WorkingHours,
};

/// Where the morning ends, in minutes after local midnight.
const NOON: u32 = 720;
/// When no day of the rule's window is left, the first possible one within so many days is proposed.
const SEARCH_DAYS: usize = 400;
/// What misses count, in days that a date lies beside the rule's own interval.
const ORDER_DAY_MISSED: i64 = 8;
const WEEKDAY_CHANGED: i64 = 4;
const OTHERS: usize = 3;

/// What is known of a customer's visits on the day of the present one.
#[derive(Clone, Copy, Debug)]
pub struct VisitSoFar<'a> {
    pub today: NaiveDate,
    /// Minutes after local midnight of today's arrival; the same half of the day is kept where it can be.
    pub arrived_min: Option<u32>,
    /// Visits made before today and visits planned after it, in any order.
    pub others: &'a [NaiveDate],
    /// ISO weekday on which the customer is usually seen.
    pub usual_weekday: Option<u8>,
}

/// A date to arrange, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextProposal {
    pub date: NaiveDate,
    /// Morning or afternoon.
    pub part: DayPart,
    pub reasons: Vec<Reason>,
    /// Up to three other dates that suit, in order: 约时间给两个选择 (S2.4).
    pub others: Vec<NaiveDate>,
}

/// The next visit after today; none without a rule, or when no day for it can be found.
///
/// Always a day on which both the manager works in the field and the customer can be visited, and within the rule's
/// window as long as that has one. A visit that is planned in the window already is what is proposed.
pub fn propose_next(
    customer: &Customer,
    rule: Option<AppliedRule>,
    so_far: VisitSoFar,
    calendar: &Calendar,
) -> Option<NextProposal> {
    let rule = rule.filter(|rule| rule.window != Window::Free)?;
    let today = so_far.today;
    let span = next_span(customer, rule, so_far)?;
    let possible = |date: &NaiveDate| part_of(customer, *date, so_far.arrived_min, calendar).is_some();
    let mut dates: Vec<NaiveDate> =
        span.first.iter_days().take_while(|date| *date <= span.last).filter(possible).collect();
    if dates.is_empty() {
        // Better late than never, and never nearer to today than the rule allows.
        let gap = u64::from(rule.min_gap_days.max(1));
        let from = span.first.max(today + Days::new(gap));
        dates.extend(from.iter_days().take(SEARCH_DAYS).find(possible));
    }
    let ideal = today + Days::new(u64::from(rule.window.nominal_days().unwrap_or(7) / rule.times.max(1)));
    let cost = |date: NaiveDate| {
        let planned = date > today && so_far.others.contains(&date);
        let order = order_distance(customer, date, calendar);
        let misses_order = order.is_some_and(|(_, before)| !(1..=2).contains(&before));
        let moves = so_far.usual_weekday.is_some_and(|usual| usual != weekday_of(date));
        let beside = (date - ideal).num_days().abs();
        let penalty = |is: bool, cost: i64| if is { cost } else { 0 };
        (!planned, beside + penalty(misses_order, ORDER_DAY_MISSED) + penalty(moves, WEEKDAY_CHANGED), date)
    };
    dates.sort_by_key(|date| cost(*date));
    let date = *dates.first()?;
    let mut others: Vec<NaiveDate> = dates.iter().skip(1).take(OTHERS).copied().collect();
    others.sort_unstable();
    let part = part_of(customer, date, so_far.arrived_min, calendar)?;
    Some(NextProposal { date, part, reasons: reasons(customer, rule, so_far, span, date, calendar), others })
}

/// The dates between which the rule wants the next visit; its first date may lie after its last.
fn next_span(customer: &Customer, rule: AppliedRule, so_far: VisitSoFar) -> Option<Bounds> {
    let (today, id) = (so_far.today, customer.meta.id);
    let rested = today + Days::new(u64::from(rule.min_gap_days.max(1)));
    let times = rule.times.max(1);
    let made_in = |window: Bounds| {
        so_far.others.iter().filter(|date| **date <= today && window.contains(**date)).count() as u32
    };
    // Today's visit is made: with it, the window of today may be filled.
    let own = rule.window.duty(id, today).filter(|window| {
        let earlier = so_far.others.contains(&today);
        made_in(*window) + u32::from(!earlier) < times && rested <= window.last
    });
    let span = match own {
        Some(window) => window,
        None => {
            let window = rule.window.next_duty(id, today)?;
            // The first of several visits falls into the first part of the window.
            let days = (window.last - window.first).num_days() as u64 + 1;
            Bounds {
                first: window.first,
                last: window.first + Days::new(days / u64::from(times)) - Days::new(1),
            }
        }
    };
    Some(Bounds { first: span.first.max(rested), last: span.last })
}

/// The half of the day that has the more time for the visit; the present one's where it has enough. None = no visit is
/// possible on that date.
fn part_of(
    customer: &Customer,
    date: NaiveDate,
    arrived_min: Option<u32>,
    calendar: &Calendar,
) -> Option<DayPart> {
    if !may_visit_on(customer, date) {
        return None;
    }
    let spans = calendar.day(date).spans;
    let opening =
        opening_on(customer, date).unwrap_or_else(|| vec![WorkingHours { from_min: 0, to_min: 2 * NOON }]);
    let minutes_in = |from: u32, to: u32| -> u32 {
        let open = |span: &WorkingHours| {
            let shared = |hours: &WorkingHours| {
                let first = span.from_min.max(hours.from_min).max(from);
                span.to_min.min(hours.to_min).min(to).saturating_sub(first)
            };
            opening.iter().map(shared).sum::<u32>()
        };
        spans.iter().map(open).sum()
    };
    let (morning, afternoon) = (minutes_in(0, NOON), minutes_in(NOON, 2 * NOON));
    if morning == 0 && afternoon == 0 {
        return None;
    }
    let needed = customer.service_min.unwrap_or(calendar.working_time().service_min).max(1);
    Some(match arrived_min {
        Some(arrived) if arrived < NOON && morning >= needed => DayPart::Morning,
        Some(arrived) if arrived >= NOON && afternoon >= needed => DayPart::Afternoon,
        _ if morning >= needed || morning >= afternoon => DayPart::Morning,
        _ => DayPart::Afternoon,
    })
}

fn reasons(
    customer: &Customer,
    rule: AppliedRule,
    so_far: VisitSoFar,
    span: Bounds,
    date: NaiveDate,
    calendar: &Calendar,
) -> Vec<Reason> {
    let (window, times) = (rule.window, rule.times);
    let mut reasons = vec![match rule.source {
        RuleSource::Exception => Reason::Exception { window, times },
        RuleSource::Class(_) => Reason::Rule { class: customer.class, window, times },
        RuleSource::Segment(_) | RuleSource::Set(_) => Reason::Rule { class: None, window, times },
    }];
    if date > span.last {
        reasons.push(Reason::Overdue { date: span.last, days: (date - span.last).num_days() as u32 });
    } else {
        reasons.push(Reason::DueBy { date: span.last });
    }
    if let Some((weekday, days_before)) = order_distance(customer, date, calendar)
        && (1..=2).contains(&days_before)
    {
        reasons.push(Reason::OrderDay { weekday, days_before });
    }
    let market = customer.market_days.as_ref().is_some_and(|market| market.rule == MarketRule::Only);
    if !customer.visit_weekdays.is_empty() || market {
        let mut weekdays = customer.visit_weekdays.clone();
        weekdays.sort_unstable();
        reasons.push(Reason::AllowedDays { weekdays, market });
    }
    if so_far.usual_weekday == Some(weekday_of(date)) {
        reasons.push(Reason::WeekdayKept { weekday: weekday_of(date) });
    }
    reasons
}

fn weekday_of(date: NaiveDate) -> u8 {
    date.weekday().number_from_monday() as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        Id, Meta,
        calendar::{CalendarEntry, CalendarKind},
        customer::{CustomerClass, OpeningSpan},
        setting::WorkingTime,
    };

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shop() -> Customer {
        let mut shop = Customer::new(Meta::new(Id::from_u128(5), Id::nil(), 0), "1", "店");
        shop.class = Some(CustomerClass::A);
        shop
    }

    fn rule(window: Window, times: u32, min_gap_days: u32) -> AppliedRule {
        AppliedRule { source: RuleSource::Class(CustomerClass::A), window, times, min_gap_days }
    }

    fn so_far(today: &str) -> VisitSoFar<'static> {
        VisitSoFar { today: date(today), arrived_min: None, others: &[], usual_weekday: None }
    }

    fn calendar(entries: &[CalendarEntry]) -> Calendar {
        Calendar::new(entries, &WorkingTime::default())
    }

    fn away(from: NaiveDate, days: u64, kind: CalendarKind) -> CalendarEntry {
        let (meta, to) = (Meta::new(Id::nil(), Id::nil(), 1), from + Days::new(days));
        CalendarEntry { meta, from, to, kind, part: DayPart::Whole, note: None }
    }

    #[test]
    fn a_weekly_customer_is_seen_next_week_on_its_weekday_before_its_order_day() {
        let mut shop = shop();
        shop.order_weekday = Some(4);
        let usual = VisitSoFar { usual_weekday: Some(3), ..so_far("2026-12-02") };
        let next = propose_next(&shop, Some(rule(Window::Week, 1, 3)), usual, &calendar(&[])).unwrap();
        assert_eq!(next.date, date("2026-12-09"));
        assert!(next.reasons.contains(&Reason::OrderDay { weekday: 4, days_before: 1 }));
        assert!(next.reasons.contains(&Reason::WeekdayKept { weekday: 3 }));
        assert_eq!(next.others.len(), 3);
        // The order day weighs more than the weekday: on Friday the order is given.
        shop.order_weekday = Some(3);
        let next = propose_next(&shop, Some(rule(Window::Week, 1, 3)), usual, &calendar(&[])).unwrap();
        assert_eq!(next.date, date("2026-12-08"));
    }

    #[test]
    fn leave_and_closed_days_are_stepped_over() {
        let mut shop = shop();
        shop.visit_weekdays = vec![2, 4];
        let leave = away(date("2026-12-08"), 0, CalendarKind::Leave);
        let next =
            propose_next(&shop, Some(rule(Window::Week, 1, 3)), so_far("2026-12-01"), &calendar(&[leave]))
                .unwrap();
        assert_eq!((next.date, next.others), (date("2026-12-10"), vec![]));
        assert!(next.reasons.contains(&Reason::AllowedDays { weekdays: vec![2, 4], market: false }));
    }

    #[test]
    fn a_window_without_a_day_gives_the_first_day_after_it_and_says_so() {
        let leave = away(date("2026-12-07"), 6, CalendarKind::Leave);
        let next =
            propose_next(&shop(), Some(rule(Window::Week, 1, 3)), so_far("2026-12-01"), &calendar(&[leave]))
                .unwrap();
        assert_eq!(next.date, date("2026-12-14"));
        assert!(next.reasons.contains(&Reason::Overdue { date: date("2026-12-13"), days: 1 }));
    }

    #[test]
    fn a_second_visit_of_the_same_window_comes_before_the_next_window() {
        let twice = rule(Window::Month, 2, 7);
        let next = propose_next(&shop(), Some(twice), so_far("2026-12-01"), &calendar(&[])).unwrap();
        assert_eq!(next.date, date("2026-12-16"));
        let others = [date("2026-12-02")];
        let both = VisitSoFar { others: &others, ..so_far("2026-12-15") };
        let next = propose_next(&shop(), Some(twice), both, &calendar(&[])).unwrap();
        assert!(next.date <= date("2027-01-15") && next.date > date("2026-12-31"));
    }

    #[test]
    fn a_visit_that_is_planned_already_is_proposed() {
        let others = [date("2026-12-11")];
        let planned = VisitSoFar { others: &others, ..so_far("2026-12-01") };
        let next = propose_next(&shop(), Some(rule(Window::Week, 1, 3)), planned, &calendar(&[])).unwrap();
        assert_eq!(next.date, date("2026-12-11"));
    }

    #[test]
    fn without_a_rule_nothing_is_proposed() {
        assert_eq!(propose_next(&shop(), None, so_far("2026-12-01"), &calendar(&[])), None);
        assert_eq!(
            propose_next(&shop(), Some(rule(Window::Free, 1, 0)), so_far("2026-12-01"), &calendar(&[])),
            None
        );
    }

    #[test]
    fn the_half_of_the_day_is_the_present_ones_unless_the_shop_is_closed_then() {
        let mut shop = shop();
        let part = |shop: &Customer, arrived_min| {
            let so_far = VisitSoFar { arrived_min, ..so_far("2026-12-01") };
            propose_next(shop, Some(rule(Window::Week, 1, 3)), so_far, &calendar(&[])).unwrap().part
        };
        assert_eq!(part(&shop, None), DayPart::Morning);
        assert_eq!(part(&shop, Some(900)), DayPart::Afternoon);
        shop.opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 710, to_min: 1300 }];
        assert_eq!(part(&shop, Some(600)), DayPart::Afternoon);
    }

    proptest! {
        #[test]
        fn the_proposal_is_an_allowed_working_day_after_today_within_the_window_if_it_has_one(
            day in 0..2_500_u64,
            window in prop::sample::select(vec![
                Window::Week, Window::HalfMonth, Window::Month, Window::EveryWeeks { weeks: 8 },
                Window::MonthAlternatingCall,
            ]),
            times in 1..4_u32,
            gap in 0..15_u32,
            weekdays in prop::collection::btree_set(1..=5_u8, 0..4),
            order in prop::option::of(1..=7_u8),
            usual in prop::option::of(1..=7_u8),
            leave in prop::collection::vec((0..2_600_u64, 0..20_u64), 0..12),
            opens in prop::option::of(300..700_u32),
            made in prop::collection::vec(0..60_u64, 0..5),
        ) {
            let start = date("2024-01-01");
            let today = start + Days::new(day);
            let mut shop = shop();
            shop.visit_weekdays = weekdays.into_iter().collect();
            shop.order_weekday = order;
            shop.opening_hours =
                opens.map(|from_min| OpeningSpan { weekdays: vec![], from_min, to_min: 1200 }).into_iter().collect();
            let entries: Vec<_> = leave
                .into_iter()
                .map(|(from, days)| away(start + Days::new(from), days, CalendarKind::Leave))
                .collect();
            let calendar = calendar(&entries);
            let others: Vec<NaiveDate> = made.into_iter().map(|ago| today - Days::new(ago)).collect();
            let so_far = VisitSoFar { today, arrived_min: Some(600), others: &others, usual_weekday: usual };
            let rule = rule(window, times, gap);
            let next = propose_next(&shop, Some(rule), so_far, &calendar);
            prop_assert!(next.is_some());
            let next = next.unwrap();
            let span = next_span(&shop, rule, so_far).unwrap();
            for date in next.others.iter().chain([&next.date]) {
                prop_assert!(*date > today && *date >= today + Days::new(u64::from(gap)));
                prop_assert!(may_visit_on(&shop, *date) && calendar.day(*date).is_field_day());
            }
            let is_possible = |date: &NaiveDate| part_of(&shop, *date, Some(600), &calendar).is_some();
            if span.first.iter_days().take_while(|date| *date <= span.last).any(|date| is_possible(&date)) {
                prop_assert!(next.date <= span.last && next.others.iter().all(|date| *date <= span.last));
            }
            prop_assert!(!next.others.contains(&next.date) && next.others.is_sorted());
        }
    }
}
