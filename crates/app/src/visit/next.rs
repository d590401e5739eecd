//! When to come again: the rule's proposal, in the words of the screen.

use chrono::{Datelike, Days, NaiveDate};
use rounds_core::{
    AppError,
    calendar::DayPart,
    frequency::{RuleBook, VisitSoFar, may_visit_on, propose_next},
    plan::PlannedVisitState,
    visit::VisitRecord,
    zone::Zone,
};
use rounds_store as store;

use crate::{book::Book, open::Open, wire::NextVisit};

/// Visits are looked at so far back and ahead.
const SPAN_DAYS: u64 = 400;
/// A visit in vain is made up for within so many days, of which so many are offered.
const AGAIN_DAYS: usize = 10;
const AGAIN_OFFERED: usize = 4;
/// The usual weekday is the one of most of so many last visits.
const LAST_VISITS: usize = 6;

/// The proposal for a visit that is going on; none without a rule.
pub fn propose(
    open: &Open,
    book: &Book,
    record: &VisitRecord,
    zone: Zone,
) -> Result<Option<NextVisit>, AppError> {
    let Some((customer, _)) = book.at(record.customer_id) else { return Ok(None) };
    let span = Days::new(SPAN_DAYS);
    let visits = open.store.read(|sql| store::past_visits(sql, record.date - span, record.date + span))?;
    let others: Vec<NaiveDate> = visits
        .iter()
        .filter(|visit| visit.customer_id == record.customer_id && visit.date != record.date)
        .filter(|visit| visit.state != PlannedVisitState::Missed)
        .map(|visit| visit.date)
        .collect();
    let so_far = VisitSoFar {
        today: record.date,
        arrived_min: record.arrived_at.map(|at| zone.minute(at)),
        others: &others,
        usual_weekday: usual_weekday(&others, record.date),
    };
    let rules = RuleBook::new(&book.rules, &book.members);
    let proposal = propose_next(customer, rules.rule_for(customer), so_far, &book.calendar);
    Ok(proposal.map(|next| NextVisit {
        date: next.date,
        part: if next.part == DayPart::Afternoon { "afternoon" } else { "morning" }.to_owned(),
        reasons: next.reasons,
        others: next.others,
    }))
}

/// When a visit in vain can be made up for: the field days of the rest of the week, else of the days after it.
pub fn again(book: &Book, record: &VisitRecord) -> Option<NextVisit> {
    let (customer, _) = book.at(record.customer_id)?;
    let days = record.date.iter_days().skip(1).take(AGAIN_DAYS);
    let mut days = days
        .filter(|date| may_visit_on(customer, *date) && book.calendar.day(*date).is_field_day())
        .take(AGAIN_OFFERED);
    Some(NextVisit {
        date: days.next()?,
        part: "morning".to_owned(),
        reasons: Vec::new(),
        others: days.collect(),
    })
}

/// The weekday of more than half of the last visits.
fn usual_weekday(dates: &[NaiveDate], today: NaiveDate) -> Option<u8> {
    let last: Vec<u8> = dates
        .iter()
        .filter(|date| **date < today)
        .rev()
        .take(LAST_VISITS)
        .map(|date| date.weekday().number_from_monday() as u8)
        .collect();
    (1..=7).find(|weekday| {
        last.iter().filter(|seen| u32::from(**seen) == u32::from(*weekday)).count() * 2 > last.len()
    })
}
