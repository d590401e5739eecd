//! Printed sheets: the plan, the record sheets and the handbook pages of a week as one PDF.
//!
//! Data in, bytes out: no clock, no files but the fonts. Layout works on a scene of millimetres; only `pdf` knows
//! what a PDF is. Text never leaves its cell: it wraps, the row grows, the page goes on overleaf.

mod audit;
mod code;
mod cut;
mod data;
mod error;
mod evidence;
mod filled;
mod font;
mod handbook;
mod ink;
mod pdf;
mod plan;
mod record;
mod rows;
mod scene;
mod sheet;
mod tail;
mod text;
mod words;

#[cfg(test)]
extern crate self as rounds_sheets;
#[cfg(test)]
#[path = "../examples/week/fixture.rs"]
mod fixture;
#[cfg(test)]
mod tests;
#[cfg(test)]
#[path = "../examples/week/visits.rs"]
mod visits;

pub use audit::{AuditCover, AuditRow};
pub use code::{record_code, visit_code};
pub use data::{
    CustomerFacts, DayPart, DayTotals, HandbookPage, Head, Kind, Pending, Percent, PlanDay, PlanRow,
    PrintOptions, Product, Profit, Promise, Purchases, RecordSheet, RecordVisit, SheetData,
};
pub use error::SheetError;
pub use evidence::{Attached, evidence_of};
pub use filled::{FilledRecord, Mark, Seal, SignedAnswers, SignedBy};
pub use font::Fonts;
pub use tail::{Tail, read_tail, signed_tail};
pub use words::{day_note, masked_phone};

use sheet::{Desk, Leaf};
use text::Setter;

/// A drawn sample: its cover, then its record sheets, as one PDF. Otherwise as [`render`].
pub fn render_audit(
    cover: &AuditCover,
    data: &SheetData,
    fonts: &Fonts,
    options: &PrintOptions,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Rendered, SheetError> {
    let setter = Setter::new(fonts);
    let desk = Desk { setter: &setter, head: &data.head, options };
    let records = sheet::stack(record::lay_out(&desk, &data.form, &data.records), false);
    let mut leaves = audit::lay_out(&desk, cover, &records);
    leaves.extend(records);
    let pages = sheet::number(&desk, leaves);
    setter.finish()?;
    write(&pages, data, fonts, options, Kind::Record, progress)
}

/// Lays out and writes the sheets of `kind` as one PDF.
///
/// `progress` hears how many of how many steps are done, and answers whether to go on. The same data, options and
/// fonts give the same bytes.
pub fn render(
    kind: Kind,
    data: &SheetData,
    fonts: &Fonts,
    options: &PrintOptions,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Rendered, SheetError> {
    let pages = lay_out(kind, data, fonts, options)?;
    write(&pages, data, fonts, options, kind, progress)
}

/// The pages as a PDF, with the evidence of the records on them.
fn write(
    pages: &[scene::Page],
    data: &SheetData,
    fonts: &Fonts,
    options: &PrintOptions,
    kind: Kind,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Rendered, SheetError> {
    let week = data.head.week;
    let title = options.title.clone().unwrap_or_else(|| {
        format!("{}_{}年第{}周_{}", kind.title(), week.year(), week.week(), data.head.manager)
    });
    let filled = data.records.iter().filter_map(|sheet| sheet.filled.as_ref());
    let mut attached: Vec<(String, &[u8])> = filled
        .filter_map(|filled| Some((filled.evidence_name(), filled.seal.as_ref()?.evidence.as_slice())))
        .collect();
    attached.sort();
    attached.dedup();
    let labels = pdf::Labels {
        title: &title,
        author: &data.head.manager,
        made_at: options.printed_at.and_utc().timestamp(),
        id: options.document_id,
        attached: &attached,
    };
    let bytes = pdf::write(pages, fonts, &labels, progress)?;
    Ok(Rendered { bytes, pages: pages.len() as u32 })
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Blank backs included.
    pub pages: u32,
}

impl Kind {
    /// The name of the file and of its title, such as 客户拜访计划表.
    pub fn title(self) -> &'static str {
        match self {
            Self::Plan => "客户拜访计划表",
            Self::Record => "客户拜访记录表",
            Self::Handbook => "客户服务手册",
            Self::All => "客户拜访计划与记录",
        }
    }
}

fn lay_out(
    kind: Kind,
    data: &SheetData,
    fonts: &Fonts,
    options: &PrintOptions,
) -> Result<Vec<scene::Page>, SheetError> {
    let setter = Setter::new(fonts);
    let desk = Desk { setter: &setter, head: &data.head, options };
    let mut stacks: Vec<Vec<Leaf>> = Vec::new();
    if matches!(kind, Kind::Plan | Kind::All) && data.days.iter().any(|day| !day.rows.is_empty()) {
        stacks.push(plan::lay_out(&desk, &data.days));
    }
    if matches!(kind, Kind::Record | Kind::All) {
        stacks.extend(record::lay_out(&desk, &data.form, &data.records));
    }
    if matches!(kind, Kind::Handbook | Kind::All) {
        stacks.extend(handbook::lay_out(&desk, &data.handbook));
    }
    setter.finish()?;
    let leaves = sheet::stack(stacks, options.duplex);
    if leaves.is_empty() {
        return Err(SheetError::NothingToPrint);
    }
    let pages = sheet::number(&desk, leaves);
    setter.finish()?;
    Ok(pages)
}
