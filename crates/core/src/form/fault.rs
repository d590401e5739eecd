//! What is wrong with a form's definition, so that whoever wrote it can be told in one sentence.

use crate::{AppError, ErrorCode};

/// A fault names the place by the form's own names: a field, a section's key, a path in the schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// No JSON; lines and columns count from 1.
    #[error("not JSON at line {line}, column {column}")]
    Json { line: usize, column: usize },
    /// A name that stands twice in one JSON object.
    #[error("{key} stands twice at line {line}")]
    KeyTwice { key: String, line: usize },
    /// JSON, but no form: a part is missing, unknown or of another type.
    #[error("not a form: {cause}")]
    Shape { cause: String },
    #[error("{field}: no input is called {input}")]
    Input { field: String, input: String },
    #[error("the id or the version is none")]
    IdOrVersion,
    /// A place in the schema with a type that forms do not have.
    #[error("{at}: no type is called {kind}")]
    Type { at: String, kind: String },
    #[error("{at}: forms have no {keyword} there")]
    Keyword { at: String, keyword: String },
    #[error("{at} is no object with properties and without additionalProperties")]
    Object { at: String },
    #[error("{at} requires {field}, which it has not")]
    Requires { at: String, field: String },
    #[error("section {section}: its key is no name, or used twice")]
    SectionKey { section: String },
    #[error("{field} is laid out twice")]
    LaidOutTwice { field: String },
    #[error("{field} is in the schema and not in the layout")]
    NotLaidOut { field: String },
    #[error("{field} is in the layout and not in the schema")]
    NotInSchema { field: String },
    #[error("section {section}: its columns are {width} mm wide, the sheet {sheet}")]
    Width { section: String, width: u32, sheet: u32 },
    #[error("section {section}: row {row} does not fill its columns")]
    Columns { section: String, row: String },
    #[error("section {section}: a repeated section has one row and a list of rows in the schema")]
    Repeat { section: String },
    #[error("{field}: its input or options differ from the schema")]
    InputDiffers { field: String },
    #[error("{field}: only a choice has options")]
    Options { field: String },

    // Against the form that the program brings, and those published before
    #[error("{id} is none of the program's forms ({known})")]
    Unknown { id: String, known: String },
    #[error("version {version} is not newer than {newest}")]
    NotNewer { version: u32, newest: u32 },
    #[error("section {section} is missing, or in another part")]
    SectionGone { section: String },
    #[error("only {known} is repeated, not {section}")]
    SectionRepeats { section: String, known: String },
    #[error("the sheet is {width} mm wide, not {sheet}")]
    SheetWidth { width: u32, sheet: u32 },
    #[error("the program itself fills in {field}: it has to stay as it is")]
    ProgramField { field: String },
    #[error("{field} cannot be required: a visit in vain has no answers")]
    MustBeOptional { field: String },
    #[error("{field} was something else in version {version}")]
    Meaning { field: String, version: u32 },
}

impl From<FormFault> for AppError {
    fn from(fault: FormFault) -> Self {
        ErrorCode::BadForm.with("why", fault.to_string())
    }
}
