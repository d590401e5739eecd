//! The clock of one route: working hours, start spans and a lunch that floats.
//!
//! Two states travel along: the earliest time with lunch still to come (hungry) and with lunch taken (fed). Both run
//! forwards as earliest times and backwards as latest ones, so that an insertion is judged in constant time.

use super::model::Lunch;

/// The hours of a route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest {
    pub from: f64,
    pub to: f64,
    pub lunch: Option<Lunch>,
}

/// A span of minutes in which a visit can begin, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Start {
    pub first: f64,
    pub last: f64,
}

/// Times before and after lunch; a state that cannot be is infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clock {
    pub hungry: f64,
    pub fed: f64,
}

impl Rest {
    #[inline]
    pub fn begin(&self) -> Clock {
        match self.lunch {
            Some(_) => Clock { hungry: self.from, fed: f64::INFINITY },
            None => Clock { hungry: f64::INFINITY, fed: self.from },
        }
    }

    /// After a way of so many minutes, perhaps with lunch before, on or after it.
    #[inline]
    pub fn arrive(&self, clock: Clock, minutes: f64) -> Clock {
        let (hungry, fed) = (clock.hungry + minutes, clock.fed + minutes);
        match self.lunch {
            Some(lunch) if clock.hungry.max(lunch.window.from) + lunch.minutes <= lunch.window.to => {
                Clock { hungry, fed: fed.min(hungry.max(lunch.window.from) + lunch.minutes) }
            }
            _ => Clock { hungry, fed },
        }
    }

    /// The latest departure for a way of so many minutes that arrives by `latest`.
    #[inline]
    pub fn leave(&self, latest: Clock, minutes: f64) -> Clock {
        let (mut hungry, fed) = (latest.hungry - minutes, latest.fed - minutes);
        if let Some(lunch) = self.lunch
            && lunch.window.from + lunch.minutes <= latest.fed.min(lunch.window.to)
        {
            hungry = hungry.max((lunch.window.to - lunch.minutes).min(latest.fed - lunch.minutes - minutes));
        }
        Clock { hungry, fed }
    }
}

/// The earliest begin at or after `now`; infinite when there is none.
#[inline]
pub(super) fn first_start(starts: &[Start], now: f64) -> f64 {
    for start in starts {
        if now <= start.last {
            return now.max(start.first);
        }
    }
    f64::INFINITY
}

/// The latest arrival from which a visit begins at or before `latest`.
#[inline]
pub(super) fn last_arrival(starts: &[Start], latest: f64) -> f64 {
    for start in starts.iter().rev() {
        if start.first <= latest {
            return latest.min(start.last);
        }
    }
    f64::NEG_INFINITY
}
