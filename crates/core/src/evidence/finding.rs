//! What verification can find. Words: `ui/src/text/shared.*.json`, `verify`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident),* $(,)?) => {
        /// An alteration, or a doubt that stands in the way of proof.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        #[ts(export)]
        pub enum FindingKind { $($(#[$doc])* $kind),* }

        impl FindingKind {
            pub const ALL: &[Self] = &[$(Self::$kind),*];
        }
    };
}

kinds! {
    // One file
    /// The file ends in the middle, at `offset`.
    CutOff,
    /// No JSON at `offset`.
    Unreadable,
    /// The bytes differ from the canonical text from `offset` on.
    NotCanonical,
    /// JSON, but no evidence file.
    NotEvidence,
    UnknownAlg,
    FieldUnknown,
    FieldMissing,
    /// A field has no shape that an evidence file can have.
    FieldMalformed,
    /// A field of the record differs from what was signed.
    FieldAltered,
    /// The digest of a field differs from what was signed.
    DigestAltered,
    /// `alg`, `device_seq`, `key_id` or `prev` differs from what was signed.
    HeadAltered,
    /// The field was erased: the file no longer says what was signed there.
    FieldErased,
    /// The same, and a later link of the chain says who erased it and why.
    FieldErasedByLaw,
    /// `sig` is not the key's signature over this head.
    SignatureWrong,
    /// Signed by a key that is none of those known.
    KeyUnknown,
    // A chain of files
    /// The row's hash is not that of its file.
    HashDiffers,
    /// The row's number is not that in its file.
    NumberDiffers,
    NumberMissing,
    NumberTwice,
    /// `prev` names another file than the one before.
    LinkBroken,
    /// Signed by a key that this chain took up later.
    KeyTooEarly,
    /// Files after the last one are gone.
    TailCut,
    /// The last file is not the one that was noted as the last.
    HeadDiffers,
    /// Nothing notes which file is the last.
    HeadMissing,
    /// Files after the one that was noted as the last.
    TailAdded,
    /// A head that none of this device's keys signed.
    HeadForged,
    /// Nothing beside the signing key notes which file is the last.
    HeadFileMissing,
    /// A file that the device noted as its last is not in the chain: cut off, or a backup was restored over it.
    FilesLost,
    // Files against rows
    /// A field of the visit's row differs from its evidence.
    RowDiffers,
    RecordWithoutEvidence,
    EvidenceWithoutRecord,
    /// The folder keeps this file with other bytes.
    NotAsKept,
    /// Headquarters received another file under this one's number.
    NotAsReceived,
    /// Headquarters has received a file of this device's chain that is not here.
    ConfirmedMissing,
    /// Headquarters once gave its receipt for a file, and its chain says nothing of that any more.
    ReceiptWithdrawn,
    /// The file is as it was signed; the folder's own copy of it has since lost the field by law.
    ErasedHereSince,
    /// A picture that was signed with the visit is not among its pictures any more.
    PhotoMissing,
    /// A picture's file is not the one that was signed.
    PhotoAltered,
    /// An issue differs from the row of 客户反映 that it was made of.
    IssueDiffers,
    /// A record counts as signed on paper, and no link of the chain says which sheet that was.
    PaperUnproved,
    /// The picture of the signed sheet is not the visit's any more.
    PaperMissing,
    /// The picture of the signed sheet is not the one that was matched.
    PaperAltered,
    /// The definition of the form differs from the one that was signed.
    FormAltered,
    // The database itself
    /// Pages of the file were altered past the app.
    PagesAltered,
    /// Not every row of a table (`field`) can be read.
    TableUnreadable,
    /// What keeps the tables together is wrong.
    DatabaseBroken,
    /// The file cannot be opened at all.
    DatabaseUnopenable,
    /// Changes behind a break in the journal do not count.
    JournalBroken,
    /// A damaged database was set aside, and nobody has taken note of it.
    DamageFound,
    // Filled sheets
    /// The PDF's bytes differ from what was signed.
    PdfAltered,
    /// The pages were signed by another key than the evidence in them.
    PdfKeyDiffers,
    PdfUnsigned,
    PdfWithoutEvidence,
}

impl FindingKind {
    /// As in words and on the wire, such as `field_altered`.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(Value::String(name)) => name,
            _ => unreachable!("a kind is a word"),
        }
    }
}

/// One alteration or doubt, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Finding {
    pub kind: FindingKind,
    /// The path of a field (`answers.rating`), a field of the head, or the key nearest to `offset`.
    pub field: Option<String>,
    /// Bytes from the file's beginning.
    pub offset: Option<u32>,
    /// Place in the device's chain.
    pub seq: Option<i64>,
    /// The public key in question, hex.
    pub key: Option<String>,
}

impl Finding {
    pub fn new(kind: FindingKind) -> Self {
        Self { kind, field: None, offset: None, seq: None, key: None }
    }

    #[must_use]
    pub fn on(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    #[must_use]
    pub fn at(mut self, offset: usize) -> Self {
        self.offset = Some(offset as u32);
        self
    }

    #[must_use]
    pub fn numbered(mut self, seq: i64) -> Self {
        self.seq = Some(seq);
        self
    }

    #[must_use]
    pub fn by(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// The values that its sentence names: `field`, `offset`, `seq`, `key`.
    pub fn detail(&self) -> Map<String, Value> {
        let Self { kind: _, field, offset, seq, key } = self;
        [
            ("field", field.clone().map(Value::from)),
            ("offset", offset.map(Value::from)),
            ("seq", seq.map(Value::from)),
            ("key", key.clone().map(Value::from)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
    }
}
