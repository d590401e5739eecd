//! The nouns of Rounds and the rules that need nothing but their data.
//!
//! No IO, no clock, no randomness, no Tauri: time and random bytes are passed in, so that every test and
//! every simulation is repeatable. The same noun names the same room in `store`, `app` and `ui/src/features`.

pub mod apart;
pub mod attachment;
pub mod bulletin;
pub mod calendar;
pub mod canonical;
pub mod contact;
pub mod customer;
pub mod customer_set;
pub mod deadline;
pub mod error;
pub mod evidence;
pub mod form;
pub mod frequency;
pub mod id;
pub mod issue;
pub mod lunar;
pub mod navigation;
pub mod operation;
pub mod person;
pub mod pin;
pub mod plan;
pub mod position;
pub mod rescue;
pub mod row;
pub mod sales;
pub mod seal;
pub mod search;
pub mod setting;
pub mod sync;
pub mod territory;
pub mod unlock;
pub mod visit;
pub mod week;
pub mod words;
pub mod zone;

pub use error::{AppError, ErrorCode};
pub use id::{Entropy, Id, SeededEntropy};
pub use row::Meta;
pub use week::IsoWeek;
