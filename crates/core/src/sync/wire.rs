//! The bodies of `/v1`. Every refusal is an [`crate::AppError`]; its HTTP status follows from its code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

// By its own name, by which the description of HQ's calls knows it; it is `crate::Id`.
use uuid::Uuid;

use super::Scope;
use crate::{AppError, Id, operation::Operation, person::Role};

/// `GET /v1/version`, asked of nobody in particular.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HqVersion {
    pub schema: u32,
    pub oldest_schema: u32,
    /// Changes when HQ was restored from a backup.
    pub epoch: Uuid,
    /// HQ's public key, lower-case hex, to be shown to people at enrolment.
    pub hq_key_id: String,
    /// HQ's public X25519 key, lower-case hex: a device wraps its master key to it at enrolment.
    pub rescue_key: String,
}

/// `POST /v1/sign-in`: an enrolled installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The person's code.
    pub user: String,
    pub password: String,
    pub install_id: Uuid,
}

/// `POST /v1/refresh`. The token that is given back replaces the one that was sent. The old one still serves until its
/// successor is used, so that a lost reply signs nobody out; after that it ends the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refresh {
    pub refresh_token: String,
}

/// A session. Tokens are opaque; the access token goes into `Authorization: Bearer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub access_token: String,
    /// Seconds from now, so that no two clocks have to agree.
    pub access_expires_s: u32,
    pub refresh_token: String,
    pub person_id: Uuid,
    pub role: Role,
}

/// A customer as the device knows it, to be found again at HQ by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalCustomer {
    pub id: Uuid,
    pub code: String,
}

/// What lies on the device before it is enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalTerritory {
    pub territory_id: Uuid,
    pub person_id: Uuid,
    pub is_demo: bool,
    pub customers: Vec<LocalCustomer>,
}

/// An installation that this one follows: restored from a backup, or a copy found out. The old key vouches for the new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Follows {
    pub install_id: Uuid,
    /// The old key's signature over `rounds follows <old install_id> <new install_id> <new key_id>`, lower-case hex.
    pub sig: String,
}

/// `POST /v1/enrol`. With a one-time code from HQ, or following an enrolled installation of the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrol {
    pub user: String,
    pub password: String,
    pub code: Option<String>,
    pub follows: Option<Follows>,
    pub install_id: Uuid,
    /// The visit-signing key, lower-case hex.
    pub key_id: String,
    /// The key's signature over `rounds enrol <install_id> <code>`, lower-case hex: the key is really there.
    pub key_sig: String,
    pub device_name: String,
    pub schema: u32,
    /// None = an empty device.
    pub local: Option<LocalTerritory>,
    /// The data folder's master key sealed to [`HqVersion::rescue_key`], base64; opaque to HQ until a rescue.
    pub wrapped_key: Option<String>,
}

/// The text that [`Enrol::key_sig`] signs; without a code it ends after the id.
pub fn enrol_text(install_id: Id, code: Option<&str>) -> String {
    format!("rounds enrol {install_id} {}", code.unwrap_or_default())
}

/// The text that [`Follows::sig`] signs.
pub fn follows_text(old: Id, new: Id, new_key_id: &str) -> String {
    format!("rounds follows {old} {new} {new_key_id}")
}

/// An old id and the id that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alias {
    pub noun: String,
    pub from: Uuid,
    pub to: Uuid,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolled {
    pub session: Session,
    pub territory_id: Uuid,
    pub territory_code: String,
    /// The device keeps them for ever and renames its rows; HQ does the same to operations that still come with old ids.
    pub aliases: Vec<Alias>,
    /// Classes or segments of the territory have visit frequencies: those that the device begins with are not wanted.
    #[serde(default)]
    pub has_rules: bool,
    pub hq_key_id: String,
    pub epoch: Uuid,
}

/// One feed that the caller may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeState {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub scope: Scope,
    /// The number of its last change.
    pub seq: i64,
}

/// `GET /v1/state`: where the caller stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HqState {
    pub epoch: Uuid,
    pub schema: u32,
    pub person_id: Uuid,
    pub role: Role,
    pub install_id: Uuid,
    /// The last operation of this installation that HQ has a verdict on; 0 = none. After an epoch has changed, the device
    /// sends again from the one after it.
    pub last_op_seq: i64,
    /// Feeds that the caller may read. A device drops what it holds of any other, once its outbox has drained.
    pub scopes: Vec<ScopeState>,
    /// The organisation asks its devices for a PIN: it can be changed there and not removed.
    #[serde(default)]
    pub pin_required: bool,
}

/// `POST /v1/push?limit=N`. Operations ascend without a gap and end where a transaction ends; there may be none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Push<O = Operation> {
    pub install_id: Uuid,
    pub schema: u32,
    pub operations: Vec<O>,
    /// How far the sender has read its feeds. Where it says so, the reply goes on from there: [`PushReply::read`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feeds: Option<Vec<FeedCursor>>,
    /// Whether the reply is to bring the hashes of these feeds as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compare: bool,
    /// Once in a sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceSays>,
}

/// What a device says of itself, for those who look after it at headquarters. Nothing is allowed or refused by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceSays {
    /// The program's version and its system, such as `0.1.0 linux`.
    pub build: String,
    /// A PIN is asked for before the data opens.
    pub has_pin: bool,
    /// The number of the last evidence file that this installation signed; 0 = none.
    pub signed: i64,
    /// The number of the last of them that headquarters has told it to have received; 0 = none.
    pub confirmed: i64,
}

/// How far a feed was read to its end, none of it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedCursor {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub scope: Scope,
    pub epoch: Uuid,
    pub after: i64,
}

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// Taken. [`Verdict::conflicts`] counts the values that lost against it or to it.
    Applied,
    /// Kept at HQ as it came and not applied; people look at it. It is reported, and the device goes on.
    SetAside,
}

/// Given once, stored with the change it speaks of, and given again whenever the operation comes again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verdict {
    pub op_seq: i64,
    pub outcome: Outcome,
    /// The row's version afterwards; 0 when set aside.
    pub version: i64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub conflicts: u32,
    /// Why it was set aside; of what was applied, why something of it was not taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<AppError>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushReply {
    pub epoch: Uuid,
    /// One for each operation, in their order.
    pub verdicts: Vec<Verdict>,
    pub last_op_seq: i64,
    /// What a push with [`Push::feeds`] reads, all of it as of one moment after its operations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<ReadOn>,
}

/// Where the sender stands, and what its feeds brought since. A feed that has to be read anew has no page here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadOn {
    pub state: HqState,
    pub pages: Vec<PushPage>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<ScopeHashReply>,
}

/// A page of a feed without the rows that this push has made what they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushPage {
    pub page: FeedPage,
    /// The rows that the page leaves out. Its cursor holds only for whoever has every one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// A row that a feed would bring back to its writer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftOut {
    /// The last operation of the push on the row; its verdict says the row's version.
    pub op_seq: i64,
    /// The row's place in the feed.
    pub seq: i64,
    /// [`row_mark`](super::row_mark) of the row as the feed would bring it.
    pub mark: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EntryKind {
    /// The row as it is now, a tombstone included.
    Upsert,
    /// The row has left this scope; a device drops its copy unless another of its scopes brought it.
    Gone,
}

/// A row appears once in a feed, at the place of its last change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    pub seq: i64,
    pub noun: String,
    pub id: Uuid,
    pub kind: EntryKind,
    /// Head and fields; absent fields are empty. None when gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub row: Option<Map<String, Value>>,
    /// Fields that were erased by law → the row's version from then on: what was written on an older one leaves the log of
    /// whoever reads this.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub erased: BTreeMap<String, i64>,
}

/// `GET /v1/feed/{scope}?after=SEQ&epoch=EPOCH&limit=N&baseline=true|false`. `after=0` reads everything that is there and needs no
/// epoch: that is the baseline, on whose further pages `baseline` says so. The device takes them like any page and at the end
/// drops the rows of the scope that it did not see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedPage {
    pub epoch: Uuid,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub scope: Scope,
    pub entries: Vec<Entry>,
    /// The next `after`; to be kept in the transaction that takes the entries.
    pub next: i64,
    pub more: bool,
}

/// `GET /v1/hash/{scope}`: the canonical hash of what the caller may see of a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeHashReply {
    pub epoch: Uuid,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub scope: Scope,
    pub seq: i64,
    pub rows: u64,
    pub hash: String,
}

/// `POST /v1/set-aside/{op_seq}`: what the device's user decided of an operation that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SetAsideChoice {
    /// Try its transaction again. The verdicts come back.
    Retry,
    /// Give it up: it stays in HQ's records, and what followed it on the same rows is free again.
    Drop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecideSetAside {
    pub choice: SetAsideChoice,
}

/// Headers of `HEAD` and `PATCH /v1/blobs/{sha256}`: bytes that HQ has, and bytes of the whole. HEAD answers 404 where no
/// attachment that the caller may see names the file. PATCH carries one piece as `application/octet-stream`.
pub const BLOB_OFFSET: &str = "upload-offset";
pub const BLOB_LENGTH: &str = "upload-length";
/// Sent with every reply: the epoch, so that any answer tells of a restore.
pub const EPOCH: &str = "rounds-epoch";
