use serde_json::{Value, json};

use super::{Form, Part, VISIT_RECORD, check_answers};
use crate::ErrorCode;

fn visit_record() -> Form {
    Form::parse(VISIT_RECORD).unwrap()
}

/// The definition with one place replaced.
fn altered(pointer: &str, value: Value) -> Result<Form, crate::AppError> {
    let mut body: Value = serde_json::from_str(VISIT_RECORD).unwrap();
    *body.pointer_mut(pointer).unwrap() = value;
    Form::parse(&body.to_string())
}

fn codes(answers: &Value, finished: bool) -> Vec<(ErrorCode, String)> {
    let wrong = check_answers(&visit_record(), answers, finished);
    wrong.into_iter().map(|error| (error.code, error.field.unwrap())).collect()
}

#[test]
fn the_visit_record_is_a_sound_definition() {
    let form = visit_record();
    assert_eq!((form.id.as_str(), form.version), ("visit_record", 1));
    assert_eq!(form.printed_sections().count(), form.layout.sections.len() - 1);
}

#[test]
fn illegal_tobacco_wishes_lessons_and_goal_are_internal() {
    let form = visit_record();
    for name in ["illegal_tobacco", "wishes", "lessons", "goal"] {
        let section =
            form.layout.sections.iter().find(|s| s.fields().iter().any(|f| f.field == name)).unwrap();
        assert_eq!(section.part, Part::Internal, "{name}");
    }
}

#[test]
fn the_hash_depends_on_the_content_and_not_on_the_writing() {
    let form = visit_record();
    let spaced = serde_json::to_string_pretty(&serde_json::from_str::<Value>(VISIT_RECORD).unwrap()).unwrap();
    let definition = form.definition().unwrap();
    assert_eq!(definition, Form::parse(&spaced).unwrap().definition().unwrap());
    assert_eq!(Form::parse(&definition.body).unwrap(), form);
    let other = altered("/title/zh", json!("别的表")).unwrap();
    assert_ne!(other.definition().unwrap().hash, definition.hash);
    assert_eq!(definition.hash.len(), 64);
}

#[test]
fn a_definition_that_contradicts_itself_is_refused() {
    let cases = [
        ("/version", json!(0)),
        ("/layout/width_mm", json!(181)),
        ("/schema/properties/opinion", json!({ "type": "string", "pattern": "x" })),
        ("/schema/properties/opinion", json!({ "type": "number" })),
        ("/schema/properties/rating/enum", json!(["satisfied"])),
        ("/schema/additionalProperties", json!(true)),
        ("/schema/required", json!(["nowhere"])),
        ("/layout/sections/1/key", json!("visit")),
        ("/layout/sections/1/rows", json!([])),
        ("/layout/sections/0/rows/0/fields/0/field", json!("left_min")),
    ];
    for (pointer, value) in cases {
        let error = altered(pointer, value.clone()).unwrap_err();
        assert_eq!(error.code, ErrorCode::BadForm, "{pointer} {value}");
        assert!(error.detail.contains_key("why"));
    }
}

#[test]
fn whole_and_sound_answers_pass() {
    let answers = json!({
        "visited_on": "2026-11-30", "arrived_min": 545, "arrival": "owner_absent", "receptionist": "王",
        "purposes": ["routine", "complaint"], "stock_quantity": 32,
        "feedback": [{ "kind": "complaint", "urgent": true, "content": "缺货" }], "praise": null,
    });
    assert_eq!(codes(&answers, true), []);
}

#[test]
fn every_wrong_answer_is_named_by_its_path() {
    let answers = json!({
        "visited_on": "30.11.2026", "arrived_min": 1440, "arrival": "dancing", "purposes": ["gift", "gift"],
        "stock_quantity": 1.5, "refused": "yes", "receptionist": "字".repeat(61), "sales_note": "a\u{7}b",
        "feedback": [{ "kind": "question", "content": "x", "who": "y" }, { "kind": "complaint" }], "unknown": 1,
    });
    let mut found = codes(&answers, true);
    found.sort_by(|a, b| a.1.cmp(&b.1));
    let expected = [
        (ErrorCode::BadAnswer, "arrival"),
        (ErrorCode::BadNumber, "arrived_min"),
        (ErrorCode::BadAnswer, "feedback[0].who"),
        (ErrorCode::Required, "feedback[1].content"),
        (ErrorCode::BadAnswer, "purposes"),
        (ErrorCode::TooLong, "receptionist"),
        (ErrorCode::BadAnswer, "refused"),
        (ErrorCode::ControlCharacter, "sales_note"),
        (ErrorCode::BadNumber, "stock_quantity"),
        (ErrorCode::BadAnswer, "unknown"),
        (ErrorCode::BadDate, "visited_on"),
    ];
    assert_eq!(found, expected.map(|(code, path)| (code, path.to_owned())));
}

#[test]
fn a_draft_may_lack_what_a_finished_record_needs() {
    let answers = json!({ "visited_on": " " });
    assert_eq!(codes(&json!({}), false), []);
    assert_eq!(codes(&json!({}), true).len(), 2);
    assert!(codes(&answers, true).contains(&(ErrorCode::Required, "visited_on".into())));
}
