//! Positions: WGS-84 with the datum they came in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
