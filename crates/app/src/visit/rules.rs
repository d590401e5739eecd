//! What a visit's answers mean: the whole form as it will stand, how far each section is, what is wrong or missing.

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode,
    form::{Form, Part, Section, check_answers},
    plan::PlannedVisit,
    visit::{
        RESTRICTED_FIELDS, RecordState, SectionFill, SectionState, Signature, SignerRole, VisitDraft,
        VisitRecord, check_strokes, is_a_signature, is_answered, record_answers, sections,
    },
    zone::Zone,
};
use serde_json::{Map, Value, json};

use super::purposes;

/// Filled by the core from the record and its signature; whatever a screen sends in their place is dropped.
const OF_THE_RECORD: &[&str] = &[
    "visited_on",
    "arrived_min",
    "left_min",
    "occasion",
    "companion",
    "arrival",
    "signer_role",
    "signer_name",
    "refused",
    "refusal_reason",
];
/// Names that a person types.
const MOST_NAME: usize = 60;
/// A promise or a visit for a later day is a slip of the pen.
const MOST_DAYS_AHEAD: i64 = 400;

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
        let kept = given.iter().filter(|(name, value)| fits(name) && is_answered(value));
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
            let kept = map.iter().filter(|(_, value)| is_answered(value));
            kept.map(|(name, value)| (name.clone(), trimmed(value))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// What the form is filled with beside the answers.
pub struct Given<'a> {
    pub record: &'a VisitRecord,
    pub planned: Option<&'a PlannedVisit>,
    pub zone: Zone,
    pub signature: Option<&'a Signature>,
}

/// The form's answers as they stand on the sheet: those typed, and those that the record and its signature give.
pub fn whole(given: &Given, draft: &VisitDraft) -> Map<String, Value> {
    let as_typed = VisitRecord {
        outcome: draft.outcome,
        companion: draft.companion.clone(),
        cover_for: draft.cover_for.clone(),
        ..given.record.clone()
    };
    let mut all = draft.answers.clone();
    all.extend(record_answers(&as_typed, given.zone));
    let purposes = purposes(&draft.answers, given.planned);
    if !purposes.is_empty() {
        all.insert("purposes".to_owned(), json!(purposes));
    }
    let (role, name, reason) = match given.signature {
        Some(Signature::Drawn { role, name, .. }) => (json!(role), json!(name), Value::Null),
        Some(Signature::Refused { reason }) => (Value::Null, Value::Null, json!(reason)),
        None => (Value::Null, Value::Null, Value::Null),
    };
    let refused = if reason.is_null() { Value::Null } else { json!(true) };
    let signed =
        [("signer_role", role), ("signer_name", name), ("refused", refused), ("refusal_reason", reason)];
    all.extend(
        signed.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.to_owned(), value)),
    );
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
    if is_out_of_reach(tidy.answers.get("next_visit_on"), date) {
        wrong.push(
            ErrorCode::BadDate.on("next_visit_on").with("value", tidy.answers["next_visit_on"].clone()),
        );
    }
    for (at, row) in feedback(&tidy.answers).iter().enumerate() {
        if is_out_of_reach(row.get("promised_on"), date) {
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

/// A day before the visit's own, or further off than anything is arranged for.
fn is_out_of_reach(value: Option<&Value>, date: NaiveDate) -> bool {
    let on = value.and_then(Value::as_str).and_then(|text| text.parse::<NaiveDate>().ok());
    on.is_some_and(|on| !within_reach(on, date))
}

/// Whether something can be arranged at a visit of `date` for the day `on`.
pub fn within_reach(on: NaiveDate, date: NaiveDate) -> bool {
    (0..=MOST_DAYS_AHEAD).contains(&(on - date).num_days())
}

/// The rows of 客户反映.
pub fn feedback(answers: &Map<String, Value>) -> &[Value] {
    answers.get("feedback").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What stands between here and a signature; empty = ready.
pub fn missing(form: &Form, given: &Given, draft: &VisitDraft) -> Vec<AppError> {
    let mut missing = match draft.outcome {
        Some(outcome) if outcome.can_be_signed() => Vec::new(),
        _ => vec![ErrorCode::OutcomeMissing.on("outcome")],
    };
    let wrong = problems(form, given, draft, true);
    // Without an outcome the arrival is missing too: one sentence says it.
    missing.extend(wrong.into_iter().filter(|error| error.field.as_deref() != Some("arrival")));
    missing
}

/// How far each station of the strip is.
pub fn stations(form: &Form, given: &Given, draft: &VisitDraft) -> Vec<SectionState> {
    let signature = if given.record.state == RecordState::Signed {
        SectionFill::Done
    } else if draft.strokes.as_ref().is_some_and(|drawn| !drawn.strokes.is_empty()) {
        SectionFill::Partly
    } else {
        SectionFill::Empty
    };
    let mut stations = sections(form, draft.outcome, &draft.answers, signature);
    // A bulletin that was told is told, whatever else the form asks there.
    for station in stations.iter_mut().filter(|station| station.key == "publicity") {
        if station.fill == SectionFill::Empty && !draft.told.is_empty() {
            station.fill = SectionFill::Done;
        }
    }
    stations
}

/// The signature as it may be kept: complete, and its shape only where the switch is off.
pub fn checked(signature: Signature, dynamics: bool) -> Result<Signature, AppError> {
    match signature {
        Signature::Refused { reason } => {
            let reason = reason.trim().to_owned();
            if reason.is_empty() {
                return Err(ErrorCode::RefusalReasonMissing.on("refusal_reason"));
            }
            rounds_core::customer::check_text(&reason, 200, false)
                .map_err(|error| error.on("refusal_reason"))?;
            Ok(Signature::Refused { reason })
        }
        Signature::Drawn { role, name, strokes } => {
            let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
            if role == SignerRole::Clerk && name.is_none() {
                return Err(ErrorCode::SignerNameMissing.on("signer_name"));
            }
            if let Some(name) = &name {
                rounds_core::customer::check_text(name, MOST_NAME, false)
                    .map_err(|error| error.on("signer_name"))?;
            }
            let strokes = strokes.kept(dynamics);
            check_strokes(&strokes)?;
            if !is_a_signature(&strokes) {
                return Err(ErrorCode::SignatureEmpty.on("signature"));
            }
            Ok(Signature::Drawn { role, name, strokes })
        }
    }
}
