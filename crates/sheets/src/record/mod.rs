//! 客户拜访记录表 from the form's definition: one to a page, or two with a cut between them. 180 mm wide.

mod blank;
mod compact;
mod full;

use rounds_core::form::{Form, Section};

use crate::{
    RecordSheet, code,
    rows::{self, Cell, Row},
    scene::{Area, Page, Shape},
    sheet::{BINDING, Desk, Foot, Leaf, label, phrase},
    text::Part,
    words,
};

const WIDTH: f32 = 180.0;
/// The label column.
const LABEL: f32 = 22.0;
const FOOT_HEIGHT: f32 = 3.6;

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
    /// Most that a row grows by.
    most: f32,
}

pub(crate) fn lay_out(desk: &Desk, form: &Form, sheets: &[RecordSheet]) -> Vec<Vec<Leaf>> {
    if desk.options.full_records {
        sheets.iter().map(|sheet| full::lay_out(desk, form, sheet)).collect()
    } else {
        compact::lay_out(desk, form, sheets)
    }
}

/// Draws title, code, head line and rows into `area`, and says where the foot goes.
fn draw(
    desk: &Desk,
    page: &mut Page,
    form: &Form,
    sheet: &RecordSheet,
    format: &Format,
    area: Area,
    rows: &[Row],
) -> Foot {
    let foot = Area { y: area.y + area.height - FOOT_HEIGHT, height: FOOT_HEIGHT, ..area };
    let code_area =
        Area { x: area.x + area.width - format.code, y: area.y, width: format.code, height: format.code };
    page.shapes.push(Shape::Code { area: code_area, modules: code::modules(sheet.visit_id) });
    desk.title(page, &form.title.zh, area);
    let head = head_line(desk, sheet, format);
    let head_area = Area { y: area.y + format.code - head.height(), height: head.height(), ..area };
    rows::draw(page, std::slice::from_ref(&head), head_area, 0.0);
    let top = area.y + format.code + 1.0;
    let bottom = rows::draw(page, rows, Area { y: top, height: foot.y - 0.6 - top, ..area }, format.most);
    debug_assert!(bottom <= foot.y || rows::total(rows) > foot.y - top);
    Foot { area: foot, internal: true }
}

fn head_line(desk: &Desk, sheet: &RecordSheet, format: &Format) -> Row {
    let rest = WIDTH - format.code - 2.0;
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
fn room(area: Area, format: &Format) -> f32 {
    area.height - format.code - 1.0 - FOOT_HEIGHT - 0.6
}

/// Who, where, when: what is known of the planned visit, blanks for the rest.
fn facts(desk: &Desk, form: &Form, sheet: &RecordSheet, size: f32, least: f32) -> Vec<Row> {
    let setter = desk.setter;
    let visit = sheet.visit.as_ref();
    let customer = visit.map(|visit| &visit.customer);
    setter.whose(customer.map_or("", |customer| &customer.name));
    let text = |width: f32, text: &str| Cell::text(setter, width, text, size);
    let category = customer.map_or_else(String::new, |customer| {
        let class = customer.class.map_or("", words::class);
        format!("{class} {}", customer.segment.map_or("", words::segment))
    });
    let mut when = vec![match visit {
        Some(visit) => phrase(&words::date(visit.date), None, ""),
        None => blank::date(true),
    }];
    if let Some(section) = form.section("visit") {
        for row in section.rows.iter().skip(1) {
            when.push(blank::row(row, &|field, value| ticked(visit, field, value), &|field| {
                known(visit, field)
            }));
        }
    }
    vec![
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
    ]
}

/// What the plan already says is ticked on the blank sheet.
fn ticked(visit: Option<&crate::RecordVisit>, field: &str, value: &str) -> bool {
    let Some(visit) = visit else { return false };
    match field {
        "occasion" => value == if visit.planned { "planned" } else { "unplanned" },
        "purposes" => visit.purposes.iter().any(|purpose| blank::purpose_value(*purpose) == value),
        _ => false,
    }
}

/// What the plan already says is written on the blank sheet.
fn known(visit: Option<&crate::RecordVisit>, field: &str) -> Option<String> {
    (field == "companion").then(|| visit?.companion.clone()).flatten()
}

/// A section without a table as one row: its label, its lines as phrases.
fn plain(desk: &Desk, section: &Section, sheet: &RecordSheet, width: f32, size: f32, least: f32) -> Row {
    let phrases = line_phrases(section, sheet);
    let cells = vec![
        label(desk.setter, LABEL, &section.title.zh, size),
        Cell::phrases(desk.setter, width - LABEL, &phrases, size),
    ];
    Row::new(cells, least)
}

/// Each option of each line as a phrase; a line's own label goes before its first option.
fn line_phrases(section: &Section, sheet: &RecordSheet) -> Vec<Vec<Part>> {
    let visit = sheet.visit.as_ref();
    section
        .rows
        .iter()
        .flat_map(|row| {
            let own = if row.label.zh == section.title.zh { "" } else { row.label.zh.as_str() };
            blank::options(row, own, &|field, value| ticked(visit, field, value), &|field| {
                known(visit, field)
            })
        })
        .collect()
}

/// The rows of a repeated section to write in, below their heads.
fn repeated(desk: &Desk, section: &Section, rows: u32, size: f32, least: f32) -> Vec<Row> {
    let setter = desk.setter;
    let mut out = vec![title(desk, section, size), heads(desk, section, size)];
    for place in 1..=rows {
        let mut cells =
            vec![Cell::text(setter, section.columns[0].width_mm as f32, &place.to_string(), size).centred()];
        for (column, field) in section.columns[1..].iter().zip(&section.rows[0].fields) {
            cells.push(Cell::phrases(setter, column.width_mm as f32, &blank::in_cell(field), size));
        }
        out.push(Row::new(cells, least).growing(2.0));
    }
    out
}

fn title(desk: &Desk, section: &Section, size: f32) -> Row {
    let cell = Cell::head(desk.setter, WIDTH, &section.title.zh, size);
    Row::new(vec![Cell { align: rows::Align::Left, shaded: false, ..cell }], 4.3)
}

fn heads(desk: &Desk, section: &Section, size: f32) -> Row {
    let cells = section.columns.iter().map(|column| {
        Cell::head(desk.setter, column.width_mm as f32, &column.title.zh, Desk::secondary(size))
    });
    Row::new(cells.collect(), 4.3)
}

/// The customer's signature beside the manager's.
fn signatures(desk: &Desk, section: &Section, format: &Format, size: f32) -> Vec<Row> {
    const LEFT: f32 = 114.0;
    let setter = desk.setter;
    let day = || {
        phrase("", Some(12.0), "年").into_iter().chain(phrase("", Some(7.0), "月")).chain(phrase(
            "",
            Some(7.0),
            "日",
        ))
    };
    let nothing = |_: &str, _: &str| false;
    let unknown = |_: &str| None;
    let mut left: Vec<Vec<Vec<Part>>> =
        vec![vec![phrase(&section.title.zh, None, ""), phrase("客户签字", Some(0.0), "")]];
    for (place, row) in section.rows.iter().enumerate() {
        let mut phrases = blank::options(row, "", &nothing, &unknown);
        if place == 0 {
            phrases.push(day().collect());
        }
        left.push(phrases);
    }
    let right = [
        vec![phrase("客户经理签字", Some(0.0), "")],
        vec![phrase("日期", None, ""), day().collect()],
        vec![phrase("抽查人/日期", Some(0.0), "")],
    ];
    let pairs = left.into_iter().zip(right);
    pairs
        .map(|(left, right)| {
            let cells = vec![
                Cell::phrases(setter, LEFT, &left, size),
                Cell::phrases(setter, WIDTH - LEFT, &right, size),
            ];
            Row::new(cells, format.signed).growing(1.0)
        })
        .collect()
}

/// The column of a page that sheets take.
fn area(top: f32, height: f32) -> Area {
    Area { x: BINDING, y: top, width: WIDTH, height }
}
