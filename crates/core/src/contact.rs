//! 关键人 / 联系人.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Id, Meta, row};

/// 决策层 / 管理层 / 操作层 / 影响者.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ContactLayer {
    #[default]
    Decision,
    Management,
    Operating,
    Influencer,
}

/// A person at a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Contact {
    #[serde(flatten)]
    pub meta: Meta,
    pub customer_id: Id,
    pub name: String,
    pub layer: ContactLayer,
    /// 职务.
    pub title: Option<String>,
    pub phone: Option<String>,
    /// The one named on sheets; one for each customer.
    pub is_primary: bool,
    pub note: Option<String>,
}

row!(Contact, "contact", {
    customer_id: Text, name: Text, layer: Text, title: Text, phone: Text, is_primary: Bool, note: Text,
});
