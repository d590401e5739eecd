//! What a visit's end does to the plan: made, or in vain and to be made again in the same week.

use rounds_core::{
    AppError, IsoWeek,
    plan::{PlannedVisitState, Purpose, Reason, UnplannedReason},
    visit::Outcome,
};
use rounds_store::Tx;

use super::end::Ending;
use crate::{
    book::Book,
    open::Open,
    plan::{Again, come_again, come_on},
};

/// `is_received`: the shop was open and somebody of it received the manager.
pub fn follow(
    tx: &mut Tx,
    open: &Open,
    book: &Book,
    ending: &Ending,
    is_received: bool,
) -> Result<(), AppError> {
    let Some(planned) = &ending.planned else { return Ok(()) };
    let mut planned = planned.clone();
    planned.state = if is_received { PlannedVisitState::Done } else { PlannedVisitState::Missed };
    tx.put(&planned)?;
    let Some(outcome) = ending.record.outcome.filter(|_| !is_received) else { return Ok(()) };
    let today = ending.zone.date(tx.now());
    let again = |reason| Again {
        customer_id: planned.customer_id,
        purposes: if planned.purposes.is_empty() { vec![Purpose::Routine] } else { planned.purposes.clone() },
        key_points: planned.key_points.clone(),
        reason,
    };
    let week = IsoWeek::of(planned.date);
    let told = ending.draft.answers.get("rescheduled_to").and_then(|day| day.as_str()?.trim().parse().ok());
    match (outcome, told) {
        // Whether it is seen again is for its status to say, which the screen asks next.
        (Outcome::OutOfBusiness, _) => Ok(()),
        (Outcome::Rescheduled, Some(date)) if date >= today => {
            come_on(tx, open, book, date, again(Reason::Promised { date }))
        }
        // A week that is over is for the planner, which carries missed visits over.
        _ if week < IsoWeek::of(today) => Ok(()),
        _ => {
            let date = ending.record.date;
            let left = UnplannedReason::InVain { date, outcome };
            come_again(tx, open, book, week, today, again(Reason::InVain { date, outcome }), left).map(|_| ())
        }
    }
}
