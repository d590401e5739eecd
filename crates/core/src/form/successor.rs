//! A form that headquarters publishes against the one that the program brings and those published before.
//!
//! A unit may ask more, less and in other words; what the program itself fills in, and what was answered before, stays
//! what it was.

use std::collections::BTreeMap;

use super::{
    definition::{FieldLayout, Form, Input, Part, Section},
    fault::FormFault,
    schema,
};

/// Sections that screens and sheets draw by their fields' names: these stay as they are, but for their words.
const DRAWN: &[&str] = &["visit", "arrival", "purpose", "feedback", "next_visit", "signature"];
/// Fields of the other sections that the program reads.
const READ: &[&str] = &["rating", "opinion", "illegal_tobacco", "wishes", "goal", "goal_note"];

/// Whether this build can work with a form in the place of the `shipped` one.
///
/// # Errors
/// The first thing in it that the program could not do without.
pub fn check_replaces(form: &Form, shipped: &Form) -> Result<(), FormFault> {
    if form.id != shipped.id {
        return Err(FormFault::Unknown { id: form.id.clone(), known: shipped.id.clone() });
    }
    if form.layout.width_mm != shipped.layout.width_mm {
        let (width, sheet) = (form.layout.width_mm, shipped.layout.width_mm);
        return Err(FormFault::SheetWidth { width, sheet });
    }
    for section in &shipped.layout.sections {
        let own = form
            .section(&section.key)
            .filter(|own| own.part == section.part)
            .ok_or_else(|| FormFault::SectionGone { section: section.key.clone() })?;
        check_section(form, own, shipped, section)?;
    }
    let repeated: Vec<&str> = shipped
        .layout
        .sections
        .iter()
        .filter(|section| section.repeat.is_some())
        .map(|section| section.key.as_str())
        .collect();
    let more = form
        .layout
        .sections
        .iter()
        .find(|section| section.repeat.is_some() && !repeated.contains(&section.key.as_str()));
    if let Some(section) = more {
        let section = section.key.clone();
        return Err(FormFault::SectionRepeats { section, known: repeated.join(", ") });
    }
    let required = |form: &Form| -> Vec<String> {
        schema::strings(form.schema.get("required")).map(str::to_owned).collect()
    };
    let (asked, known) = (required(form), required(shipped));
    if let Some(field) = asked.iter().find(|field| !known.contains(field)) {
        return Err(FormFault::MustBeOptional { field: field.clone() });
    }
    match known.into_iter().find(|field| !asked.contains(field)) {
        Some(field) => Err(FormFault::ProgramField { field }),
        None => Ok(()),
    }
}

fn check_section(form: &Form, own: &Section, shipped: &Form, section: &Section) -> Result<(), FormFault> {
    let names = |section: &Section| -> Vec<String> {
        section.fields().iter().map(|field| field.field.clone()).collect()
    };
    let (mine, theirs) = (names(own), names(section));
    let stays = |name: &str| -> Result<(), FormFault> {
        let is_same = mine.iter().any(|other| other == name)
            && schema::property(&form.schema, name) == schema::property(&shipped.schema, name);
        if is_same { Ok(()) } else { Err(FormFault::ProgramField { field: name.to_owned() }) }
    };
    if !DRAWN.contains(&section.key.as_str()) {
        return READ
            .iter()
            .filter(|name| theirs.iter().any(|other| other == *name))
            .try_for_each(|name| stays(name));
    }
    // The same fields in the same rows, a repeated section's with the same columns.
    let rows =
        |section: &Section| -> Vec<usize> { section.rows.iter().map(|row| row.fields.len()).collect() };
    let shape = |section: &Section| {
        (rows(section), section.columns.len(), section.repeat.as_ref().map(|repeat| repeat.field.clone()))
    };
    if shape(own) != shape(section) || mine != theirs {
        let changed = mine
            .iter()
            .find(|name| !theirs.contains(name))
            .or_else(|| theirs.iter().find(|name| !mine.contains(name)));
        let field = changed.or(theirs.first()).cloned().unwrap_or_default();
        return Err(FormFault::ProgramField { field });
    }
    match &section.repeat {
        Some(repeat) => {
            let list = |form: &Form| schema::property(&form.schema, &repeat.field).cloned();
            let is_same = list(form) == list(shipped);
            if is_same { Ok(()) } else { Err(FormFault::ProgramField { field: repeat.field.clone() }) }
        }
        None => theirs.iter().try_for_each(|name| stays(name)),
    }
}

/// Whether a form may follow the `earlier` ones, of which the shipped one is the first.
///
/// # Errors
/// What [`check_replaces`] finds; a version that is not newer; a field that was something else in an earlier version, so
/// that what was answered there could no longer be read beside it.
pub fn check_successor(form: &Form, shipped: &Form, earlier: &[Form]) -> Result<(), FormFault> {
    if form.id != shipped.id {
        return Err(FormFault::Unknown { id: form.id.clone(), known: shipped.id.clone() });
    }
    let newest = earlier.iter().map(|form| form.version).max().unwrap_or(0).max(shipped.version);
    if form.version <= newest {
        return Err(FormFault::NotNewer { version: form.version, newest });
    }
    let meanings = meanings(form);
    for former in earlier {
        for (field, meaning) in self::meanings(former) {
            if meanings.get(&field).is_some_and(|now| *now != meaning) {
                return Err(FormFault::Meaning { field, version: former.version });
            }
        }
    }
    check_replaces(form, shipped)
}

/// What an answer is and where it is kept: an input, and the part that it belongs to.
type Meaning = (Input, Part);

/// Each field by its path; those of a repeated section below its list.
fn meanings(form: &Form) -> BTreeMap<String, Meaning> {
    let mut all = BTreeMap::new();
    for section in &form.layout.sections {
        let within = section.repeat.as_ref().map(|repeat| format!("{}.", repeat.field)).unwrap_or_default();
        for FieldLayout { field, input, .. } in section.fields() {
            // One line or several: the same text.
            let input = if *input == Input::LongText { Input::Text } else { *input };
            all.insert(format!("{within}{field}"), (input, section.part));
        }
    }
    all
}
