//! Drafts of later weeks that counted on visits of this week which are no longer so. They are told, not changed: a draft
//! may hold what somebody put there by hand.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek,
    plan::{PlanStatus, PlannedVisitState},
};

use super::input::StoredWeek;
use crate::{open::Open, wire::LaterDraft};

/// Weeks after the asked one that are looked at: the longest cycle.
const WEEKS: usize = 13;

fn stands(stored: &StoredWeek) -> BTreeSet<(Id, NaiveDate)> {
    stored.standing().map(|visit| (visit.customer_id, visit.date)).collect()
}

/// The drafts that a change of `week`, from `before` to what is stored now, leaves behind: those that hold a customer
/// who came into the week, left it or moves within it, or that could not know of one who left it.
pub(super) fn left_behind(
    open: &Open,
    week: IsoWeek,
    before: &StoredWeek,
) -> Result<Vec<LaterDraft>, AppError> {
    let (before, now) = (stands(before), stands(&StoredWeek::read(open, week)?));
    let changed: BTreeSet<Id> = before.symmetric_difference(&now).map(|(customer, _)| *customer).collect();
    let stays = |customer: &Id| now.iter().any(|(other, _)| other == customer);
    let gone: BTreeSet<Id> = changed.iter().filter(|customer| !stays(customer)).copied().collect();
    let mut drafts = Vec::new();
    let later = std::iter::successors(Some(week.next()), |week| Some(week.next())).take(WEEKS);
    for later in later {
        let stored = StoredWeek::read(open, later)?;
        let is_draft = stored.plan.as_ref().is_some_and(|plan| plan.status == PlanStatus::Draft);
        let mut held = stored.standing().filter(|visit| visit.state == PlannedVisitState::Planned).peekable();
        if !is_draft || held.peek().is_none() {
            continue;
        }
        let holds = held.map(|visit| visit.customer_id).filter(|customer| changed.contains(customer));
        let customers: BTreeSet<Id> = holds.chain(gone.iter().copied()).collect();
        if !customers.is_empty() {
            drafts.push(LaterDraft { week: later, customers: customers.len() as u32 });
        }
    }
    Ok(drafts)
}
