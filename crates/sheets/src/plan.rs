//! 客户拜访计划表: the week as a grid, then a page for each day. A4 landscape, 269 mm wide.

use crate::{
    PlanDay, PlanRow,
    rows::{self, Cell, Row},
    scene::{Area, Page},
    sheet::{BINDING, Desk, Foot, Leaf, MARGIN, label, phrase},
    words,
};

const WIDTH: f32 = 269.0;
const TOP: f32 = 10.0;
const FOOT_TOP: f32 = 201.5;
/// Where rows end.
const BOTTOM: f32 = 200.5;
const FOOT: Foot = Foot {
    area: Area { x: BINDING, y: FOOT_TOP, width: WIDTH, height: 4.0 },
    internal: true,
    figures: true,
    begins: false,
};

/// Titles and widths of the day's table, in millimetres.
const COLUMNS: [(&str, f32); 13] = [
    ("序", 8.0),
    ("计划\n到店", 13.0),
    ("客户名称/编码", 44.0),
    ("类别", 12.0),
    ("经营地址（位置提示）", 48.0),
    ("联系人/电话", 24.0),
    ("订货日", 11.0),
    ("上次\n拜访", 13.0),
    ("近4周购进\n（条/环比）", 22.0),
    ("上月\n评价", 10.0),
    ("拜访目的", 18.0),
    ("重点工作/待解决", 32.0),
    ("完成情况", 14.0),
];
/// A day has at least so many lines; those left over are for unplanned visits.
const LINES: usize = 12;

pub(crate) fn lay_out(desk: &Desk, days: &[PlanDay]) -> Vec<Leaf> {
    let mut leaves = cover(desk, days);
    for day in days.iter().filter(|day| !day.rows.is_empty()) {
        leaves.extend(day_pages(desk, day));
    }
    leaves
}

/// Draws each page's title, head line and rows.
fn leaves(desk: &Desk, title: &str, head: &Row, pages: Vec<Vec<Row>>, most: f32) -> Vec<Leaf> {
    let finished = pages.into_iter().map(|rows| {
        let mut page = Page::a4_landscape();
        debug_assert!((page.width - BINDING - MARGIN - WIDTH).abs() < 0.1);
        let top = desk.title(&mut page, title, Area { x: BINDING, y: TOP, width: WIDTH, height: 9.0 });
        let area = Area { x: BINDING, y: top, width: WIDTH, height: head.height() };
        let top = rows::draw(&mut page, std::slice::from_ref(head), area, 0.0);
        rows::draw(&mut page, &rows, Area { y: top, height: BOTTOM - top, ..area }, most);
        Leaf { page, feet: vec![FOOT] }
    });
    finished.collect()
}

/// The height left for rows below the title and the head line.
fn room(head: &Row) -> f32 {
    BOTTOM - TOP - 8.0 - head.height()
}

fn day_pages(desk: &Desk, day: &PlanDay) -> Vec<Leaf> {
    let setter = desk.setter;
    let mut date = format!("{}年{}", chrono::Datelike::year(&day.date), words::date(day.date));
    if let Some(note) = &day.note {
        date += &format!("（{note}）");
    }
    let head = desk.head_line(
        &[
            ("单位", &desk.head.organisation, 86.0),
            ("客户经理", &desk.head.manager, 45.0),
            ("日期", &date, 96.0),
            ("周次", &desk.week(), 42.0),
        ],
        desk.sizes()[0],
    );
    let repeated = [Row::new(
        COLUMNS.iter().map(|(title, width)| Cell::head(setter, *width, title, 8.0)).collect(),
        9.0,
    )];
    let pages = fewest(desk, |size| {
        let mut rows: Vec<Row> = day.rows.iter().map(|row| visit(desk, row, size)).collect();
        let closing = closing(desk, day, size);
        let used = rows::total(&repeated) + rows::total(&rows) + rows::total(&closing);
        let free = ((room(&head) - used) / LEAST_LINE).max(0.0) as usize;
        rows.extend((rows.len()..LINES).take(free).map(|_| unplanned(desk, size)));
        if let Some(last) = rows.last_mut() {
            last.kept = true;
        }
        rows.extend(closing);
        rows::paginate(&repeated, rows, room(&head))
    });
    leaves(desk, "客户拜访计划表", &head, pages, 4.0)
}

/// The pages in the largest size that needs the fewest.
fn fewest(desk: &Desk, pages: impl Fn(f32) -> Vec<Vec<Row>>) -> Vec<Vec<Row>> {
    let mut best: Vec<Vec<Row>> = Vec::new();
    for size in desk.sizes() {
        let tried = pages(*size);
        if best.is_empty() || tried.len() < best.len() {
            best = tried;
        }
        if best.len() == 1 {
            break;
        }
    }
    best
}

/// Least height of a visit's row, millimetres.
const LEAST_LINE: f32 = 9.0;

fn visit(desk: &Desk, row: &PlanRow, size: f32) -> Row {
    let setter = desk.setter;
    let small = Desk::secondary(size);
    let customer = &row.customer;
    setter.whose(&customer.name);
    let [order, arrive, name, class, address, contact, order_day, last, recent, grade, purpose, work, done] =
        COLUMNS.map(|(_, width)| width);
    let cell = |width: f32, text: &str| Cell::text(setter, width, text, size);
    let purposes: Vec<&str> = row.purposes.iter().map(|purpose| words::purpose(*purpose)).collect();
    let change = row.changed.map_or("", words::change);
    let pending = row.pending.iter().map(words::pending);
    let work_lines: Vec<String> = row.key_points.iter().cloned().chain(pending).collect();
    let mut bought = cell(recent, &words::known(row.recent_quantity, words::count));
    if row.recent_quantity.is_some() {
        bought = bought.and(setter, &words::known(row.recent_change, words::percent), small);
    }
    let mut order_cell = cell(order, &row.order.to_string());
    if !change.is_empty() {
        order_cell = order_cell.and(setter, change, small);
    }
    let cells = vec![
        order_cell.centred(),
        cell(arrive, &words::known(row.arrive_min, words::clock)).centred(),
        cell(name, &customer.name).and(setter, &customer.code, small),
        cell(class, &words::known(customer.class, |class| words::class(class).to_owned()))
            .and(setter, customer.segment.map_or("", words::segment), small)
            .centred(),
        cell(address, &customer.place()),
        cell(contact, customer.contact.as_deref().unwrap_or("")).and(
            setter,
            &desk.phone(customer.phone.as_deref()),
            small,
        ),
        cell(order_day, &words::known(row.order_weekday, |day| words::weekday(day).to_owned())).centred(),
        cell(last, &words::known(row.last_visit, words::narrow_date)).centred(),
        bought.centred(),
        cell(grade, &words::known(row.last_grade.clone(), |grade| grade)).centred(),
        cell(purpose, &purposes.join("、")),
        Cell::text(setter, work, &work_lines.join("\n"), small),
        Cell::text(setter, done, "□已访\n□未访", small).centred(),
    ];
    Row::new(cells, LEAST_LINE).growing(1.0)
}

/// An empty line, for a visit that was not planned.
fn unplanned(desk: &Desk, size: f32) -> Row {
    let mut cells: Vec<Cell> = COLUMNS.iter().map(|(_, width)| Cell::blank(*width)).collect();
    if let Some(done) = cells.last_mut() {
        *done = Cell::text(desk.setter, done.width, "□计划外", Desk::secondary(size)).centred();
    }
    Row::new(cells, LEAST_LINE).growing(1.0)
}

/// Sums, what was missed, signatures.
fn closing(desk: &Desk, day: &PlanDay, size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let totals = &day.totals;
    let sums = [
        phrase(&format!("合计 {} 户", day.rows.len()), None, ""),
        phrase(&format!("行程 {}", words::distance(totals.travel_m)), None, ""),
        phrase(&format!("在途 {}", words::duration(totals.travel_min)), None, ""),
        phrase(&format!("在店 {}", words::duration(totals.visit_min)), None, ""),
    ];
    let done = ["实访", "未访", "计划外"].map(|word| phrase(&format!("{word} "), Some(16.0), " 户"));
    vec![
        Row::new(
            vec![Cell::phrases(setter, 159.0, &sums, size), Cell::phrases(setter, 110.0, &done, size)],
            6.5,
        ),
        Row::new(vec![label(setter, 34.0, "未访客户及原因", size), Cell::blank(235.0)], 10.0).kept(),
        signatures(desk, size),
    ]
}

fn signatures(desk: &Desk, size: f32) -> Row {
    let setter = desk.setter;
    let cells = vec![
        label(setter, 34.0, "客户经理签字/日期", size),
        Cell::blank(54.0),
        label(setter, 20.0, "陪访人", size),
        Cell::blank(44.0),
        label(setter, 38.0, "部门负责人审核/日期", size),
        Cell::blank(79.0),
    ];
    Row::new(cells, 8.5)
}

/// The week as a grid: a column for each day, its visits below one another.
fn cover(desk: &Desk, days: &[PlanDay]) -> Vec<Leaf> {
    let setter = desk.setter;
    let size = desk.sizes()[0];
    let dates = desk.head.week.dates();
    let span = format!("{}—{}", words::long_date(dates[0]), words::short_date(dates[6]));
    let head = desk.head_line(
        &[
            ("单位", &desk.head.organisation, 100.0),
            ("客户经理", &desk.head.manager, 59.0),
            ("周次", &format!("{}（{span}）", desk.week()), 110.0),
        ],
        size,
    );
    // A free Saturday or Sunday needs no column.
    let shown: Vec<_> = dates
        .iter()
        .enumerate()
        .map(|(place, date)| (place, *date, days.iter().find(|day| day.date == *date)))
        .filter(|(place, _, day)| *place < 5 || day.is_some_and(|day| !day.rows.is_empty()))
        .collect();
    let width = WIDTH / shown.len() as f32;
    let heading = |date: chrono::NaiveDate, day: Option<&PlanDay>| {
        let cell = Cell::head(setter, width, &words::date(date), size);
        match day.filter(|day| !day.rows.is_empty()).and_then(|day| day.note.as_deref()) {
            Some(note) => cell.and(setter, note, Desk::secondary(size)),
            None => cell,
        }
    };
    let heading = Row::new(shown.iter().map(|(_, date, day)| heading(*date, *day)).collect(), 7.5);
    let days_shown: Vec<Option<&PlanDay>> = shown.iter().map(|(_, _, day)| *day).collect();
    let pages = fewest(desk, |size| {
        let mut rows = grid(desk, &days_shown, width, Desk::secondary(size));
        rows.push(sums(desk, &days_shown, width, size));
        rows.extend(week_closing(desk, days, size));
        rows::paginate(std::slice::from_ref(&heading), rows, room(&head))
    });
    leaves(desk, "客户拜访计划表", &head, pages, 3.0)
}

/// The visits of each day below one another; a day without any says why.
fn grid(desk: &Desk, days: &[Option<&PlanDay>], width: f32, size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let lines = days.iter().flatten().map(|day| day.rows.len()).max().unwrap_or(0).max(LINES);
    let entry = |day: &PlanDay, line: usize| match day.rows.get(line) {
        Some(row) => {
            setter.whose(&row.customer.name);
            let time = words::known(row.arrive_min, words::clock);
            format!("{} {time} {}", row.order, row.customer.name)
        }
        None if line == 0 => day.note.clone().unwrap_or_default(),
        None => String::new(),
    };
    let row = |line: usize| {
        let texts = days.iter().map(|day| day.map_or_else(String::new, |day| entry(day, line)));
        Row::new(texts.map(|text| Cell::text(setter, width, &text, size)).collect(), 5.6).growing(1.0)
    };
    (0..lines).map(row).collect()
}

fn sums(desk: &Desk, days: &[Option<&PlanDay>], width: f32, size: f32) -> Row {
    let setter = desk.setter;
    let cell = |day: Option<&PlanDay>| match day.filter(|day| !day.rows.is_empty()) {
        Some(day) => {
            let totals = &day.totals;
            let first = format!("{} 户 · {}", day.rows.len(), words::distance(totals.travel_m));
            let (travel, visit) = (words::duration(totals.travel_min), words::duration(totals.visit_min));
            Cell::text(setter, width, &first, size)
                .and(setter, &format!("在途 {travel}\n在店 {visit}"), Desk::secondary(size))
                .centred()
        }
        None => Cell::text(setter, width, words::UNKNOWN, size).centred(),
    };
    Row::new(days.iter().copied().map(cell).collect(), 13.0).kept()
}

fn week_closing(desk: &Desk, days: &[PlanDay], size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let visits: usize = days.iter().map(|day| day.rows.len()).sum();
    let sum = |part: fn(&PlanDay) -> u32| days.iter().map(part).sum::<u32>();
    let text = format!(
        "本周合计 {visits} 户 · 行程 {} · 在途 {} · 在店 {}",
        words::distance(sum(|day| day.totals.travel_m)),
        words::duration(sum(|day| day.totals.travel_min)),
        words::duration(sum(|day| day.totals.visit_min)),
    );
    vec![
        Row::new(vec![Cell::text(setter, WIDTH, &text, size)], 6.5).kept(),
        Row::new(vec![label(setter, 34.0, "本周重点工作", size), Cell::blank(235.0)], 10.0)
            .growing(2.0)
            .kept(),
        signatures(desk, size),
    ]
}
