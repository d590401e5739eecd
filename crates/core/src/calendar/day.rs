//! What a date is to the manager: its kind, its working hours, how many visits it holds.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CalendarEntry, CalendarKind, DayPart, Holiday, holiday, holidays_known};
use crate::{
    IsoWeek,
    setting::{WorkingHours, WorkingTime},
};

/// Where the morning ends, in minutes after local midnight.
const NOON: u32 = 720;
const DAY: u32 = 1440;

/// What a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DayKind {
    Working,
    /// A weekday without field work, such as Sunday.
    Rest,
    /// A public holiday, or one of the unit's own.
    Holiday,
    /// 调休: a weekend day that is worked.
    Makeup,
    Leave,
    Office,
    Training,
}

/// A date as plans and the calendar show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalendarDay {
    pub date: NaiveDate,
    pub kind: DayKind,
    /// How much of the date `kind` takes: half a day of leave leaves the other half in `spans`.
    pub part: DayPart,
    /// The public holiday, also for a 调休 day worked in exchange for it.
    pub holiday: Option<Holiday>,
    /// What the manager wrote on the calendar entry.
    pub note: Option<String>,
    /// When field work happens, in order, none overlapping; empty = none.
    pub spans: Vec<WorkingHours>,
    /// The most visits of the date.
    pub capacity: u32,
}

impl CalendarDay {
    /// Whether any field work happens.
    pub fn is_field_day(&self) -> bool {
        !self.spans.is_empty()
    }

    /// Minutes of field work.
    pub fn minutes(&self) -> u32 {
        self.spans.iter().map(|span| span.to_min - span.from_min).sum()
    }
}

/// The manager's calendar: public holidays, own entries, the week's hours.
#[derive(Clone, Debug)]
pub struct Calendar {
    entries: Vec<CalendarEntry>,
    working: WorkingTime,
}

impl Calendar {
    /// Deleted entries are left out; of entries on one date the later made one gives the name.
    pub fn new(entries: &[CalendarEntry], working: &WorkingTime) -> Self {
        let mut entries: Vec<_> =
            entries.iter().filter(|entry| entry.meta.deleted_at.is_none()).cloned().collect();
        entries.sort_by_key(|entry| (entry.meta.created_at, entry.meta.id));
        Self { entries, working: working.clone() }
    }

    pub fn working_time(&self) -> &WorkingTime {
        &self.working
    }

    /// Describes a date.
    pub fn day(&self, date: NaiveDate) -> CalendarDay {
        let (mut kind, holiday) = self.public_kind(date);
        let mut spans = match kind {
            DayKind::Working => vec![self.usual_hours(date)],
            DayKind::Makeup => vec![self.full_hours()],
            _ => Vec::new(),
        };
        spans.retain(|span| is_some(*span));
        let (mut part, mut note) = (DayPart::Whole, None);
        for entry in self.entries_on(date) {
            let taken = span_of(entry.part);
            if entry.kind == CalendarKind::Working {
                if spans.is_empty() {
                    spans = cut(&[self.full_hours()], outside(taken));
                    kind = DayKind::Makeup;
                    part = entry.part;
                }
            } else {
                spans = cut(&spans, vec![taken]);
                kind = match entry.kind {
                    CalendarKind::Leave => DayKind::Leave,
                    CalendarKind::Office => DayKind::Office,
                    CalendarKind::Training => DayKind::Training,
                    CalendarKind::Holiday | CalendarKind::Working => DayKind::Holiday,
                };
                part = if spans.is_empty() { DayPart::Whole } else { entry.part };
            }
            note = entry.note.clone().or(note);
        }
        let capacity = self.capacity(&spans);
        CalendarDay { date, kind, part, holiday: holiday.cloned(), note, spans, capacity }
    }

    /// The seven days of a week, Monday first.
    pub fn week(&self, week: IsoWeek) -> [CalendarDay; 7] {
        week.dates().map(|date| self.day(date))
    }

    /// Years of a week's days whose holidays are not published yet.
    pub fn unpublished_years(week: IsoWeek) -> Vec<i32> {
        let mut years: Vec<i32> = week.dates().iter().map(Datelike::year).collect();
        years.dedup();
        years.retain(|year| !holidays_known(*year));
        years
    }

    /// Visits that a week without exceptions holds.
    pub fn weekly_capacity(&self) -> u32 {
        self.working.weekdays.iter().map(|hours| self.capacity(&[*hours])).sum()
    }

    /// Whether a break must be found in these hours: they reach from before to after the lunch hours.
    pub fn needs_lunch(&self, spans: &[WorkingHours]) -> bool {
        let (Some(lunch), Some(first), Some(last)) = (self.working.lunch, spans.first(), spans.last()) else {
            return false;
        };
        self.working.lunch_min > 0 && first.from_min <= lunch.from_min && lunch.to_min <= last.to_min
    }

    /// A working day for everybody: neither free by law nor by the unit. Leave and office days count as working.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        let (kind, _) = self.public_kind(date);
        let by_law = match kind {
            DayKind::Working | DayKind::Rest => date.weekday().number_from_monday() <= 5,
            kind => kind == DayKind::Makeup,
        };
        self.entries_on(date).filter(|entry| entry.part == DayPart::Whole).fold(by_law, |works, entry| {
            match entry.kind {
                CalendarKind::Working => true,
                CalendarKind::Holiday => false,
                CalendarKind::Leave | CalendarKind::Office | CalendarKind::Training => works,
            }
        })
    }

    fn entries_on(&self, date: NaiveDate) -> impl Iterator<Item = &CalendarEntry> {
        self.entries.iter().filter(move |entry| entry.from <= date && date <= entry.to)
    }

    fn public_kind(&self, date: NaiveDate) -> (DayKind, Option<&'static Holiday>) {
        if let Some(holiday) = holiday::off(date) {
            (DayKind::Holiday, Some(holiday))
        } else if let Some(holiday) = holiday::worked_for(date) {
            (DayKind::Makeup, Some(holiday))
        } else if is_some(self.usual_hours(date)) {
            (DayKind::Working, None)
        } else {
            (DayKind::Rest, None)
        }
    }

    fn usual_hours(&self, date: NaiveDate) -> WorkingHours {
        let none = WorkingHours { from_min: 0, to_min: 0 };
        self.working.weekdays.get(date.weekday().num_days_from_monday() as usize).copied().unwrap_or(none)
    }

    /// The longest weekday; a 调休 Saturday is worked like it.
    fn full_hours(&self) -> WorkingHours {
        let none = WorkingHours { from_min: 0, to_min: 0 };
        let longer = |a: WorkingHours, b: &WorkingHours| if length(*b) > length(a) { *b } else { a };
        self.working.weekdays.iter().fold(none, longer)
    }

    /// The share of a full day, rounded up: the count is a ceiling, the minutes themselves decide what fits.
    fn capacity(&self, spans: &[WorkingHours]) -> u32 {
        let full = self.minutes_without_lunch(&[self.full_hours()]);
        if full == 0 {
            return 0;
        }
        (self.minutes_without_lunch(spans) * self.working.visits_per_day).div_ceil(full)
    }

    fn minutes_without_lunch(&self, spans: &[WorkingHours]) -> u32 {
        let minutes: u32 = spans.iter().copied().map(length).sum();
        if self.needs_lunch(spans) { minutes.saturating_sub(self.working.lunch_min) } else { minutes }
    }
}

fn length(hours: WorkingHours) -> u32 {
    hours.to_min.saturating_sub(hours.from_min)
}

fn is_some(hours: WorkingHours) -> bool {
    length(hours) > 0
}

fn span_of(part: DayPart) -> WorkingHours {
    match part {
        DayPart::Whole => WorkingHours { from_min: 0, to_min: DAY },
        DayPart::Morning => WorkingHours { from_min: 0, to_min: NOON },
        DayPart::Afternoon => WorkingHours { from_min: NOON, to_min: DAY },
    }
}

fn outside(span: WorkingHours) -> Vec<WorkingHours> {
    vec![
        WorkingHours { from_min: 0, to_min: span.from_min },
        WorkingHours { from_min: span.to_min, to_min: DAY },
    ]
}

/// `spans` without `taken`.
fn cut(spans: &[WorkingHours], taken: Vec<WorkingHours>) -> Vec<WorkingHours> {
    taken.into_iter().filter(|span| is_some(*span)).fold(spans.to_vec(), |left, gone| {
        left.iter()
            .flat_map(|span| {
                [
                    WorkingHours { from_min: span.from_min, to_min: span.to_min.min(gone.from_min) },
                    WorkingHours { from_min: span.from_min.max(gone.to_min), to_min: span.to_min },
                ]
            })
            .filter(|span| is_some(*span))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Meta, SeededEntropy, id::Entropy};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn entry(from: &str, to: &str, kind: CalendarKind, part: DayPart) -> CalendarEntry {
        let id = SeededEntropy::new(1).id(1);
        let meta = Meta::new(id, id, 1);
        CalendarEntry { meta, from: date(from), to: date(to), kind, part, note: Some("备注".to_owned()) }
    }

    fn calendar(entries: &[CalendarEntry]) -> Calendar {
        Calendar::new(entries, &WorkingTime::default())
    }

    #[test]
    fn a_usual_week_holds_54_visits() {
        let capacities = calendar(&[]).week("2026-W49".parse().unwrap()).map(|day| day.capacity);
        assert_eq!(capacities, [12, 12, 12, 12, 6, 0, 0]);
        assert_eq!(calendar(&[]).weekly_capacity(), 54);
    }

    #[test]
    fn national_day_is_free_and_its_makeup_saturday_is_worked_like_a_full_day() {
        let free = calendar(&[]).day(date("2026-10-01"));
        assert_eq!(
            (free.kind, free.capacity, free.holiday.unwrap().zh),
            (DayKind::Holiday, 0, "国庆节".to_owned())
        );
        let worked = calendar(&[]).day(date("2026-10-10"));
        assert_eq!((worked.kind, worked.capacity, worked.minutes()), (DayKind::Makeup, 12, 540));
    }

    #[test]
    fn a_morning_of_leave_leaves_the_afternoon() {
        let day = calendar(&[entry("2026-12-01", "2026-12-01", CalendarKind::Leave, DayPart::Morning)])
            .day(date("2026-12-01"));
        assert_eq!((day.kind, day.part), (DayKind::Leave, DayPart::Morning));
        assert_eq!(day.spans, vec![WorkingHours { from_min: 720, to_min: 1050 }]);
        assert!(day.capacity < 12 && day.capacity > 0);
        assert_eq!(day.note.as_deref(), Some("备注"));
    }

    #[test]
    fn a_deleted_entry_takes_nothing() {
        let mut gone = entry("2026-12-01", "2026-12-03", CalendarKind::Training, DayPart::Whole);
        assert_eq!(calendar(std::slice::from_ref(&gone)).day(date("2026-12-02")).kind, DayKind::Training);
        gone.meta.deleted_at = Some(2);
        assert_eq!(calendar(&[gone]).day(date("2026-12-02")).kind, DayKind::Working);
    }

    #[test]
    fn the_units_own_working_sunday_is_worked() {
        let day = calendar(&[entry("2026-12-06", "2026-12-06", CalendarKind::Working, DayPart::Morning)])
            .day(date("2026-12-06"));
        assert_eq!((day.kind, day.part), (DayKind::Makeup, DayPart::Morning));
        assert_eq!(day.spans, vec![WorkingHours { from_min: 510, to_min: 720 }]);
    }

    #[test]
    fn a_week_of_an_unpublished_year_says_so() {
        assert_eq!(Calendar::unpublished_years("2026-W49".parse().unwrap()), Vec::<i32>::new());
        assert_eq!(Calendar::unpublished_years("2099-W01".parse().unwrap()), vec![2098, 2099]);
    }
}
