//! The days that are planned together: the asked week first, then the weeks of the outlook.

use chrono::{Days, NaiveDate};
use rounds_core::IsoWeek;

use crate::{WeekInput, clock::Frame};

pub(crate) struct Horizon {
    /// Consecutive, from the asked week's Monday; seven a week.
    pub dates: Vec<NaiveDate>,
    pub frames: Vec<Frame>,
    /// The same hours with an end some hours later, to tell what would fit into a longer day.
    pub longer: Vec<Frame>,
    /// Days that take new visits.
    pub open: Vec<bool>,
    /// Visits that the plans of later weeks hold already; they take their room.
    pub ahead: Vec<u32>,
}

impl Horizon {
    pub fn new(input: &WeekInput, weeks: u32) -> Self {
        let count = weeks.max(1) as usize * 7;
        let dates: Vec<NaiveDate> = input.week.monday().iter_days().take(count).collect();
        let mut frames: Vec<Frame> =
            dates.iter().map(|date| Frame::new(input.calendar, &input.calendar.day(*date))).collect();
        let mut ahead = vec![0; count];
        for date in input.history.values().flat_map(|visits| &visits.kept) {
            let day = usize::try_from((*date - dates[0]).num_days()).unwrap_or(0);
            if (7..count).contains(&day) {
                ahead[day] += 1;
                frames[day].capacity = frames[day].capacity.saturating_sub(1);
            }
        }
        let longer = frames.iter().map(Frame::longer).collect();
        let is_open = |(date, frame): (&NaiveDate, &Frame)| {
            frame.works && input.from.is_none_or(|from| from <= *date) && !input.lost.contains(date)
        };
        let open = dates.iter().zip(&frames).map(is_open).collect();
        Self { dates, frames, longer, open, ahead }
    }

    pub fn weeks(&self) -> usize {
        self.dates.len() / 7
    }

    pub fn week(&self, number: usize) -> IsoWeek {
        IsoWeek::of(self.dates[number * 7])
    }

    pub fn sunday(&self, week: usize) -> NaiveDate {
        self.dates[week * 7 + 6]
    }

    pub fn end(&self) -> NaiveDate {
        self.dates[0] + Days::new(self.dates.len() as u64 - 1)
    }

    /// The day's number; none outside.
    pub fn day_of(&self, date: NaiveDate) -> Option<usize> {
        let days = (date - self.dates[0]).num_days();
        usize::try_from(days).ok().filter(|day| *day < self.dates.len())
    }

    /// The open days from one date to another, both included.
    pub fn open_between(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = usize> {
        let open = self
            .open
            .iter()
            .zip(&self.dates)
            .enumerate()
            .filter(move |(_, (open, date))| **open && from <= **date && **date <= to);
        open.map(|(day, _)| day).collect::<Vec<_>>().into_iter()
    }

    /// Visits that the open days of a week hold, by their number and by their minutes at so many a visit.
    pub fn room(&self, week: usize, minutes_each: u32) -> u32 {
        self.room_between(self.dates[week * 7], self.sunday(week), minutes_each)
    }

    /// The same of the days from one date to another, both included.
    pub fn room_between(&self, from: NaiveDate, to: NaiveDate, minutes_each: u32) -> u32 {
        let holds =
            |day: usize| self.frames[day].capacity.min(self.frames[day].length() / minutes_each.max(1));
        self.open_between(from, to).map(holds).sum()
    }
}
