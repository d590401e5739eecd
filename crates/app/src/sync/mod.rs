//! 上报: the folder as a device of headquarters.
//!
//! Invariant: whatever happens here, an operation that headquarters has no verdict on stays in the outbox.

mod conflict;
mod set_aside;
mod talk;
mod unsent;

pub use conflict::{conflicts, decide};
pub use set_aside::{set_aside, settle};
pub use talk::{enrol, run, sign_out};
pub(crate) use talk::{enrol_here, fetch, run_here};
pub use unsent::unsent;

use std::sync::atomic::Ordering;

use rounds_core::{
    AppError, Id,
    attachment::Attachment,
    contact::Contact,
    customer::Customer,
    issue::{Issue, IssueStep},
    plan::PlannedVisit,
    visit::VisitRecord,
};
use rounds_store::{self as store, Connection, Store, StoreError};
use rounds_sync::{LastRun, account, last_run};

use crate::{
    Ctx, Session,
    open::Open,
    wire::{Nothing, SyncAccount, SyncDone, SyncFailure, SyncScope, SyncStatus},
};

/// Why the last try did not come to its end; none when it did.
const FAILED: &str = "sync_failed";

pub fn status(session: &Session, _: Nothing, ctx: &Ctx) -> Result<SyncStatus, AppError> {
    of(&*session.data(ctx)?)
}

/// As the chip in the corner and `rounds status` tell it.
pub(crate) fn of(open: &Open) -> Result<SyncStatus, AppError> {
    let standing = open.store.standing()?;
    let install = open.store.install_id();
    let account = account(&open.store)?.map(|account| SyncAccount {
        signed_in: account.tokens.is_some(),
        to_follow: account.install_id != install,
        server: account.server,
        user: account.user,
        territory_code: account.territory_code,
    });
    Ok(SyncStatus {
        account,
        reported: standing.reported,
        waiting: standing.waiting,
        waiting_files: standing.waiting_files,
        to_settle: standing.set_aside + standing.conflicts,
        set_aside: standing.set_aside,
        conflicts: standing.conflicts,
        running: open.syncing.load(Ordering::Relaxed),
        last: last_run(&open.store)?.map(done),
        failed: failure(&open.store)?,
    })
}

fn failure(store: &Store) -> Result<Option<SyncFailure>, AppError> {
    Ok(store.setting::<Option<SyncFailure>>(FAILED)?.flatten())
}

fn done(LastRun { at, report }: LastRun) -> SyncDone {
    let scopes = report.scopes.iter().map(|check| SyncScope {
        scope: check.scope.to_string(),
        rows: check.rows as u32,
        equal: check.equal,
    });
    let scopes = scopes.collect();
    let equal = report.scopes.iter().map(|check| check.equal).try_fold(true, |all, one| Some(all && one?));
    SyncDone {
        at,
        sent: report.sent,
        set_aside: report.set_aside,
        conflicts: report.conflicts,
        without_personal: report.without_personal,
        taken: report.taken,
        files_sent: report.files_sent,
        files_left: report.files_left,
        equal: if report.scopes.iter().any(|check| check.equal == Some(false)) { Some(false) } else { equal },
        scopes,
        push_refused: report.push_refused,
        files_refused: report.files_refused,
    }
}

/// Whom a row is about, as far as that is still known here.
fn customer_name(sql: &Connection, noun: &str, id: Id) -> Result<Option<String>, StoreError> {
    let customer = match noun {
        "customer" => Some(id),
        "contact" => store::find::<Contact>(sql, id)?.map(|row| row.customer_id),
        "planned_visit" => store::find::<PlannedVisit>(sql, id)?.map(|row| row.customer_id),
        "visit_record" => store::find::<VisitRecord>(sql, id)?.map(|row| row.customer_id),
        "issue" => store::find::<Issue>(sql, id)?.map(|row| row.customer_id),
        "issue_step" => match store::find::<IssueStep>(sql, id)? {
            Some(step) => store::find::<Issue>(sql, step.issue_id)?.map(|row| row.customer_id),
            None => None,
        },
        "attachment" => store::find::<Attachment>(sql, id)?.and_then(|row| row.customer_id),
        _ => None,
    };
    let Some(customer) = customer else { return Ok(None) };
    Ok(store::find::<Customer>(sql, customer)?.map(|customer| customer.name))
}
