//! The invented week after its visits: some signed on the screen, some on paper, some in vain.

use std::sync::Arc;

use chrono::NaiveDateTime;
use rounds_core::{
    Id,
    form::{Form, VISIT_RECORD},
    visit::{StrokePoint, Strokes},
};
use rounds_sheets::{FilledRecord, Mark, Seal, SheetData, SignedAnswers, SignedBy};
use serde_json::{Map, Value, json};

use crate::fixture::{date, week};

/// What nobody outside the office may read.
pub const SECRETS: [&str; 4] = ["走私烟线索", "爱喝普洱", "下次带样品", "未谈成陈列"];

fn at(hour: u32) -> NaiveDateTime {
    date(12, 6).and_hms_opt(hour, 12, 0).unwrap_or_default()
}

/// A visit as its row holds it: the internal part among the answers, to be left behind.
pub fn answers(number: usize) -> Map<String, Value> {
    let Value::Object(mut answers) = json!({
        "visited_on": "2026-11-30", "arrived_min": 512 + number, "left_min": 534 + number, "occasion": "planned",
        "arrival": "open", "purposes": ["routine", "promotion"],
        "sales": "up", "sales_note": "临近年末，礼盒走得快", "supply": "partly", "supply_note": "细支缺货两周",
        "price": "steady", "stock": "fair", "stock_quantity": 86,
        "promotion_effect": "average", "nearby_events": "none",
        "publicity": ["supply", "policy"], "handouts": ["notice", "price_tags"], "price_tag_count": 20,
        "display": "improve", "display_cause": "新品未上柜", "display_advice": "移到收银台右侧第二层",
        "price_marking": "good", "product_mix": "good", "cleanliness": "good", "praise": "价签整齐",
        "feedback": [{
            "kind": "question", "urgent": true, "content": "细支两周没有货，老顾客天天来问",
            "answer": "已向部门反映，下周一前答复", "promised_on": "2026-12-07", "promised_min": 1080
        }],
        "rating": "satisfied", "opinion": "送货时间能早一点更好",
        "next_visit_on": "2026-12-14", "next_visit_part": "morning", "signer_role": "owner", "signer_name": "赵喆",
        "illegal_tobacco": SECRETS[0], "wishes": SECRETS[1], "lessons": SECRETS[2], "goal_note": SECRETS[3]
    }) else {
        return Map::new();
    };
    if number % 4 == 1 {
        answers.insert("companion".into(), "陪访 王主任（市局营销中心）".into());
        answers.insert("arrival".into(), "owner_absent".into());
        answers.insert("receptionist".into(), "店员小陈".into());
    }
    if number.is_multiple_of(3) {
        answers.remove("feedback");
        answers.remove("display_cause");
    }
    answers
}

/// Two characters written fast, on a pad of this size.
pub fn strokes(width: i32, height: i32) -> Strokes {
    let point = |x: f64, y: f64| StrokePoint {
        x: (x * f64::from(width)) as i32,
        y: (y * f64::from(height)) as i32,
        pressure: None,
        at: None,
    };
    let line = |from: (f64, f64), to: (f64, f64), bend: f64| {
        (0..=14).map(move |step| {
            let t = f64::from(step) / 14.0;
            let arc = bend * (t * std::f64::consts::PI).sin();
            point(from.0 + (to.0 - from.0) * t + arc * 0.4, from.1 + (to.1 - from.1) * t + arc)
        })
    };
    let drawn = [
        ((0.12, 0.25), (0.40, 0.20), -0.03),
        ((0.26, 0.10), (0.25, 0.55), 0.04),
        ((0.10, 0.48), (0.42, 0.42), -0.02),
        ((0.24, 0.50), (0.10, 0.85), 0.06),
        ((0.26, 0.52), (0.46, 0.88), 0.08),
        ((0.55, 0.22), (0.88, 0.16), -0.03),
        ((0.70, 0.08), (0.66, 0.60), 0.03),
        ((0.54, 0.52), (0.92, 0.46), -0.05),
        ((0.68, 0.58), (0.52, 0.90), 0.05),
    ];
    let mut strokes: Vec<Vec<StrokePoint>> =
        drawn.iter().map(|(from, to, bend)| line(*from, *to, *bend).collect()).collect();
    strokes.push(vec![point(0.90, 0.80)]);
    Strokes { width, height, strokes }
}

fn seal(number: usize) -> Seal {
    let byte = |salt: usize, place: usize| (number * 31 + salt * 17 + place * 7) as u8;
    Seal {
        evidence: format!("{{\"alg\":\"ed25519-sha256/1\",\"device_seq\":{number}}}").into_bytes(),
        hash: std::array::from_fn(|place| byte(1, place)),
        signature: std::array::from_fn(|place| byte(2, place)),
        key: std::array::from_fn(|place| byte(3, place)),
    }
}

/// The record of a signed visit.
pub fn signed(number: usize) -> FilledRecord {
    let form = Form::parse(VISIT_RECORD).unwrap_or_else(|error| panic!("{error}"));
    let (width, height) = if number.is_multiple_of(2) { (6000, 2400) } else { (2600, 4200) };
    FilledRecord {
        record_id: Id::from_u128(0x019a_0000_0000_7000_9000_0000_0000_0000 + number as u128),
        answers: SignedAnswers::of(&form, &answers(number)),
        form: Arc::new(form),
        signature: SignedBy::Drawn { strokes: strokes(width, height), on: date(11, 30) },
        marks: Vec::new(),
        seal: Some(seal(number)),
    }
}

/// A visit refused at the signature, one on paper typed in later, one in vain: by turns.
pub fn unusual(number: usize) -> FilledRecord {
    let mut filled = signed(100 + number);
    let mut answers = answers(number);
    match number % 3 {
        0 => {
            answers.remove("signer_role");
            answers.insert("refused".into(), true.into());
            answers.insert("refusal_reason".into(), "负责人认为不需要签字".into());
            filled.signature = SignedBy::Refused { on: date(11, 30) };
            filled.marks = vec![
                Mark::Corrects { number: "2026W49-0A1B2".to_owned(), date: date(11, 29) },
                Mark::ClockDoubt,
            ];
        }
        1 => {
            filled.signature = SignedBy::Paper;
            filled.seal = None;
            filled.marks = vec![Mark::EnteredLater { at: at(18) }];
        }
        _ => {
            answers = Map::new();
            answers.insert("arrival".into(), "closed".into());
            answers.insert("arrived_min".into(), 540.into());
            filled.signature = SignedBy::Nobody;
            filled.seal = None;
            filled.marks = vec![Mark::CorrectedBy { number: "2026W49-77777".to_owned() }];
        }
    }
    filled.answers = SignedAnswers::of(&filled.form, &answers);
    filled
}

/// The longest that the form accepts in every text, and as many requests as it takes.
pub fn longest_answers() -> Map<String, Value> {
    let mut answers = answers(1);
    let form = Form::parse(VISIT_RECORD).unwrap_or_else(|error| panic!("{error}"));
    let properties = form.schema["properties"].as_object().cloned().unwrap_or_default();
    for (field, property) in properties {
        if let Some(most) = property["maxLength"].as_u64() {
            answers.insert(field, long_text(most as usize).into());
        }
    }
    let request = json!({
        "kind": "complaint", "urgent": true, "content": long_text(500), "answer": long_text(500),
        "promised_on": "2026-12-07", "promised_min": 1080
    });
    answers.insert("feedback".into(), vec![request; 20].into());
    answers
}

fn long_text(characters: usize) -> String {
    "细支卷烟货源不足，老顾客问了又问；送货早一点更好。".chars().cycle().take(characters).collect()
}

/// The week of the fixture with every record filled.
pub fn filled_week(per_day: usize) -> SheetData {
    let mut data = week(per_day);
    for (number, sheet) in data.records.iter_mut().enumerate() {
        sheet.filled = Some(if number % 5 == 4 { unusual(number / 5) } else { signed(number) });
    }
    data
}

/// The same with the longest answers in every third record.
pub fn longest_week(per_day: usize) -> SheetData {
    let mut data = filled_week(per_day);
    for filled in data.records.iter_mut().step_by(3).filter_map(|sheet| sheet.filled.as_mut()) {
        filled.answers = SignedAnswers::of(&filled.form, &longest_answers());
    }
    data
}
