use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::{
    Id, IsoWeek, Meta,
    calendar::{Calendar, CalendarEntry, CalendarKind, DayPart},
    issue::{Issue, IssueKind},
    setting::{Settings, WorkingTime},
    zone::Zone,
};

const ZONES: [&str; 4] = ["Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/New_York"];
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rules(zone: &str) -> Rules {
    Rules::new(&Settings::default(), Zone::named(zone))
}

fn calendar(entries: &[CalendarEntry]) -> Calendar {
    Calendar::new(entries, &WorkingTime::default())
}

fn issue(kind: IssueKind, asked_at: i64) -> Issue {
    Issue::asked(Meta::new(Id::nil(), Id::nil(), asked_at), Id::nil(), Id::nil(), kind, asked_at)
}

/// Local text such as `2026-12-01 19:30` in Shanghai.
fn at(text: &str) -> i64 {
    let (day, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes = hour.parse::<u32>().unwrap() * 60 + minute.parse::<u32>().unwrap();
    Zone::named("Asia/Shanghai").instant(date(day), minutes)
}

fn due(deadlines: &[Deadline], kind: DeadlineKind) -> Option<i64> {
    deadlines.iter().find(|deadline| deadline.kind == kind).map(|deadline| deadline.due_at)
}

#[test]
fn a_request_after_the_sunset_hour_belongs_to_the_next_days_sunset() {
    let rules = rules("Asia/Shanghai");
    assert_eq!(rules.sunset(at("2026-12-01 09:00")), at("2026-12-01 20:00"));
    assert_eq!(rules.sunset(at("2026-12-01 19:59")), at("2026-12-01 20:00"));
    assert_eq!(rules.sunset(at("2026-12-01 20:00")), at("2026-12-02 20:00"));
    assert_eq!(rules.sunset(at("2026-12-31 23:30")), at("2027-01-01 20:00"));
}

#[test]
fn the_friday_hour_moves_before_a_free_friday() {
    let (rules, calendar) = (rules("Asia/Shanghai"), calendar(&[]));
    let due = |week: &str| rules.week_due(week.parse().unwrap(), &calendar);
    assert_eq!(due("2026-W49"), at("2026-12-04 17:00"));
    // National Day 2026 falls on a Thursday: both it and the Friday are free.
    assert_eq!(due("2026-W40"), at("2026-09-30 17:00"));
}

#[test]
fn a_friday_of_the_units_own_is_free_as_well() {
    let entry = CalendarEntry {
        meta: Meta::new(Id::nil(), Id::nil(), 1),
        from: date("2026-12-04"),
        to: date("2026-12-04"),
        kind: CalendarKind::Holiday,
        part: DayPart::Whole,
        note: None,
    };
    let due = rules("Asia/Shanghai").week_due("2026-W49".parse().unwrap(), &calendar(&[entry]));
    assert_eq!(due, at("2026-12-03 17:00"));
}

#[test]
fn month_end_and_the_third_working_day_step_over_free_days() {
    let (rules, calendar) = (rules("Asia/Shanghai"), calendar(&[]));
    // 31 October 2026 is a Saturday.
    assert_eq!(rules.month_end(date("2026-10-09"), &calendar), at("2026-10-30 17:00"));
    // 8, 9 and the Saturday worked for National Day, 10 October.
    assert_eq!(rules.working_day(date("2026-10-20"), 3, &calendar), Some(at("2026-10-11 00:00")));
    assert_eq!(rules.working_day(date("2026-10-20"), 40, &calendar), None);
}

#[test]
fn an_urgent_question_runs_every_clock_of_the_first_two_days() {
    let rules = rules("Asia/Shanghai");
    let asked = at("2026-12-01 10:00");
    let mut issue = issue(IssueKind::Question, asked);
    issue.urgent = true;
    issue.promised_at = Some(at("2026-12-02 12:00"));
    let open = rules.deadlines_of(&issue, None, asked + MINUTE);
    let kinds: Vec<_> = open.iter().map(|deadline| deadline.kind).collect();
    assert_eq!(
        kinds,
        [
            DeadlineKind::ReportAtOnce,
            DeadlineKind::FiveMinutes,
            DeadlineKind::Sunset,
            DeadlineKind::FirstAnswer,
            DeadlineKind::Promised,
            DeadlineKind::Result,
        ]
    );
    assert_eq!(due(&open, DeadlineKind::FirstAnswer), Some(at("2026-12-02 10:00")));
    assert_eq!(due(&open, DeadlineKind::Result), Some(at("2026-12-03 10:00")));
    // Recorded instead of answered: the five minutes are over and no longer pursue anybody.
    let later = rules.deadlines_of(&issue, None, asked + 6 * MINUTE);
    assert_eq!(due(&later, DeadlineKind::FiveMinutes), None);
}

#[test]
fn a_result_runs_the_clock_until_the_customer_is_told() {
    let rules = rules("Asia/Shanghai");
    let mut issue = issue(IssueKind::Complaint, at("2026-12-01 10:00"));
    issue.answered_at = Some(at("2026-12-01 11:00"));
    issue.resolved_at = Some(at("2026-12-02 21:00"));
    let open = rules.deadlines_of(&issue, None, at("2026-12-02 22:00"));
    assert_eq!((open[0].kind, open[0].due_at), (DeadlineKind::Tell, at("2026-12-03 20:00")));
    assert!(open[1..].iter().all(|deadline| deadline.met_at.is_some()));
    issue.told_at = Some(at("2026-12-03 20:01"));
    let told = rules.deadlines_of(&issue, None, at("2026-12-04 09:00"));
    let tell = told.iter().find(|deadline| deadline.kind == DeadlineKind::Tell).unwrap();
    assert_eq!(tell.standing(at("2026-12-04 09:00")), DeadlineStanding::MetLate { minutes: 1 });
}

#[test]
fn what_is_opened_again_has_a_new_48_hours_and_no_old_promise() {
    let rules = rules("Asia/Shanghai");
    let mut issue = issue(IssueKind::Problem, at("2026-12-01 10:00"));
    issue.answered_at = Some(at("2026-12-01 11:00"));
    issue.promised_at = Some(at("2026-12-02 10:00"));
    let reopened = at("2026-12-05 09:00");
    let open = rules.deadlines_of(&issue, Some(reopened), reopened);
    assert_eq!(due(&open, DeadlineKind::Result), Some(at("2026-12-07 09:00")));
    assert_eq!(due(&open, DeadlineKind::Promised), None);
}

#[test]
fn a_clock_is_open_then_soon_then_overdue_by_so_much() {
    let due_at = at("2026-12-01 20:00");
    let deadline = Deadline { kind: DeadlineKind::Sunset, due_at, met_at: None };
    let standing = |text: &str| deadline.standing(at(text));
    assert_eq!(standing("2026-12-01 17:59"), DeadlineStanding::Open { minutes: 121 });
    assert_eq!(standing("2026-12-01 18:00"), DeadlineStanding::DueSoon { minutes: 120 });
    assert_eq!(standing("2026-12-01 20:00"), DeadlineStanding::DueSoon { minutes: 0 });
    assert_eq!(deadline.standing(due_at + 1), DeadlineStanding::Overdue { minutes: 1 });
    assert_eq!(standing("2026-12-02 20:00"), DeadlineStanding::Overdue { minutes: 1440 });
    let met = Deadline { met_at: Some(due_at), ..deadline };
    assert_eq!(met.standing(i64::MAX), DeadlineStanding::MetInTime);
}

#[test]
fn a_promise_without_a_time_of_day_is_for_its_sunset() {
    let rules = rules("Asia/Shanghai");
    assert_eq!(rules.promised(date("2026-12-02"), None), at("2026-12-02 20:00"));
    assert_eq!(rules.promised(date("2026-12-02"), Some(930)), at("2026-12-02 15:30"));
}

proptest! {
    #[test]
    fn the_sunset_comes_after_the_request_within_a_day_at_its_hour(
        zone in prop::sample::select(ZONES.to_vec()),
        asked in 1_400_000_000_000..2_200_000_000_000_i64,
        sunset_min in 0..1440_u32,
    ) {
        let rules = Rules { sunset_min, ..rules(zone) };
        let due = rules.sunset(asked);
        // A day has 25 hours when clocks go back; an hour that is left out is an hour late.
        prop_assert!(asked < due && due <= asked + 25 * HOUR);
        let minute = rules.zone.minute(due);
        prop_assert!(minute == sunset_min || (minute > sunset_min && minute - sunset_min <= 60));
    }

    #[test]
    fn the_week_is_due_on_a_working_day_not_after_its_own_hour(
        zone in prop::sample::select(ZONES.to_vec()),
        day in 0..5_000_u64,
        weekday in 1..=7_u8,
        free in prop::collection::vec(0..5_000_u64, 0..40),
    ) {
        let start = date("2020-01-01");
        let entries: Vec<_> = free
            .into_iter()
            .map(|n| CalendarEntry {
                meta: Meta::new(Id::nil(), Id::nil(), 1),
                from: start + Days::new(n),
                to: start + Days::new(n + 3),
                kind: CalendarKind::Holiday,
                part: DayPart::Whole,
                note: None,
            })
            .collect();
        let (rules, calendar) = (Rules { week_due_weekday: weekday, ..rules(zone) }, calendar(&entries));
        let week = IsoWeek::of(start + Days::new(day));
        let nominal = week.monday() + Days::new(u64::from(weekday) - 1);
        let due = rules.week_due(week, &calendar);
        let on = rules.zone.date(due);
        prop_assert!(calendar.is_working_day(on) && on <= nominal);
        prop_assert_eq!(rules.zone.minute(due), rules.week_due_min);
        // No working day lies between it and the nominal day.
        let passed = calendar.working_days_between(on + Days::new(1), nominal + Days::new(1));
        prop_assert_eq!(if on == nominal { 0 } else { passed }, 0);

        let end = rules.zone.date(rules.month_end(nominal, &calendar));
        prop_assert!(calendar.is_working_day(end));
        let month_after = end.iter_days().skip(1).take_while(|day| day.month() == nominal.month());
        prop_assert!(end.month() != nominal.month() || month_after.into_iter().all(|day| !calendar.is_working_day(day)));
    }

    #[test]
    fn the_nth_working_day_ends_after_n_working_days_of_its_month(
        zone in prop::sample::select(ZONES.to_vec()),
        day in 0..5_000_u64,
        n in 1..24_u32,
    ) {
        let (rules, calendar) = (rules(zone), calendar(&[]));
        let date = date("2020-01-01") + Days::new(day);
        if let Some(due) = rules.working_day(date, n, &calendar) {
            let after = rules.zone.date(due);
            let first = date.with_day(1).unwrap();
            prop_assert_eq!(calendar.working_days_between(first, after), n);
            prop_assert_eq!(rules.zone.minute(due), 0);
            prop_assert!(calendar.is_working_day(after.pred_opt().unwrap()));
        }
    }

    #[test]
    fn deadlines_never_end_before_the_request_and_come_with_the_most_pressing_first(
        zone in prop::sample::select(ZONES.to_vec()),
        asked in 1_400_000_000_000..2_200_000_000_000_i64,
        after in prop::collection::vec(prop::option::of(0..200 * HOUR), 4),
        wait in 0..300 * HOUR,
        urgent in any::<bool>(),
        kind in prop::sample::select(vec![IssueKind::Question, IssueKind::Problem, IssueKind::Complaint]),
    ) {
        let mut issue = issue(kind, asked);
        let after: Vec<Option<i64>> = after.into_iter().map(|after| after.map(|after| asked + after)).collect();
        issue.urgent = urgent;
        (issue.answered_at, issue.resolved_at) = (after[0], after[1]);
        (issue.told_at, issue.promised_at) = (after[2], after[3]);
        let deadlines = rules(zone).deadlines_of(&issue, None, asked + wait);
        prop_assert!(deadlines.iter().all(|deadline| deadline.due_at >= asked));
        let open: Vec<_> = deadlines.iter().take_while(|deadline| deadline.met_at.is_none()).collect();
        prop_assert!(open.is_sorted_by_key(|deadline| deadline.due_at));
        prop_assert!(deadlines[open.len()..].iter().all(|deadline| deadline.met_at.is_some()));
        prop_assert!(!issue.is_closed() || open.iter().all(|deadline| deadline.kind == DeadlineKind::ReportAtOnce));
    }
}
