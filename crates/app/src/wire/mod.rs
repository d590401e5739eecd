//! What the use-cases take and give. Generated into TypeScript, so that the screen and the core cannot disagree.
//!
//! Dates are local calendar dates of the territory; minutes count from local midnight; distances are metres.

mod bulletin;
mod customer;
mod folder;
mod frequency;
mod issue;
mod lock;
mod plan;
mod planning;
mod scan;
mod sync;
mod visit;

pub use bulletin::*;
pub use customer::*;
pub use folder::*;
pub use frequency::*;
pub use issue::*;
pub use lock::*;
pub use plan::*;
pub use planning::*;
pub use scan::*;
pub use sync::*;
pub use visit::*;
