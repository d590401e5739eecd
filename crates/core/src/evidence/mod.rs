//! 签字凭证: what was signed, so that any later change of it can be shown and named.
//!
//! An evidence file is canonical JSON of `{alg, device_seq, digests, key_id, prev, record, sig}`. `digests` holds a
//! salted SHA-256 of every field of `record`, and `sig` is Ed25519 over all but `record`: an altered field is named,
//! and a field can be erased by law while everything else still verifies. The hash by which the next file names
//! this one is taken without `record` for the same reason.
//!
//! Tamper-evident, no more: the law's conditions on sole control of an electronic signature are not met.

mod chain;
mod check;
mod erasure;
mod finding;
mod head;
mod key;
mod label;
mod near;
mod sign;
#[cfg(test)]
mod tests;

pub use chain::{ChainHead, ChainReport, ChainRow, KnownKey, RowFinding, verify_chain, verify_links};
pub use check::{Facts, Trust, Verdict, verify, verify_with};
pub use erasure::{
    ERASE, Erasure, SHOWN, erased_evidence, erasures, forget, forget_in_operation, may_erase,
    repeats_in_shown,
};
pub use finding::{Finding, FindingKind};
pub use head::{HeadNote, SignedHead, verify_heads};
pub use key::{DeviceKey, is_signed_by};
pub use label::named;
pub use sign::{EraseError, SignError, SignedEnvelope, erase, sign};

/// The only signature of now; the name leaves room for others.
pub const ALG: &str = "ed25519-sha256/1";

/// The field of the record that repeats the head, so that an altered head is named by its field.
pub const CHAIN: &str = "chain";

/// The fields of an evidence file.
const FIELDS: [&str; 7] = ["alg", "device_seq", "digests", "key_id", "prev", "record", "sig"];
/// Those of its head that [`CHAIN`] repeats.
const HEAD: [&str; 4] = ["alg", "device_seq", "key_id", "prev"];
const SALT_BYTES: usize = 16;
