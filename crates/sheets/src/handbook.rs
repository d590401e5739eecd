//! 客户服务手册页: A5 portrait, two to an A4 page; stays with the customer. 118 mm wide.

use crate::{
    HandbookPage, Product, Profit, Purchases,
    rows::{self, Cell, Row},
    scene::{Area, Page, Shape, THIN},
    sheet::{BINDING, Desk, Foot, Leaf, label, phrase},
    text::POINT,
    words,
};

const WIDTH: f32 = 118.0;
const HALF: f32 = 148.5;
const TOP: f32 = 10.0;
const FOOT_TOP: f32 = 199.5;
const LABEL: f32 = 24.0;
/// 期间, 条, 金额, 单条均价, 环比.
const COLUMNS: [(&str, f32); 5] =
    [("期间", 24.0), ("条", 18.0), ("金额（元）", 24.0), ("单条均价（元）", 22.0), ("环比", 30.0)];
/// Between lines written by hand, millimetres.
const HAND: f32 = 8.0;
/// 主要品规 that are printed.
const PRODUCTS: usize = 5;

pub(crate) fn lay_out(desk: &Desk, pages: &[HandbookPage]) -> Vec<Vec<Leaf>> {
    let halves: Vec<(Page, Foot)> = pages.iter().flat_map(|page| customer_pages(desk, page)).collect();
    let mut leaves = Vec::new();
    for pair in halves.chunks(2) {
        let mut leaf = Leaf { page: Page::a4_landscape(), feet: Vec::new() };
        for ((half, foot), left) in pair.iter().zip([0.0, HALF]) {
            leaf.page.place(half.clone(), left, 0.0);
            leaf.feet.push(Foot { area: Area { x: foot.area.x + left, ..foot.area }, ..*foot });
        }
        let bottom = leaf.page.height;
        leaf.page.shapes.push(Shape::Rule {
            from: (HALF, 0.0),
            to: (HALF, bottom),
            width: THIN,
            dashed: true,
        });
        leaves.push(vec![leaf]);
    }
    leaves
}

/// One customer's page; a second only where their texts are very long.
fn customer_pages(desk: &Desk, data: &HandbookPage) -> Vec<(Page, Foot)> {
    desk.setter.whose(&data.customer.name);
    let area = Area { x: BINDING, y: TOP, width: WIDTH, height: FOOT_TOP - 0.6 - TOP };
    let title_height = 8.0;
    let room = area.height - title_height;
    let mut pages = Vec::new();
    for size in desk.sizes() {
        pages = rows::paginate(&[], content(desk, data, *size), room);
        if pages.len() == 1 {
            break;
        }
    }
    let foot = Foot {
        area: Area { y: FOOT_TOP, height: 3.6, ..area },
        internal: false,
        figures: true,
        begins: false,
    };
    let drawn = pages.into_iter().map(|rows| {
        let mut page = Page { width: HALF, height: 210.0, shapes: Vec::new() };
        let top = desk.title(&mut page, "客户服务手册", area);
        rows::draw(&mut page, &rows, Area { y: top, height: area.y + area.height - top, ..area }, 6.0);
        (page, foot)
    });
    drawn.collect()
}

fn content(desk: &Desk, data: &HandbookPage, size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let cell = |width: f32, text: &str| Cell::text(setter, width, text, size);
    let tag = |width: f32, text: &str| label(setter, width, text, size);
    let page_no = data.page_no.map_or_else(String::new, |number| number.to_string());
    let mut rows = vec![
        Row::new(
            vec![
                tag(LABEL, "客户名称"),
                cell(46.0, &data.customer.name),
                tag(18.0, "客户编码"),
                cell(30.0, &data.customer.code),
            ],
            5.6,
        ),
        Row::new(
            vec![
                tag(LABEL, "日期"),
                cell(46.0, &words::date(data.date)),
                tag(18.0, "页次"),
                cell(30.0, &page_no),
            ],
            5.6,
        ),
    ];
    rows.extend(purchases(desk, data, size));
    if let Some(profit) = data.profit {
        rows.push(profit_row(desk, profit, size));
    }
    let prose = |title: &str, text: &str, least: f32| {
        Row::new(vec![tag(LABEL, title), cell(WIDTH - LABEL, text)], least).growing(1.0)
    };
    rows.push(prose("经营信息", data.business.as_deref().unwrap_or(""), 9.0));
    rows.push(prose("促销信息", &data.promotions.join("\n"), 9.0));
    let lines: Vec<_> = (1..=3).map(|place| phrase(&format!("{place}. "), Some(0.0), "")).collect();
    let mut guidance = Cell::phrases(setter, WIDTH - LABEL, &lines, size);
    for line in &mut guidance.lines {
        line.leading = HAND / (line.size * POINT);
    }
    rows.push(Row::new(vec![tag(LABEL, "指导信息"), guidance], 7.0));
    rows.extend(promises(desk, data, size));
    rows.extend(closing(desk, data, size));
    rows
}

fn purchases(desk: &Desk, data: &HandbookPage, size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let small = Desk::secondary(size);
    let heads = |first: &str| {
        let titles = std::iter::once(first).chain(COLUMNS[1..].iter().map(|(title, _)| *title));
        let cells = titles.zip(COLUMNS).map(|(title, (_, width))| Cell::head(setter, width, title, small));
        Row::new(cells.collect(), 5.0)
    };
    let line = |name: &str, bought: Purchases| {
        let [period, quantity, amount, average, change] = COLUMNS.map(|(_, width)| width);
        let figure = |width: f32, text: &str| Cell::text(setter, width, text, size).right();
        // 单条均价 in fen, rounded to the nearest.
        let price = match (bought.quantity, bought.amount_fen) {
            (Some(quantity), Some(fen)) if quantity > 0 => Some((fen + quantity / 2) / quantity),
            _ => None,
        };
        let cells = vec![
            Cell::text(setter, period, name, small),
            figure(quantity, &words::known(bought.quantity, words::count)),
            figure(amount, &words::known(bought.amount_fen, words::money)),
            figure(average, &words::known(price, words::money)),
            figure(change, &words::known(bought.change, words::percent)),
        ];
        Row::new(cells, 5.2)
    };
    let mut rows = vec![heads("购进记录")];
    for (name, bought) in [("近4周", data.recent), ("本月", data.this_month), ("上月", data.last_month)]
    {
        rows.push(line(name, bought));
    }
    rows.push(heads("主要品规"));
    for place in 0..PRODUCTS {
        rows.push(match data.products.get(place) {
            Some(Product { name, quantity, amount_fen, change }) => {
                line(name, Purchases { quantity: *quantity, amount_fen: *amount_fen, change: *change })
            }
            None => line(words::UNKNOWN, Purchases::default()),
        });
    }
    rows
}

fn profit_row(desk: &Desk, profit: Profit, size: f32) -> Row {
    let setter = desk.setter;
    let gross = words::known(profit.gross_fen, |fen| format!("{} 元", words::money(fen)));
    let rate = words::known(profit.rate_permille, |rate| format!("{}.{}%", rate / 10, (rate % 10).abs()));
    let cells = vec![
        label(setter, LABEL, "盈利情况", size),
        Cell::text(setter, 47.0, &format!("毛利额 {gross}"), size),
        Cell::text(setter, 47.0, &format!("毛利率 {rate}"), size),
    ];
    Row::new(cells, 5.6)
}

/// 答复承诺: what was promised, and room for two more.
fn promises(desk: &Desk, data: &HandbookPage, size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let (matter, time) = (WIDTH - LABEL - 30.0, 30.0);
    let mut rows = vec![Row::new(
        vec![
            label(setter, LABEL, "答复承诺", size),
            Cell::head(setter, matter, "事项", Desk::secondary(size)),
            Cell::head(setter, time, "时间", Desk::secondary(size)),
        ],
        5.0,
    )];
    for place in 0..data.promises.len().max(2) {
        let promise = data.promises.get(place);
        let due = promise.map_or_else(String::new, |promise| {
            let hour = promise.due_min.map_or_else(String::new, |min| format!(" {}", words::clock(min)));
            words::known(promise.due, |due| words::date(due) + &hour)
        });
        let cells = vec![
            Cell::text(setter, LABEL, &(place + 1).to_string(), size).centred(),
            Cell::text(setter, matter, promise.map_or("", |promise| &promise.matter), size),
            Cell::text(setter, time, &due, size),
        ];
        rows.push(Row::new(cells, 6.5).growing(1.0));
    }
    rows
}

fn closing(desk: &Desk, data: &HandbookPage, size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let next = match data.next_visit {
        Some(day) => phrase(&words::date(day), None, data.next_part.map_or("", |part| words::day_part(part))),
        None => ["月", "日（周", "）"]
            .iter()
            .zip([8.0, 8.0, 8.0])
            .flat_map(|(word, blank)| phrase("", Some(blank), word))
            .collect(),
    };
    let phones = [
        format!("电话 {}", desk.head.manager_phone.as_deref().unwrap_or(words::UNKNOWN)),
        format!("监督电话 {}", desk.head.supervision_phone.as_deref().unwrap_or(words::UNKNOWN)),
    ];
    vec![
        Row::new(
            vec![label(setter, LABEL, "下次拜访", size), Cell::phrases(setter, WIDTH - LABEL, &[next], size)],
            6.0,
        ),
        Row::new(
            vec![
                label(setter, LABEL, "客户经理签名", size),
                Cell::text(setter, 44.0, "", size),
                Cell::text(setter, WIDTH - LABEL - 44.0, &phones.join("\n"), size),
            ],
            9.0,
        ),
    ]
}
