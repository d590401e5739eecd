//! HQ's receipts for what this folder signed: the last one of each key, kept even where a feed says less later.

use std::collections::BTreeMap;

use rounds_core::sync::Countersign;
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use crate::{Store, StoreError, evidence::chain_head, setting};

/// Key → HQ's receipt for the last file that it signed.
const RECEIPTS: &str = "sync_receipts";

type Receipts = BTreeMap<String, Countersign>;

/// The receipts that were kept, by their keys. Whether HQ signed them is for verification to say.
pub fn receipts(sql: &Connection) -> Result<Receipts, StoreError> {
    Ok(setting::read(sql, RECEIPTS)?.unwrap_or_default())
}

/// Keeps a countersignature from a feed, where it is of a later file of this folder than those before.
pub(super) fn keep(sql: &Connection, row: &Map<String, Value>) -> Result<(), StoreError> {
    let key = row.get("key_id").and_then(Value::as_str).unwrap_or_default();
    let is_own = sql.prepare_cached("SELECT 1 FROM device_key WHERE key_id = ?")?.exists(params![key])?;
    if !is_own {
        return Ok(());
    }
    let Ok(link) = serde_json::from_value::<Countersign>(Value::Object(row.clone())) else { return Ok(()) };
    let mut kept = receipts(sql)?;
    if kept.get(key).is_none_or(|before| before.device_seq <= link.device_seq) {
        kept.insert(key.to_owned(), link);
        setting::write(sql, RECEIPTS, &kept)?;
    }
    Ok(())
}

impl Store {
    /// The numbers of the last file that this installation signed, and of the last of which HQ has told it that it was
    /// received; 0 = none.
    pub fn signed_and_confirmed(&self) -> Result<(i64, i64), StoreError> {
        let install_id = self.install_id();
        self.read(|sql| {
            let head = chain_head(sql)?;
            if head.install_id != install_id {
                return Ok((0, 0));
            }
            let confirmed = receipts(sql)?.get(&head.key_id).map_or(0, |link| link.device_seq);
            Ok((head.seq, confirmed))
        })
    }
}
