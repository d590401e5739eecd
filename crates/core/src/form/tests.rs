use serde_json::{Value, json};

use super::{
    Form, FormFault, Part, PublishedForm, VISIT_RECORD, check_answers, check_successor, fitting, present,
};
use crate::{ErrorCode, Id, Meta};

fn visit_record() -> Form {
    Form::parse(VISIT_RECORD).unwrap()
}

/// The definition with one place replaced.
fn altered(pointer: &str, value: Value) -> Result<Form, FormFault> {
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
fn a_definition_that_contradicts_itself_is_refused_with_the_place() {
    let at = |text: &str| text.to_owned();
    let cases = [
        ("/version", json!(0), FormFault::IdOrVersion),
        (
            "/layout/width_mm",
            json!(181),
            FormFault::Width { section: at("information"), width: 180, sheet: 181 },
        ),
        (
            "/schema/properties/opinion",
            json!({ "type": "string", "pattern": "x" }),
            FormFault::Keyword { at: at("schema.opinion"), keyword: at("pattern") },
        ),
        (
            "/schema/properties/opinion",
            json!({ "type": "number" }),
            FormFault::Type { at: at("schema.opinion"), kind: at("number") },
        ),
        (
            "/schema/properties/rating/enum",
            json!(["satisfied"]),
            FormFault::InputDiffers { field: at("rating") },
        ),
        ("/schema/additionalProperties", json!(true), FormFault::Object { at: at("schema") }),
        (
            "/schema/required",
            json!(["nowhere"]),
            FormFault::Requires { at: at("schema"), field: at("nowhere") },
        ),
        ("/layout/sections/1/key", json!("visit"), FormFault::SectionKey { section: at("visit") }),
        ("/layout/sections/1/rows", json!([]), FormFault::NotLaidOut { field: at("arrival") }),
        (
            "/layout/sections/0/rows/0/fields/0/field",
            json!("left_min"),
            FormFault::InputDiffers { field: at("left_min") },
        ),
        (
            "/layout/sections/3/rows/0/fields/0/input",
            json!("slider"),
            FormFault::Input { field: at("sales"), input: at("slider") },
        ),
    ];
    for (pointer, value, fault) in cases {
        assert_eq!(altered(pointer, value.clone()), Err(fault), "{pointer} {value}");
    }
}

#[test]
fn a_text_that_is_no_form_is_told_by_its_line() {
    let twice = VISIT_RECORD.replacen("\"left_min\":", "\"arrived_min\":", 1);
    assert_eq!(Form::parse(&twice), Err(FormFault::KeyTwice { key: "arrived_min".to_owned(), line: 11 }));
    let cut = Form::parse(&VISIT_RECORD[..200]).unwrap_err();
    assert!(matches!(&cut, FormFault::Json { line: 2.., column: 1.. }), "{cut:?}");
    let odd = VISIT_RECORD.replacen("\"blank_mm\"", "\"blank\"", 1);
    let told = Form::parse(&odd).unwrap_err();
    assert!(matches!(&told, FormFault::Shape { cause } if cause.contains("`blank`")), "{told:?}");
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

/// The second version of the visit record, with more done to it.
fn second(change: impl FnOnce(&mut Value)) -> Form {
    let mut body: Value = serde_json::from_str(VISIT_RECORD).unwrap();
    body["version"] = json!(2);
    change(&mut body);
    Form::parse(&body.to_string()).unwrap()
}

/// The row of a section that asks for one more thing.
fn ask(body: &mut Value, section: usize, field: &str, property: Value, input: &str) {
    body["schema"]["properties"][field] = property;
    let label = json!({ "zh": field, "en": field });
    let row = json!({ "label": label, "fields": [{ "field": field, "label": label, "input": input }] });
    body["layout"]["sections"][section]["rows"].as_array_mut().unwrap().push(row);
}

fn text() -> Value {
    json!({ "type": "string", "maxLength": 100 })
}

#[test]
fn a_unit_may_ask_more_and_less_and_in_other_words() {
    let (shipped, earlier) = (visit_record(), [visit_record()]);
    let asks = second(|body| {
        ask(body, 3, "neighbour", text(), "text");
        body["layout"]["sections"][3]["rows"].as_array_mut().unwrap().remove(0);
        for name in ["sales", "sales_note"] {
            body["schema"]["properties"].as_object_mut().unwrap().remove(name);
        }
        body["title"]["zh"] = json!("零售户拜访记录");
        let market = json!({
            "key": "market", "title": { "zh": "市场", "en": "Market" }, "part": "signed", "rows": [],
        });
        body["layout"]["sections"].as_array_mut().unwrap().insert(4, market);
        ask(body, 4, "footfall", json!({ "type": "integer" }), "number");
    });
    assert_eq!(check_successor(&asks, &shipped, &earlier), Ok(()));
}

#[test]
fn what_the_program_or_earlier_answers_need_is_refused_by_name() {
    let shipped = visit_record();
    let at = |text: &str| text.to_owned();
    let remove = |body: &mut Value, section: usize, row: usize, field: &str| {
        body["layout"]["sections"][section]["rows"].as_array_mut().unwrap().remove(row);
        body["schema"]["properties"].as_object_mut().unwrap().remove(field);
    };
    let retype =
        |body: &mut Value, field: &str, property: Value| body["schema"]["properties"][field] = property;
    let cases: Vec<(Form, FormFault)> = vec![
        (visit_record(), FormFault::NotNewer { version: 1, newest: 1 }),
        (
            second(|body| body["id"] = json!("opinion")),
            FormFault::Unknown { id: at("opinion"), known: at("visit_record") },
        ),
        (
            second(|body| {
                retype(body, "stock_quantity", text());
                let layout = body["layout"].to_string().replace(
                    r#""field":"stock_quantity","input":"number""#,
                    r#""field":"stock_quantity","input":"text""#,
                );
                body["layout"] = serde_json::from_str(&layout).unwrap();
            }),
            FormFault::Meaning { field: at("stock_quantity"), version: 1 },
        ),
        (
            second(|body| {
                body["layout"]["sections"][10]["rows"].as_array_mut().unwrap().remove(2);
                body["schema"]["properties"].as_object_mut().unwrap().remove("lessons");
                ask(body, 3, "lessons", text(), "long_text");
            }),
            FormFault::Meaning { field: at("lessons"), version: 1 },
        ),
        (second(|body| remove(body, 7, 1, "opinion")), FormFault::ProgramField { field: at("opinion") }),
        (second(|body| retype(body, "opinion", text())), FormFault::ProgramField { field: at("opinion") }),
        (
            second(|body| ask(body, 1, "weather", text(), "text")),
            FormFault::ProgramField { field: at("weather") },
        ),
        (
            second(|body| body["schema"]["required"] = json!(["visited_on", "arrival", "sales"])),
            FormFault::MustBeOptional { field: at("sales") },
        ),
        (
            second(|body| body["schema"]["required"] = json!(["visited_on"])),
            FormFault::ProgramField { field: at("arrival") },
        ),
        (
            second(|body| body["layout"]["sections"][10]["part"] = json!("signed")),
            FormFault::Meaning { field: at("goal"), version: 1 },
        ),
        (
            second(|body| body["layout"]["sections"][4]["key"] = json!("telling")),
            FormFault::SectionGone { section: at("publicity") },
        ),
    ];
    for (form, fault) in cases {
        assert_eq!(check_successor(&form, &shipped, &[visit_record()]), Err(fault));
    }
}

fn published(form: &Form, id: u128) -> PublishedForm {
    let definition = form.definition().unwrap();
    PublishedForm {
        meta: Meta::new(Id::from_u128(id), Id::nil(), 1),
        form_id: definition.id,
        form_version: definition.version,
        hash: definition.hash,
        body: definition.body,
    }
}

#[test]
fn the_newest_published_form_that_this_build_can_work_with_is_the_one_of_now() {
    let second = second(|body| body["title"]["zh"] = json!("第二版"));
    let mut third: Value = serde_json::from_str(VISIT_RECORD).unwrap();
    (third["version"], third["title"]["zh"]) = (json!(3), json!("第三版"));
    let third = Form::parse(&third.to_string()).unwrap();
    let of = |published: &[PublishedForm]| present(VISIT_RECORD, published).unwrap().0.title.zh;
    assert_eq!(of(&[]), "客户拜访记录表");
    assert_eq!(of(&[published(&third, 1), published(&second, 2)]), "第三版");
    // What a later build may publish, and what somebody altered, is passed over.
    let mut later = published(&third, 1);
    later.body = later.body.replace(r#""input":"choice""#, r#""input":"slider""#);
    later.hash = crate::canonical::sha256_hex(later.body.as_bytes());
    assert_eq!(of(&[later, published(&second, 2)]), "第二版");
    let mut altered = published(&third, 1);
    altered.body = altered.body.replace("第三版", "第四版");
    assert_eq!(of(&[altered, published(&second, 2)]), "第二版");
}

#[test]
fn only_answers_that_a_form_takes_are_carried_over_to_it() {
    let form = second(|body| {
        body["schema"]["properties"]["sales"]["enum"] = json!(["up", "level"]);
        body["layout"]["sections"][3]["rows"][0]["fields"][0]["options"].as_array_mut().unwrap().pop();
    });
    let answers = json!({ "sales": "down", "supply": "met", "gone": "x" });
    let fit = fitting(&form, answers.as_object().unwrap());
    assert_eq!(Value::Object(fit), json!({ "supply": "met" }));
}
