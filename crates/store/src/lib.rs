//! The device's SQLite file: encrypted from the first row, written through one door, backed up daily.
//!
//! Invariants: every change of a synced row appends its operation in the same transaction; drafts and settings
//! append none; a damaged file is set aside, never deleted; a file of a newer version is not opened.

mod attachment;
mod backup;
mod check;
mod damage;
mod draft;
mod erase;
mod error;
mod evidence;
mod folder;
mod form;
mod head;
mod issue;
mod journal;
mod key;
mod lock;
mod matrix;
mod migrate;
mod open;
mod outbox;
mod query;
mod record;
mod scan;
mod setting;
mod sign;
mod sync;
mod timeline;
mod undo;
mod visit;
mod wipe;
mod write;

pub use backup::{Backup, KEEP_BYTES, KEEP_COUNT};
pub use check::{PageFault, check_pages};
pub use damage::{Damage, DamagedPart, Yield};
pub use draft::draft;
pub use erase::erasure_links;
pub use error::StoreError;
pub use evidence::{
    DeviceKey, EVIDENCE, StoredEvidence, all_evidence, chain_head, device_keys, evidence, evidence_copies,
    is_evidence_copy,
};
pub use folder::Folder;
pub use issue::{
    closed_count, closed_issues, issues_of_customer, issues_of_record, open_issues, reopenings,
    steps_of_issue, superseded,
};
pub use key::{Key, KeyPlace};
pub use lock::{
    LockState, ask_hq, enrolled_at, forget_request, has_recovery, keep_pin, lock_state, take_grant, unlock,
    unlock_by_recovery,
};
pub use matrix::{StoredMatrix, travel_matrix};
pub use migrate::SCHEMA_VERSION;
pub use open::{Access, Opened, Store};
pub use outbox::{operations, wrote};
pub use query::{
    all, contacts_of, customers, find, get, past_visits, plan_of_week, sales_since, visits_of_customer,
    visits_of_plan,
};
pub use rusqlite::Connection;
pub use scan::{Scan, scan, scan_of_picture, scans};
pub use sign::Seed;
pub use sync::{
    Answered, Batch, Cursor, Outgoing, PageRefused, Predecessor, ScopeSum, SetAsideOperation, Standing,
    TakenPage, TakenReply, UnsentRow, WaitingFile, receipts,
};
pub use timeline::{FileChange, changes_of_customer, photos_of_customer, planned_of_customer};
pub use visit::{
    PastVisit, Stay, correction_of, latest_moment, open_records, paper_records, photos_of_visit,
    record_of_sheet, records_between, records_of_customer, records_of_planned, signed_records, stays_since,
    told_since,
};
pub use wipe::wipe;
pub use write::{Changes, Tx, Written};
