//! 未上报: row by row, with the reason.

use rounds_core::{AppError, ErrorCode};
use rounds_store::StoreError;
use rounds_sync::{account, last_run};

use super::{customer_name, failure};
use crate::{
    Ctx, Session,
    wire::{Nothing, UnsentItem, UnsentList},
};

/// Rows that a page shows.
const MOST: u32 = 500;

pub fn unsent(session: &Session, _: Nothing, ctx: &Ctx) -> Result<UnsentList, AppError> {
    let open = session.data(ctx)?;
    let rows = open.store.unsent_rows(MOST)?;
    let total = open.store.standing()?.waiting;
    let shown = rows.len() as u32;
    let items = open.store.read(|sql| {
        rows.into_iter()
            .map(|row| {
                Ok(UnsentItem {
                    customer_name: customer_name(sql, &row.noun, row.id)?,
                    noun: row.noun,
                    id: row.id,
                    operations: row.operations,
                    first_at: row.first_at,
                    last_at: row.last_at,
                })
            })
            .collect::<Result<Vec<_>, StoreError>>()
    })?;
    let because = if account(&open.store)?.is_none() {
        Some(ErrorCode::NotEnrolled.into())
    } else if let Some(failure) = failure(&open.store)? {
        Some(failure.error)
    } else {
        last_run(&open.store)?.and_then(|last| last.report.push_refused)
    };
    Ok(UnsentList { items, more: total.saturating_sub(shown), because })
}
