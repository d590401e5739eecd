use serde_json::{Map, Value, json};

use super::*;
use crate::{form::Form, zone::Zone};

fn form() -> Form {
    Form::parse(crate::form::VISIT_RECORD).unwrap()
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn fill(answers: Value, key: &str) -> SectionFill {
    let states = sections(&form(), None, &map(answers), SectionFill::Empty);
    states.into_iter().find(|state| state.key == key).unwrap().fill
}

#[test]
fn every_restricted_field_lies_in_an_internal_section() {
    for name in RESTRICTED_FIELDS {
        let form = form();
        let mut sections =
            form.layout.sections.iter().filter(|s| s.fields().iter().any(|f| f.field == *name));
        assert!(sections.all(|section| section.part == crate::form::Part::Internal), "{name}");
    }
}

#[test]
fn only_a_done_visit_or_a_signed_one_without_the_owner_counts_as_made() {
    assert!(Outcome::Done.is_visit_made(false) && Outcome::OwnerAbsent.is_visit_made(true));
    assert!(!Outcome::OwnerAbsent.is_visit_made(false));
    for outcome in [Outcome::Closed, Outcome::Refused, Outcome::Rescheduled, Outcome::OutOfBusiness] {
        assert!(!outcome.is_visit_made(true) && !outcome.can_be_signed());
    }
}

#[test]
fn internal_notes_are_open_until_the_days_midnight() {
    let date = |text: &str| text.parse().unwrap();
    assert!(internal_is_open(date("2026-12-01"), date("2026-12-01")));
    assert!(!internal_is_open(date("2026-12-01"), date("2026-12-02")));
}

#[test]
fn the_record_answers_its_own_fields_in_local_time() {
    let zone = Zone::named("Asia/Shanghai");
    let date = "2026-12-01".parse().unwrap();
    let id = crate::Id::nil();
    let record = VisitRecord {
        meta: crate::Meta::new(id, id, 0),
        customer_id: id,
        person_id: id,
        planned_visit_id: None,
        sheet_id: None,
        state: RecordState::Open,
        outcome: Some(Outcome::Refused),
        date,
        arrived_at: Some(zone.instant(date, 570)),
        left_at: None,
        position: None,
        entered: Entered::Live,
        clock_doubt_ms: None,
        companion: Some("李科长".to_owned()),
        companion_rating: None,
        cover_for: Some("王芳".to_owned()),
        form_id: String::new(),
        form_version: 1,
        form_hash: String::new(),
        answers: Map::new(),
        internal: Map::new(),
        restricted: Map::new(),
        copied: Vec::new(),
        told: Vec::new(),
        corrects: None,
        evidence_id: None,
        paper_id: None,
    };
    let answers = Value::from(record_answers(&record, zone));
    let expected = json!({
        "visited_on": "2026-12-01", "arrived_min": 570, "occasion": "unplanned", "companion": "李科长、王芳",
        "arrival": "open",
    });
    assert_eq!(answers, expected);
    assert_eq!(crate::form::check_answers(&form(), &answers, true), []);
}

#[test]
fn the_strip_has_eight_stations_empty_at_first() {
    let keys: Vec<_> = sections(&form(), Some(Outcome::Done), &Map::new(), SectionFill::Partly)
        .into_iter()
        .map(|s| (s.key, s.fill))
        .collect();
    let empty = ["information", "publicity", "guidance", "feedback", "evaluation", "next_visit"];
    assert_eq!(keys[0], ("arrival".to_owned(), SectionFill::Done));
    assert!(
        keys[1..7].iter().zip(empty).all(|((key, fill), name)| key == name && *fill == SectionFill::Empty)
    );
    assert_eq!(keys[7], ("signature".to_owned(), SectionFill::Partly));
}

#[test]
fn a_section_is_done_when_each_of_its_questions_has_an_answer() {
    assert_eq!(fill(json!({ "sales": "up" }), "information"), SectionFill::Partly);
    assert_eq!(fill(json!({ "sales_note": "春节备货" }), "information"), SectionFill::Partly);
    assert_eq!(fill(json!({ "sales": null, "sales_note": " " }), "information"), SectionFill::Empty);
    let all = json!({
        "sales": "up", "supply": "met", "price": "steady", "stock": "fair", "promotion_effect": "none",
        "nearby_events": "none",
    });
    assert_eq!(fill(all, "information"), SectionFill::Done);
    assert_eq!(fill(json!({ "publicity": ["law"] }), "publicity"), SectionFill::Done);
    assert_eq!(fill(json!({ "publicity": [] }), "publicity"), SectionFill::Empty);
    assert_eq!(fill(json!({ "opinion": "好" }), "evaluation"), SectionFill::Partly);
    assert_eq!(fill(json!({ "rating": "satisfied" }), "evaluation"), SectionFill::Done);
    assert_eq!(fill(json!({ "next_visit_part": "morning" }), "next_visit"), SectionFill::Partly);
    assert_eq!(fill(json!({ "next_visit_on": "2026-12-08" }), "next_visit"), SectionFill::Done);
    assert_eq!(fill(json!({ "feedback": [{ "kind": "complaint" }] }), "feedback"), SectionFill::Partly);
    let whole = json!({ "feedback": [{ "kind": "complaint", "content": "少货" }] });
    assert_eq!(fill(whole, "feedback"), SectionFill::Done);
}

#[test]
fn the_customer_reads_what_was_said_answered_promised_rated_and_arranged_in_the_sheets_words() {
    let answers = map(json!({
        "sales": "up", "illegal_tobacco": "隔壁", "wishes": "订报",
        "feedback": [
            { "kind": "complaint", "urgent": true, "content": " 少送两条 ", "answer": "当天补送",
              "promised_on": "2026-12-02", "promised_min": 945 },
            { "kind": "suggestion", "content": "早点送货" },
        ],
        "rating": "fairly_satisfied", "opinion": "多来看看", "next_visit_on": "2026-12-08",
        "next_visit_part": "morning",
    }));
    let lines: Vec<_> =
        shown_lines(&form(), &answers).into_iter().map(|line| (line.label, line.text)).collect();
    let expected = [
        ("客户反映 1", "投诉 紧急：少送两条"),
        ("当场答复 1", "当天补送"),
        ("承诺答复时间 1", "12月2日 周三 15:45"),
        ("客户反映 2", "建议：早点送货"),
        ("服务评价", "基本满意"),
        ("意见", "多来看看"),
        ("下次拜访", "12月8日 周二 上午"),
    ];
    assert_eq!(lines, expected.map(|(label, text)| (label.to_owned(), text.to_owned())));
    assert_eq!(shown_lines(&form(), &Map::new()), []);
}
