//! 不顺路: two customers that look near and are not, such as across a river.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Id, Meta, row};

/// Two customers that a day should not join. Synced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ApartPair {
    #[serde(flatten)]
    pub meta: Meta,
    pub customer_id: Id,
    pub other_id: Id,
    /// Why, such as 隔河.
    pub note: Option<String>,
}

row!(ApartPair, "apart_pair", { customer_id: Text, other_id: Text, note: Text });

impl ApartPair {
    /// Whether the pair is of these two, in either order.
    pub fn joins(&self, one: Id, other: Id) -> bool {
        (self.customer_id, self.other_id) == (one, other) || (self.customer_id, self.other_id) == (other, one)
    }
}
