//! What a visit's answers mean: the whole form as it will stand, how far each section is, what is wrong or missing.

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode,
    form::{Form, Input, Part, Section, check_answers},
    plan::PlannedVisit,
    visit::{Outcome, RESTRICTED_FIELDS, RecordState, Signature, SignerRole, Strokes, VisitDraft, VisitRecord},
};
use serde_json::{Map, Value, json};

use super::{local, purposes};
use crate::wire::{SectionFill, SectionState};

/// Filled by the core from the record and its signature; whatever a screen sends in their place is dropped.
const OF_THE_RECORD: &[&str] = &[
    "visited_on", "arrived_min", "left_min", "occasion", "companion", "arrival", "signer_role", "signer_name",
    "refused", "refusal_reason",
];
/// Stations of the strip with the sections of the form that belong to each.
const STATIONS: &[(&str, &[&str])] = &[
    ("arrival", &["visit", "arrival", "purpose"]),
    ("information", &["information"]),
    ("publicity", &["publicity"]),
    ("guidance", &["guidance"]),
    ("feedback", &["feedback"]),
    ("evaluation", &["evaluation"]),
    ("next_visit", &["next_visit"]),
    ("signature", &["signature"]),
];
/// A signature is longer than this, in tenths of a CSS pixel, or has more than one stroke.
const LEAST_PATH: i64 = 400;
/// Names that a person types.
const MOST_NAME: usize = 60;

/// How the outcome stands in the form. A refused visit finds the shop open.
pub fn arrival(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done | Outcome::Refused => "open",
        Outcome::Closed => "closed",
        Outcome::OwnerAbsent => "owner_absent",
        Outcome::Rescheduled => "rescheduled",
        Outcome::OutOfBusiness => "out_of_business",
    }
}

/// A field counts as answered when something stands in it.
fn answered(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) => true,
    }
}

/// The draft without what is empty or belongs to the core, each part's fields with their own part only.
pub fn tidied(form: &Form, draft: &VisitDraft) -> VisitDraft {
    let of_part = |part: Part| -> Vec<&str> {
        let sections = form.layout.sections.iter().filter(|section| section.part == part);
        let name = |section: &Section| match &section.repeat {
            Some(repeat) => vec![repeat.field.clone()],
            None => section.fields().iter().map(|field| field.field.clone()).collect(),
        };
        let names: Vec<String> = sections.flat_map(name).collect();
        form.schema["properties"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str)
            .filter(|known| names.iter().any(|name| name == known))
            .collect()
    };
    let (signed, internal) = (of_part(Part::Signed), of_part(Part::Internal));
    let pick = |given: &Map<String, Value>, fits: &dyn Fn(&str) -> bool| -> Map<String, Value> {
        let kept = given.iter().filter(|(name, value)| fits(name) && answered(Some(value)));
        kept.map(|(name, value)| (name.clone(), trimmed(value))).collect()
    };
    let restricted = |name: &str| RESTRICTED_FIELDS.contains(&name);
    let mut all_internal = draft.internal.clone();
    all_internal.extend(draft.restricted.clone());
    let text = |given: &Option<String>| {
        given.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let answers = pick(&draft.answers, &|name| signed.contains(&name) && !OF_THE_RECORD.contains(&name));
    VisitDraft {
        copied: draft.copied.iter().filter(|name| answers.contains_key(*name)).cloned().collect(),
        answers,
        internal: pick(&all_internal, &|name| internal.contains(&name) && !restricted(name)),
        restricted: pick(&all_internal, &|name| internal.contains(&name) && restricted(name)),
        companion: text(&draft.companion),
        companion_rating: text(&draft.companion_rating),
        cover_for: text(&draft.cover_for),
        ..draft.clone()
    }
}

fn trimmed(value: &Value) -> Value {
    match value {
        Value::String(text) => text.trim().into(),
        Value::Array(items) => items.iter().map(trimmed).collect(),
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| answered(Some(value)));
            kept.map(|(name, value)| (name.clone(), trimmed(value))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// What the form is filled with beside the answers.
pub struct Given<'a> {
    pub record: &'a VisitRecord,
    pub planned: Option<&'a PlannedVisit>,
    pub zone: chrono_tz::Tz,
    pub signature: Option<&'a Signature>,
}

/// The form's answers as they stand on the sheet: those typed, and those that the record and its signature give.
pub fn whole(given: &Given, draft: &VisitDraft) -> Map<String, Value> {
    let record = given.record;
    let mut all = draft.answers.clone();
    all.insert("visited_on".to_owned(), record.date.to_string().into());
    let minute = |at: Option<i64>| at.map(|at| local(given.zone, at).minute());
    let names: Vec<&str> = [&draft.companion, &draft.cover_for].into_iter().flatten().map(String::as_str).collect();
    let planned = record.planned_visit_id.is_some();
    let purposes = purposes(&draft.answers, given.planned);
    let mut put = |name: &str, value: Value| {
        if answered(Some(&value)) {
            all.insert(name.to_owned(), value);
        }
    };
    put("arrived_min", json!(minute(record.arrived_at)));
    put("left_min", json!(minute(record.left_at)));
    put("occasion", json!(if planned { "planned" } else { "unplanned" }));
    put("companion", names.join("、").into());
    put("arrival", json!(draft.outcome.map(arrival)));
    put("purposes", json!(purposes));
    match given.signature {
        Some(Signature::Drawn { role, name, .. }) => {
            put("signer_role", json!(role));
            put("signer_name", json!(name));
        }
        Some(Signature::Refused { reason }) => {
            put("refused", json!(true));
            put("refusal_reason", json!(reason));
        }
        None => {}
    }
    all
}

/// Everything wrong with what is typed; an unfinished draft may lack answers.
pub fn problems(form: &Form, given: &Given, draft: &VisitDraft, finished: bool) -> Vec<AppError> {
    let tidy = tidied(form, draft);
    let mut all = whole(given, &tidy);
    all.extend(tidy.internal.clone());
    all.extend(tidy.restricted.clone());
    let mut wrong = check_answers(form, &all.into(), finished);
    let date = given.record.date;
    if is_before(tidy.answers.get("next_visit_on"), date) {
        wrong.push(ErrorCode::BadDate.on("next_visit_on").with("value", tidy.answers["next_visit_on"].clone()));
    }
    for (at, row) in feedback(&tidy.answers).iter().enumerate() {
        if is_before(row.get("promised_on"), date) {
            let field = format!("feedback[{at}].promised_on");
            wrong.push(ErrorCode::BadDate.on(&field).with("value", row["promised_on"].clone()));
        }
    }
    let names = [
        ("companion", &tidy.companion),
        ("companion_rating", &tidy.companion_rating),
        ("cover_for", &tidy.cover_for),
    ];
    for (field, name) in names {
        if let Some(name) = name
            && let Err(error) = rounds_core::customer::check_text(name, MOST_NAME, false)
        {
            wrong.push(error.on(field));
        }
    }
    wrong
}

fn is_before(value: Option<&Value>, date: NaiveDate) -> bool {
    value.and_then(Value::as_str).and_then(|text| text.parse::<NaiveDate>().ok()).is_some_and(|on| on < date)
}

/// The rows of 客户反映.
pub fn feedback(answers: &Map<String, Value>) -> &[Value] {
    answers.get("feedback").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What stands between here and a signature; empty = ready.
pub fn missing(form: &Form, given: &Given, draft: &VisitDraft) -> Vec<AppError> {
    let mut missing = match draft.outcome {
        Some(Outcome::Done | Outcome::OwnerAbsent) => Vec::new(),
        _ => vec![ErrorCode::OutcomeMissing.on("outcome")],
    };
    let wrong = problems(form, given, draft, true);
    // Without an outcome the arrival is missing too: one sentence says it.
    missing.extend(wrong.into_iter().filter(|error| error.field.as_deref() != Some("arrival")));
    missing
}

/// How far each station of the strip is.
pub fn stations(form: &Form, given: &Given, draft: &VisitDraft) -> Vec<SectionState> {
    let answers = &draft.answers;
    let state = |key: &str, sections: &[&str]| match key {
        "arrival" if draft.outcome.is_some() => SectionFill::Done,
        "signature" if given.record.state == RecordState::Signed => SectionFill::Done,
        "signature" if draft.strokes.as_ref().is_some_and(|drawn| !drawn.strokes.is_empty()) => SectionFill::Partly,
        "arrival" | "signature" => SectionFill::Empty,
        _ => sections.iter().filter_map(|key| form.section(key)).map(|section| fill(section, answers)).fold(
            SectionFill::Empty,
            |all, one| if one == SectionFill::Empty { all } else { one },
        ),
    };
    STATIONS
        .iter()
        .map(|(key, sections)| SectionState { key: (*key).to_owned(), fill: state(key, sections) })
        .collect()
}

/// Done when every row that offers a choice has one; notes may stay empty.
fn fill(section: &Section, answers: &Map<String, Value>) -> SectionFill {
    let has = |name: &str| answered(answers.get(name));
    if let Some(repeat) = &section.repeat {
        return if has(&repeat.field) { SectionFill::Done } else { SectionFill::Empty };
    }
    let mut main: Vec<&str> = section
        .rows
        .iter()
        .filter_map(|row| row.fields.first())
        .filter(|field| matches!(field.input, Input::Choice | Input::Choices | Input::Date))
        .map(|field| field.field.as_str())
        .collect();
    if section.columns.is_empty() {
        // In a section of lines the first is what it is about; the others, such as what was handed out, may not apply.
        main.truncate(1);
    }
    if !main.is_empty() && main.iter().all(|name| has(name)) {
        SectionFill::Done
    } else if section.fields().iter().any(|field| has(&field.field)) {
        SectionFill::Partly
    } else {
        SectionFill::Empty
    }
}

/// Whether somebody has written more than a dot.
pub fn is_drawn(drawn: &Strokes) -> bool {
    let strokes = drawn.strokes.iter().filter(|stroke| !stroke.is_empty()).count();
    let length = |a: &rounds_core::visit::StrokePoint, b: &rounds_core::visit::StrokePoint| {
        let (dx, dy) = (i64::from(a.x) - i64::from(b.x), i64::from(a.y) - i64::from(b.y));
        (dx * dx + dy * dy).isqrt()
    };
    let path: i64 =
        drawn.strokes.iter().flat_map(|stroke| stroke.windows(2)).map(|pair| length(&pair[0], &pair[1])).sum();
    strokes >= 2 || path > LEAST_PATH
}

/// The signature as it may be kept: complete, and its shape only where the switch is off.
pub fn checked(signature: Signature, dynamics: bool) -> Result<Signature, AppError> {
    match signature {
        Signature::Refused { reason } => {
            let reason = reason.trim().to_owned();
            if reason.is_empty() {
                return Err(ErrorCode::RefusalReasonMissing.on("refusal_reason"));
            }
            rounds_core::customer::check_text(&reason, 200, false).map_err(|error| error.on("refusal_reason"))?;
            Ok(Signature::Refused { reason })
        }
        Signature::Drawn { role, name, mut strokes } => {
            let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
            if role == SignerRole::Clerk && name.is_none() {
                return Err(ErrorCode::SignerNameMissing.on("signer_name"));
            }
            if let Some(name) = &name {
                rounds_core::customer::check_text(name, MOST_NAME, false).map_err(|error| error.on("signer_name"))?;
            }
            if !is_drawn(&strokes) {
                return Err(ErrorCode::SignatureEmpty.on("signature"));
            }
            if !dynamics {
                for point in strokes.strokes.iter_mut().flatten() {
                    (point.pressure, point.at) = (None, None);
                }
            }
            Ok(Signature::Drawn { role, name, strokes })
        }
    }
}
