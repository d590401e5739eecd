//! Days that are not alike although they should be, and what stands in the way.

use rounds_core::plan::{PlannedVisitState, Uneven};

use crate::wire::BoardDay;

/// A day may lie so many per cent beside the mean without a word.
const TOLERATED: u64 = 15;

fn used_min(day: &BoardDay) -> u64 {
    u64::from(day.travel_min + day.visit_min)
}

/// Tells of each day that lies too far beside the mean share of the working day why it does.
pub fn tell(days: &mut [BoardDay]) {
    let counts = |day: &&BoardDay| day.working_min > 0 && !day.visits.is_empty();
    let used: u64 = days.iter().filter(counts).map(used_min).sum();
    let working: u64 = days.iter().filter(counts).map(|day| u64::from(day.working_min)).sum();
    for day in days.iter_mut().filter(|day| counts(&&**day)) {
        day.uneven = uneven(day, used, working);
    }
}

/// `used` and `working`: the week's minutes.
fn uneven(day: &BoardDay, used: u64, working: u64) -> Option<Uneven> {
    // used_min ÷ working_min against used ÷ working, without fractions.
    let (own, mean) = (used_min(day) * working, used * u64::from(day.working_min));
    let percent = own.abs_diff(mean) * 100 / mean.max(1);
    if percent <= TOLERATED {
        return None;
    }
    let (percent, visits) = (percent as u32, day.visits.len() as u32);
    let left_min = u64::from(day.working_min).saturating_sub(used_min(day)) as u32;
    let stands = day.visits.iter().filter(|visit| visit.locked || visit.state != PlannedVisitState::Planned);
    Some(if stands.count() as u32 * 2 > visits {
        Uneven::Locked { percent, visits }
    } else if own > mean {
        Uneven::Long { percent, travel_min: day.travel_min, visit_min: day.visit_min }
    } else if visits >= day.capacity {
        Uneven::Full { percent, visits, left_min }
    } else {
        Uneven::Short { percent, left_min }
    })
}
