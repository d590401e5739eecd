//! Positions: WGS-84 with the datum they came in, and the ways between the datums of Chinese maps.
//!
//! GCJ-02 is published as code only. The formula is the one known from the map software of 2009 onwards, as
//! kept in `googollee/eviltransform` (Go, MIT) and in "Restrictions on geographic data in China" (Wikipedia);
//! BD-09 adds Baidu's own step on top. Both are solved backwards by iteration, so that no way loses more
//! than the rounding to 1e-7 degree (1 cm). `docs/decisions/positions.md` says why no crate does this.

use std::f64::consts::PI;

use libm::{asin, atan2, cos, fabs, sin, sqrt};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ErrorCode;

/// The datum of a coordinate pair. Mixed up, a shop moves by some 500 m.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Datum {
    Wgs84,
    /// 火星坐标, of Chinese maps; the default inside mainland China.
    #[default]
    Gcj02,
    /// Of Baidu's maps.
    Bd09,
}

/// A place in WGS-84, with the pair it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Position {
    /// 1e-7 degree, WGS-84.
    pub lat_e7: i32,
    /// 1e-7 degree, WGS-84.
    pub lng_e7: i32,
    /// What the raw pair was given in.
    pub datum: Datum,
    /// 1e-7 degree, in `datum`.
    pub raw_lat_e7: i32,
    /// 1e-7 degree, in `datum`.
    pub raw_lng_e7: i32,
}

impl Position {
    /// Reads a pair of degrees given in `datum`.
    ///
    /// # Errors
    /// `LatitudeOutOfRange` beyond ±90, `LongitudeOutOfRange` beyond ±180, for what is not a number too.
    pub fn from_degrees(lat: f64, lng: f64, datum: Datum) -> Result<Self, ErrorCode> {
        if lat.is_nan() || fabs(lat) > 90.0 {
            return Err(ErrorCode::LatitudeOutOfRange);
        }
        if lng.is_nan() || fabs(lng) > 180.0 {
            return Err(ErrorCode::LongitudeOutOfRange);
        }
        let (raw_lat_e7, raw_lng_e7) = (to_e7(lat), to_e7(lng));
        let (wgs_lat, wgs_lng) = match datum {
            Datum::Wgs84 => (from_e7(raw_lat_e7), from_e7(raw_lng_e7)),
            Datum::Gcj02 => wgs84_from_gcj02(from_e7(raw_lat_e7), from_e7(raw_lng_e7)),
            Datum::Bd09 => {
                let (lat, lng) = gcj02_from_bd09(from_e7(raw_lat_e7), from_e7(raw_lng_e7));
                wgs84_from_gcj02(lat, lng)
            }
        };
        Ok(Self {
            lat_e7: to_e7(wgs_lat.clamp(-90.0, 90.0)),
            lng_e7: to_e7(wgs_lng.clamp(-180.0, 180.0)),
            datum,
            raw_lat_e7,
            raw_lng_e7,
        })
    }

    /// The pair in `datum`, 1e-7 degree: (latitude, longitude). In the datum it came in, the very pair.
    pub fn to(&self, datum: Datum) -> (i32, i32) {
        if datum == self.datum {
            return (self.raw_lat_e7, self.raw_lng_e7);
        }
        let (lat, lng) = self.degrees();
        let (lat, lng) = match datum {
            Datum::Wgs84 => return (self.lat_e7, self.lng_e7),
            Datum::Gcj02 => gcj02_from_wgs84(lat, lng),
            Datum::Bd09 => {
                let (lat, lng) = gcj02_from_wgs84(lat, lng);
                bd09_from_gcj02(lat, lng)
            }
        };
        (to_e7(lat), to_e7(lng))
    }

    /// WGS-84 degrees: (latitude, longitude).
    pub fn degrees(&self) -> (f64, f64) {
        (from_e7(self.lat_e7), from_e7(self.lng_e7))
    }

    /// Metres along the great circle (haversine, mean earth radius 6 371 008.8 m).
    pub fn distance_m(&self, other: &Self) -> f64 {
        const RADIUS_M: f64 = 6_371_008.8;
        let ((lat_a, lng_a), (lat_b, lng_b)) = (self.degrees(), other.degrees());
        let half_lat = sin((lat_b - lat_a).to_radians() / 2.0);
        let half_lng = sin((lng_b - lng_a).to_radians() / 2.0);
        let h = half_lat * half_lat + cos(lat_a.to_radians()) * cos(lat_b.to_radians()) * half_lng * half_lng;
        2.0 * RADIUS_M * asin(sqrt(h.clamp(0.0, 1.0)))
    }
}

/// Where a territory's customers lie, robust against the few that lie wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The median customer, in WGS-84.
    pub centre: Position,
    /// Metres from the centre beyond which a position is doubtful.
    pub limit_m: f64,
}

impl Spread {
    /// Five times the median distance keeps the far shops of a wide county; 60 km those of a small town.
    const LIMIT_IN_MEDIANS: f64 = 5.0;
    const LEAST_LIMIT_M: f64 = 60_000.0;

    /// The spread of some positions; none where there are none.
    pub fn of(positions: &[Position]) -> Option<Self> {
        let centre = median_point(positions)?;
        let mut metres: Vec<f64> = positions.iter().map(|position| centre.distance_m(position)).collect();
        metres.sort_by(f64::total_cmp);
        let limit_m = (Self::LIMIT_IN_MEDIANS * metres[metres.len() / 2]).max(Self::LEAST_LIMIT_M);
        Some(Self { centre, limit_m })
    }

    /// Whether a position lies so far out that it is rather a mistake.
    pub fn is_far(&self, position: &Position) -> bool {
        self.centre.distance_m(position) > self.limit_m
    }
}

/// The median latitude and the median longitude, in WGS-84: where a manager starts until told otherwise.
pub fn median_point(positions: &[Position]) -> Option<Position> {
    let middle = |mut values: Vec<i32>| {
        values.sort_unstable();
        values.get(values.len() / 2).copied()
    };
    let lat_e7 = middle(positions.iter().map(|position| position.lat_e7).collect())?;
    let lng_e7 = middle(positions.iter().map(|position| position.lng_e7).collect())?;
    Some(Position { lat_e7, lng_e7, datum: Datum::Wgs84, raw_lat_e7: lat_e7, raw_lng_e7: lng_e7 })
}

/// Whether GCJ-02 differs from WGS-84 here: twelve rectangles around and out of mainland China, as several
/// Chinese map tools have them. Within about 20 km of the border they may err.
pub fn is_in_mainland_china(lat: f64, lng: f64) -> bool {
    // North, west, south, east.
    const INSIDE: [[f64; 4]; 6] = [
        [49.2204, 79.4462, 42.8899, 96.33],
        [54.1415, 109.6872, 39.3742, 135.0002],
        [42.8899, 73.1246, 29.5297, 124.143_255],
        [29.5297, 82.9684, 26.7186, 97.0352],
        [29.5297, 97.0253, 20.414_096, 124.367_395],
        [20.414_096, 107.975_793, 17.871_542, 111.744_104],
    ];
    const OUTSIDE: [[f64; 4]; 6] = [
        [25.398_623, 119.921_265, 21.785_006, 122.497_559],
        [22.284, 101.8652, 20.0988, 106.665],
        [21.5422, 106.4525, 20.4878, 108.051],
        [55.8175, 109.0323, 50.3257, 119.127],
        [55.8175, 127.4568, 49.5574, 137.0227],
        [44.8922, 131.2662, 42.5692, 137.0227],
    ];
    let within = |[north, west, south, east]: &[f64; 4]| {
        (*south..=*north).contains(&lat) && (*west..=*east).contains(&lng)
    };
    INSIDE.iter().any(within) && !OUTSIDE.iter().any(within)
}

/// Degrees of GCJ-02 for degrees of WGS-84; the same pair outside mainland China.
pub fn gcj02_from_wgs84(lat: f64, lng: f64) -> (f64, f64) {
    // Krassowsky 1940, the ellipsoid that the shift is computed on.
    const AXIS_M: f64 = 6_378_245.0;
    const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;
    if !is_in_mainland_china(lat, lng) {
        return (lat, lng);
    }
    let (north_m, east_m) = shift_m(lng - 105.0, lat - 35.0);
    let sin_lat = sin(lat.to_radians());
    let flat = 1.0 - ECCENTRICITY_2 * sin_lat * sin_lat;
    let meridian_m = AXIS_M * (1.0 - ECCENTRICITY_2) / (flat * sqrt(flat));
    let parallel_m = AXIS_M / sqrt(flat) * cos(lat.to_radians());
    (lat + (north_m / meridian_m).to_degrees(), lng + (east_m / parallel_m).to_degrees())
}

/// Degrees of WGS-84 for degrees of GCJ-02.
pub fn wgs84_from_gcj02(lat: f64, lng: f64) -> (f64, f64) {
    // Near the border a pair may have no origin inside; then it never was shifted.
    let (wgs_lat, wgs_lng) = solve((lat, lng), gcj02_from_wgs84);
    if is_in_mainland_china(wgs_lat, wgs_lng) { (wgs_lat, wgs_lng) } else { (lat, lng) }
}

/// Degrees of BD-09 for degrees of GCJ-02.
pub fn bd09_from_gcj02(lat: f64, lng: f64) -> (f64, f64) {
    const TURN: f64 = PI * 3000.0 / 180.0;
    let radius = sqrt(lng * lng + lat * lat) + 0.000_02 * sin(lat * TURN);
    let angle = atan2(lat, lng) + 0.000_003 * cos(lng * TURN);
    (radius * sin(angle) + 0.006, radius * cos(angle) + 0.006_5)
}

/// Degrees of GCJ-02 for degrees of BD-09.
pub fn gcj02_from_bd09(lat: f64, lng: f64) -> (f64, f64) {
    solve((lat, lng), bd09_from_gcj02)
}

/// The pair that `forward` takes to `target`. The shifts vary slowly, so each step gains two digits or more.
fn solve(target: (f64, f64), forward: impl Fn(f64, f64) -> (f64, f64)) -> (f64, f64) {
    const CLOSE_DEG: f64 = 1e-11;
    let (mut lat, mut lng) = target;
    for _ in 0..30 {
        let (found_lat, found_lng) = forward(lat, lng);
        let (miss_lat, miss_lng) = (target.0 - found_lat, target.1 - found_lng);
        lat += miss_lat;
        lng += miss_lng;
        if fabs(miss_lat) < CLOSE_DEG && fabs(miss_lng) < CLOSE_DEG {
            break;
        }
    }
    (lat, lng)
}

/// The shift of GCJ-02 in metres (north, east), `x` degrees east of 105° and `y` degrees north of 35°.
fn shift_m(x: f64, y: f64) -> (f64, f64) {
    let wave = |size: f64, turns: f64| size * sin(turns * PI);
    let root = sqrt(fabs(x));
    let common = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
    let north_waves =
        common + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0);
    let east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
    let east_waves =
        common + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0);
    (north + north_waves * 2.0 / 3.0, east + east_waves * 2.0 / 3.0)
}

fn to_e7(degrees: f64) -> i32 {
    libm::round(degrees * 1e7) as i32
}

fn from_e7(e7: i32) -> f64 {
    f64::from(e7) / 1e7
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(a: (f64, f64), b: (f64, f64), degrees: f64) -> bool {
        fabs(a.0 - b.0) < degrees && fabs(a.1 - b.1) < degrees
    }

    /// The test points of `googollee/eviltransform`; it computes on WGS-84's axis, 1.7e-5 shorter.
    #[test]
    fn gcj02_agrees_with_the_published_points() {
        for (wgs, gcj) in [
            ((31.177_427_6, 121.527_210_6), (31.175_303_983_645_97, 121.531_541_859_215)),
            ((22.543_847, 113.912_316), (22.540_796_131_694_766, 113.917_176_480_836_3)),
            ((39.911_954, 116.377_817), (39.913_345_455_360_69, 116.384_047_224_556_57)),
        ] {
            assert!(close(gcj02_from_wgs84(wgs.0, wgs.1), gcj, 1.5e-7), "{wgs:?}");
            assert!(close(wgs84_from_gcj02(gcj.0, gcj.1), wgs, 1.5e-7), "{gcj:?}");
        }
    }

    /// The example of `wandergis/coordtransform`'s page.
    #[test]
    fn bd09_agrees_with_the_published_point() {
        let bd = (39.921_336_993_510_21, 116.410_369_493_710_29);
        assert!(close(bd09_from_gcj02(39.915, 116.404), bd, 1e-10));
        assert!(close(gcj02_from_bd09(bd.0, bd.1), (39.915, 116.404), 1e-9));
    }

    #[test]
    fn outside_mainland_china_gcj02_is_wgs84() {
        for (lat, lng) in [(25.033, 121.565), (35.681, 139.767), (21.028, 105.854), (52.52, 13.405)] {
            assert_eq!(gcj02_from_wgs84(lat, lng), (lat, lng));
            assert_eq!(wgs84_from_gcj02(lat, lng), (lat, lng));
        }
    }

    #[test]
    fn what_is_no_place_on_earth_is_refused() {
        let read = |lat, lng| Position::from_degrees(lat, lng, Datum::Gcj02);
        assert_eq!(read(121.48, 31.2), Err(ErrorCode::LatitudeOutOfRange));
        assert_eq!(read(31.2, 211.0), Err(ErrorCode::LongitudeOutOfRange));
        assert_eq!(read(f64::NAN, 0.0), Err(ErrorCode::LatitudeOutOfRange));
        assert_eq!(read(0.0, f64::INFINITY), Err(ErrorCode::LongitudeOutOfRange));
    }

    #[test]
    fn a_degree_of_latitude_is_111_km() {
        let at = |lat| Position::from_degrees(lat, 121.0, Datum::Wgs84).unwrap();
        assert!(fabs(at(31.0).distance_m(&at(32.0)) - 111_195.0) < 1.0);
    }

    #[test]
    fn a_wrong_datum_moves_a_shop_by_half_a_kilometre() {
        let gcj = Position::from_degrees(31.23, 121.47, Datum::Gcj02).unwrap();
        let wgs = Position::from_degrees(31.23, 121.47, Datum::Wgs84).unwrap();
        assert!((300.0..700.0).contains(&gcj.distance_m(&wgs)));
    }

    #[test]
    fn one_shop_in_another_province_is_far_and_moves_the_centre_little() {
        let at = |lat, lng| Position::from_degrees(lat, lng, Datum::Gcj02).unwrap();
        let mut shops: Vec<Position> = (0..40).map(|i| at(31.0 + f64::from(i) * 0.01, 121.4)).collect();
        let stray = at(39.9, 116.4);
        shops.push(stray);
        let spread = Spread::of(&shops).unwrap();
        assert!(spread.is_far(&stray));
        assert_eq!(shops.iter().filter(|shop| spread.is_far(shop)).count(), 1);
        assert!(spread.centre.distance_m(&shops[20]) < 5_000.0);
    }

    #[test]
    fn the_far_shops_of_a_wide_county_are_not_far() {
        let at = |lat, lng| Position::from_degrees(lat, lng, Datum::Wgs84).unwrap();
        let shops: Vec<Position> = (0..30).map(|i| at(38.0 + f64::from(i) * 0.1, 80.0)).collect();
        let spread = Spread::of(&shops).unwrap();
        assert!(shops.iter().all(|shop| !spread.is_far(shop)));
        assert_eq!(Spread::of(&[]), None);
    }

    proptest! {
        #[test]
        fn gcj02_there_and_back_is_the_same_place(lat in 24.0..39.0, lng in 100.0..118.0) {
            let (gcj_lat, gcj_lng) = gcj02_from_wgs84(lat, lng);
            prop_assert!(close(wgs84_from_gcj02(gcj_lat, gcj_lng), (lat, lng), 1e-9));
        }

        #[test]
        fn bd09_there_and_back_is_the_same_place(lat in 18.0..53.0, lng in 74.0..135.0) {
            let (bd_lat, bd_lng) = bd09_from_gcj02(lat, lng);
            prop_assert!(close(gcj02_from_bd09(bd_lat, bd_lng), (lat, lng), 1e-9));
        }

        #[test]
        fn every_datum_gives_its_raw_pair_back(lat in -90.0..90.0, lng in -180.0..180.0) {
            for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
                let position = Position::from_degrees(lat, lng, datum).unwrap();
                prop_assert_eq!(position.to(datum), (to_e7(lat), to_e7(lng)));
                prop_assert_eq!(position.to(Datum::Wgs84), (position.lat_e7, position.lng_e7));
            }
        }
    }
}
