//! What is wrong with a form's file, as a sentence for whoever wrote it.

use rounds_core::form::FormFault;

use crate::HqError;

impl From<FormFault> for HqError {
    fn from(fault: FormFault) -> Self {
        match fault {
            FormFault::Json { line, column } => {
                Self::told("publication_json", &[("line", &line), ("column", &column)])
            }
            FormFault::KeyTwice { key, line } => {
                Self::told("form_key_twice", &[("key", &key), ("line", &line)])
            }
            FormFault::Shape { cause } => Self::told("form_shape", &[("cause", &cause)]),
            FormFault::Input { field, input } => {
                Self::told("form_input", &[("field", &field), ("input", &input)])
            }
            FormFault::IdOrVersion => Self::told("form_id_or_version", &[]),
            FormFault::Type { at, kind } => Self::told("form_type", &[("at", &at), ("kind", &kind)]),
            FormFault::Keyword { at, keyword } => {
                Self::told("form_keyword", &[("at", &at), ("keyword", &keyword)])
            }
            FormFault::Object { at } => Self::told("form_object", &[("at", &at)]),
            FormFault::Requires { at, field } => {
                Self::told("form_requires", &[("at", &at), ("field", &field)])
            }
            FormFault::SectionKey { section } => Self::told("form_section_key", &[("section", &section)]),
            FormFault::LaidOutTwice { field } => Self::told("form_laid_out_twice", &[("field", &field)]),
            FormFault::NotLaidOut { field } => Self::told("form_not_laid_out", &[("field", &field)]),
            FormFault::NotInSchema { field } => Self::told("form_not_in_schema", &[("field", &field)]),
            FormFault::Width { section, width, sheet } => {
                Self::told("form_width", &[("section", &section), ("width", &width), ("sheet", &sheet)])
            }
            FormFault::Columns { section, row } => {
                Self::told("form_columns", &[("section", &section), ("row", &row)])
            }
            FormFault::Repeat { section } => Self::told("form_repeat", &[("section", &section)]),
            FormFault::InputDiffers { field } => Self::told("form_input_differs", &[("field", &field)]),
            FormFault::Options { field } => Self::told("form_options", &[("field", &field)]),
            FormFault::Unknown { id, known } => Self::told("form_unknown", &[("id", &id), ("known", &known)]),
            FormFault::NotNewer { version, newest } => Self::told(
                "form_not_newer",
                &[("version", &version), ("newest", &newest), ("next", &newest.saturating_add(1))],
            ),
            FormFault::SectionGone { section } => Self::told("form_section_gone", &[("section", &section)]),
            FormFault::SectionRepeats { section, known } => {
                Self::told("form_section_repeats", &[("section", &section), ("known", &known)])
            }
            FormFault::SheetWidth { width, sheet } => {
                Self::told("form_sheet_width", &[("width", &width), ("sheet", &sheet)])
            }
            FormFault::ProgramField { field } => Self::told("form_program_field", &[("field", &field)]),
            FormFault::MustBeOptional { field } => Self::told("form_must_be_optional", &[("field", &field)]),
            FormFault::Meaning { field, version } => {
                Self::told("form_meaning", &[("field", &field), ("version", &version)])
            }
        }
    }
}
