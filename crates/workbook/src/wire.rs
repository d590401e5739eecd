//! What the dry run of an import tells, as the window and `--json` show it.

use std::collections::BTreeMap;

use rounds_core::{AppError, ErrorCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::{
    CustomerField,
    columns::{Used, letter},
};

/// Heading as in the file → the field it holds; `null` = leave the column alone. Overrides what Rounds
/// recognises itself; headings that a file lacks are told and else ignored, so that one mapping serves many files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Mapping(pub BTreeMap<String, Option<CustomerField>>);

impl Mapping {
    /// Reads a mapping from its JSON file.
    ///
    /// # Errors
    /// `BadMapping` (`because`): `syntax` (`row`, `column`) for what is no JSON, `shape` for what is no object of words,
    /// `word` (`heading`, `value`) for an unknown field.
    pub fn from_json(bytes: &[u8]) -> Result<Self, AppError> {
        let bad = |because: &str| ErrorCode::BadMapping.with("because", because);
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let read: Value = serde_json::from_slice(bytes)
            .map_err(|error| bad("syntax").with("row", error.line()).with("column", error.column()))?;
        let Value::Object(words) = read else { return Err(bad("shape")) };
        let pairs = words.into_iter().map(|(heading, word)| match word {
            Value::Null => Ok((heading, String::new())),
            Value::String(word) => Ok((heading, word)),
            other => Err(bad("word").with("heading", heading).with("value", other.to_string())),
        });
        Self::from_words(&pairs.collect::<Result<_, _>>()?)
    }

    /// The headings that are not among a file's `columns`.
    pub fn unused(&self, columns: &[ColumnUse]) -> Vec<&str> {
        let names = self.0.keys().map(String::as_str);
        names.filter(|name| columns.iter().all(|column| column.heading != *name)).collect()
    }

    /// Reads a mapping from pairs of words; an empty word leaves the column alone.
    ///
    /// # Errors
    /// `BadMapping` naming the heading and the unknown word.
    pub fn from_words(words: &BTreeMap<String, String>) -> Result<Self, AppError> {
        let mut columns = BTreeMap::new();
        for (heading, word) in words {
            let field = if word.is_empty() {
                None
            } else {
                Some(serde_json::from_value(Value::from(word.as_str())).map_err(|_| {
                    ErrorCode::BadMapping
                        .with("because", "word")
                        .with("heading", heading.as_str())
                        .with("value", word.as_str())
                })?)
            };
            columns.insert(heading.clone(), field);
        }
        Ok(Self(columns))
    }
}

/// A column of the file and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ColumnUse {
    /// As spreadsheets call it: A, B, … AA.
    pub letter: String,
    /// As in the file.
    pub heading: String,
    /// None = not imported.
    pub field: Option<CustomerField>,
    /// The first value below the heading, shortened.
    pub sample: Option<String>,
}

impl From<Used<CustomerField>> for ColumnUse {
    fn from(used: Used<CustomerField>) -> Self {
        Self { letter: letter(used.column), heading: used.heading, field: used.field, sample: used.sample }
    }
}

/// Why a row stays out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Rejection {
    /// As the spreadsheet counts, from 1, the heading included.
    pub row: u32,
    /// The heading as in the file.
    pub column: String,
    /// The value as in the file, at most 40 characters.
    pub value: String,
    pub code: ErrorCode,
    /// Names used in the code's sentence → values.
    #[ts(type = "Record<string, unknown>")]
    pub detail: Map<String, Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ImportRowState {
    New,
    Changed,
    Same,
    Rejected,
}

/// A field that an import would change, as texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FieldDifference {
    pub field: CustomerField,
    /// Empty = not known.
    pub old: String,
    pub new: String,
}

/// What an import would do with one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RowOutcome {
    /// As the spreadsheet counts, from 1, the heading included.
    pub row: u32,
    pub state: ImportRowState,
    /// As far as they could be read.
    pub code: String,
    pub name: String,
    /// Of a changed row.
    pub differences: Vec<FieldDifference>,
    /// Of a rejected row.
    pub rejections: Vec<Rejection>,
    /// The position lies far from the territory: accepted, but worth a look.
    pub position_far: bool,
}

/// How many customers have a doubtful position, by the reason; each counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PositionDoubts {
    /// None is known.
    pub missing: u32,
    /// 0, 0 or close to it.
    pub zero: u32,
    /// Far from the middle of the territory.
    pub far: u32,
    /// On the very point of customers of other addresses.
    pub shared: u32,
}

impl PositionDoubts {
    pub fn total(self) -> u32 {
        self.missing + self.zero + self.far + self.shared
    }
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportOutcome {
    /// Rows by state.
    pub new: u32,
    pub changed: u32,
    pub same: u32,
    pub rejected_rows: u32,
    /// Rows whose position lies far from the territory.
    pub far: u32,
    /// Customers of the workbook whose position would be doubtful.
    pub doubts: PositionDoubts,
    /// Every reason, in the order of rows; a row may have several.
    pub rejected: Vec<Rejection>,
    pub columns: Vec<ColumnUse>,
    pub rows: Vec<RowOutcome>,
}
