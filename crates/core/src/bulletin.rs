//! 服务信息: what headquarters wants known, and told to customers (S0.1).
//!
//! Of the whole organisation or of a territory. Made and withdrawn by headquarters alone; who has read one, and which
//! customer was told at which visit, is written on the device and never assumed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AppError, ErrorCode, Id, Meta, customer::check_text, row};

/// Characters of a title.
pub const MOST_OF_TITLE: usize = 60;
/// Characters of a text: what is read out at a counter.
pub const MOST_OF_TEXT: usize = 2_000;

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BulletinKind {
    /// 政策宣传.
    Policy,
    /// 货源供应.
    Supply,
    /// 品牌培育.
    Brand,
    /// 新品上市.
    NewProduct,
    /// 促销政策. Has a report number before it begins.
    Promotion,
    /// 重点工作: for the managers.
    KeyTask,
}

impl BulletinKind {
    /// Whether customers are told of it, unless headquarters says otherwise.
    pub fn is_for_customers(self) -> bool {
        self != Self::KeyTask
    }
}

/// One piece of news. Synced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Bulletin {
    #[serde(flatten)]
    pub meta: Meta,
    /// What people know it by, such as `2026-003`; that of one publication is the same in all its territories.
    pub number: String,
    pub kind: BulletinKind,
    pub title: String,
    pub text: String,
    /// Customers are to be told; else it is for the managers alone.
    pub to_tell: bool,
    /// The first local date on which it counts.
    pub from: NaiveDate,
    /// The last; none = until it is withdrawn.
    pub until: Option<NaiveDate>,
    /// 备案号 of a promotion.
    pub report_number: Option<String>,
    /// UTC milliseconds. Whoever was told before stays told.
    pub withdrawn_at: Option<i64>,
}

row!(Bulletin, "bulletin", {
    number: Text, kind: Text, title: Text, text: Text, to_tell: Bool, from: Text, until: Text, report_number: Text,
    withdrawn_at: Int,
});

impl Bulletin {
    /// Whether it counts on a local date.
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.withdrawn_at.is_none() && self.from <= on && self.until.is_none_or(|until| on <= until)
    }

    /// Whether it can be published.
    ///
    /// # Errors
    /// At `title`, `text` or `report_number` what is wrong with it; `BadDate` at `until` where it ends before it begins.
    pub fn check(&self) -> Result<(), AppError> {
        for (field, text, most, lines) in [
            ("title", Some(&self.title), MOST_OF_TITLE, false),
            ("text", Some(&self.text), MOST_OF_TEXT, true),
            ("report_number", self.report_number.as_ref(), MOST_OF_TITLE, false),
        ] {
            let Some(text) = text else { continue };
            if text.trim().is_empty() {
                return Err(ErrorCode::Required.on(field));
            }
            check_text(text, most, lines).map_err(|error| error.on(field).with("most", most))?;
        }
        if self.kind == BulletinKind::Promotion && self.report_number.is_none() {
            return Err(ErrorCode::Required.on("report_number"));
        }
        match self.until {
            Some(until) if until < self.from => {
                Err(ErrorCode::BadDate.on("until").with("value", until.to_string()))
            }
            _ => Ok(()),
        }
    }
}

/// A receipt: somebody has read a bulletin. Synced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BulletinRead {
    #[serde(flatten)]
    pub meta: Meta,
    pub bulletin_id: Id,
    pub person_id: Id,
    /// UTC milliseconds.
    pub read_at: i64,
}

row!(BulletinRead, "bulletin_read", { bulletin_id: Text, person_id: Text, read_at: Int });

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Bulletin {
        Bulletin {
            meta: Meta::new(Id::from_u128(1), Id::nil(), 1),
            number: "2026-001".to_owned(),
            kind: BulletinKind::Supply,
            title: "元旦货源安排".to_owned(),
            text: "第一行\n第二行".to_owned(),
            to_tell: true,
            from: "2026-11-30".parse().unwrap(),
            until: "2026-12-06".parse().ok(),
            report_number: None,
            withdrawn_at: None,
        }
    }

    #[test]
    fn it_counts_from_its_first_to_its_last_day_and_not_once_it_is_withdrawn() {
        let on = |bulletin: &Bulletin, day: &str| bulletin.is_in_force(day.parse().unwrap());
        let days = ["2026-11-29", "2026-11-30", "2026-12-06", "2026-12-07"];
        assert_eq!(days.map(|day| on(&some(), day)), [false, true, true, false]);
        assert!(on(&Bulletin { until: None, ..some() }, "2030-01-01"));
        assert!(!on(&Bulletin { withdrawn_at: Some(1), ..some() }, "2026-11-30"));
    }

    #[test]
    fn what_nobody_could_tell_is_refused_at_its_field() {
        let at = |bulletin: Bulletin| bulletin.check().map_err(|error| error.field.unwrap());
        let field = |name: &str| Err(name.to_owned());
        assert_eq!(at(some()), Ok(()));
        assert_eq!(at(Bulletin { title: " ".to_owned(), ..some() }), field("title"));
        assert_eq!(at(Bulletin { title: "两\n行".to_owned(), ..some() }), field("title"));
        assert_eq!(at(Bulletin { text: "字".repeat(MOST_OF_TEXT + 1), ..some() }), field("text"));
        assert_eq!(at(Bulletin { until: "2026-11-29".parse().ok(), ..some() }), field("until"));
        let promotion = Bulletin { kind: BulletinKind::Promotion, ..some() };
        assert_eq!(at(promotion.clone()), field("report_number"));
        assert_eq!(at(Bulletin { report_number: Some("沪烟备 12".to_owned()), ..promotion }), Ok(()));
    }
}
