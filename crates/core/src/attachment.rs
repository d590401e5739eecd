//! Photographs and scanned sheets. The file lies sealed beside the database under the SHA-256 of its plaintext.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Id, Meta, row};

/// The longest side of a small version, pixels: enough for any list, about 10 kB.
pub const SMALL_SIDE: u32 = 320;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AttachmentKind {
    /// 陈列: a shelf.
    Shelf,
    /// 门头: the shopfront.
    Shopfront,
    /// A sheet signed on paper.
    Sheet,
    Other,
}

/// Synced; its file has a queue of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Attachment {
    #[serde(flatten)]
    pub meta: Meta,
    pub customer_id: Option<Id>,
    pub visit_record_id: Option<Id>,
    pub issue_id: Option<Id>,
    pub kind: AttachmentKind,
    /// SHA-256 of the file after its metadata was stripped, lower-case hex.
    pub sha256: String,
    pub bytes: u32,
    /// Of a small version, at most [`SMALL_SIDE`] pixels long, which travels before all whole pictures. None = the picture
    /// is no larger, or comes from a build that made none.
    pub small_sha256: Option<String>,
    pub small_bytes: Option<u32>,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// UTC milliseconds.
    pub taken_at: i64,
    pub note: Option<String>,
}

row!(Attachment, "attachment", {
    customer_id: Text, visit_record_id: Text, issue_id: Text, kind: Text, sha256: Text, bytes: Int, small_sha256: Text,
    small_bytes: Int, media_type: Text, width: Int, height: Int, taken_at: Int, note: Text,
});
