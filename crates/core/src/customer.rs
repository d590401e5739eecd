//! 客户档案: a shop or a group customer.

mod validate;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Id, Meta, frequency::Window, position::Position, row};

pub use validate::{MOST_GAP_DAYS, MOST_SERVICE_MIN, check_phone, check_text, is_invisible};

/// 客户分级 by grading score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum CustomerClass {
    A,
    B,
    C,
    D,
}

/// 核心 / 潜力 / 一般 / 问题 (S0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Segment {
    Core,
    Potential,
    General,
    Problem,
}

/// 营业 / 停业 / 歇业. Only an open customer is planned; 停业 suspends the rule, 歇业 ends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CustomerStatus {
    #[default]
    Open,
    Suspended,
    Closed,
}

/// Part of a weekday's opening hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpeningSpan {
    /// ISO weekdays, 1 = Monday … 7 = Sunday; empty = every day.
    pub weekdays: Vec<u8>,
    /// Minutes after local midnight.
    pub from_min: u32,
    /// Minutes after local midnight, later than `from_min`.
    pub to_min: u32,
}

/// Whether market days are the only days to come, or the days to stay away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MarketRule {
    /// 逢集才去: the shopkeeper is there on market days only.
    #[default]
    Only,
    /// 逢集不去: too busy to talk.
    Avoid,
}

/// 赶集日, by weekday or by lunar date (逢三六九: the lunar days ending in 3, 6 and 9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MarketDays {
    /// ISO weekdays, 1 = Monday … 7 = Sunday.
    pub weekdays: Vec<u8>,
    /// Last digits of the lunar day of the month, 0-9.
    pub lunar_digits: Vec<u8>,
    pub rule: MarketRule,
}

/// A customer's own frequency, instead of the rule of its class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FrequencyException {
    pub window: Window,
    /// Visits in each window, at least 1.
    pub times: u32,
    /// Least days between two visits.
    pub min_gap_days: u32,
    pub reason: Option<String>,
}

/// The customer file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Customer {
    #[serde(flatten)]
    pub meta: Meta,
    /// What people know the customer by; text, unique among live rows of a territory.
    pub code: String,
    pub name: String,
    pub class: Option<CustomerClass>,
    pub segment: Option<Segment>,
    /// 标准店.
    pub standard_store: bool,
    pub status: CustomerStatus,
    pub address: String,
    /// Where in the building a group customer is met (办公室).
    pub office: Option<String>,
    /// 位置提示: words that find a village shop.
    pub landmark: Option<String>,
    /// The shop's own telephone, as text.
    pub phone: Option<String>,
    /// 许可证号, as text.
    pub licence_no: Option<String>,
    pub licence_expires_on: Option<NaiveDate>,
    /// The contact who owns this licence; several customers may share one (一人多证: one contact, one trip).
    pub owner_id: Option<Id>,
    /// 订货日 and 送货日, ISO weekdays 1-7.
    pub order_weekday: Option<u8>,
    pub delivery_weekday: Option<u8>,
    /// 线路.
    pub line: Option<String>,
    /// Empty = open whenever the manager works.
    pub opening_hours: Vec<OpeningSpan>,
    /// Allowed ISO weekdays for a visit; empty = any.
    pub visit_weekdays: Vec<u8>,
    pub market_days: Option<MarketDays>,
    /// Minutes in the shop; none = the setting's default.
    pub service_min: Option<u32>,
    pub frequency: Option<FrequencyException>,
    /// The last visit known from outside Rounds (a workbook); visits made here are found in their plans.
    pub last_visit_on: Option<NaiveDate>,
    /// 重点工作 for the next visit, printed on the plan sheet.
    pub key_points: Option<String>,
    /// 小心愿: internal, never on paper that the customer sees.
    pub wishes: Option<String>,
    pub position: Option<Position>,
    pub note: Option<String>,
}

row!(Customer, "customer", {
    code: Text, name: Text, class: Text, segment: Text, standard_store: Bool, status: Text, address: Text,
    office: Text, landmark: Text, phone: Text, licence_no: Text, licence_expires_on: Text, owner_id: Text,
    order_weekday: Int, delivery_weekday: Int, line: Text, opening_hours: Json, visit_weekdays: Json,
    market_days: Json, service_min: Int, frequency: Json, last_visit_on: Text, key_points: Text, wishes: Text,
    position: Json, note: Text,
});

impl Customer {
    /// A customer with a code and a name and nothing else known.
    pub fn new(meta: Meta, code: &str, name: &str) -> Self {
        Self {
            meta,
            code: code.to_owned(),
            name: name.to_owned(),
            class: None,
            segment: None,
            standard_store: false,
            status: CustomerStatus::Open,
            address: String::new(),
            office: None,
            landmark: None,
            phone: None,
            licence_no: None,
            licence_expires_on: None,
            owner_id: None,
            order_weekday: None,
            delivery_weekday: None,
            line: None,
            opening_hours: Vec::new(),
            visit_weekdays: Vec::new(),
            market_days: None,
            service_min: None,
            frequency: None,
            last_visit_on: None,
            key_points: None,
            wishes: None,
            position: None,
            note: None,
        }
    }
}
