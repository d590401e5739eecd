//! A sheet's rows → what each says about a customer, or why it cannot be taken.

use std::collections::{BTreeMap, HashMap};

use rounds_core::{
    AppError, ErrorCode, Meta,
    customer::{MOST_GAP_DAYS, MOST_SERVICE_MIN, check_text, is_invisible},
    position::{Datum, Position, is_in_mainland_china},
};
use serde_json::Map;

use super::{
    CustomerField as F,
    columns::{Field, find_columns},
    field::bare,
    imported::ImportedCustomer,
    read::{
        Cell, Content, MOST_CELL_CHARS, MOST_ROWS_ABOVE, SheetRow, is_named_as_old_workbook, not_a_workbook,
        read, shortened,
    },
    value::{date, frequency, hours, number, text, weekday, word},
    wire::{ColumnUse, Mapping, Rejection},
};

/// A row of the workbook.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// As the spreadsheet counts, from 1, the heading included.
    pub row: u32,
    pub result: Result<ImportedCustomer, Vec<Rejection>>,
    /// Code and name as far as they could be read, of rejected rows too.
    pub code: String,
    pub name: String,
    /// The territory's code, where the workbook is for several ([`read_customers_of_territories`]).
    pub territory: Option<String>,
}

/// A workbook read to the end.
#[derive(Clone, Debug)]
pub struct ReadCustomers {
    pub columns: Vec<ColumnUse>,
    pub rows: Vec<ImportRow>,
    /// Heading of the column that names territories.
    pub territory: Option<String>,
}

/// Reads a workbook of customers. `datum` is what positions inside mainland China are given in where no column
/// says so; elsewhere they are WGS-84. `file_name` tells what a text was meant to be.
///
/// # Errors
/// Of the file as a whole: those of [`read`] and [`find_columns`]. A row's own faults are in its `result`.
pub fn read_customers(
    file_name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    datum: Datum,
) -> Result<ReadCustomers, AppError> {
    read_rows(file_name, bytes, mapping, datum, None)
}

/// The same where a column says which territory each customer is in. `names_territory`: whether a heading is that
/// column's; it is then no customer's field.
///
/// # Errors
/// As [`read_customers`]; `HeadingMissing` where no column names territories.
pub fn read_customers_of_territories(
    file_name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    datum: Datum,
    names_territory: &dyn Fn(&str) -> bool,
) -> Result<ReadCustomers, AppError> {
    let read = read_rows(file_name, bytes, mapping, datum, Some(names_territory))?;
    if read.territory.is_none() {
        return Err(ErrorCode::HeadingMissing.with("missing", vec!["territory"]).with("row", 1));
    }
    Ok(read)
}

/// The same for one territory: a column that names territories need not be there, and is no customer's field either.
///
/// # Errors
/// As [`read_customers`].
pub fn read_customers_of_territory(
    file_name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    datum: Datum,
    names_territory: &dyn Fn(&str) -> bool,
) -> Result<ReadCustomers, AppError> {
    read_rows(file_name, bytes, mapping, datum, Some(names_territory))
}

/// Whether a heading means the territory that a customer is in.
pub fn names_territory(heading: &str) -> bool {
    const WORDS: [&str; 8] =
        ["片区", "片区编号", "片区编码", "片区代码", "所属片区", "territory", "territorycode", "territoryno"];
    WORDS.contains(&bare(heading).as_str())
}

fn read_rows(
    file_name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    datum: Datum,
    names_territory: Option<&dyn Fn(&str) -> bool>,
) -> Result<ReadCustomers, AppError> {
    let mut sheets = read(file_name, bytes)?;
    let mut mapping = mapping.0.clone();
    if let Some(names_territory) = names_territory {
        let cells =
            sheets.iter().flat_map(|sheet| &sheet.rows).take(MOST_ROWS_ABOVE).flat_map(|row| &row.cells);
        for (_, cell) in cells {
            if let Cell::Text(heading) = cell
                && names_territory(heading.trim())
            {
                mapping.insert(heading.trim().to_owned(), None);
            }
        }
    }
    let is_text = sheets.iter().all(|sheet| sheet.name.is_empty());
    let columns = find_columns(&sheets, &mapping).map_err(|error| {
        // A table in text under this name serves; any other text is not a workbook that lacks columns.
        let is_other = is_text && is_named_as_old_workbook(file_name);
        if is_other && error.code == ErrorCode::HeadingMissing {
            not_a_workbook(Content::Text)
        } else {
            error
        }
    })?;
    let sheet = sheets.swap_remove(columns.sheet);
    let territory = names_territory.and_then(|names| columns.uses.iter().find(|used| names(&used.heading)));
    let mut first_row_of: HashMap<String, u32> = HashMap::new();
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows[columns.first_row..] {
        // Notes beside the table are no customers.
        if columns.by_field.values().all(|(column, _)| row.cell(*column).is_none()) {
            continue;
        }
        let mut reader = RowReader { row, columns: &columns.by_field, rejections: Vec::new() };
        let customer = reader.customer(datum);
        if let Some(first) = first_row_of.get(&customer.code) {
            let detail = [("first_row".to_owned(), (*first).into())].into_iter().collect();
            reader.reject(F::Code, ErrorCode::CodeTwice, detail);
        } else if !customer.code.is_empty() {
            first_row_of.insert(customer.code.clone(), row.number);
        }
        let of_territory = territory.and_then(|used| match text::code_of(row.cell(used.column)?) {
            Ok(code) => Some(code),
            Err(code) => {
                reader.reject_at(used.column, &used.heading, code, Map::new());
                None
            }
        });
        let (code, name) = (customer.code.clone(), customer.name.clone());
        let rejections = reader.rejections;
        let result = if rejections.is_empty() { Ok(customer) } else { Err(rejections) };
        rows.push(ImportRow { row: row.number, result, code, name, territory: of_territory });
    }
    if rows.is_empty() {
        return Err(ErrorCode::WorkbookEmpty.into());
    }
    let territory = territory.map(|used| used.heading.clone());
    let columns = columns.uses.into_iter().map(ColumnUse::from).collect();
    Ok(ReadCustomers { columns, rows, territory })
}

impl ReadCustomers {
    /// The heading of a field's column as in the file.
    pub fn heading(&self, field: F) -> String {
        let column = self.columns.iter().find(|column| column.field == Some(field));
        column.map(|column| column.heading.clone()).unwrap_or_default()
    }
}

/// Reads the cells of a row and keeps what is wrong with them.
pub struct RowReader<'a, F> {
    pub row: &'a SheetRow,
    pub columns: &'a BTreeMap<F, (u32, String)>,
    pub rejections: Vec<Rejection>,
}

impl RowReader<'_, F> {
    fn customer(&mut self, datum: Datum) -> ImportedCustomer {
        let code = self.code(F::Code);
        let customer = ImportedCustomer {
            code: self.required(F::Code, code),
            name: {
                let name = self.line(F::Name);
                self.required(F::Name, name)
            },
            class: self.word(F::Class, word::class),
            segment: self.word(F::Segment, word::segment),
            standard_store: self.word(F::StandardStore, word::flag),
            status: self.word(F::Status, word::status),
            address: self.line(F::Address),
            office: self.line(F::Office),
            landmark: self.line(F::Landmark),
            phone: self.read(F::Phone, text::phone),
            contact_name: self.line(F::ContactName),
            contact_title: self.line(F::ContactTitle),
            contact_phone: self.read(F::ContactPhone, text::phone),
            licence_no: self.code(F::LicenceNo),
            licence_expires_on: self.read(F::LicenceExpiresOn, date::of),
            shared_owner: self.code(F::SharedOwner),
            order_weekday: self.word(F::OrderWeekday, weekday::one),
            delivery_weekday: self.word(F::DeliveryWeekday, weekday::one),
            line: self.line(F::Line),
            opening_hours: self.word(F::OpeningHours, hours::list),
            visit_weekdays: self.word(F::VisitWeekdays, weekday::list),
            market_days: self.word(F::MarketDays, weekday::market),
            service_min: self.whole(F::ServiceMin, 1, MOST_SERVICE_MIN),
            frequency: self.word(F::Frequency, frequency::of),
            min_gap_days: self.whole(F::MinGapDays, 0, MOST_GAP_DAYS),
            frequency_reason: self.line(F::FrequencyReason),
            last_visit_on: self.read(F::LastVisitOn, date::of),
            key_points: self.lines(F::KeyPoints),
            wishes: self.lines(F::Wishes),
            position: self.position(datum),
            note: self.lines(F::Note),
        };
        if customer.frequency.is_none() && customer.min_gap_days.is_some() {
            self.reject(F::MinGapDays, ErrorCode::BadFrequency, Map::new());
        }
        if self.rejections.is_empty() {
            self.validate(&customer);
        }
        customer
    }

    /// The rules of the customer file itself, on what this row says.
    fn validate(&mut self, imported: &ImportedCustomer) {
        let nobody = Meta::new(rounds_core::Id::nil(), rounds_core::Id::nil(), 0);
        for error in imported.customer(nobody).validate() {
            let field = match error.field.as_deref() {
                Some("position") => F::Latitude,
                Some(name) => serde_json::from_value(name.into()).unwrap_or(F::Code),
                None => F::Code,
            };
            self.reject(field, error.code, error.detail);
        }
        for (field, value) in
            [(F::ContactName, &imported.contact_name), (F::ContactTitle, &imported.contact_title)]
        {
            if let Some(Err(error)) = value.as_ref().map(|value| check_text(value, 60, false)) {
                self.reject(field, error.code, error.detail);
            }
        }
    }

    fn position(&mut self, assumed: Datum) -> Option<Position> {
        let datum = self.word(F::Datum, word::datum);
        let told = self.rejections.len();
        let (lat, lng) = (self.read(F::Latitude, number::degrees), self.read(F::Longitude, number::degrees));
        if self.rejections.len() > told {
            return None;
        }
        let (lat, lng) = match (lat, lng) {
            (None, None) => return None,
            (Some(lat), Some(lng)) => (lat, lng),
            (lat, _) => {
                let missing = if lat.is_none() { F::Latitude } else { F::Longitude };
                self.reject(missing, ErrorCode::PositionHalf, Map::new());
                return None;
            }
        };
        // What systems write that know no position; nobody's shop lies there.
        if lat == 0.0 && lng == 0.0 {
            self.reject(F::Latitude, ErrorCode::PositionZero, Map::new());
            return None;
        }
        let looks_swapped = (73.0..=135.0).contains(&lat) && (3.0..=54.0).contains(&lng);
        if looks_swapped && (lat > 90.0 || is_in_mainland_china(lng, lat)) {
            self.reject(F::Latitude, ErrorCode::PositionSwapped, Map::new());
            return None;
        }
        let here = if is_in_mainland_china(lat, lng) { assumed } else { Datum::Wgs84 };
        match Position::from_degrees(lat, lng, datum.unwrap_or(here)) {
            Ok(position) => Some(position),
            Err(code) => {
                let field = if code == ErrorCode::LongitudeOutOfRange { F::Longitude } else { F::Latitude };
                self.reject(field, code, Map::new());
                None
            }
        }
    }
}

impl<F: Field> RowReader<'_, F> {
    pub fn cell(&self, field: F) -> Option<&Cell> {
        self.row.cell(self.columns.get(&field)?.0)
    }

    pub fn read<T>(&mut self, field: F, value_of: impl Fn(&Cell) -> Result<T, ErrorCode>) -> Option<T> {
        match value_of(self.cell(field)?) {
            Ok(value) => Some(value),
            Err(code) => {
                self.reject(field, code, Map::new());
                None
            }
        }
    }

    /// A whole number; what is no possible one is told with the range that is.
    pub fn whole(&mut self, field: F, least: u32, most: u32) -> Option<u32> {
        match number::whole(self.cell(field)?) {
            Ok(value) => Some(value),
            Err(code) => {
                let mut detail = Map::new();
                if code == ErrorCode::OutOfRange {
                    detail.insert("least".to_owned(), least.into());
                    detail.insert("most".to_owned(), most.into());
                }
                self.reject(field, code, detail);
                None
            }
        }
    }

    pub fn word<T>(&mut self, field: F, value_of: impl Fn(&str) -> Result<T, ErrorCode>) -> Option<T> {
        self.read(field, |cell| value_of(text::of(cell)?.trim()))
    }

    pub fn text(&mut self, field: F, tidied: impl Fn(&str) -> String) -> Option<String> {
        self.read(field, |cell| text::of(cell).map(|value| tidied(&value))).filter(|value| !value.is_empty())
    }

    pub fn code(&mut self, field: F) -> Option<String> {
        self.read(field, text::code_of).filter(|value| !value.is_empty())
    }

    pub fn line(&mut self, field: F) -> Option<String> {
        self.text(field, text::line)
    }

    pub fn lines(&mut self, field: F) -> Option<String> {
        self.text(field, text::lines)
    }

    pub fn required(&mut self, field: F, value: Option<String>) -> String {
        let value = value.unwrap_or_default();
        let is_told = self.rejections.iter().any(|rejection| Some(&rejection.column) == self.heading(field));
        if value.is_empty() && !is_told {
            self.reject(field, ErrorCode::Required, Map::new());
        }
        value
    }

    pub fn heading(&self, field: F) -> Option<&String> {
        self.columns.get(&field).map(|(_, heading)| heading)
    }

    pub fn reject(&mut self, field: F, code: ErrorCode, detail: Map<String, serde_json::Value>) {
        let column = self.columns.get(&field).map_or(u32::MAX, |(column, _)| *column);
        let heading = self.heading(field).cloned().unwrap_or_default();
        self.reject_at(column, &heading, code, detail);
    }

    pub fn reject_at(
        &mut self,
        column: u32,
        heading: &str,
        code: ErrorCode,
        mut detail: Map<String, serde_json::Value>,
    ) {
        let value = match self.row.cell(column) {
            Some(Cell::Huge { start, chars }) => {
                detail.insert("length".to_owned(), (*chars).into());
                detail.insert("most".to_owned(), MOST_CELL_CHARS.into());
                start.clone()
            }
            Some(cell) => cell.shown(),
            None => String::new(),
        };
        if code == ErrorCode::ControlCharacter
            && let Some(Cell::Text(text)) = self.row.cell(column)
            && let Some(ch) = text.chars().find(|ch| is_invisible(*ch))
        {
            detail.insert("character".to_owned(), format!("U+{:04X}", u32::from(ch)).into());
        }
        self.rejections.push(Rejection {
            row: self.row.number,
            column: heading.to_owned(),
            value: shortened(&value),
            code,
            detail,
        });
    }
}
