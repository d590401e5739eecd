//! How fast a manager gets from shop to shop, learnt from arrivals and departures.
//!
//! Between two visits of a day lie the way and whatever else was done: the speed that a single pair implies is too
//! low after a break and too high after a wrong clock. The weighted median of all of them, together with an assumed
//! speed that counts as a few long ways, is moved by neither (the median's breakdown point is one half).

use rounds_core::position::Position;

use crate::travel::road_metres;

/// A way between two visits of one day, one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObservedWay {
    pub from: Position,
    pub to: Position,
    /// From the departure there to the arrival here, in seconds.
    pub seconds: i64,
}

/// What was learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LearntSpeed {
    /// Metres of road a minute.
    pub m_per_min: u32,
    /// Ways that were used.
    pub observations: u32,
    /// Ways that were left out.
    pub left_out: u32,
}

/// Shorter ways say more about parking than about driving.
const LEAST_M: u32 = 300;
/// Faster or slower is a wrong clock, a break or an errand; metres a minute (2.4 and 108 km/h).
const SLOWEST: f64 = 40.0;
const FASTEST: f64 = 1_800.0;
/// Longer between two visits is lunch or the office.
const LONGEST_S: i64 = 3 * 3_600;
/// The assumed speed counts as so many ways of [`USUAL_M`].
pub const ASSUMED_COUNTS: u32 = 8;
const USUAL_M: f64 = 2_000.0;
/// Twice cut to within these factors of the median: half of the ways have a break in them or none.
const CUTS: [f64; 2] = [4.0, 2.5];
/// What a setting takes.
const RANGE: (f64, f64) = (20.0, 2_000.0);

/// Learns from ways in any order; `assumed` is the speed to start from, metres a minute.
pub fn learn_speed(ways: &[ObservedWay], assumed: u32) -> LearntSpeed {
    let mut speeds: Vec<(f64, f64)> = ways
        .iter()
        .filter(|way| (1..=LONGEST_S).contains(&way.seconds))
        .filter_map(|way| {
            let metres = road_metres(way.from.distance_m(&way.to));
            let speed = f64::from(metres) * 60.0 / way.seconds as f64;
            let usable = metres >= LEAST_M && (SLOWEST..=FASTEST).contains(&speed);
            // A long way tells more about speed than a short one with its parking.
            usable.then_some((speed, f64::from(metres)))
        })
        .collect();
    let prior = (f64::from(assumed), f64::from(ASSUMED_COUNTS) * USUAL_M);
    for factor in CUTS {
        let middle = weighted_median(&speeds, prior);
        speeds.retain(|(speed, _)| (middle / factor..=middle * factor).contains(speed));
    }
    let speed = weighted_median(&speeds, prior).clamp(RANGE.0, RANGE.1);
    LearntSpeed {
        m_per_min: (speed + 0.5) as u32,
        observations: speeds.len() as u32,
        left_out: (ways.len() - speeds.len()) as u32,
    }
}

fn weighted_median(speeds: &[(f64, f64)], prior: (f64, f64)) -> f64 {
    let mut all = speeds.to_vec();
    all.push(prior);
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = all.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut passed = 0.0;
    for (speed, weight) in &all {
        passed += weight;
        if passed >= half {
            return *speed;
        }
    }
    prior.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use rounds_core::position::Datum;

    fn at(east_m: i32) -> Position {
        let (lat_e7, lng_e7) = (305_000_000, 1_180_000_000 + east_m * 104);
        Position { lat_e7, lng_e7, datum: Datum::Wgs84, raw_lat_e7: lat_e7, raw_lng_e7: lng_e7 }
    }

    /// Ways of 1-4 km at a speed, in road metres a minute.
    fn ways(count: i32, speed: f64) -> Vec<ObservedWay> {
        (0..count)
            .map(|n| {
                let (from, to) = (at(0), at(1_000 + n % 4 * 1_000));
                let metres = road_metres(from.distance_m(&to));
                ObservedWay { from, to, seconds: (f64::from(metres) * 60.0 / speed) as i64 }
            })
            .collect()
    }

    #[test]
    fn nothing_seen_leaves_the_assumed_speed() {
        let learnt = learn_speed(&[], 400);
        assert_eq!(learnt, LearntSpeed { m_per_min: 400, observations: 0, left_out: 0 });
    }

    #[test]
    fn a_month_of_ways_outweighs_the_assumption() {
        let learnt = learn_speed(&ways(200, 520.0), 400);
        assert!((510..=530).contains(&learnt.m_per_min), "{learnt:?}");
        assert_eq!(learnt.observations, 200);
    }

    #[test]
    fn a_single_way_does_not() {
        assert_eq!(learn_speed(&ways(1, 900.0), 400).m_per_min, 400);
    }

    #[test]
    fn breaks_errands_and_wrong_clocks_do_not_move_it() {
        let mut seen = ways(100, 500.0);
        for way in seen.iter_mut().step_by(4) {
            way.seconds += 1_800;
        }
        for way in seen.iter_mut().skip(1).step_by(10) {
            way.seconds = 2;
        }
        let learnt = learn_speed(&seen, 400);
        assert!((470..=515).contains(&learnt.m_per_min), "{learnt:?}");
        assert!(learnt.left_out >= 30, "{learnt:?}");
        seen.reverse();
        assert_eq!(learn_speed(&seen, 400), learnt);
    }
}
