//! The people who use Rounds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Meta, row};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// 客户经理.
    #[default]
    Manager,
    /// 主管.
    Supervisor,
    /// 总部.
    Hq,
    Admin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Person {
    #[serde(flatten)]
    pub meta: Meta,
    pub code: String,
    pub name: String,
    pub role: Role,
    pub phone: Option<String>,
}

row!(Person, "person", { code: Text, name: Text, role: Text, phone: Text });
