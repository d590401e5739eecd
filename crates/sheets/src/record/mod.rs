//! 客户拜访记录表 from the form's definition, blank or filled: one to a page, or two with a cut between them. 180 mm wide.

mod compact;
mod field;
mod full;
mod sign;

use rounds_core::form::{Form, Section};

use crate::{
    RecordSheet, code,
    rows::{self, Cell, Row},
    scene::{Area, Page, Shape},
    sheet::{BINDING, Desk, Foot, Leaf, label, phrase},
    text::Part,
    words::{self, UNKNOWN},
};
use field::Source;

const WIDTH: f32 = 180.0;
/// The label column.
const LABEL: f32 = 22.0;
const FOOT_HEIGHT: f32 = 3.6;
/// A signed record's code says five times as much: larger squares' worth of side, and of quiet ground below.
const LONG_CODE: (f32, f32) = (6.0, 1.0);

/// What differs between the two formats.
struct Format {
    /// Body sizes to try, the best first, points.
    sizes: &'static [f32],
    /// Side of the QR code, millimetres.
    code: f32,
    /// Least height of a row.
    least: f32,
    /// Of a row with signatures.
    signed: f32,
    /// Of the row that shows a signature.
    ink: f32,
    /// Of lines that were filled in.
    leading: f32,
    /// Most that a row grows by.
    most: f32,
}

impl Format {
    /// Lines that nobody writes on stand closer.
    fn lines(&self, cell: Cell, sheet: &RecordSheet) -> Cell {
        if sheet.filled.is_some() { cell.leading(self.leading) } else { cell }
    }

    /// Side of a sheet's code, and the quiet ground below it.
    fn code(&self, sheet: &RecordSheet) -> (f32, f32) {
        let sealed = sheet.filled.as_ref().is_some_and(|filled| filled.seal.is_some());
        let (side, quiet) = if sealed { LONG_CODE } else { (0.0, 0.0) };
        (self.code + side, 1.0 + quiet)
    }
}

pub(crate) fn lay_out(desk: &Desk, form: &Form, sheets: &[RecordSheet]) -> Vec<Vec<Leaf>> {
    if desk.options.full_records {
        sheets.iter().map(|sheet| full::lay_out(desk, form_of(sheet, form), sheet)).collect()
    } else {
        compact::lay_out(desk, form, sheets)
    }
}

/// A filled sheet keeps the form that it was answered on.
fn form_of<'a>(sheet: &'a RecordSheet, form: &'a Form) -> &'a Form {
    sheet.filled.as_ref().map_or(form, |filled| &filled.form)
}

fn source(sheet: &RecordSheet) -> Source<'_> {
    match &sheet.filled {
        Some(filled) => Source::Answers(filled.answers.map()),
        None => Source::Plan(sheet.visit.as_ref()),
    }
}

/// Draws title, code, head line and rows into `area`, and says where the foot goes.
#[allow(clippy::too_many_arguments, reason = "one call draws one sheet with all that it is made of")]
fn draw(
    desk: &Desk,
    page: &mut Page,
    form: &Form,
    sheet: &RecordSheet,
    format: &Format,
    area: Area,
    rows: &[Row],
    continued: bool,
) -> Foot {
    let foot = Area { y: area.y + area.height - FOOT_HEIGHT, height: FOOT_HEIGHT, ..area };
    let (side, quiet) = format.code(sheet);
    let code_area = Area { x: area.x + area.width - side, y: area.y, width: side, height: side };
    page.shapes.push(Shape::Code { area: code_area, modules: code::modules(&code::text(sheet)) });
    let suffix = if continued { "（续页）" } else { "" };
    desk.title(page, &format!("{}{suffix}", form.title.zh), area);
    let head = head_line(desk, sheet, format);
    let head_area = Area { y: area.y + side - head.height(), height: head.height(), ..area };
    rows::draw(page, std::slice::from_ref(&head), head_area, 0.0);
    let top = area.y + side + quiet;
    let bottom = rows::draw(page, rows, Area { y: top, height: foot.y - 0.6 - top, ..area }, format.most);
    debug_assert!(bottom <= foot.y || rows::total(rows) > foot.y - top);
    Foot { area: foot, internal: true, figures: sheet.filled.is_none(), begins: !continued }
}

fn head_line(desk: &Desk, sheet: &RecordSheet, format: &Format) -> Row {
    let rest = WIDTH - format.code(sheet).0 - 2.0;
    desk.head_line(
        &[
            ("单位", &desk.head.organisation, rest * 0.46),
            ("客户经理", &desk.head.manager, rest * 0.26),
            ("编号", &sheet.number, rest * 0.28),
        ],
        format.sizes[0],
    )
}

/// Height for rows in an area.
fn room(area: Area, sheet: &RecordSheet, format: &Format) -> f32 {
    let (side, quiet) = format.code(sheet);
    area.height - side - quiet - FOOT_HEIGHT - 0.6
}

/// Who, where, when: what is known of the visit, blanks for the rest.
fn facts(desk: &Desk, form: &Form, sheet: &RecordSheet, size: f32, format: &Format) -> Vec<Row> {
    let setter = desk.setter;
    let least = format.least;
    let visit = sheet.visit.as_ref();
    let customer = visit.map(|visit| &visit.customer);
    setter.whose(customer.map_or("", |customer| &customer.name));
    let text = |width: f32, text: &str| Cell::text(setter, width, text, size);
    let category = customer.map_or_else(String::new, |customer| {
        let class = customer.class.map_or("", words::class);
        format!("{class} {}", customer.segment.map_or("", words::segment))
    });
    let when = when(form, sheet);
    let mut rows = vec![
        Row::new(
            vec![
                label(setter, LABEL, "客户名称", size),
                text(WIDTH - LABEL - 66.0, customer.map_or("", |customer| &customer.name)),
                label(setter, 22.0, "客户编码", size),
                text(44.0, customer.map_or("", |customer| &customer.code)),
            ],
            least,
        ),
        Row::new(
            vec![
                label(setter, LABEL, "经营地址", size),
                text(WIDTH - LABEL - 46.0, &customer.map_or_else(String::new, crate::CustomerFacts::place)),
                label(setter, 16.0, "类别", size),
                text(30.0, &category),
            ],
            least,
        ),
        Row::new(
            vec![label(setter, LABEL, "拜访日期", size), Cell::phrases(setter, WIDTH - LABEL, &when, size)],
            least,
        ),
    ];
    if let Some(filled) = sheet.filled.as_ref().filter(|filled| !filled.marks.is_empty()) {
        let marks: Vec<String> = filled.marks.iter().map(words::mark).collect();
        let cells = vec![label(setter, LABEL, "记录说明", size), text(WIDTH - LABEL, &marks.join("；"))];
        rows.insert(0, Row::new(cells, least));
    }
    rows
}

/// The visit's day and its further facts.
fn when(form: &Form, sheet: &RecordSheet) -> Vec<Vec<Part>> {
    let source = source(sheet);
    let mut when = vec![match &sheet.visit {
        Some(visit) if source.is_filled() => {
            phrase(&format!("{}年{}", visit.date.format("%Y"), words::date(visit.date)), None, "")
        }
        Some(visit) => phrase(&words::date(visit.date), None, ""),
        None => field::date(true),
    }];
    for row in form.section("visit").into_iter().flat_map(|section| section.rows.iter().skip(1)) {
        when.push(field::row(row, source));
    }
    when
}

/// A section without a table as one row: its label, its lines as phrases.
fn plain(desk: &Desk, section: &Section, sheet: &RecordSheet, format: &Format, size: f32) -> Row {
    let phrases = line_phrases(section, source(sheet));
    let cells = vec![
        label(desk.setter, LABEL, &section.title.zh, size),
        format.lines(Cell::phrases(desk.setter, WIDTH - LABEL, &phrases, size), sheet),
    ];
    Row::new(cells, format.least)
}

/// Each option of each line as a phrase; a line's own label goes before its first option.
fn line_phrases(section: &Section, source: Source) -> Vec<Vec<Part>> {
    let phrases = section.rows.iter().flat_map(|row| {
        let own = if row.label.zh == section.title.zh { "" } else { row.label.zh.as_str() };
        field::options(row, own, source)
    });
    phrases.collect()
}

/// The rows of a repeated section below their heads: as many as were filled in, or `blanks` to write in.
fn repeated(
    desk: &Desk,
    section: &Section,
    sheet: &RecordSheet,
    format: &Format,
    blanks: u32,
    size: f32,
    least: f32,
) -> Vec<Row> {
    let setter = desk.setter;
    let source = source(sheet);
    let mut out = vec![title(desk, section, size), heads(desk, section, size)];
    let field = section.repeat.as_ref().map_or("", |repeat| &repeat.field);
    let answers = source.rows(field);
    if source.is_filled() && answers.is_empty() {
        out.push(Row::new(vec![Cell::text(setter, WIDTH, UNKNOWN, size).centred()], format.least));
        return out;
    }
    let (answers, least) = if source.is_filled() {
        (answers, format.least)
    } else {
        (vec![Source::Plan(None); blanks as usize], least)
    };
    for (place, source) in answers.into_iter().enumerate() {
        let number = Cell::text(setter, section.columns[0].width_mm as f32, &(place + 1).to_string(), size);
        let mut cells = vec![number.centred()];
        for (column, layout) in section.columns[1..].iter().zip(&section.rows[0].fields) {
            let phrases = field::in_cell(layout, source);
            let cell = Cell::phrases(setter, column.width_mm as f32, &phrases, size);
            cells.push(format.lines(cell, sheet));
        }
        out.push(Row::new(cells, least).growing(2.0));
    }
    out
}

fn title(desk: &Desk, section: &Section, size: f32) -> Row {
    let cell = Cell::head(desk.setter, WIDTH, &section.title.zh, size);
    Row::new(vec![Cell { align: rows::Align::Left, shaded: false, ..cell }], 4.3).kept()
}

fn heads(desk: &Desk, section: &Section, size: f32) -> Row {
    let cells = section.columns.iter().map(|column| {
        Cell::head(desk.setter, column.width_mm as f32, &column.title.zh, Desk::secondary(size))
    });
    Row::new(cells.collect(), 4.3).kept()
}

/// The column of a page that sheets take.
fn area(top: f32, height: f32) -> Area {
    Area { x: BINDING, y: top, width: WIDTH, height }
}
