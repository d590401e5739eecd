//! An invented week, as large as a real one, for the example and the tests.

use chrono::{Days, NaiveDate, NaiveDateTime};
use rounds_core::{
    Entropy, Id, IsoWeek, SeededEntropy,
    customer::{CustomerClass, Segment},
    form::{Form, VISIT_RECORD},
    plan::Purpose,
};
use rounds_sheets::{
    CustomerFacts, DayTotals, HandbookPage, Head, Pending, Percent, PlanDay, PlanRow, PrintOptions, Product,
    Profit, Promise, Purchases, RecordSheet, RecordVisit, SheetData,
};

const NAMES: [&str; 12] = [
    "喆喆便利店",
    "㛃美副食商行",
    "𬭎源烟酒店",
    "𫍯和超市",
    "䶮腾综合门市部",
    "𠮷祥百货",
    "云岭县中和路便民食杂店",
    "老街口烟酒茶",
    "向阳社区第三生活超市",
    "幸福里24小时便利店（东门）",
    "顺发商店",
    "王记小卖部",
];
const ROADS: [&str; 6] = ["中和路", "人民东路", "解放街", "青石巷", "滨河大道", "凤凰山镇大坪村"];

/// The longest that a customer file allows to be sensible.
pub const LONG_NAME: &str = "云岭县凤凰山镇大坪村农业生产资料供应站暨日用百货烟酒副食综合经营部";
pub const LONG_ADDRESS: &str = "云岭县凤凰山镇大坪村第七村民小组老供销社斜对面三岔路口往青石桥方向约二百米处左手边蓝色铁皮屋顶的临街铺面（原粮站旧址一楼东侧第三间，与乡卫生院隔街相望）";

pub fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

fn at(day: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    day.and_hms_opt(hour, minute, 0).unwrap_or_default()
}

pub fn options() -> PrintOptions {
    PrintOptions {
        printed_at: at(date(11, 27), 16, 5),
        data_as_of: Some(date(11, 22)),
        whole_phones: false,
        large_type: false,
        full_records: false,
        duplex: false,
        document_id: Id::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0001),
        title: None,
    }
}

pub fn customer(number: usize) -> CustomerFacts {
    let classes = [CustomerClass::A, CustomerClass::B, CustomerClass::C, CustomerClass::D];
    let segments = [Segment::Core, Segment::Potential, Segment::General, Segment::Problem];
    CustomerFacts {
        code: format!("5301{number:08}"),
        name: NAMES[number % NAMES.len()].to_owned(),
        class: (number % 9 != 8).then(|| classes[number % 4]),
        segment: (number % 7 != 6).then(|| segments[number % 4]),
        address: format!("云岭县{}{}号附{}号", ROADS[number % ROADS.len()], 10 + number, number % 5 + 1),
        landmark: number.is_multiple_of(3).then(|| "卫生院对面，红色招牌".to_owned()),
        office: None,
        contact: Some(["赵喆", "钱小满", "孙㛃", "李大勇"][number % 4].to_owned()),
        phone: (number % 5 != 4).then(|| format!("1390000{number:04}")),
    }
}

/// A week of `per_day` visits on each of five days, with records and handbook pages for all of them.
pub fn week(per_day: usize) -> SheetData {
    let entropy = SeededEntropy::new(7);
    let week: IsoWeek = IsoWeek::of(date(11, 30));
    let days: Vec<PlanDay> = (0..5).map(|day| plan_day(day, per_day)).collect();
    let visits: Vec<(NaiveDate, PlanRow)> =
        days.iter().flat_map(|day| day.rows.iter().map(|row| (day.date, row.clone()))).collect();
    SheetData {
        head: Head {
            organisation: "云岭县烟草专卖局（营销部）".to_owned(),
            manager: "张建国".to_owned(),
            manager_phone: Some("13900008888".to_owned()),
            supervision_phone: Some("0870-5550000".to_owned()),
            week,
        },
        form: Form::parse(VISIT_RECORD).unwrap_or_else(|error| panic!("{error}")),
        records: visits
            .iter()
            .enumerate()
            .map(|(place, (day, row))| RecordSheet {
                visit_id: entropy.id(1_700_000_000_000 + place as i64),
                number: format!("2026W49-{:03}", place + 1),
                visit: Some(RecordVisit {
                    customer: row.customer.clone(),
                    date: *day,
                    planned: true,
                    companion: None,
                    purposes: row.purposes.clone(),
                }),
                filled: None,
            })
            .collect(),
        handbook: visits.iter().map(|(day, row)| handbook_page(*day, row)).collect(),
        days,
    }
}

fn plan_day(day: usize, per_day: usize) -> PlanDay {
    let row = |place: usize| {
        let number = day * per_day + place;
        PlanRow {
            order: place as u32 + 1,
            arrive_min: Some(510 + 35 * place as u32),
            customer: customer(number),
            order_weekday: Some((number % 5) as u8 + 1),
            last_visit: (number % 6 != 5).then(|| date(11, 2 + number as u32 % 18)),
            recent_quantity: (number % 4 != 3).then_some(120 + 37 * number as i64),
            recent_change: (number % 4 != 3).then_some(Percent(number as i32 % 30 - 12)),
            last_grade: None,
            purposes: if number.is_multiple_of(3) {
                vec![Purpose::Routine, Purpose::Promotion]
            } else {
                vec![Purpose::Routine]
            },
            key_points: number.is_multiple_of(2).then(|| "新品陈列；核对明码标价".to_owned()),
            pending: if number % 7 == 3 {
                vec![Pending {
                    content: "缺货答复".to_owned(),
                    urgent: false,
                    due: Some(at(date(11, 30), 18, 0)),
                    overdue: false,
                }]
            } else {
                Vec::new()
            },
            changed: None,
        }
    };
    PlanDay {
        date: date(11, 30) + Days::new(day as u64),
        rows: (0..per_day).map(row).collect(),
        totals: DayTotals { travel_m: 38_460, travel_min: 95, visit_min: 240 },
        note: None,
    }
}

pub fn handbook_page(day: NaiveDate, row: &PlanRow) -> HandbookPage {
    let bought = |quantity: i64| Purchases {
        quantity: Some(quantity),
        amount_fen: Some(quantity * 11_250),
        change: Some(Percent(quantity as i32 % 23 - 8)),
    };
    let quantity = row.recent_quantity.unwrap_or(90);
    HandbookPage {
        customer: row.customer.clone(),
        date: day,
        page_no: None,
        recent: bought(quantity),
        this_month: bought(quantity * 4 / 5),
        last_month: Purchases::default(),
        products: (1..=5)
            .map(|place| Product {
                name: format!("样品烟（{place}号细支）"),
                quantity: Some(quantity / (place + 2)),
                amount_fen: Some(quantity * 10_000 / (place + 2)),
                change: (place != 4).then_some(Percent(place as i32 * 3)),
            })
            .collect(),
        profit: Some(Profit { gross_fen: Some(quantity * 1_900), rate_permille: Some(156) }),
        business: Some("近期订货日照常；元旦前最后一次送货为12月30日。".to_owned()),
        promotions: vec!["本月新品到货，仅供持证零售户。".to_owned()],
        promises: vec![Promise {
            matter: "缺货品规答复".to_owned(), due: Some(date(12, 4)), due_min: None
        }],
        next_visit: Some(day + Days::new(14)),
        next_part: None,
    }
}

/// The same week with the longest texts everywhere.
pub fn longest(per_day: usize) -> SheetData {
    let mut data = week(per_day);
    let long = |facts: &mut CustomerFacts| {
        LONG_NAME.clone_into(&mut facts.name);
        LONG_ADDRESS.clone_into(&mut facts.address);
        facts.landmark = Some("从县道岔口下来过第二座石拱桥后右手边第三家".to_owned());
        facts.contact = Some("阿卜杜热合曼·麦麦提依明江".to_owned());
        "SUPERLONGCODEWITHOUTANYBREAK0123456789".clone_into(&mut facts.code);
    };
    for row in data.days.iter_mut().flat_map(|day| &mut day.rows) {
        long(&mut row.customer);
        row.key_points = Some("重点工作".repeat(20));
        row.pending = vec![Pending { content: "x".repeat(90), urgent: true, due: None, overdue: false }];
    }
    data.records
        .iter_mut()
        .filter_map(|sheet| sheet.visit.as_mut())
        .for_each(|visit| long(&mut visit.customer));
    for page in &mut data.handbook {
        long(&mut page.customer);
        page.business = Some("经营信息。".repeat(60));
        "一种名字特别特别特别长的样品烟（二十四支装）".clone_into(&mut page.products[0].name);
    }
    "云岭县烟草专卖局（营销部）凤凰山镇客户服务站".clone_into(&mut data.head.organisation);
    data
}
