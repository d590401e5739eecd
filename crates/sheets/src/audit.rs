//! 抽查首页: how a sample of signed records was drawn, where each stands, and what verification says. A4 portrait, 180
//! mm wide.

use chrono::NaiveDate;

use crate::{
    rows::{self, Cell, Row},
    scene::{Area, Page},
    sheet::{BINDING, Desk, Foot, Leaf, label},
    words,
};

const WIDTH: f32 = 180.0;
const TOP: f32 = 10.0;
const FOOT_TOP: f32 = 285.0;
const BOTTOM: f32 = 283.0;
const TITLE: f32 = 9.0;
const LABEL: f32 = 28.0;
/// 序, 编号, 日期, 客户, 签字, 核对, 页.
const COLUMNS: [(&str, f32); 7] = [
    ("序", 9.0),
    ("编号", 34.0),
    ("拜访日期", 22.0),
    ("客户编码/名称", 57.0),
    ("签字", 20.0),
    ("核对", 26.0),
    ("页", 12.0),
];

/// What the cover of a sample says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditCover {
    pub seed: u64,
    /// Signed records that could have been drawn, and from which day to which.
    pub population: u32,
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// In the order of the record sheets.
    pub sample: Vec<AuditRow>,
    /// Evidence files that were looked at, in the whole data folder.
    pub checked: u32,
    /// What verification found there, in sentences; empty = all is as it was signed.
    pub findings: Vec<String>,
    /// What was erased by law.
    pub erased: Vec<String>,
}

/// A record of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    pub number: String,
    pub date: NaiveDate,
    pub customer_code: String,
    pub customer_name: String,
    /// On a paper sheet, not on the screen.
    pub on_paper: bool,
    /// Something that was found concerns it.
    pub altered: bool,
}

/// The cover's pages. `records`: the leaves that come behind it.
pub(crate) fn lay_out(desk: &Desk, cover: &AuditCover, records: &[Leaf]) -> Vec<Leaf> {
    // Which page a record stands on depends on how many the cover takes; its own rows are as tall either way.
    let pages = paginated(desk, cover, records, 0).len();
    paginated(desk, cover, records, pages).into_iter().map(|rows| leaf(desk, &rows)).collect()
}

fn leaf(desk: &Desk, rows: &[Row]) -> Leaf {
    let area = Area { x: BINDING - 3.0, y: TOP, width: WIDTH, height: BOTTOM - TOP };
    let mut page = Page::a4_portrait();
    let top = desk.title(&mut page, "拜访记录抽查", area);
    rows::draw(&mut page, rows, Area { y: top, height: BOTTOM - top, ..area }, 0.0);
    let foot = Area { y: FOOT_TOP, height: 3.6, ..area };
    Leaf { page, feet: vec![Foot { area: foot, internal: true, figures: false, begins: false }] }
}

fn paginated(desk: &Desk, cover: &AuditCover, records: &[Leaf], before: usize) -> Vec<Vec<Row>> {
    let mut rows = facts(desk, cover);
    rows.extend(sample(desk, cover, &places(records, before)));
    rows.extend(closing(desk));
    rows::paginate(&[], rows, BOTTOM - TOP - TITLE)
}

/// The page on which each record sheet begins; `before` pages come first.
fn places(records: &[Leaf], before: usize) -> Vec<usize> {
    let begun = |(at, leaf): (usize, &Leaf)| {
        let count = leaf.feet.iter().filter(|foot| foot.begins).count();
        std::iter::repeat_n(before + at + 1, count)
    };
    records.iter().enumerate().flat_map(begun).collect()
}

fn facts(desk: &Desk, cover: &AuditCover) -> Vec<Row> {
    let size = desk.sizes()[0];
    let line = |title: &str, text: &str| {
        let cells =
            vec![label(desk.setter, LABEL, title, size), Cell::text(desk.setter, WIDTH - LABEL, text, size)];
        Row::new(cells, 6.0)
    };
    let days = format!("{} 至 {}", words::long_date(cover.from), words::long_date(cover.until));
    let drawn = "总体中的每份记录按“种子:记录编号”的 SHA-256 排序，取最前的若干份，再按日期排列。\
                 同一数据、同一种子、同一份数，抽出的总是同样的记录。";
    let mut found = vec![
        line("单位", &desk.head.organisation),
        line("客户经理", &desk.head.manager),
        line("总体", &format!("已签字的拜访记录 {} 份（{days}）", cover.population)),
        line("抽取", &format!("{} 份，种子 {}", cover.sample.len(), cover.seed)),
        line("抽取方法", drawn),
    ];
    let verdict = if cover.findings.is_empty() {
        format!("已核对全部 {} 份凭证：完好，与签字时一字不差。", cover.checked)
    } else {
        format!("已核对全部 {} 份凭证：发现 {} 处改动。", cover.checked, cover.findings.len())
    };
    found.push(line("电子存证校验", &verdict));
    let listed = |title: &str, texts: &[String]| {
        let mut lines: Vec<String> = texts.iter().take(MOST_LISTED).cloned().collect();
        if texts.len() > MOST_LISTED {
            lines.push(format!("另有 {} 处，见 rounds verify。", texts.len() - MOST_LISTED));
        }
        line(title, &lines.join("\n"))
    };
    if !cover.findings.is_empty() {
        found.push(listed("改动之处", &cover.findings));
    }
    if !cover.erased.is_empty() {
        found.push(listed("依法抹去", &cover.erased));
    }
    found
}

/// More findings do not help an inspector on paper.
const MOST_LISTED: usize = 12;

fn sample(desk: &Desk, cover: &AuditCover, places: &[usize]) -> Vec<Row> {
    let (setter, size) = (desk.setter, desk.sizes()[1]);
    let heads = COLUMNS.iter().map(|(title, width)| Cell::head(setter, *width, title, size));
    let mut found = vec![Row { kept: true, ..Row::new(heads.collect(), 6.0) }];
    for (at, row) in cover.sample.iter().enumerate() {
        setter.whose(&row.customer_name);
        let texts = [
            (at + 1).to_string(),
            row.number.clone(),
            row.date.to_string(),
            format!("{} {}", row.customer_code, row.customer_name),
            if row.on_paper { "纸上" } else { "屏幕" }.to_owned(),
            if row.altered { "有改动" } else { "完好" }.to_owned(),
            places.get(at).map(usize::to_string).unwrap_or_default(),
        ];
        let cells = COLUMNS.iter().zip(&texts).enumerate().map(|(column, ((_, width), text))| {
            let cell = Cell::text(setter, *width, text, size);
            if column == 3 { cell } else { cell.centred() }
        });
        found.push(Row::new(cells.collect(), 5.4));
    }
    found
}

/// Where the inspector signs.
fn closing(desk: &Desk) -> Vec<Row> {
    let size = desk.sizes()[0];
    let tag = |text: &str| label(desk.setter, LABEL, text, size);
    vec![
        Row { kept: true, ..Row::new(vec![tag("抽查意见"), Cell::blank(WIDTH - LABEL)], 26.0) },
        Row::new(vec![tag("抽查人签字"), Cell::blank(72.0), tag("日期"), Cell::blank(52.0)], 14.0),
    ]
}
