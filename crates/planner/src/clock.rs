//! The clock of one day: when visits begin, given working hours, opening hours and a lunch that floats.

use rounds_core::{
    calendar::{Calendar, CalendarDay},
    customer::Customer,
    frequency::opening_on,
    setting::WorkingHours,
};

/// Later than any time of a day.
pub(crate) const NEVER: u32 = u32::MAX / 4;
const DAY: u32 = 1440;

/// A break to be found within its hours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lunch {
    from: u32,
    to: u32,
    length: u32,
}

impl Lunch {
    /// From, to, minutes.
    pub fn hours(self) -> (u32, u32, u32) {
        (self.from, self.to, self.length)
    }

    /// The arrival after `travel_min` minutes of driving from `now` with the break taken before, on or after the way.
    fn on_the_way(self, now: u32, travel_min: u32) -> u32 {
        let begins = now.max(self.from);
        if begins + self.length <= self.to { (now + travel_min).max(self.from) + self.length } else { NEVER }
    }
}

/// The hours of a date.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub spans: Vec<WorkingHours>,
    /// Departure from the start point.
    pub from: u32,
    /// Back at the start point.
    pub to: u32,
    pub lunch: Option<Lunch>,
    pub capacity: u32,
    /// Whether field work happens; else the hours are those of a full day, for what is locked or put there by hand.
    pub works: bool,
}

impl Frame {
    pub fn new(calendar: &Calendar, day: &CalendarDay) -> Self {
        let working = calendar.working_time();
        let works = day.is_field_day();
        let spans = if works {
            day.spans.clone()
        } else {
            let longest =
                working.weekdays.iter().max_by_key(|hours| hours.to_min.saturating_sub(hours.from_min));
            longest.copied().into_iter().collect()
        };
        let lunch = working.lunch.filter(|_| calendar.needs_lunch(&spans)).map(|hours| Lunch {
            from: hours.from_min,
            to: hours.to_min,
            length: working.lunch_min.min(hours.to_min.saturating_sub(hours.from_min)),
        });
        let from = spans.first().map_or(0, |span| span.from_min);
        let to = spans.last().map_or(DAY, |span| span.to_min);
        Self { spans, from, to, lunch, capacity: day.capacity, works }
    }

    /// The same hours, of which the last goes on for some hours; the return is still asked for by [`Self::to`].
    pub fn longer(&self) -> Self {
        const MORE: u32 = 240;
        let mut longer = self.clone();
        if let Some(last) = longer.spans.last_mut() {
            last.to_min = (last.to_min + MORE).min(DAY);
        }
        longer
    }

    /// Minutes between departure and return, without the break.
    pub fn length(&self) -> u32 {
        (self.to - self.from).saturating_sub(self.lunch.map_or(0, |lunch| lunch.length)).max(1)
    }

    /// Minutes of field work, without the break.
    pub fn working_min(&self) -> u32 {
        let spans: u32 = self.spans.iter().map(|span| span.to_min - span.from_min).sum();
        let lunch = self.lunch.map_or(0, |lunch| lunch.length);
        if self.works { spans.saturating_sub(lunch) } else { 0 }
    }

    /// The times at which a visit of `minutes` can begin.
    pub fn starts(&self, customer: &Customer, date: chrono::NaiveDate, minutes: u32) -> Vec<Start> {
        let open =
            opening_on(customer, date).unwrap_or_else(|| vec![WorkingHours { from_min: 0, to_min: DAY }]);
        let mut starts = Vec::new();
        for span in &self.spans {
            for hours in &open {
                let (from, to) = (span.from_min.max(hours.from_min), span.to_min.min(hours.to_min));
                if from + minutes <= to {
                    starts.push(Start { first: from, last: to - minutes });
                }
            }
        }
        starts
    }

    /// The times at which a visit of `minutes` can begin where nobody is closed.
    pub fn whole_starts(&self, minutes: u32) -> Vec<Start> {
        let fits = self.spans.iter().filter(|span| span.from_min + minutes <= span.to_min);
        fits.map(|span| Start { first: span.from_min, last: span.to_min - minutes }).collect()
    }

    /// Times of every visit of an order, with the break on the way that lets the day end earliest. Where opening
    /// hours cannot be met the visit begins on arrival; where no break fits the day goes without.
    pub fn times(&self, stops: &[Timing], back_min: u32) -> Times {
        let Some(lunch) = self.lunch else { return self.times_with(stops, back_min, None) };
        let begins = |times: &Times| times.visits.iter().map(|(begin, _)| *begin).sum::<u32>();
        (0..=stops.len())
            .map(|way| self.times_with(stops, back_min, Some((lunch, way))))
            .min_by_key(|times| (times.late.len(), times.no_lunch, times.back, begins(times)))
            .unwrap_or_else(|| self.times_with(stops, back_min, None))
    }

    /// With lunch on the way to the n-th stop, counted from 0, or on the way back.
    fn times_with(&self, stops: &[Timing], back_min: u32, lunch: Option<(Lunch, usize)>) -> Times {
        let mut times =
            Times { visits: Vec::with_capacity(stops.len()), late: Vec::new(), no_lunch: false, back: 0 };
        let drive = |now: u32, travel_min: u32, way: usize, no_lunch: &mut bool| match lunch {
            Some((lunch, on)) if on == way => {
                let arrival = lunch.on_the_way(now, travel_min);
                *no_lunch = arrival == NEVER;
                if arrival == NEVER { now + travel_min } else { arrival }
            }
            _ => now + travel_min,
        };
        let mut now = self.from;
        for (n, stop) in stops.iter().enumerate() {
            now = drive(now, stop.travel_min, n, &mut times.no_lunch);
            let start = first_start(stop.starts, now);
            if start >= NEVER {
                times.late.push(n);
            } else {
                now = start;
            }
            times.visits.push((now, now + stop.minutes));
            now += stop.minutes;
        }
        times.back = drive(now, back_min, stops.len(), &mut times.no_lunch);
        times
    }
}

/// A span of minutes in which a visit can begin, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    pub first: u32,
    pub last: u32,
}

/// A stop as the clock sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing<'a> {
    pub travel_min: u32,
    pub starts: &'a [Start],
    pub minutes: u32,
}

#[derive(Debug)]
pub(crate) struct Times {
    /// Begin and end of each visit.
    pub visits: Vec<(u32, u32)>,
    /// Visits whose hours are not met.
    pub late: Vec<usize>,
    pub no_lunch: bool,
    pub back: u32,
}

fn first_start(starts: &[Start], now: u32) -> u32 {
    starts.iter().find(|start| now <= start.last).map_or(NEVER, |start| now.max(start.first))
}
