//! Which rules of the protocol a play came to, as headquarters' own records tell it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::headquarters::Headquarters;

/// Every one of them has to happen in the quick tier's seeds, else the simulation proves nothing of it.
pub const ALL: &[&str] = &[
    APART,
    LATER,
    OWNER,
    SILENCED,
    OUTLIVES,
    STANDS,
    NOT_ALLOWED,
    DEPENDS,
    AGAIN,
    DEVICE_FULL,
    DEVICE_FULL_SYNC,
    HQ_FULL,
    HELD_UP,
    MOVED,
    LEFT_OUT,
    BETWEEN,
    MEANWHILE,
    OVER,
    PUBLISHED,
    ERASED,
    ERASED_UNSEEN,
    CONTACT_UNSEEN,
    VISIT_UNSEEN,
    NEWEST,
];

const APART: &str = "fields of several writers in one row";
const LATER: &str = "the later value stays, the other is kept";
const OWNER: &str = "headquarters' value of its own field stays";
const SILENCED: &str = "a device's word about a person does not count";
const OUTLIVES: &str = "a change outlives a deletion";
const STANDS: &str = "the owner's deletion stands";
const NOT_ALLOWED: &str = "set aside: not allowed";
const DEPENDS: &str = "set aside: built on what was set aside";
const OTHER: &str = "set aside for another reason";
const MOVED: &str = "a row that moved to another territory";
pub const AGAIN: &str = "the same operations again";
pub const DEVICE_FULL: &str = "a device's disk full while its user writes";
pub const DEVICE_FULL_SYNC: &str = "a device's disk full in a sync";
pub const HQ_FULL: &str = "headquarters' disk full";
pub const LEFT_OUT: &str = "own rows that did not come back in the feed";
pub const BETWEEN: &str = "another's change between the last page and own rows";
pub const MEANWHILE: &str = "an own row written again before it was acknowledged";
pub const OVER: &str = "a page over a row that its user has changed since";
pub const PUBLISHED: &str = "rules, calendar, form and bulletin published";
pub const ERASED: &str = "a word erased by law";
const ERASED_UNSEEN: &str = "set aside: written before the erasure was seen";
const CONTACT_UNSEEN: &str = "refused: a contact made before the erasure was seen";
pub const VISIT_UNSEEN: &str = "a visit made before the erasure was seen, taken without what is personal";
pub const NEWEST: &str = "a visit by the newest form";
pub const HELD_UP: &str = "a transaction held up by another";

fn rule_of(conflict: &Value) -> &'static str {
    let nobody = |name: &str| conflict.get(name).is_none_or(Value::is_null);
    match (conflict["noun"].as_str(), conflict["field"].as_str()) {
        (Some("person" | "device"), _) => SILENCED,
        (_, Some("deleted_at")) if conflict["lost"].is_object() => STANDS,
        (_, Some("deleted_at")) => OUTLIVES,
        // Headquarters writes what it sees, so that nothing of it can arrive later and win by that.
        _ if nobody("kept_by") => OWNER,
        _ => LATER,
    }
}

/// Adds what a headquarters has come to.
pub fn count(hq: &Headquarters, reached: &mut BTreeMap<&'static str, u32>) {
    let (conflicts, aside) = hq.disputes();
    for conflict in &conflicts {
        *reached.entry(rule_of(conflict)).or_default() += 1;
    }
    for code in &aside {
        let rule = match code.as_str() {
            "not_allowed" => NOT_ALLOWED,
            "depends_on_set_aside" => DEPENDS,
            "erased_by_law" => ERASED_UNSEEN,
            "contact_erased" => CONTACT_UNSEEN,
            _ => OTHER,
        };
        *reached.entry(rule).or_default() += 1;
    }
    let (rows, moved) = hq.customers();
    for row in &rows {
        let writers: BTreeSet<_> = row.stamps.later.values().map(|stamp| stamp.install_id).collect();
        *reached.entry(APART).or_default() += u32::from(writers.len() > 1);
    }
    *reached.entry(MOVED).or_default() += moved;
}
