//! What the sheets are filled with. Plain data: the use-cases gather it, nothing here is looked up.
//!
//! An `Option` that is `None` is a figure not yet known and prints as `—`.

use chrono::{NaiveDate, NaiveDateTime};
use rounds_core::{
    Id, IsoWeek,
    customer::{CustomerClass, Segment},
    form::Form,
    plan::Purpose,
};

use crate::FilledRecord;

/// Which sheets go into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 客户拜访计划表.
    Plan,
    /// 客户拜访记录表.
    Record,
    /// 客户服务手册页.
    Handbook,
    /// One stack in route order: the plan, the records, the handbook pages.
    All,
}

/// One manager's week, ready to print.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetData {
    pub head: Head,
    /// In order of date.
    pub days: Vec<PlanDay>,
    /// The definition of the record sheet.
    pub form: Form,
    /// In route order.
    pub records: Vec<RecordSheet>,
    /// In route order.
    pub handbook: Vec<HandbookPage>,
}

/// What heads every sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// 单位.
    pub organisation: String,
    /// 客户经理.
    pub manager: String,
    pub manager_phone: Option<String>,
    /// 监督电话, printed whole.
    pub supervision_phone: Option<String>,
    pub week: IsoWeek,
}

/// How to print.
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own in the print dialogue")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintOptions {
    /// Local time of printing, for the foot and the file's dates.
    pub printed_at: NaiveDateTime,
    /// The last day that the figures cover; none = no figures yet.
    pub data_as_of: Option<NaiveDate>,
    /// Customers' telephones whole instead of 138****1234.
    pub whole_phones: bool,
    /// Body text at 11 pt instead of 9.
    pub large_type: bool,
    /// Record sheets on a page of their own instead of two to a page.
    pub full_records: bool,
    /// Blank backs where a leaf printed on both sides would carry two customers.
    pub duplex: bool,
    /// Names the file; the same id and data give the same bytes.
    pub document_id: Id,
    /// The file's title; none = the sheets' name, the week and the manager.
    pub title: Option<String>,
}

/// A day of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDay {
    pub date: NaiveDate,
    /// In visiting order.
    pub rows: Vec<PlanRow>,
    pub totals: DayTotals,
    /// Why nobody is visited, such as 国庆节, or why the day is shorter than others, such as 上午部门例会.
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayTotals {
    pub travel_m: u32,
    /// 在途.
    pub travel_min: u32,
    /// 在店.
    pub visit_min: u32,
}

/// A line of the plan sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    pub order: u32,
    /// 计划到店, minutes after local midnight.
    pub arrive_min: Option<u32>,
    pub customer: CustomerFacts,
    /// 订货日, ISO weekday 1-7.
    pub order_weekday: Option<u8>,
    pub last_visit: Option<NaiveDate>,
    /// 近4周购进, 条.
    pub recent_quantity: Option<i64>,
    /// 环比, against the four weeks before.
    pub recent_change: Option<Percent>,
    /// 上月评价, as graded.
    pub last_grade: Option<String>,
    pub purposes: Vec<Purpose>,
    pub key_points: Option<String>,
    /// 待解决: open issues, in the order in which they are taken up.
    pub pending: Vec<Pending>,
    /// Added, moved or removed after 定稿.
    pub changed: Option<rounds_core::plan::ChangeAfterFinal>,
}

/// An open issue, as the plan reminds of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub content: String,
    pub urgent: bool,
    /// The next clock that runs out, local.
    pub due: Option<NaiveDateTime>,
    /// Run out when printed.
    pub overdue: bool,
}

/// Per cent, rounded: 12 = +12 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub i32);

/// Who and where a customer is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerFacts {
    pub code: String,
    pub name: String,
    pub class: Option<CustomerClass>,
    pub segment: Option<Segment>,
    pub address: String,
    /// 位置提示.
    pub landmark: Option<String>,
    pub office: Option<String>,
    pub contact: Option<String>,
    pub phone: Option<String>,
}

impl CustomerFacts {
    /// The address with what helps to find the door: `中和路10号（卫生院对面）`.
    pub(crate) fn place(&self) -> String {
        let hints: Vec<&str> =
            [&self.office, &self.landmark].into_iter().filter_map(|hint| hint.as_deref()).collect();
        if hints.is_empty() {
            self.address.clone()
        } else {
            format!("{}（{}）", self.address, hints.join("，"))
        }
    }
}

/// A record sheet: to be written on, or filled.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordSheet {
    /// The planned visit, or the record where none was planned; its QR leads a photograph of the paper back to it.
    pub visit_id: Id,
    /// 编号, as printed: a reserved number on a spare sheet.
    pub number: String,
    /// None on a spare sheet.
    pub visit: Option<RecordVisit>,
    /// None = blank but for its head.
    pub filled: Option<FilledRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordVisit {
    pub customer: CustomerFacts,
    pub date: NaiveDate,
    /// 计划内, or 临时.
    pub planned: bool,
    /// 陪访/代访人.
    pub companion: Option<String>,
    pub purposes: Vec<Purpose>,
}

/// A handbook page, left with the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandbookPage {
    pub customer: CustomerFacts,
    pub date: NaiveDate,
    /// 页次 in the customer's handbook; none = left to write.
    pub page_no: Option<u32>,
    pub recent: Purchases,
    pub this_month: Purchases,
    pub last_month: Purchases,
    /// 主要品规, the best five first.
    pub products: Vec<Product>,
    /// None = left out, as for a clerk; `Some` with unknown figures prints —.
    pub profit: Option<Profit>,
    /// 经营信息.
    pub business: Option<String>,
    /// 促销信息, text only.
    pub promotions: Vec<String>,
    /// 答复承诺.
    pub promises: Vec<Promise>,
    pub next_visit: Option<NaiveDate>,
    /// 上午 or 下午; none = not said.
    pub next_part: Option<DayPart>,
}

/// Half of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayPart {
    Morning,
    Afternoon,
}

/// 购进 of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purchases {
    /// 条.
    pub quantity: Option<i64>,
    pub amount_fen: Option<i64>,
    /// 环比.
    pub change: Option<Percent>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub name: String,
    /// 条, in the last four weeks.
    pub quantity: Option<i64>,
    pub amount_fen: Option<i64>,
    pub change: Option<Percent>,
}

/// 盈利情况 of last month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profit {
    pub gross_fen: Option<i64>,
    /// 毛利率 in tenths of a per cent.
    pub rate_permille: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub matter: String,
    pub due: Option<NaiveDate>,
    /// Minutes after local midnight; none = by the day's end.
    pub due_min: Option<u32>,
}
