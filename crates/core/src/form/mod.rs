//! Forms as data: one file says what a form's answers look like and how they are laid out.
//!
//! The same definition draws the screen, validates answers, prints the sheet blank or filled and heads the
//! workbook's columns. A published (id, version) never changes: answers keep the hash they were given under.

mod answers;
mod definition;
mod fault;
mod published;
mod read;
mod schema;
mod successor;
#[cfg(test)]
mod tests;

pub use answers::check_answers;
pub use definition::{
    Column, FieldLayout, Form, FormDefinition, Input, Layout, OptionLayout, Part, Repeat, RowLayout, Section,
    Words,
};
pub use fault::FormFault;
pub use published::{PublishedForm, fitting, present};
pub use successor::check_successor;

/// 客户拜访记录表.
pub const VISIT_RECORD: &str = include_str!("../../../../assets/forms/visit_record.json");
