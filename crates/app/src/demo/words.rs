//! The word lists of `assets/sample`, embedded.

use rounds_core::{
    bulletin::BulletinKind,
    position::{Datum, Position},
};
use serde::{Deserialize, de::DeserializeOwned};

#[derive(Debug)]
pub(super) struct Words {
    pub places: Places,
    pub names: Names,
    pub shops: Shops,
    pub products: Vec<Product>,
    pub texts: Texts,
}

#[derive(Debug, Deserialize)]
pub(super) struct Places {
    pub county: String,
    centre: Centre,
    depot: Depot,
    pub lines: Vec<Line>,
    pub towns: Vec<Town>,
}

/// Degrees in GCJ-02, as Chinese maps show them.
#[derive(Debug, Deserialize)]
struct Centre {
    lat: f64,
    lng: f64,
}

/// Metres from the centre.
#[derive(Debug, Deserialize)]
struct Depot {
    east_m: i32,
    north_m: i32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub name: String,
    /// ISO weekday, 1-5.
    pub order_weekday: u8,
}

/// Part of the county with one line. The county town has two.
#[derive(Debug, Deserialize)]
pub(super) struct Town {
    pub name: String,
    /// Index of its line.
    pub line: usize,
    pub east_m: i32,
    pub north_m: i32,
    /// Those in villages included.
    pub shops: usize,
    pub village_shops: usize,
    pub streets: Vec<Street>,
    pub villages: Vec<String>,
}

/// A straight street; metres east and north of the town's middle.
#[derive(Debug, Deserialize)]
pub(super) struct Street {
    pub name: String,
    pub from: [i32; 2],
    pub to: [i32; 2],
}

#[derive(Debug, Deserialize)]
pub(super) struct Names {
    pub surnames: Vec<String>,
    pub given: Vec<String>,
    /// Given names with characters that few fonts have.
    pub rare: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Shops {
    pub words: Vec<String>,
    pub kinds: Vec<String>,
    pub village_kinds: Vec<String>,
    pub rare: Vec<String>,
    pub long: Vec<LongShop>,
    pub groups: Vec<Group>,
}

/// A shop with a name and an address as long as they come.
#[derive(Debug, Deserialize)]
pub(super) struct LongShop {
    pub name: String,
    pub address: String,
}

/// 集团客户.
#[derive(Debug, Deserialize)]
pub(super) struct Group {
    pub name: String,
    pub office: String,
}

/// Prices of one 条.
#[derive(Debug, Deserialize)]
pub(super) struct Product {
    pub name: String,
    pub wholesale_fen: i64,
    pub retail_fen: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Texts {
    pub key_points: Vec<String>,
    pub wishes: Vec<String>,
    pub notes: Vec<String>,
    pub landmarks: Vec<String>,
    pub decision_titles: Vec<String>,
    pub management_titles: Vec<String>,
    pub operating_titles: Vec<String>,
    pub influencer_titles: Vec<String>,
    /// Notes of shops that pause.
    pub suspended: Vec<String>,
    /// Notes of shops that ended.
    pub closed: Vec<String>,
    /// Reasons for an own frequency.
    pub exceptions: Vec<String>,
    pub bulletins: Vec<News>,
    pub feedback: Vec<Feedback>,
    /// How issues ended.
    pub outcomes: Vec<String>,
    pub opinions: Vec<String>,
    pub praise: Vec<String>,
    pub lessons: Vec<String>,
    pub causes: Vec<String>,
    pub advice: Vec<String>,
    pub supply_notes: Vec<String>,
    /// Why a signature was refused.
    pub refusals: Vec<String>,
    pub companions: Vec<String>,
}

/// A bulletin as headquarters would write it.
#[derive(Debug, Deserialize)]
pub(super) struct News {
    pub kind: BulletinKind,
    pub title: String,
    pub text: String,
    pub report_number: Option<String>,
}

/// What a customer said, by the form's kinds, and what was answered on the spot.
#[derive(Debug, Deserialize)]
pub(super) struct Feedback {
    pub kind: String,
    pub content: String,
    pub answer: String,
}

impl Words {
    pub fn read() -> Self {
        Self {
            places: parse(include_str!("../../../../assets/sample/places.json")),
            names: parse(include_str!("../../../../assets/sample/names.json")),
            shops: parse(include_str!("../../../../assets/sample/shops.json")),
            products: parse(include_str!("../../../../assets/sample/products.json")),
            texts: parse(include_str!("../../../../assets/sample/texts.json")),
        }
    }
}

impl Places {
    /// A place by metres east and north of the centre.
    pub fn at(&self, east_m: i32, north_m: i32) -> Option<Position> {
        /// Metres of a degree of latitude.
        const NORTH: f64 = 111_320.0;
        /// Metres of a degree of longitude at the centre's latitude.
        const EAST: f64 = 93_760.0;
        let lat = self.centre.lat + f64::from(north_m) / NORTH;
        let lng = self.centre.lng + f64::from(east_m) / EAST;
        Position::from_degrees(lat, lng, Datum::Gcj02).ok()
    }

    /// Where the manager's day starts.
    pub fn depot(&self) -> Option<Position> {
        self.at(self.depot.east_m, self.depot.north_m)
    }
}

/// The `n`th telephone: eleven digits, invented as four zeros in their middle show.
pub(super) fn phone(n: usize) -> String {
    format!("1540000{n:04}")
}

fn parse<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("the embedded lists were read by a test before they were shipped")
}
