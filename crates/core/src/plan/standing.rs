//! A visit whose turn was taken by another: the customer was seen since the plan was made. What of its reasons stands.

use chrono::NaiveDate;

use super::{PlannedVisit, PlannedVisitState, Reason};

impl Reason {
    /// Somebody was told, or the manager wants to come back: not the rule's turn, so an earlier visit does not meet it.
    fn was_told(&self) -> bool {
        matches!(
            self,
            Self::ByHand
                | Self::Promised { .. }
                | Self::InVain { .. }
                | Self::UrgentIssue
                | Self::OpenPromises { .. }
        )
    }

    /// Owed to the customer's not having been seen: over once somebody was there.
    fn is_met_by_a_visit(&self) -> bool {
        matches!(
            self,
            Self::Overdue { .. }
                | Self::DueBy { .. }
                | Self::CarryOver { .. }
                | Self::PutOff { .. }
                | Self::Waited { .. }
                | Self::NeverVisited
                | Self::LastVisit { .. }
        )
    }
}

impl PlannedVisit {
    /// The day on which the customer, last seen on `last_visit`, was seen since the visit was planned; none where
    /// nothing changed. A visit that only slipped by a few days is the one that the plan knew: it has to lie nearer to
    /// the next turn than to the last.
    pub fn seen_since(&self, last_visit: Option<NaiveDate>) -> Option<NaiveDate> {
        let seen = last_visit.filter(|seen| *seen < self.date)?;
        let is_open = self.state == PlannedVisitState::Planned && !self.locked;
        if !is_open || self.reasons.iter().any(Reason::was_told) {
            return None;
        }
        if self.reasons.contains(&Reason::NeverVisited) {
            return Some(seen);
        }
        let known = self.reasons.iter().find_map(|reason| match reason {
            Reason::LastVisit { date } => Some(*date),
            _ => None,
        })?;
        let usual = self.reasons.iter().find_map(|reason| match reason {
            Reason::Rule { window, times, .. } | Reason::Exception { window, times } => {
                Some(window.usual_gap_days(*times))
            }
            _ => None,
        })?;
        (known < seen && (seen - known).num_days() * 2 >= i64::from(usual)).then_some(seen)
    }

    /// The reasons without those that a visit beside the plan has met: its own turn come early, or another's.
    pub fn standing_reasons(&self, last_visit: Option<NaiveDate>) -> Vec<Reason> {
        let came_early = self.reasons.iter().any(|reason| matches!(reason, Reason::SeenUnplanned { .. }));
        let is_met = came_early || self.seen_since(last_visit).is_some();
        self.reasons.iter().filter(|reason| !(is_met && reason.is_met_by_a_visit())).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Id, Meta, customer::CustomerClass, frequency::Window};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Every half-month, last seen on 13 November, planned for 1 December.
    fn visit() -> PlannedVisit {
        let id = Id::from_u128(1);
        PlannedVisit {
            meta: Meta::new(id, id, 0),
            plan_id: id,
            customer_id: id,
            date: date("2026-12-01"),
            order: 1,
            arrive_min: 540,
            depart_min: 560,
            travel_m: 0,
            travel_min: 0,
            purposes: Vec::new(),
            key_points: None,
            reasons: vec![
                Reason::Rule { class: Some(CustomerClass::B), window: Window::HalfMonth, times: 1 },
                Reason::LastVisit { date: date("2026-11-13") },
            ],
            locked: false,
            state: PlannedVisitState::Planned,
            change: None,
            put_off_reason: None,
        }
    }

    fn seen(visit: &PlannedVisit, last: &str) -> Option<NaiveDate> {
        visit.seen_since(Some(date(last)))
    }

    #[test]
    fn a_customer_seen_without_a_plan_in_the_meantime_is_told_on_its_next_visit() {
        assert_eq!(seen(&visit(), "2026-11-27"), Some(date("2026-11-27")));
        let first = PlannedVisit { reasons: vec![Reason::NeverVisited], ..visit() };
        assert_eq!(seen(&first, "2026-11-27"), Some(date("2026-11-27")));
    }

    #[test]
    fn the_visit_that_the_plan_knew_made_a_few_days_late_is_not_another_one() {
        assert_eq!(seen(&visit(), "2026-11-13"), None);
        assert_eq!(seen(&visit(), "2026-11-16"), None);
        assert_eq!(seen(&visit(), "2026-12-01"), None);
        assert_eq!(visit().seen_since(None), None);
    }

    #[test]
    fn a_visit_that_is_made_locked_or_promised_stands_whatever_came_before() {
        let made = PlannedVisit { state: PlannedVisitState::Done, ..visit() };
        let locked = PlannedVisit { locked: true, ..visit() };
        let mut promised = visit();
        promised.reasons.push(Reason::Promised { date: date("2026-12-01") });
        for stands in [made, locked, promised] {
            assert_eq!(seen(&stands, "2026-11-27"), None, "{stands:?}");
        }
    }

    #[test]
    fn a_deadline_that_a_visit_beside_the_plan_has_met_is_no_reason_any_more() {
        let rule = visit().reasons[0].clone();
        let order = Reason::OrderDay { weekday: 3, days_before: 1 };
        let early = Reason::SeenUnplanned { date: date("2026-12-03") };
        let owed = [
            Reason::Overdue { date: date("2026-11-20"), days: 11 },
            Reason::DueBy { date: date("2026-12-04") },
            order.clone(),
        ];
        let planned = PlannedVisit { reasons: owed.into_iter().chain(visit().reasons).collect(), ..visit() };
        let standing = |visit: &PlannedVisit, last: &str| visit.standing_reasons(Some(date(last)));
        assert_eq!(standing(&planned, "2026-11-13"), planned.reasons);
        assert_eq!(standing(&planned, "2026-11-27"), [order.clone(), rule.clone()]);
        let mut made = PlannedVisit { state: PlannedVisitState::Done, ..planned };
        made.reasons.insert(0, early.clone());
        assert_eq!(standing(&made, "2026-12-01"), [early, order, rule]);
    }
}
