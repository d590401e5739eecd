//! Customers from a workbook: a dry run first, then all of it in one transaction.

use std::{collections::HashMap, ffi::OsStr, path::Path};

use rounds_core::{
    AppError, ErrorCode, Id, customer::Customer, position::Datum, setting::Settings, territory::Territory,
};
use rounds_store::{self as store, Tx};
use rounds_workbook::{self as workbook, Change, ImportOutcome, Known, Mapping};

use crate::{
    Ctx, Session,
    book::Book,
    open::{LocalTime, Open, ZONE},
    output, owner,
    session::held,
    wire::{ByToken, FileWritten, ImportPreview, ImportResult, Nothing, PreviewImport},
};

/// The mapping that was last used by hand, for the next file with such headings.
const MAPPING: &str = "import_mapping";
/// Dry runs kept until they are applied or given up.
const PREVIEWS: usize = 4;

/// A dry run that waits to be applied.
pub struct Preview {
    pub changes: Vec<Change>,
    pub outcome: ImportOutcome,
    pub mapping: Mapping,
    /// The customers that the comparison was made with.
    pub known: Vec<Id>,
}

/// Customers with the last visit that is known from records as well: what goes out comes back without a difference. What
/// was only planned is nobody's word that it was made, and does not go out.
fn seen(book: &Book) -> Vec<Customer> {
    let mut customers = book.customers.clone();
    for (customer, note) in customers.iter_mut().zip(&book.notes) {
        customer.last_visit_on = note.recorded_on;
    }
    customers
}

fn known<'a>(book: &'a Book, seen: &'a [Customer]) -> Vec<Known<'a>> {
    let contact = |customer| book.primary_contact(customer);
    let mut known: Vec<Known> = seen
        .iter()
        .map(|customer| Known { customer, contact: contact(customer), shared_owner: None })
        .collect();
    let owners = workbook::shared_owners(&known);
    for (known, owner) in known.iter_mut().zip(owners) {
        known.shared_owner = owner;
    }
    known
}

/// A workbook as it was handed over.
pub struct Source<'a> {
    pub file_name: &'a str,
    pub bytes: &'a [u8],
    /// None = as it was last used by hand.
    pub mapping: Option<Mapping>,
    /// None = as it is set.
    pub datum: Option<Datum>,
}

/// Compares a workbook with an empty territory, where there is no data folder yet; none is made.
pub fn dry_run_without_data(source: Source, ctx: &Ctx) -> Result<ImportOutcome, AppError> {
    let mapping = source.mapping.unwrap_or_default();
    let datum = source.datum.unwrap_or(Settings::default().import_datum);
    let read = workbook::read_customers(source.file_name, source.bytes, &mapping, datum)?;
    let today = LocalTime::of(ctx.now, ZONE).date();
    Ok(workbook::dry_run(&read, &[], today).outcome)
}

/// Compares a workbook with what is there; nothing is written.
pub fn dry_run(open: &Open, source: Source, ctx: &Ctx) -> Result<Preview, AppError> {
    let mapping = match source.mapping {
        Some(mapping) => mapping,
        None => open.store.setting(MAPPING)?.unwrap_or_default(),
    };
    let datum = match source.datum {
        Some(datum) => datum,
        None => open.settings()?.import_datum,
    };
    let read = workbook::read_customers(source.file_name, source.bytes, &mapping, datum)?;
    let book = open.book(ctx)?;
    let merge = workbook::dry_run(&read, &known(&book, &seen(&book)), open.local(ctx)?.date());
    Ok(Preview {
        changes: merge.changes,
        outcome: merge.outcome,
        mapping,
        known: book.customers.iter().map(|customer| customer.meta.id).collect(),
    })
}

pub fn preview(
    session: &Session,
    args: PreviewImport,
    bytes: &[u8],
    ctx: &Ctx,
) -> Result<ImportPreview, AppError> {
    let open = session.data(ctx)?;
    let mapping = if args.mapping.is_empty() { None } else { Some(Mapping::from_words(&args.mapping)?) };
    let source = Source { file_name: &args.file_name, bytes, mapping, datum: Some(args.datum) };
    let preview = dry_run(&open, source, ctx)?;
    let token = ctx.entropy.id(ctx.now).to_string();
    let outcome = preview.outcome.clone();
    let mut previews = held(&open.previews);
    // Tokens sort by time: the oldest goes first.
    while previews.len() >= PREVIEWS {
        previews.pop_first();
    }
    previews.insert(token.clone(), preview);
    Ok(ImportPreview { token, file_name: args.file_name, outcome })
}

pub fn cancel(session: &Session, ByToken { token }: ByToken, ctx: &Ctx) -> Result<(), AppError> {
    held(&session.data(ctx)?.previews).remove(&token);
    Ok(())
}

pub fn apply(session: &Session, ByToken { token }: ByToken, ctx: &Ctx) -> Result<ImportResult, AppError> {
    let open = session.data(ctx)?;
    let preview =
        held(&open.previews).remove(&token).ok_or_else(|| ErrorCode::NotFound.with("noun", "import"))?;
    apply_preview(&open, preview, ctx)
}

/// Writes a dry run, all or nothing.
pub fn apply_preview(open: &Open, preview: Preview, ctx: &Ctx) -> Result<ImportResult, AppError> {
    let book = open.book(ctx)?;
    // What was compared may have been edited since: rows are matched by id, fields set one by one.
    let by_id: HashMap<Id, &Customer> =
        book.customers.iter().map(|customer| (customer.meta.id, customer)).collect();
    let total = preview.changes.len() as u32;
    let written = open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        for (done, change) in preview.changes.iter().enumerate() {
            if ctx.cancelled() {
                return Err(ErrorCode::Cancelled.into());
            }
            ctx.progress("import", done as u32, total);
            let former = change.known.and_then(|at| by_id.get(&preview.known[at]).copied());
            apply_change(tx, &book, former, change, &territory)?;
        }
        apply_owners(tx, &preview.changes, &territory)?;
        tx.set(MAPPING, &preview.mapping)?;
        Ok(())
    })?;
    let outcome = preview.outcome;
    Ok(ImportResult {
        new: outcome.new,
        changed: outcome.changed,
        same: outcome.same,
        rejected: outcome.rejected_rows,
        tx_id: written.tx_id,
    })
}

fn apply_change(
    tx: &mut Tx,
    book: &Book,
    former: Option<&Customer>,
    change: &Change,
    territory: &Territory,
) -> Result<(), AppError> {
    let customer = match former {
        Some(former) => {
            let mut customer = former.clone();
            change.imported.apply_to(&mut customer);
            tx.put(&customer)?;
            customer
        }
        None => {
            let customer = change.imported.customer(Open::meta(tx, territory));
            tx.insert(&customer)?;
            customer
        }
    };
    let contact = former.and_then(|former| book.primary_contact(former));
    if let Some(contact) = change.imported.contact(contact, &customer, || Open::meta(tx, territory)) {
        tx.put(&contact)?;
    }
    Ok(())
}

/// Shared owners, once every customer that is named is there.
fn apply_owners(tx: &mut Tx, changes: &[Change], territory: &Territory) -> Result<(), AppError> {
    if changes.iter().all(|change| change.owner_of.is_none()) {
        return Ok(());
    }
    let mut by_code: HashMap<String, Customer> = store::customers(tx.sql())?
        .into_iter()
        .map(|customer| (workbook::code(&customer.code), customer))
        .collect();
    for change in changes {
        let Some(first) = change.owner_of.as_ref().and_then(|first| by_code.get_mut(first)) else { continue };
        let owner = owner::owner_of(tx, territory, first)?;
        if let Some(customer) = by_code.get_mut(&change.imported.code) {
            customer.owner_id = Some(owner);
            tx.put(customer)?;
        }
    }
    Ok(())
}

/// The customer file as a workbook that can be imported again.
pub fn export(session: &Session, _: Nothing, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let path = output::folder(session, &open)?
        .join(format!("客户档案_{}.xlsx", open.local(ctx)?.date().format("%Y%m%d")));
    export_to(&open, &path, ctx)
}

pub fn export_to(open: &Open, path: &Path, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let book = open.book(ctx)?;
    if book.customers.is_empty() {
        return Err(ErrorCode::NoCustomers.into());
    }
    let seen = seen(&book);
    let known = known(&book, &seen);
    let bytes = match path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase).as_deref() {
        Some("xlsx") => workbook::export_customers(&known, ctx.now)?,
        Some("csv") => workbook::export_customers_as_text(&known)?,
        _ => {
            let name = path.display().to_string();
            return Err(ErrorCode::FileKindUnknown.with("value", name).with("kinds", ".xlsx / .csv"));
        }
    };
    output::write(path, &bytes, 0)
}

/// A workbook, or a file that is no larger than one may be.
pub fn read_file(path: &Path) -> Result<Vec<u8>, AppError> {
    rounds_terminal::read(path, workbook::MOST_BYTES, workbook::too_large)
}
