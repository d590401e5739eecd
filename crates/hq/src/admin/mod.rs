//! What the organisation does with headquarters: people, territories, devices, and the care of the data.

pub(crate) mod astray;
mod backup;
mod device;
mod erase;
mod expire;
mod import;
mod list;
mod person;
pub(crate) mod policy;
mod publish;
mod reassign;
mod rescue;
mod status;
mod territory;
mod unlock;
mod verify;

pub use backup::{Restored, bring_keys, keys_of, restore};
pub(crate) use erase::CONTACTS;
pub use erase::{Erased, Erasing};
pub use import::{CustomerFile, Imported, SalesFile};
pub use list::{DeviceLine, PersonLine, TerritoryLine};
pub use person::NewPerson;
pub use publish::{BulletinLine, BulletinReach, FormLine, NewBulletin, Publication, Published};
pub use reassign::Reassigned;
pub use rescue::Rescued;
pub use status::{OpenSetAside, TerritoryStatus};
pub use territory::NewTerritory;
pub use unlock::{Asking, Confirmed};
pub use verify::ChainVerdict;

use rounds_core::Id;

use crate::{HqError, base::Tx, cells};

/// Who did it, in the log.
const ADMIN: &str = "command";

/// Characters of a code or a name.
const MOST_OF_NAME: usize = 60;

/// What people or territories are called: not empty, nothing in it that cannot be seen. `what`: which of their names.
fn check_name(what: &'static str, name: &str) -> Result<(), HqError> {
    if name.trim().is_empty() {
        return Err(HqError::told("empty", &[("what", &what)]));
    }
    rounds_core::customer::check_text(name, MOST_OF_NAME, false)
        .map_err(|_| HqError::told("unseen", &[("what", &what), ("most", &MOST_OF_NAME)]))
}

pub(crate) fn person_of(tx: &mut dyn Tx, code: &str) -> Result<Id, HqError> {
    let row = tx.row("SELECT person_id FROM account WHERE code = $1", cells![code])?;
    row.map(|row| row[0].id()).ok_or_else(|| HqError::told("no_person", &[("code", &code)]))
}

pub(crate) fn territory_by(tx: &mut dyn Tx, code: &str) -> Result<Id, HqError> {
    let row = tx.row("SELECT territory_id FROM territory_code WHERE code = $1", cells![code])?;
    row.map(|row| row[0].id()).ok_or_else(|| HqError::told("no_territory", &[("code", &code)]))
}
