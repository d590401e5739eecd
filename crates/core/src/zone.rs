//! Local time of a territory: UTC milliseconds to the clock on the wall and back.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Timelike};
use chrono_tz::Tz;

/// Minutes that any zone ever left out at once, with a reserve: Samoa left out a day.
const LONGEST_GAP_MIN: i64 = 3 * 1440;

/// An IANA zone. Its table is part of the program, so that one input has one answer everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    /// The zone with this name; none = no such zone.
    pub fn find(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// The zone with this name, else `Asia/Shanghai`.
    pub fn named(name: &str) -> Self {
        Self::find(name).unwrap_or(Self(chrono_tz::Asia::Shanghai))
    }

    /// What the clock on the wall shows.
    pub fn local(self, at: i64) -> NaiveDateTime {
        DateTime::from_timestamp_millis(at).unwrap_or_default().with_timezone(&self.0).naive_local()
    }

    pub fn date(self, at: i64) -> NaiveDate {
        self.local(at).date()
    }

    /// Minutes after local midnight.
    pub fn minute(self, at: i64) -> u32 {
        let time = self.local(at).time();
        time.hour() * 60 + time.minute()
    }

    /// When the clock shows `minute` minutes after midnight of `date`. An hour that comes twice means the first; one
    /// that is left out, the moment at which it would have begun.
    pub fn instant(self, date: NaiveDate, minute: u32) -> i64 {
        let wanted = date.and_time(chrono::NaiveTime::MIN) + Duration::minutes(i64::from(minute));
        let at = |local: NaiveDateTime| match self.0.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => Some(time.timestamp_millis()),
            LocalResult::None => None,
        };
        (0..=LONGEST_GAP_MIN)
            .find_map(|later| at(wanted + Duration::minutes(later)))
            .unwrap_or_else(|| wanted.and_utc().timestamp_millis())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_left_out_hour_begins_where_the_clock_jumps_and_a_double_one_means_the_first() {
        let berlin = Zone::named("Europe/Berlin");
        let instant = |date: &str, minute| berlin.instant(date.parse().unwrap(), minute);
        assert_eq!(instant("2026-03-29", 150), instant("2026-03-29", 180));
        assert_eq!(instant("2026-10-25", 180) - instant("2026-10-25", 150), 90 * 60_000);
        let samoa = Zone::named("Pacific/Apia");
        let skipped = "2011-12-30".parse().unwrap();
        assert_eq!(samoa.local(samoa.instant(skipped, 600)).to_string(), "2011-12-31 00:00:00");
    }

    #[test]
    fn an_unknown_zone_is_the_one_of_china() {
        assert_eq!(Zone::find("Asia/Nowhere"), None);
        assert_eq!(Zone::named("Asia/Nowhere"), Zone::named("Asia/Shanghai"));
    }

    proptest! {
        #[test]
        fn a_minute_on_the_wall_is_found_again(
            name in prop::sample::select(vec!["Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/New_York"]),
            at in 0..4_000_000_000_i64,
        ) {
            let (zone, at) = (Zone::named(name), at / 60 * 60_000);
            let found = zone.instant(zone.date(at), zone.minute(at));
            // Only in the second of a double hour is it an earlier moment.
            prop_assert_eq!(zone.local(found), zone.local(at));
            prop_assert!(found == at || (found < at && at - found <= 3_600_000));
        }
    }
}
