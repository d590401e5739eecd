//! Road distances and times between customers, from a file.
//!
//! Two readable forms and one for programs, described in `docs/decisions/planning.md`: a square of one unit whose first row and
//! column hold customer codes; a list `from,to,m,min` (起点,终点,米,分钟); and bytes, which are also how a matrix is kept.

use std::collections::BTreeMap;

/// Ways between places, each known by metres, by seconds or by both. Not symmetric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TravelMatrix {
    codes: Vec<String>,
    rows: BTreeMap<String, u32>,
    metres: Option<Vec<u32>>,
    seconds: Option<Vec<u32>>,
}

/// What is wrong with a file; rows and columns are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatrixProblem {
    #[error("the file holds no travel data")]
    Empty,
    #[error("row {row} is headed {value:?}")]
    Heading { row: u32, value: String },
    #[error("row {row} has {found} numbers, {expected} are needed")]
    Size { row: u32, found: u32, expected: u32 },
    #[error("row {row}, column {column}: {code:?} is no customer's code")]
    CodeUnknown { row: u32, column: u32, code: String },
    #[error("row {row}, column {column}: {code:?} stands twice")]
    CodeTwice { row: u32, column: u32, code: String },
    #[error("row {row} is headed {code:?} where the columns say {expected:?}")]
    Order { row: u32, code: String, expected: String },
    #[error("row {row}, column {column}, {from} to {to}: {value:?} is no number")]
    BadNumber { row: u32, column: u32, from: String, to: String, value: String },
    #[error("row {row}, column {column}, {from} to {to}: {value} is negative")]
    Negative { row: u32, column: u32, from: String, to: String, value: String },
    #[error("row {row}, column {column}, {from} to {to}: {value} is more than {most}")]
    Absurd { row: u32, column: u32, from: String, to: String, value: String, most: u32 },
}

/// No value.
const GAP: u32 = u32::MAX;
/// 2,000 km, and a whole day: nobody's round.
const MOST_M: u32 = 2_000_000;
const MOST_S: u32 = 86_400;
/// 150 km/h: faster, one of the two is wrong. Whole minutes may be rounded down by one.
const MOST_M_PER_S: u32 = 42;
const ROUNDED_S: u32 = 60;
/// 3,000 places are 72 MB with both values.
const MOST_PLACES: usize = 3_000;
const MAGIC: &[u8] = b"ROUNDS-MATRIX-1\n";

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Metres(f64),
    Seconds(f64),
}

impl Unit {
    fn named(text: &str) -> Option<Self> {
        Some(match text.trim().to_ascii_lowercase().as_str() {
            "m" | "metres" | "米" => Self::Metres(1.0),
            "km" | "公里" | "千米" => Self::Metres(1_000.0),
            "s" | "seconds" | "秒" => Self::Seconds(1.0),
            "" | "min" | "minutes" | "分" | "分钟" => Self::Seconds(60.0),
            _ => return None,
        })
    }

    fn factor(self) -> f64 {
        match self {
            Self::Metres(factor) | Self::Seconds(factor) => factor,
        }
    }

    fn most(self) -> u32 {
        match self {
            Self::Metres(_) => MOST_M,
            Self::Seconds(_) => MOST_S,
        }
    }
}

/// The most metres that so many seconds allow.
fn most_metres(seconds: u32) -> u32 {
    (seconds + ROUNDED_S) * MOST_M_PER_S
}

/// Where a number stands, for the sentence about it.
struct Cell<'a> {
    row: usize,
    column: usize,
    from: &'a str,
    to: &'a str,
    text: &'a str,
}

impl Cell<'_> {
    /// None for an empty cell.
    fn number(&self, unit: Unit) -> Result<Option<u32>, MatrixProblem> {
        let (row, column) = (self.row as u32, self.column as u32);
        let (from, to) = (self.from.to_owned(), self.to.to_owned());
        let value = self.text.trim().to_owned();
        if value.is_empty() {
            return Ok(None);
        }
        match value.parse::<f64>() {
            Ok(number) if number.is_finite() && number < 0.0 => {
                Err(MatrixProblem::Negative { row, column, from, to, value })
            }
            Ok(number) if number.is_finite() => {
                let number = number * unit.factor();
                let most = if self.from == self.to { 0 } else { unit.most() };
                if number > f64::from(most) {
                    let most = (f64::from(most) / unit.factor()) as u32;
                    return Err(MatrixProblem::Absurd { row, column, from, to, value, most });
                }
                Ok(Some((number + 0.5) as u32))
            }
            _ => Err(MatrixProblem::BadNumber { row, column, from, to, value }),
        }
    }
}

/// How a list's first two columns may be headed.
const FROM: [&str; 2] = ["from", "起点"];
const TO: [&str; 2] = ["to", "终点"];

fn is_one_of(heading: &str, names: [&str; 2]) -> bool {
    names.iter().any(|name| heading.trim().eq_ignore_ascii_case(name))
}

impl TravelMatrix {
    /// The start point's and the end point's code.
    pub const START: &'static str = "@start";
    pub const END: &'static str = "@end";

    /// Reads rows of cells, as a table file holds them. `is_known` tells a customer's code.
    pub fn from_rows(rows: &[Vec<String>], is_known: &dyn Fn(&str) -> bool) -> Result<Self, MatrixProblem> {
        let filled = |row: &&(usize, &Vec<String>)| row.1.iter().any(|cell| !cell.trim().is_empty());
        let rows: Vec<(usize, &Vec<String>)> = rows.iter().enumerate().collect();
        let rows: Vec<(usize, &Vec<String>)> = rows.iter().filter(filled).copied().collect();
        let Some(((_, head), body)) = rows.split_first() else { return Err(MatrixProblem::Empty) };
        if body.is_empty() {
            return Err(MatrixProblem::Empty);
        }
        let first = head.first().map_or("", |cell| cell.trim());
        if is_one_of(first, FROM) {
            Self::from_list(head, body, is_known)
        } else {
            let heading = || MatrixProblem::Heading { row: rows[0].0 as u32 + 1, value: first.to_owned() };
            Self::from_square(Unit::named(first).ok_or_else(heading)?, head, body, is_known)
        }
    }

    fn from_square(
        unit: Unit,
        head: &[String],
        body: &[(usize, &Vec<String>)],
        is_known: &dyn Fn(&str) -> bool,
    ) -> Result<Self, MatrixProblem> {
        let mut matrix = Self::empty();
        let trimmed = head.iter().rposition(|cell| !cell.trim().is_empty()).unwrap_or(0);
        for (column, code) in head[..=trimmed].iter().enumerate().skip(1) {
            matrix.add(code.trim(), 1, column as u32 + 1, is_known, true)?;
        }
        let side = matrix.codes.len();
        let mut values = vec![GAP; side * side];
        for (n, (at, cells)) in body.iter().enumerate() {
            let row = at + 1;
            let code = cells.first().map_or("", |cell| cell.trim());
            let Some(expected) = matrix.codes.get(n) else {
                let (found, expected) = (body.len() as u32, side as u32);
                return Err(MatrixProblem::Size { row: row as u32, found, expected });
            };
            if code != expected {
                let (code, expected) = (code.to_owned(), expected.clone());
                return Err(MatrixProblem::Order { row: row as u32, code, expected });
            }
            let found = cells.iter().rposition(|cell| !cell.trim().is_empty()).unwrap_or(0);
            if found > side || cells.len() <= side {
                let found = found.min(cells.len().saturating_sub(1)) as u32;
                return Err(MatrixProblem::Size { row: row as u32, found, expected: side as u32 });
            }
            for (to, text) in cells[1..=side].iter().enumerate() {
                let cell = Cell { row, column: to + 2, from: code, to: &matrix.codes[to], text };
                values[n * side + to] = cell.number(unit)?.unwrap_or(GAP);
            }
        }
        if body.len() < side {
            let (found, expected) = (body.len() as u32, side as u32);
            let row = body.last().map_or(1, |(at, _)| *at as u32 + 1);
            return Err(MatrixProblem::Size { row, found, expected });
        }
        match unit {
            Unit::Metres(_) => matrix.metres = Some(values),
            Unit::Seconds(_) => matrix.seconds = Some(values),
        }
        Ok(matrix)
    }

    fn from_list(
        head: &[String],
        body: &[(usize, &Vec<String>)],
        is_known: &dyn Fn(&str) -> bool,
    ) -> Result<Self, MatrixProblem> {
        let heading = |value: &str| MatrixProblem::Heading { row: 1, value: value.to_owned() };
        if !head.get(1).is_some_and(|cell| is_one_of(cell, TO)) || head.len() < 3 {
            return Err(heading(&head.join(",")));
        }
        let mut units = Vec::new();
        for (column, cell) in head.iter().enumerate().skip(2).filter(|(_, cell)| !cell.trim().is_empty()) {
            units.push((column, Unit::named(cell).ok_or_else(|| heading(cell))?));
        }
        let mut matrix = Self::empty();
        let mut found: Vec<(u32, u32, Option<u32>, Option<u32>)> = Vec::new();
        let mut pairs: BTreeMap<(u32, u32), (Option<u32>, Option<u32>)> = BTreeMap::new();
        for (at, cells) in body {
            let row = at + 1;
            let code = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
            let from = matrix.add(code(0), row as u32, 1, is_known, false)?;
            let to = matrix.add(code(1), row as u32, 2, is_known, false)?;
            let (mut metres, mut seconds) = (None, None);
            for (column, unit) in &units {
                let text = cells.get(*column).map_or("", String::as_str);
                let cell = Cell { row, column: column + 1, from: code(0), to: code(1), text };
                match unit {
                    Unit::Metres(_) => metres = cell.number(*unit)?,
                    Unit::Seconds(_) => seconds = cell.number(*unit)?,
                }
            }
            let too_fast = metres.zip(seconds).filter(|(metres, seconds)| *metres > most_metres(*seconds));
            if let Some((_, seconds)) = too_fast
                && let Some((column, unit)) = units.iter().find(|(_, unit)| matches!(unit, Unit::Metres(_)))
            {
                let (from, to, value) = (code(0).to_owned(), code(1).to_owned(), code(*column).to_owned());
                let most = (f64::from(most_metres(seconds)) / unit.factor()) as u32;
                let (row, column) = (row as u32, *column as u32 + 1);
                return Err(MatrixProblem::Absurd { row, column, from, to, value, most });
            }
            if let Some(before) = pairs.insert((from, to), (metres, seconds))
                && before != (metres, seconds)
            {
                let code = format!("{} → {}", code(0), code(1));
                return Err(MatrixProblem::CodeTwice { row: row as u32, column: 1, code });
            }
            found.push((from, to, metres, seconds));
        }
        let side = matrix.codes.len();
        let blank = |wanted: bool| wanted.then(|| vec![GAP; side * side]);
        matrix.metres = blank(units.iter().any(|(_, unit)| matches!(unit, Unit::Metres(_))));
        matrix.seconds = blank(units.iter().any(|(_, unit)| matches!(unit, Unit::Seconds(_))));
        for (from, to, metres, seconds) in found {
            let at = from as usize * side + to as usize;
            for (list, value) in [(&mut matrix.metres, metres), (&mut matrix.seconds, seconds)] {
                if let (Some(list), Some(value)) = (list, value) {
                    list[at] = value;
                }
            }
        }
        Ok(matrix)
    }

    fn empty() -> Self {
        Self { codes: Vec::new(), rows: BTreeMap::new(), metres: None, seconds: None }
    }

    fn add(
        &mut self,
        code: &str,
        row: u32,
        column: u32,
        is_known: &dyn Fn(&str) -> bool,
        once: bool,
    ) -> Result<u32, MatrixProblem> {
        if let Some(at) = self.rows.get(code) {
            if once {
                return Err(MatrixProblem::CodeTwice { row, column, code: code.to_owned() });
            }
            return Ok(*at);
        }
        if code != Self::START && code != Self::END && !is_known(code) {
            return Err(MatrixProblem::CodeUnknown { row, column, code: code.to_owned() });
        }
        let at = self.codes.len() as u32;
        if self.codes.len() >= MOST_PLACES {
            let (found, expected) = (at + 1, MOST_PLACES as u32);
            return Err(MatrixProblem::Size { row, found, expected });
        }
        self.codes.push(code.to_owned());
        self.rows.insert(code.to_owned(), at);
        Ok(at)
    }

    /// A place's row; none when the matrix does not know it.
    pub fn row(&self, code: &str) -> Option<u32> {
        self.rows.get(code).copied()
    }

    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    pub fn has_metres(&self) -> bool {
        self.metres.is_some()
    }

    pub fn has_seconds(&self) -> bool {
        self.seconds.is_some()
    }

    /// Pairs of different places of which nothing is known.
    pub fn gaps(&self) -> u32 {
        let side = self.codes.len() as u32;
        let pairs = (0..side).flat_map(|from| (0..side).map(move |to| (from, to)));
        pairs.filter(|(from, to)| from != to && self.way(*from, *to) == (None, None)).count() as u32
    }

    /// Metres and seconds from one row's place to another's.
    pub fn way(&self, from: u32, to: u32) -> (Option<u32>, Option<u32>) {
        if from == to {
            return (Some(0), Some(0));
        }
        let at = from as usize * self.codes.len() + to as usize;
        let value = |list: &Option<Vec<u32>>| {
            list.as_ref().and_then(|list| list.get(at).copied()).filter(|value| *value != GAP)
        };
        (value(&self.metres), value(&self.seconds))
    }

    /// The form for programs: the magic line, the number of places and which values follow (1 = metres, 2 = seconds,
    /// 3 = both) as 32-bit numbers, each code with its length in 16 bits before it, then the values row by row as
    /// 32-bit numbers, all little-endian; 4,294,967,295 = no value.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let kinds = u32::from(self.has_metres()) + 2 * u32::from(self.has_seconds());
        bytes.extend((self.codes.len() as u32).to_le_bytes());
        bytes.extend(kinds.to_le_bytes());
        for code in &self.codes {
            bytes.extend((code.len() as u16).to_le_bytes());
            bytes.extend(code.as_bytes());
        }
        for value in [&self.metres, &self.seconds].into_iter().flatten().flatten() {
            bytes.extend(value.to_le_bytes());
        }
        bytes
    }

    /// Whether bytes claim to be [`Self::to_bytes`]'.
    pub fn is_bytes(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Reads [`Self::to_bytes`].
    pub fn from_bytes(bytes: &[u8], is_known: &dyn Fn(&str) -> bool) -> Result<Self, MatrixProblem> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(MatrixProblem::Empty)?;
        let (side, kinds) = (number(&mut rest)?, number(&mut rest)?);
        if side == 0 || kinds == 0 {
            return Err(MatrixProblem::Empty);
        }
        if kinds > 3 {
            return Err(MatrixProblem::Heading { row: 1, value: kinds.to_string() });
        }
        if side as usize > MOST_PLACES {
            // A number that the file cannot hold is a broken file's, not that of too many places.
            if u64::from(side) * u64::from(side) > rest.len() as u64 / 4 {
                return Err(MatrixProblem::Empty);
            }
            return Err(MatrixProblem::Size { row: 1, found: side, expected: MOST_PLACES as u32 });
        }
        let mut matrix = Self::empty();
        for row in 1..=side {
            let (length, after) = rest.split_first_chunk::<2>().ok_or(MatrixProblem::Empty)?;
            let length = usize::from(u16::from_le_bytes(*length));
            let code = after.get(..length).and_then(|code| std::str::from_utf8(code).ok());
            let code = code.ok_or_else(|| MatrixProblem::Heading { row, value: String::new() })?;
            rest = &after[length..];
            matrix.add(code, row, 1, is_known, true)?;
        }
        if kinds & 1 == 1 {
            matrix.metres = Some(matrix.values(&mut rest, MOST_M)?);
        }
        if kinds & 2 == 2 {
            matrix.seconds = Some(matrix.values(&mut rest, MOST_S)?);
        }
        if !rest.is_empty() {
            return Err(MatrixProblem::Size { row: side, found: side + 1, expected: side });
        }
        Ok(matrix)
    }

    fn values(&self, rest: &mut &[u8], most: u32) -> Result<Vec<u32>, MatrixProblem> {
        let side = self.codes.len();
        let mut values = Vec::with_capacity(side * side);
        for at in 0..side * side {
            let (row, column) = (at / side, at % side);
            let short =
                MatrixProblem::Size { row: row as u32 + 1, found: column as u32, expected: side as u32 };
            let value = number(rest).map_err(|_| short)?;
            if value != GAP && value > most {
                return Err(MatrixProblem::Absurd {
                    row: row as u32 + 1,
                    column: column as u32 + 1,
                    from: self.codes[row].clone(),
                    to: self.codes[column].clone(),
                    value: value.to_string(),
                    most,
                });
            }
            values.push(value);
        }
        Ok(values)
    }
}

fn number(rest: &mut &[u8]) -> Result<u32, MatrixProblem> {
    let (value, after) = rest.split_first_chunk::<4>().ok_or(MatrixProblem::Empty)?;
    *rest = after;
    Ok(u32::from_le_bytes(*value))
}
