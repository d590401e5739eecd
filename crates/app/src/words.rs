//! Sentences for the command line, workbooks and sheets, from the same file as the screen's.

use std::{ops::Deref, sync::OnceLock};

use chrono::{Datelike, NaiveDate};
pub use rounds_core::words::word;
use rounds_core::{
    deadline::Deadline,
    frequency::Window,
    issue::IssueKind,
    plan::{PlannedVisitState, Reason, Remedy, Uneven, UnplannedReason},
    setting::Language,
    visit::Outcome,
    words,
};
use serde_json::{Map, Value};

/// One language's shared words, and how planning, visits and promises are told in them.
pub struct Words(&'static words::Words);

impl Deref for Words {
    type Target = words::Words;

    fn deref(&self) -> &words::Words {
        self.0
    }
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        static ZH: OnceLock<Words> = OnceLock::new();
        static EN: OnceLock<Words> = OnceLock::new();
        let kept = match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        };
        kept.get_or_init(|| Self(words::Words::of(language)))
    }

    pub fn zh() -> &'static Self {
        Self::of(Language::Zh)
    }

    pub fn weekday_name(&self, weekday: u8) -> String {
        let place = usize::from(weekday).checked_sub(1);
        let name = place.and_then(|place| self.listed("weekdays", place));
        name.unwrap_or_default().to_owned()
    }

    pub fn weekday(&self, date: NaiveDate) -> String {
        self.weekday_name(date.weekday().number_from_monday() as u8)
    }

    /// `850 米`, `12.4 公里`, as the screens say it.
    pub fn distance(&self, metres: u32) -> String {
        let (unit, number) = match metres {
            0..1_000 => ("metres", metres.to_string()),
            1_000..100_000 => ("kilometres", format!("{:.1}", f64::from(metres) / 1000.0)),
            _ => ("kilometres", format!("{:.0}", f64::from(metres) / 1000.0)),
        };
        self.say("distance", unit, &[("number", &number)])
    }

    fn frequency(&self, window: Window, times: u32) -> String {
        let mut values = object(&window);
        match window {
            Window::Free => return self.fill("frequency", "free", &values),
            Window::MonthAlternatingCall => return self.fill("frequency", "alternating", &values),
            _ => {}
        }
        let window = self.fill("windows", &kind(&values), &values);
        values.insert("window".to_owned(), window.into());
        values.insert("times".to_owned(), times.into());
        self.fill("frequency", if times == 1 { "once" } else { "many" }, &values)
    }

    /// 营业, 关门 …
    pub fn outcome(&self, outcome: Outcome) -> String {
        self.fill("outcomes", &word(outcome), &Map::new())
    }

    /// 计划中, 已访 …
    pub fn visit_state(&self, state: PlannedVisitState) -> String {
        self.fill("visit_states", &word(state), &Map::new())
    }

    pub fn issue_kind(&self, kind: IssueKind) -> String {
        self.fill("issue_kinds", &word(kind), &Map::new())
    }

    /// What marks an issue that is reported at once.
    pub fn urgent(&self) -> String {
        self.fill("issue_marks", "urgent", &Map::new())
    }

    /// A clock and how it stands, such as `当日答复 逾期 35 分钟`.
    pub fn deadline(&self, deadline: &Deadline, now: i64) -> String {
        let mut values = object(&deadline.standing(now));
        if let Some(minutes) = values.get("minutes").and_then(Value::as_u64) {
            let (unit, number) = match minutes {
                ..120 => ("minutes", minutes),
                120..2880 => ("hours", minutes / 60),
                _ => ("days", minutes / 1440),
            };
            let span =
                self.fill("spans", unit, &[("number".to_owned(), number.into())].into_iter().collect());
            values.insert("span".to_owned(), span.into());
        }
        let standing = self.fill("standings", &kind(&values), &values);
        format!("{} {standing}", self.fill("deadlines", &word(deadline.kind), &Map::new()))
    }

    /// Who signed a verified file, and what such a person is called.
    pub fn verify_signed(&self, kind: &str, values: &Map<String, Value>) -> String {
        self.fill("verify_signed", kind, values)
    }

    /// What the report of a verification is called.
    pub fn verify_report(&self) -> String {
        self.fill("verify_places", "report", &Map::new())
    }

    /// What was done with a scanned sheet.
    pub fn scanned(&self, what: &str) -> String {
        self.fill("scanned", what, &Map::new())
    }

    /// How a visit was signed; empty = not at all.
    pub fn signed(&self, on_screen: bool, on_paper: bool) -> String {
        let words = [("on_screen", on_screen), ("on_paper", on_paper)];
        let said =
            words.into_iter().filter(|(_, is)| *is).map(|(word, _)| self.fill("signed", word, &Map::new()));
        said.collect::<Vec<_>>().join("、")
    }

    /// Why a customer is in the plan.
    pub fn reason(&self, reason: &Reason) -> String {
        let mut values = self.dated(object(reason));
        let mut name = kind(&values);
        match reason {
            Reason::Rule { class, window, times } => {
                values.insert("frequency".to_owned(), self.frequency(*window, *times).into());
                match class {
                    Some(class) => {
                        let class = self.template("classes", &format!("{class:?}")).unwrap_or_default();
                        values.insert("class".to_owned(), class.into());
                    }
                    None => "rule_no_class".clone_into(&mut name),
                }
            }
            Reason::Exception { window, times } => {
                values.insert("frequency".to_owned(), self.frequency(*window, *times).into());
            }
            Reason::OrderDay { weekday, days_before } => {
                values.insert("weekday".to_owned(), self.weekday_name(*weekday).into());
                if *days_before == 0 {
                    "order_day_same".clone_into(&mut name);
                }
            }
            Reason::Detour { metres, before, after, .. } => {
                values.insert("distance".to_owned(), self.distance(*metres).into());
                values.insert(
                    "before".to_owned(),
                    before.clone().unwrap_or_else(|| self.place("start")).into(),
                );
                values.insert("after".to_owned(), after.clone().unwrap_or_else(|| self.place("end")).into());
            }
            Reason::WeekdayChanged { usual, .. } => {
                values.insert("weekday".to_owned(), self.weekday_name(*usual).into());
            }
            Reason::WeekdayKept { weekday } => {
                values.insert("weekday".to_owned(), self.weekday_name(*weekday).into());
            }
            Reason::AllowedDays { weekdays, market } => {
                let names: Vec<String> = weekdays.iter().map(|day| self.weekday_name(*day)).collect();
                values.insert("weekdays".to_owned(), names.join("、").into());
                if *market {
                    "allowed_market".clone_into(&mut name);
                }
            }
            Reason::Near { metres, .. } => {
                values.insert("distance".to_owned(), self.distance(*metres).into());
            }
            _ => self.name_outcome(&mut values),
        }
        self.fill("reasons", &name, &values)
    }

    /// 起点, 终点.
    pub fn place(&self, name: &str) -> String {
        self.fill("places", name, &Map::new())
    }

    /// What would fit in a customer that was left out.
    pub fn remedy(&self, remedy: &Remedy) -> String {
        let mut values = object(remedy);
        let day = |date: NaiveDate| self.weekday(date);
        match remedy {
            Remedy::LongerDay { date, .. }
            | Remedy::MoreVisits { date, .. }
            | Remedy::Unlock { date, .. }
            | Remedy::OtherWeekday { date, .. }
            | Remedy::Later { date }
            | Remedy::Late { date, .. } => {
                values.insert("weekday".to_owned(), day(*date).into());
            }
            Remedy::OtherHours { date, from_min, to_min } => {
                let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
                values.insert("weekday".to_owned(), day(*date).into());
                values.insert("from".to_owned(), clock(*from_min).into());
                values.insert("to".to_owned(), clock(*to_min).into());
            }
            Remedy::LessOften { from, from_times, to, to_times } => {
                values.insert("before".to_owned(), self.frequency(*from, *from_times).into());
                values.insert("after".to_owned(), self.frequency(*to, *to_times).into());
            }
            Remedy::ShorterService { .. } | Remedy::ShorterGap { .. } | Remedy::HandOver => {}
        }
        let name = kind(&values);
        self.fill("remedies", &name, &self.dated(values))
    }

    /// Why a day is not like the others.
    pub fn uneven(&self, uneven: &Uneven) -> String {
        let values = object(uneven);
        self.fill("uneven", &kind(&values), &values)
    }

    /// Why a customer that is due is not in the plan.
    pub fn unplanned(&self, reason: &UnplannedReason) -> String {
        let mut values = self.dated(object(reason));
        if let UnplannedReason::RuleNeverFits { window, times, .. } = reason {
            values.insert("frequency".to_owned(), self.frequency(*window, *times).into());
        }
        self.name_outcome(&mut values);
        self.fill("unplanned", &kind(&values), &values)
    }

    /// An outcome by its word: `closed` → 关门.
    fn name_outcome(&self, values: &mut Map<String, Value>) {
        let word =
            values.get("outcome").and_then(Value::as_str).and_then(|key| self.template("outcomes", key));
        if let Some(word) = word.map(str::to_owned) {
            values.insert("outcome".to_owned(), word.into());
        }
    }

    /// Dates as people write them: `2026-11-30` → `11-30`.
    fn dated(&self, mut values: Map<String, Value>) -> Map<String, Value> {
        for value in values.values_mut() {
            if let Some(date) = value.as_str().and_then(|text| text.parse::<NaiveDate>().ok()) {
                *value = format!("{} {}", date.format("%m-%d"), self.weekday(date)).into();
            }
        }
        values
    }
}

fn object(value: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn kind(values: &Map<String, Value>) -> String {
    values.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use rounds_core::customer::CustomerClass;

    use super::*;

    #[test]
    fn a_reason_reads_as_a_manager_would_say_it() {
        let words = Words::zh();
        let rule = Reason::Rule { class: Some(CustomerClass::A), window: Window::Week, times: 1 };
        assert_eq!(words.reason(&rule), "A 类 每周一次");
        let last = Reason::LastVisit { date: NaiveDate::from_ymd_opt(2026, 11, 16).unwrap() };
        assert_eq!(words.reason(&last), "上次 11-16 周一");
    }

    #[test]
    fn a_distance_reads_as_on_screen() {
        let told = |metres: u32| Words::zh().distance(metres);
        assert_eq!([850, 12_430, 128_400].map(told), ["850 米", "12.4 公里", "128 公里"]);
        assert_eq!(Words::of(Language::En).distance(12_430), "12.4 km");
    }

    #[test]
    fn every_sentence_finds_its_values() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
        let id = rounds_core::Id::nil();
        let name = || "店".to_owned();
        let reasons = [
            Reason::Rule { class: None, window: Window::EveryWeeks { weeks: 8 }, times: 2 },
            Reason::Exception { window: Window::MonthAlternatingCall, times: 1 },
            Reason::LastVisit { date },
            Reason::NeverVisited,
            Reason::PositionAssumed,
            Reason::Overdue { date, days: 3 },
            Reason::CarryOver { date },
            Reason::DueBy { date },
            Reason::OrderDay { weekday: 3, days_before: 0 },
            Reason::OrderDay { weekday: 3, days_before: 2 },
            Reason::WeekdayKept { weekday: 1 },
            Reason::AllowedDays { weekdays: vec![1, 2], market: false },
            Reason::AllowedDays { weekdays: vec![], market: true },
            Reason::Near { customer_id: id, name: name(), metres: 80 },
            Reason::SameOwner { customer_id: id, name: name() },
            Reason::Locked,
            Reason::ByHand,
            Reason::LicenceExpires { date },
            Reason::InVain { date, outcome: Outcome::Closed },
            Reason::PutOff { date },
            Reason::Promised { date },
            Reason::OpenPromises { count: 2 },
            Reason::SeenUnplanned { date },
        ];
        let left = [
            UnplannedReason::NoTime { best_date: date, short_min: 20 },
            UnplannedReason::NoGap { best_date: date },
            UnplannedReason::DayFull { visits_per_day: 12 },
            UnplannedReason::NoAllowedDay,
            UnplannedReason::HoursNeverMeet,
            UnplannedReason::TooSoon { earliest: date },
            UnplannedReason::ServiceTooLong { service_min: 600 },
            UnplannedReason::NoWorkingDay,
            UnplannedReason::RemovedByHand,
            UnplannedReason::Postponed { due_by: date },
            UnplannedReason::PutOff { date },
            UnplannedReason::InVain { date, outcome: Outcome::OwnerAbsent },
        ];
        for language in [Language::Zh, Language::En] {
            let words = Words::of(language);
            let told = reasons.iter().map(|reason| words.reason(reason));
            for text in told.chain(left.iter().map(|reason| words.unplanned(reason))) {
                assert!(
                    !text.is_empty() && !text.contains(['{', '.', '_']) || language == Language::En,
                    "{text}"
                );
                assert!(!text.contains('{'), "{text}");
            }
        }
    }
}
