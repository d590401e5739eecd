//! What a device and headquarters (HQ) say to each other, and the rules both keep. Pure.
//!
//! One page on the whole protocol is `docs/sync.md`. HQ merges; a device sends what it did and takes what HQ says.
//! Both sides number nothing but their own: a device its operations, HQ its rows and its feeds.

mod alias;
mod conflict;
mod device;
mod kinds;
mod merge;
mod row;
mod scope;
mod sight;
mod state;
#[cfg(test)]
mod tests;
mod wire;

pub use alias::Aliases;
pub use conflict::{Choice, Conflict, WrittenOn};
pub use device::{Countersign, EnrolledDevice, certificate_text, countersign_text};
pub use kinds::{KINDS, NounKind, Owner, kind_of};
pub use merge::{Lost, Merged, SetAside, Side, Writer, merge};
pub use row::{ErasedBy, HeldRow, Stamp, Stamps};
pub use scope::Scope;
pub use sight::{Viewer, counted_held, shown};
pub use state::{RowDigest, ScopeHash, counted, row_digest, row_mark, text_digest};
pub use wire::*;

/// The protocol of this build. HQ is upgraded first: it takes every schema up to its own. 2: visits say which bulletins
/// were told, people which they have read, pictures what their small version is called. 3: contacts and visits say which
/// version of their customer their writer had read, a device what is to be known of it; a scope's hash is added up by heaps
/// ([`ScopeHash`]): a device that adds up otherwise finds both sides unequal, and reads its feeds anew until it is upgraded.
pub const SCHEMA: u32 = 3;
/// The oldest schema that HQ still takes.
pub const OLDEST_SCHEMA: u32 = 1;
/// Operations in one push. A single transaction that is longer goes alone, up to [`MOST_IN_TRANSACTION`].
pub const MOST_OPERATIONS: usize = 2_000;
pub const MOST_IN_TRANSACTION: usize = 50_000;
/// Bytes of a request's body, packed and unpacked.
pub const MOST_PACKED: usize = 8 << 20;
pub const MOST_UNPACKED: usize = 64 << 20;
/// Rows in one page of a feed.
pub const MOST_ENTRIES: u32 = 1_000;
/// Bytes of one attachment, and of one piece of it.
pub const MOST_BLOB: u64 = 32 << 20;
pub const MOST_PIECE: usize = 1 << 20;
