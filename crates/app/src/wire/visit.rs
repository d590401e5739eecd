//! 今日, the visit, its signature, paper and what verification says.

use chrono::NaiveDate;
pub use rounds_core::visit::{SectionFill, SectionState, ShownLine};
use rounds_core::{
    AppError, Id, IsoWeek,
    attachment::{Attachment, AttachmentKind},
    customer::CustomerStatus,
    deadline::DutyKind,
    form::{Layout, Words},
    plan::{Purpose, Reason},
    visit::{ArrivalPosition, Entered, Outcome, RecordState, Signature, SignerRole, VisitDraft, VisitRecord},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::{BulletinToTell, CustomerSummary, IssueSummary, TodayView};

/// Begins a visit: of a planned stop, or of a customer (临时).
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct StartVisit {
    pub planned_visit_id: Option<Id>,
    pub customer_id: Option<Id>,
    /// Absent when the device does not know or was not allowed to tell.
    #[serde(default)]
    pub position: Option<ArrivalPosition>,
}

/// The position found after the visit was begun.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ArrivedAt {
    pub id: Id,
    pub position: ArrivalPosition,
}

/// What the answers of now mean: asked again after every change.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct VisitCheck {
    pub sections: Vec<SectionState>,
    /// Wrong answers, each with its field; they do not stop a draft.
    pub problems: Vec<AppError>,
    /// What still stands between here and a signature; empty = ready.
    pub missing: Vec<AppError>,
    /// What the customer reads before signing, line by line.
    pub shown: Vec<ShownLine>,
    /// How often the draft was kept: the next `visit.save` and `visit.sign` tell it.
    pub revision: u32,
}

/// When to come again, by the frequency and the order day.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct NextVisit {
    pub date: NaiveDate,
    /// `morning` or `afternoon`.
    pub part: String,
    pub reasons: Vec<Reason>,
    /// Other days that suit as well, at most three: 约时间给两个选择 (S2.4).
    pub others: Vec<NaiveDate>,
}

/// The last visit's answers, shown greyed beside each field.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LastVisit {
    pub id: Id,
    pub date: NaiveDate,
    #[ts(type = "Record<string, unknown>")]
    pub answers: Map<String, Value>,
}

/// What is known of a signature.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct EvidenceFacts {
    pub id: Id,
    /// Place in the device's chain.
    pub seq: i64,
    /// SHA-256 of the evidence file without its `record`, hex: it stays when a field is erased by law.
    pub hash: String,
    /// The public key that signed, hex.
    pub key_id: String,
    /// UTC milliseconds.
    pub signed_at: i64,
    /// None = refused, with `refusal`.
    pub role: Option<SignerRole>,
    pub name: Option<String>,
    pub refusal: Option<String>,
}

/// Everything that the page of a visit shows.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct VisitScreen {
    pub record: VisitRecord,
    pub customer: CustomerSummary,
    pub layout: Layout,
    /// While open: the draft. Afterwards: what was kept, in the same shape.
    pub draft: VisitDraft,
    pub check: VisitCheck,
    pub purposes: Vec<Purpose>,
    pub key_points: Option<String>,
    pub wishes: Option<String>,
    pub last: Option<LastVisit>,
    pub first_visit: bool,
    pub open_issues: Vec<IssueSummary>,
    /// 服务信息: what can be told while the visit is open, what was told once it has ended.
    pub bulletins: Vec<BulletinToTell>,
    pub next: Option<NextVisit>,
    /// What is proposed instead when the visit was made in vain: the next days on which it can be made up for.
    pub again: Option<NextVisit>,
    pub photos: Vec<Attachment>,
    pub evidence: Option<EvidenceFacts>,
    /// Strokes of the signature, once signed.
    pub signature: Option<Signature>,
    /// Internal notes can still be tidied.
    pub internal_open: bool,
    /// The record that corrects this one.
    pub corrected_by: Option<Id>,
    /// Metres from the customer's own position on arrival.
    pub distance_m: Option<u32>,
    /// The next planned stop of today, for 完成并去下一家.
    pub next_stop: Option<Id>,
    /// Signed, and the manager has not unlocked the device since.
    pub in_hand: bool,
    /// Right after the visit's end: what it changed in the customer's file.
    pub status_change: Option<StatusChange>,
}

/// 停歇业 at the door was written into the customer's file.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(export)]
pub struct StatusChange {
    pub from: CustomerStatus,
    pub to: CustomerStatus,
    /// For `change.undo`.
    pub tx_id: Id,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SaveVisit {
    pub id: Id,
    pub draft: VisitDraft,
    /// What the draft was made from; one that was kept elsewhere since is not written over.
    #[serde(default)]
    #[ts(optional)]
    pub revision: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SignVisit {
    pub id: Id,
    pub signature: Signature,
    /// What the customer was shown; one that was changed elsewhere since is not signed.
    #[serde(default)]
    #[ts(optional)]
    pub revision: Option<u32>,
}

/// The internal part, until the day's end.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SaveInternal {
    pub id: Id,
    #[ts(type = "Record<string, unknown>")]
    pub internal: Map<String, Value>,
    #[ts(type = "Record<string, unknown>")]
    pub restricted: Map<String, Value>,
    pub companion_rating: Option<String>,
}

/// A planned visit goes back to the planner.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutOffVisit {
    pub planned_visit_id: Id,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PutOffDone {
    pub today: TodayView,
    /// The later day of the week that the customer stands on now; none = it waits among those left out.
    pub next_on: Option<NaiveDate>,
    /// For `change.undo`.
    pub tx_id: Id,
}

#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct VisitQuery {
    pub customer_id: Option<Id>,
    pub date: Option<NaiveDate>,
    pub week: Option<IsoWeek>,
    pub signed: bool,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct VisitSummary {
    pub id: Id,
    pub customer_id: Id,
    pub customer_code: String,
    pub customer_name: String,
    pub date: NaiveDate,
    /// UTC milliseconds.
    pub arrived_at: Option<i64>,
    pub left_at: Option<i64>,
    pub state: RecordState,
    pub outcome: Option<Outcome>,
    pub entered: Entered,
    pub planned: bool,
    /// Signed on the screen.
    pub signed: bool,
    pub signed_on_paper: bool,
    pub corrects: Option<Id>,
    pub corrected_by: Option<Id>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum VisitFormat {
    /// The evidence file.
    Json,
    /// The filled 客户拜访记录表 with the evidence attached.
    Pdf,
    /// The filled sheet and the handbook page.
    PdfWithHandbook,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ExportVisit {
    pub id: Id,
    pub format: VisitFormat,
}

/// Filled sheets of a day or a week.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PrintRecords {
    pub week: IsoWeek,
    /// Empty = the whole week.
    #[serde(default)]
    pub dates: Vec<NaiveDate>,
    #[serde(default)]
    pub full: bool,
}

/// One alteration or doubt that verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct VerifyFinding {
    /// The evidence, row or file that is at fault.
    pub subject: String,
    /// The field, where one can be named.
    pub field: Option<String>,
    /// What the field is called, as the form calls it.
    pub label: Option<Words>,
    /// Words: `ui/src/text/shared.*.json`, `verify`.
    pub kind: String,
    #[ts(type = "Record<string, unknown>")]
    pub detail: Map<String, Value>,
}

#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct VerifyReport {
    /// Evidence files looked at.
    pub checked: u32,
    pub intact: bool,
    pub findings: Vec<VerifyFinding>,
    /// What was erased by law, each with its reason: nothing of it is an alteration.
    pub erased: Vec<VerifyFinding>,
    /// The last number of the chain, and of those that HQ has received; 0 = none.
    pub last_seq: i64,
    pub confirmed_seq: i64,
    /// The public keys that signed, hex.
    pub keys: Vec<String>,
    /// Those of them that HQ certified.
    pub certified: Vec<CertifiedKey>,
    /// Those of them that are neither this data folder's nor certified.
    pub foreign: Vec<String>,
    /// Whether a data folder vouches for those keys. Without it a file proves only that nobody changed it since.
    pub keys_known: bool,
    /// Of a single file: what it says of its own signatures. Empty for a whole folder.
    pub signed: Vec<VerifySigned>,
}

/// A device's key that headquarters certified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CertifiedKey {
    /// The public key, hex.
    pub key_id: String,
    /// The last number in that device's chain that headquarters has received; 0 = none.
    pub confirmed_seq: i64,
}

/// Who signed a verified file and when, as far as the file still says so unaltered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct VerifySigned {
    /// The file; of a PDF the evidence attached to it.
    pub subject: String,
    pub visit_id: Option<Id>,
    pub customer_name: Option<String>,
    /// Who recorded the visit, or matched the sheet.
    pub manager_name: Option<String>,
    pub role: Option<SignerRole>,
    pub name: Option<String>,
    /// Why the customer did not sign.
    pub refusal: Option<String>,
    /// UTC milliseconds.
    pub signed_at: Option<i64>,
    /// IANA zone of that hour.
    pub zone: Option<String>,
    /// Place in the device's chain.
    pub seq: i64,
    /// The device's public key, hex.
    pub key_id: String,
    /// A data folder knows the key: its own device's, or certified by headquarters.
    pub key_known: bool,
}

/// A file received from somebody; its bytes come beside.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct VerifyFile {
    pub file_name: String,
}

/// Values of a signed visit that are erased by law. Their digests stay.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct EraseVisit {
    pub id: Id,
    /// Paths of the evidence: `signature`, `visit.position`, `visit.companion`, `visit.cover_for`; for a supervisor
    /// also `visit.customer_name`, `visit.manager_name` and the free words among `answers.…`.
    pub fields: Vec<String>,
    /// Who asked for it and by which right; kept in the chain.
    pub reason: String,
}

/// Arguments beside the picture's own bytes.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AddPhoto {
    pub visit_record_id: Option<Id>,
    pub customer_id: Option<Id>,
    pub issue_id: Option<Id>,
    pub kind: AttachmentKind,
    pub note: Option<String>,
    /// For the sentence, when the file cannot be used.
    #[serde(default)]
    #[ts(as = "Option<String>", optional)]
    pub file_name: String,
}

/// A picture as a data address, so that the screen needs no file access.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PhotoData {
    pub id: Id,
    /// `data:image/jpeg;base64,…`
    pub url: String,
}

/// The tools check of S0.4, once at each departure.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Departure {
    pub date: NaiveDate,
    /// Keys of the list: `vehicle`, `phone`, `pen`, …; words in `ui/src/text`.
    pub ticked: Vec<String>,
    /// UTC milliseconds; none = not yet departed.
    pub departed_at: Option<i64>,
}

/// What the office waits for is done, or not yet after all.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct MarkDuty {
    pub kind: DutyKind,
    /// As it was listed.
    pub period: String,
    pub done: bool,
}
