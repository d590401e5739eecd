//! What the organisation does with headquarters: people, territories, devices, and the care of the data.

mod backup;
mod device;
mod expire;
mod import;
mod person;
pub(crate) mod policy;
mod reassign;
mod rescue;
mod status;
mod territory;
mod unlock;
mod verify;

pub use backup::{Restored, restore};
pub use import::{CustomerFile, Imported, SalesFile};
pub use person::NewPerson;
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

pub(crate) fn person_of(tx: &mut dyn Tx, code: &str) -> Result<Id, HqError> {
    let row = tx.row("SELECT person_id FROM account WHERE code = $1", cells![code])?;
    row.map(|row| row[0].id()).ok_or_else(|| HqError::Told(format!("No person has the code {code}.")))
}

pub(crate) fn territory_by(tx: &mut dyn Tx, code: &str) -> Result<Id, HqError> {
    let row = tx.row("SELECT territory_id FROM territory_code WHERE code = $1", cells![code])?;
    row.map(|row| row[0].id()).ok_or_else(|| HqError::Told(format!("No territory has the code {code}.")))
}
