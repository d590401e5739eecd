//! A form's definition: read, checked against itself, hashed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{fault::FormFault, read, schema};
use crate::{
    AppError, ErrorCode,
    canonical::{canonical, sha256_hex},
};

/// A label in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

/// Who may see a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Part {
    /// What the customer reads and signs; printed.
    Signed,
    /// The manager's notes for the office: never printed, never shown to the customer.
    Internal,
}

/// How a field is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Input {
    /// One of the options.
    Choice,
    /// Any of the options.
    Choices,
    Text,
    /// Several lines.
    LongText,
    Number,
    Date,
    /// Minutes after local midnight.
    Time,
    /// Yes or no; its label is the tick.
    Toggle,
}

/// One value that a choice can take, and what may be written behind its tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct OptionLayout {
    pub value: String,
    pub label: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Box<FieldLayout>>,
}

/// Where and how one property of the answers appears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct FieldLayout {
    /// The property's name.
    pub field: String,
    pub label: Words,
    pub input: Input,
    /// In the order shown; for choices only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionLayout>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Words>,
    /// Millimetres to write on when printed blank; 0 = the rest of the line or cell.
    #[serde(default)]
    pub blank_mm: u32,
    /// Another field in the same place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Box<FieldLayout>>,
}

/// A line of a section, or a row of its table: the label, then one field for each further column (or a single
/// field across them all).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct RowLayout {
    pub label: Words,
    pub fields: Vec<FieldLayout>,
}

/// A column of a section printed as a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Column {
    pub title: Words,
    /// Millimetres on the full sheet.
    pub width_mm: u32,
}

/// A section whose one row is answered several times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Repeat {
    /// The property that holds the list of rows.
    pub field: String,
    /// Rows on the full blank sheet.
    pub printed_rows: u32,
    /// Rows on the blank sheet of half a page.
    pub compact_rows: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Section {
    pub key: String,
    pub title: Words,
    pub part: Part,
    /// Printed as a table with these columns; empty = as lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    pub rows: Vec<RowLayout>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Layout {
    /// Millimetres of the printed sheet.
    pub width_mm: u32,
    pub sections: Vec<Section>,
}

/// A form: the JSON Schema (2020-12, the part that `schema` reads) of its answers, and its layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Form {
    pub id: String,
    /// From 1; a changed definition is a new version.
    pub version: u32,
    pub title: Words,
    #[ts(type = "Record<string, unknown>")]
    pub schema: Value,
    pub layout: Layout,
}

/// A definition as the device keeps it: immutable, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormDefinition {
    pub id: String,
    pub version: u32,
    /// SHA-256 of the canonical definition, in lower-case hex.
    pub hash: String,
    /// The canonical definition (RFC 8785).
    pub body: String,
}

impl Section {
    /// Every field, those behind a tick included.
    pub fn fields(&self) -> Vec<&FieldLayout> {
        let mut found = Vec::new();
        let mut open: Vec<&FieldLayout> = self.rows.iter().flat_map(|row| &row.fields).rev().collect();
        while let Some(field) = open.pop() {
            found.push(field);
            open.extend(field.then.as_deref());
            open.extend(field.options.iter().rev().filter_map(|option| option.detail.as_deref()));
        }
        found
    }
}

impl Form {
    /// Reads and checks a definition; the fault names what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, FormFault> {
        let form = read::form(text)?;
        form.check()?;
        Ok(form)
    }

    /// The definition as stored: canonical text and its hash.
    pub fn definition(&self) -> Result<FormDefinition, AppError> {
        let value = serde_json::to_value(self).map_err(|error| unwritable(&error))?;
        let body = canonical(&value).map_err(|error| unwritable(&error))?;
        Ok(FormDefinition {
            id: self.id.clone(),
            version: self.version,
            hash: sha256_hex(body.as_bytes()),
            body,
        })
    }

    /// The section with this key.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.layout.sections.iter().find(|section| section.key == key)
    }

    /// The sections that may be printed, in order.
    pub fn printed_sections(&self) -> impl Iterator<Item = &Section> {
        self.layout.sections.iter().filter(|section| section.part == Part::Signed)
    }

    fn check(&self) -> Result<(), FormFault> {
        if self.version == 0 || !is_name(&self.id) {
            return Err(FormFault::IdOrVersion);
        }
        schema::check_object(&self.schema, "schema")?;
        let mut laid_out = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for section in &self.layout.sections {
            if !is_name(&section.key) || !keys.insert(section.key.as_str()) {
                return Err(FormFault::SectionKey { section: section.key.clone() });
            }
            self.check_columns(section)?;
            for name in self.check_fields(section)? {
                if !laid_out.insert(name.clone()) {
                    return Err(FormFault::LaidOutTwice { field: name });
                }
            }
        }
        match schema::property_names(&self.schema).find(|name| !laid_out.contains(*name)) {
            Some(name) => Err(FormFault::NotLaidOut { field: name.to_owned() }),
            None => Ok(()),
        }
    }

    fn check_columns(&self, section: &Section) -> Result<(), FormFault> {
        if section.columns.is_empty() {
            return Ok(());
        }
        let width: u32 = section.columns.iter().map(|column| column.width_mm).sum();
        if width != self.layout.width_mm {
            let section = section.key.clone();
            return Err(FormFault::Width { section, width, sheet: self.layout.width_mm });
        }
        let fills = |row: &&RowLayout| row.fields.len() == 1 || row.fields.len() + 1 == section.columns.len();
        match section.rows.iter().find(|row| !fills(row)) {
            Some(row) => Err(FormFault::Columns { section: section.key.clone(), row: row.label.zh.clone() }),
            None => Ok(()),
        }
    }

    /// The top-level properties that a section lays out.
    fn check_fields(&self, section: &Section) -> Result<Vec<String>, FormFault> {
        let Some(repeat) = &section.repeat else {
            let fields = section.fields();
            for field in &fields {
                check_field(&self.schema, field)?;
            }
            return Ok(fields.iter().map(|field| field.field.clone()).collect());
        };
        let items = schema::property(&self.schema, &repeat.field)
            .and_then(|list| list.get("items"))
            .ok_or_else(|| FormFault::Repeat { section: section.key.clone() })?;
        if section.rows.len() != 1 {
            return Err(FormFault::Repeat { section: section.key.clone() });
        }
        let mut inner = BTreeSet::new();
        for field in section.fields() {
            check_field(items, field)?;
            if !inner.insert(field.field.as_str()) {
                return Err(FormFault::LaidOutTwice { field: field.field.clone() });
            }
        }
        match schema::property_names(items).find(|name| !inner.contains(*name)) {
            Some(name) => Err(FormFault::NotLaidOut { field: format!("{}.{name}", repeat.field) }),
            None => Ok(vec![repeat.field.clone()]),
        }
    }
}

fn unwritable(cause: &dyn std::fmt::Display) -> AppError {
    ErrorCode::BadForm.with("why", cause.to_string())
}

/// A field's property exists and has the shape that its input gives.
fn check_field(object: &Value, layout: &FieldLayout) -> Result<(), FormFault> {
    let name = &layout.field;
    let property =
        schema::property(object, name).ok_or_else(|| FormFault::NotInSchema { field: name.clone() })?;
    let kind = property.get("type").and_then(Value::as_str).unwrap_or_default();
    let format = property.get("format").and_then(Value::as_str);
    let fits = match layout.input {
        Input::Choice => kind == "string" && schema::words(property) == values(layout),
        Input::Choices => {
            kind == "array" && property.get("items").is_some_and(|i| schema::words(i) == values(layout))
        }
        Input::Text | Input::LongText => {
            kind == "string" && format.is_none() && property.get("enum").is_none()
        }
        Input::Number => kind == "integer",
        Input::Date => kind == "string" && format == Some("date"),
        Input::Time => kind == "integer" && property.get("maximum").and_then(Value::as_u64) == Some(1439),
        Input::Toggle => kind == "boolean",
    };
    if !fits {
        return Err(FormFault::InputDiffers { field: name.clone() });
    }
    if !matches!(layout.input, Input::Choice | Input::Choices) && !layout.options.is_empty() {
        return Err(FormFault::Options { field: name.clone() });
    }
    Ok(())
}

fn values(layout: &FieldLayout) -> Vec<&str> {
    layout.options.iter().map(|option| option.value.as_str()).collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
