//! Claims about a year of rounds, planned week after week by the simplest planner: who presses first, longest wait
//! first, each on the first allowed day with room.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use rounds_core::{
    Id, IsoWeek, Meta,
    calendar::{Calendar, CalendarEntry, CalendarKind, DayPart},
    customer::{Customer, CustomerClass, CustomerStatus},
    frequency::{
        Due, Dues, FrequencyRule, Preset, RuleTarget, SetMembers, Standing, VisitHistory, Window,
        may_visit_on,
    },
    setting::WorkingTime,
};

const WEEKS: u64 = 52;

fn meta(n: u128) -> Meta {
    Meta::new(Id::from_u128(n), Id::nil(), 0)
}

fn shops(count: u128) -> Vec<Customer> {
    use CustomerClass::{A, B, C, D};
    (1..=count)
        .map(|n| {
            let mut shop = Customer::new(meta(n), &n.to_string(), "店");
            shop.class = [Some(A), Some(B), Some(C), Some(D), None][n as usize % 5];
            shop
        })
        .collect()
}

fn rules(preset: Preset) -> Vec<FrequencyRule> {
    preset.rules().into_iter().zip(1_000_u128..).map(|(rule, n)| rule.into_rule(meta(n))).collect()
}

/// What a year of planning came to.
struct Year {
    history: BTreeMap<Id, VisitHistory>,
    first: NaiveDate,
    /// By week.
    due: Vec<usize>,
    pressing: Vec<usize>,
    planned: Vec<usize>,
}

/// Plans a year. `missed` says which of the planned visits fail, by week and place in the week's list.
fn year(
    customers: &[Customer],
    rules: &[FrequencyRule],
    calendar: &Calendar,
    first: IsoWeek,
    missed: impl Fn(u64, usize) -> bool,
) -> Year {
    let sets = SetMembers::new();
    let mut year = Year {
        history: BTreeMap::new(),
        first: first.monday(),
        due: vec![],
        pressing: vec![],
        planned: vec![],
    };
    for week in 0..WEEKS {
        let monday = first.monday() + Days::new(week * 7);
        let dues = Dues::new(IsoWeek::of(monday), customers, rules, &sets, &year.history, calendar);
        let mut due: Vec<(&Customer, Due)> = customers
            .iter()
            .filter_map(|customer| match dues.standing(customer) {
                Standing::Due(due) => Some((customer, due)),
                _ => None,
            })
            .collect();
        due.sort_by_key(|(shop, due)| {
            (!due.slots[0].pressing, std::cmp::Reverse(due.wait_permille), shop.meta.id)
        });
        let mut room: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        for day in calendar.week(IsoWeek::of(monday)) {
            room.insert(day.date, day.capacity);
        }
        year.due.push(due.len());
        year.pressing.push(due.iter().filter(|(_, due)| due.slots[0].pressing).count());
        let mut planned: Vec<(Id, NaiveDate)> = Vec::new();
        for (shop, due) in &due {
            for slot in &due.slots {
                let date = room
                    .iter()
                    .find(|(date, room)| **room > 0 && **date >= slot.earliest && may_visit_on(shop, **date));
                if let Some(date) = date.map(|(date, _)| *date) {
                    *room.entry(date).or_default() -= 1;
                    planned.push((shop.meta.id, date));
                }
            }
        }
        year.planned.push(planned.len());
        for (n, (id, date)) in planned.into_iter().enumerate() {
            let history = year.history.entry(id).or_default();
            if missed(week, n) { history.missed.push(date) } else { history.kept.push(date) }
        }
    }
    year
}

fn preset() -> impl Strategy<Value = Preset> {
    prop_oneof![Just(Preset::TobaccoMonthly), Just(Preset::TobaccoGraded), Just(Preset::GroupCustomers)]
}

fn first_week() -> impl Strategy<Value = IsoWeek> {
    (0..260_u64).prop_map(|n| IsoWeek::of(NaiveDate::default() + Days::new(52 * 365 + n * 7)))
}

fn calendar(entries: &[CalendarEntry]) -> Calendar {
    Calendar::new(entries, &WorkingTime::default())
}

fn windows_of(shop: &Customer, window: Window, year: &Year) -> BTreeSet<(NaiveDate, NaiveDate)> {
    let days = year.first.iter_days().take(WEEKS as usize * 7);
    days.filter_map(|date| window.duty(shop.meta.id, date))
        .map(|bounds| (bounds.first, bounds.last))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn with_room_enough_every_window_of_the_year_gets_its_visit(preset in preset(), first in first_week()) {
        let (shops, rules, calendar) = (shops(30), rules(preset), calendar(&[]));
        let year = year(&shops, &rules, &calendar, first, |_, _| false);
        let sets = SetMembers::new();
        let end = year.first + Days::new(WEEKS * 7);
        let book = rounds_core::frequency::RuleBook::new(&rules, &sets);
        for shop in &shops {
            let Some(rule) = book.rule_for(shop).filter(|rule| rule.window != Window::Free) else {
                prop_assert!(!year.history.contains_key(&shop.meta.id));
                continue;
            };
            let kept = &year.history[&shop.meta.id].kept;
            let started = kept[0];
            let cycle = u64::from(rule.window.nominal_weeks().unwrap()) * 7;
            prop_assert!(started < year.first + Days::new(cycle + 7), "{} first seen on {started}", shop.code);
            for (from, to) in windows_of(shop, rule.window, &year) {
                let has_days = from.iter_days().take_while(|date| *date <= to).any(|date| calendar.day(date).is_field_day());
                if from > started && to < end && has_days {
                    let seen = kept.iter().filter(|date| from <= **date && **date <= to).count();
                    prop_assert!(seen >= 1, "{} not seen from {from} to {to}: {kept:?}", shop.code);
                }
            }
            for pair in kept.windows(2) {
                prop_assert!((pair[1] - pair[0]).num_days() >= i64::from(rule.min_gap_days));
            }
        }
    }

    #[test]
    fn visits_never_fall_on_days_without_field_work(preset in preset(), first in first_week(), away in 0..300_u64) {
        let from = first.monday() + Days::new(away);
        let entry = CalendarEntry {
            meta: meta(5),
            from,
            to: from + Days::new(12),
            kind: CalendarKind::Leave,
            part: DayPart::Whole,
            note: None,
        };
        let calendar = calendar(&[entry]);
        let year = year(&shops(40), &rules(preset), &calendar, first, |_, _| false);
        for date in year.history.values().flat_map(|history| &history.kept) {
            prop_assert!(calendar.day(*date).is_field_day(), "{date}");
            prop_assert!(*date < from || *date > from + Days::new(12));
        }
    }

    #[test]
    fn a_missed_visit_comes_back_the_next_week(preset in preset(), first in first_week(), every in 3..9_usize) {
        let (shops, rules, calendar) = (shops(30), rules(preset), calendar(&[]));
        let year = year(&shops, &rules, &calendar, first, |week, n| (week as usize + n).is_multiple_of(every));
        let end = year.first + Days::new((WEEKS - 3) * 7);
        for history in year.history.values() {
            for missed in history.missed.iter().filter(|date| **date < end) {
                let all = history.kept.iter().chain(&history.missed);
                let next = all.filter(|date| *date > missed).min();
                // A holiday week may lie between.
                prop_assert!(next.is_some_and(|next| (*next - *missed).num_days() <= 21), "{missed} then {next:?}");
            }
        }
    }

    #[test]
    fn with_too_little_room_the_longest_wait_stays_bounded(first in first_week()) {
        // 72 shops each week and 36 each half-month: 90 visits a week asked, 54 held.
        let (shops, rules, calendar) = (shops(180), rules(Preset::GroupCustomers), calendar(&[]));
        let year = year(&shops, &rules, &calendar, first, |_, _| false);
        let sets = SetMembers::new();
        let book = rounds_core::frequency::RuleBook::new(&rules, &sets);
        for shop in &shops {
            let Some(rule) = book.rule_for(shop).filter(|rule| rule.window != Window::Free) else { continue };
            let kept = &year.history[&shop.meta.id].kept;
            let cycle = i64::from(rule.window.nominal_weeks().unwrap()) * 7;
            // Half as much room as asked would double the wait; a holiday week and the half-month's own end add to it.
            let longest = kept.windows(2).map(|pair| (pair[1] - pair[0]).num_days()).max().unwrap_or(0);
            prop_assert!(longest <= cycle * 3 + 14, "{} waited {longest} days", shop.code);
            prop_assert!((year.first + Days::new(WEEKS * 7) - *kept.last().unwrap()).num_days() <= cycle * 3 + 14);
        }
        prop_assert!(year.planned.iter().zip(&year.due).all(|(planned, due)| planned <= due));
    }
}

#[test]
fn customers_never_seen_are_spread_over_the_first_month() {
    let (mut shops, rules, calendar) = (shops(200), rules(Preset::TobaccoMonthly), calendar(&[]));
    for shop in &mut shops {
        shop.class = Some(CustomerClass::A);
    }
    let year = year(&shops, &rules, &calendar, "2026-W44".parse().unwrap(), |_, _| false);
    assert_eq!(year.pressing[..4], [50, 50, 50, 50]);
}

/// Whoever imports on a Monday and plans the week that has begun has a full week after it as well.
#[test]
fn the_turns_go_on_from_the_first_planned_week_also_where_the_customers_came_in_that_week() {
    let (mut shops, rules, calendar) = (shops(200), rules(Preset::TobaccoMonthly), calendar(&[]));
    let first: IsoWeek = "2026-W44".parse().unwrap();
    for day in 0..7 {
        let came = (first.monday() + Days::new(day)).and_hms_opt(7, 0, 0).unwrap();
        for shop in &mut shops {
            shop.class = Some(CustomerClass::A);
            shop.meta.created_at = came.and_utc().timestamp_millis();
        }
        let year = year(&shops, &rules, &calendar, first, |_, _| false);
        assert_eq!(year.pressing[..4], [50, 50, 50, 50], "imported on day {day}");
    }
}

#[test]
fn a_week_far_ahead_that_was_planned_first_leaves_the_earlier_ones_their_turns() {
    let (customers, rules) = (shops(200), rules(Preset::TobaccoMonthly));
    let (sets, calendar) = (SetMembers::new(), calendar(&[]));
    let week =
        |number: u64| IsoWeek::of("2026-11-30".parse::<NaiveDate>().unwrap() + Days::new((number - 49) * 7));
    let due = |number: u64, history: &BTreeMap<Id, VisitHistory>| -> BTreeSet<Id> {
        let dues = Dues::new(week(number), &customers, &rules, &sets, history, &calendar);
        let due = customers.iter().filter(|shop| matches!(dues.standing(shop), Standing::Due(_)));
        due.map(|shop| shop.meta.id).collect()
    };
    let alone = due(49, &BTreeMap::new());
    assert!(alone.len() > 20, "{}", alone.len());
    let planned = |number: u64| -> BTreeMap<Id, VisitHistory> {
        let kept = vec![week(number).monday()];
        let visits = due(number, &BTreeMap::new()).into_iter();
        visits.map(|id| (id, VisitHistory { kept: kept.clone(), missed: vec![] })).collect()
    };
    assert_eq!(due(49, &planned(53)), alone);
    // Who is seen the week after need not be seen in this one.
    assert_eq!(due(49, &planned(50)), BTreeSet::new());
}

#[test]
fn a_suspended_shop_is_never_due_however_long_it_waits() {
    let mut shop = shops(1).remove(0);
    shop.status = CustomerStatus::Suspended;
    shop.last_visit_on = NaiveDate::from_ymd_opt(2020, 1, 1);
    let (rules, sets, history, calendar) =
        (rules(Preset::GroupCustomers), SetMembers::new(), BTreeMap::new(), calendar(&[]));
    let customers = [shop];
    let dues = Dues::new("2026-W49".parse().unwrap(), &customers, &rules, &sets, &history, &calendar);
    assert_eq!(dues.standing(&customers[0]), Standing::Inactive);
}

#[test]
fn a_window_that_passed_unseen_is_overdue_since_its_end() {
    let mut shop = shops(1).remove(0);
    shop.class = Some(CustomerClass::A);
    shop.last_visit_on = NaiveDate::from_ymd_opt(2026, 9, 20);
    let (rules, sets, history, calendar) =
        (rules(Preset::TobaccoMonthly), SetMembers::new(), BTreeMap::new(), calendar(&[]));
    let customers = [shop];
    let dues = Dues::new("2026-W49".parse().unwrap(), &customers, &rules, &sets, &history, &calendar);
    let Standing::Due(due) = dues.standing(&customers[0]) else { panic!("not due") };
    assert_eq!(due.overdue_since, NaiveDate::from_ymd_opt(2026, 10, 31));
    assert!(due.slots[0].pressing);
}

#[test]
fn a_visit_in_an_open_plan_counts_as_made_until_it_is_missed() {
    let mut shop = shops(1).remove(0);
    shop.class = Some(CustomerClass::A);
    let customers = [shop];
    let (sets, calendar) = (SetMembers::new(), calendar(&[]));
    let rule = FrequencyRule {
        meta: meta(9),
        target: RuleTarget::Class { class: CustomerClass::A },
        window: Window::HalfMonth,
        times: 1,
        min_gap_days: 3,
    };
    let rules = [rule];
    let planned = NaiveDate::from_ymd_opt(2026, 12, 4).unwrap();
    let standing = |history: VisitHistory| {
        let history = BTreeMap::from([(customers[0].meta.id, history)]);
        Dues::new("2026-W50".parse().unwrap(), &customers, &rules, &sets, &history, &calendar)
            .standing(&customers[0])
    };
    let open = standing(VisitHistory { kept: vec![planned], missed: vec![] });
    assert!(
        matches!(open, Standing::NotYet { next } if next.is_some_and(|next| next.day() == 16)),
        "{open:?}"
    );
    let missed = standing(VisitHistory { kept: vec![], missed: vec![planned] });
    assert!(matches!(missed, Standing::Due(due) if due.carry_over == Some(planned)));
}

#[test]
fn a_window_that_ends_on_a_day_without_field_work_presses_as_of_the_working_day_before() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let entry = CalendarEntry {
        meta: meta(8_000),
        from: day("2026-11-30"),
        to: day("2026-11-30"),
        kind: CalendarKind::Office,
        part: DayPart::Whole,
        note: None,
    };
    let mut shop = Customer::new(meta(1), "1", "店");
    shop.class = Some(CustomerClass::A);
    shop.last_visit_on = Some(day("2026-11-10"));
    let target = RuleTarget::Class { class: CustomerClass::A };
    let rule =
        FrequencyRule { meta: meta(5_000), target, window: Window::HalfMonth, times: 1, min_gap_days: 5 };
    let (rules, sets) = ([rule], SetMembers::new());
    let slot = |calendar: &Calendar, shop: &Customer| {
        let (week, history) = ("2026-W48".parse().unwrap(), BTreeMap::new());
        match Dues::new(week, std::slice::from_ref(shop), &rules, &sets, &history, calendar).standing(shop) {
            Standing::Due(due) => due.slots[0],
            other => panic!("not due: {other:?}"),
        }
    };
    // The half-month ends on Monday: it can wait until then, unless that Monday is spent in the office.
    let usual = slot(&calendar(&[]), &shop);
    assert_eq!((usual.latest, usual.pressing), (day("2026-11-30"), false));
    let away = slot(&calendar(&[entry]), &shop);
    assert_eq!((away.latest, away.pressing), (day("2026-11-27"), true));
    // Nor does it help a shop that receives on Thursdays only.
    shop.visit_weekdays = vec![4];
    let thursdays = slot(&calendar(&[]), &shop);
    assert_eq!((thursdays.latest, thursdays.pressing), (day("2026-11-26"), true));
}
