//! How the search cools: once for a large problem, and for a small one several times from the molten plan before the
//! best of them is refined. Where routes should be alike it begins hotter, and lets them differ at first. Everything is
//! told by shares of the effort, so that a caller may measure it in rounds or in time.

use libm::pow;

/// Heat in mean ways between two stops: at the start of a refinement, of the only cooling of a large problem, and of
/// a cooling from the molten plan; at the end of each; after the quench.
const WARM: f64 = 0.3;
const HOT: f64 = 0.6;
const COLD: f64 = 0.05;
const MOLTEN: f64 = 1.2;
const QUENCHED: f64 = 0.01;
/// Share of a cooling after which its best plan is quenched.
const QUENCH: f64 = 0.92;
/// Rounds for each visit from which on a problem counts as small, and the coolings that it then has. Many short ones find
/// how vehicles are packed and how far towns share out the days, which one long one seldom mends; a problem with fewer
/// rounds needs them all for one.
const SMALL: f64 = 1000.0;
const COOLINGS: f64 = 8.0;
/// Share of the effort that they have together.
const MOLTEN_SHARE: f64 = 0.4;
/// Where routes should be alike: the heat at the start, and how much longer than other heats the high ones last. On how
/// many days a far town is visited is settled there; a day that gives one up is uneven until others have changed as well.
const EVENED_HOT: f64 = 2.4;
const LINGER: f64 = 1.6;
/// How much of what uneven routes cost counts at the start, and the share of the effort from which on all of it does.
const LENIENT: f64 = 0.3;
const STRICT: f64 = 0.6;

/// The course of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Course {
    /// One cooling of the first plan.
    Once,
    /// So many coolings from the molten plan, then a refinement of the best.
    Molten(f64),
    /// One cooling with routes that may differ at first.
    Evened,
}

/// The heat now, and which stretch of the search this is: where the number changes, the search goes on from its best
/// plan if `from_best`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    pub heat: f64,
    /// How much of what uneven routes cost counts, 0 to 1.
    pub even: f64,
    pub stretch: u32,
    pub from_best: bool,
}

/// The course that this many rounds allow.
pub(super) fn course(rounds: f64, visits: usize) -> Course {
    if rounds < SMALL * visits.max(1) as f64 { Course::Once } else { Course::Molten(COOLINGS) }
}

/// The pace when so much is spent, 0 ≤ `spent` < 1.
pub(super) fn pace(spent: f64, course: Course) -> Pace {
    let (within, stretch, from) = match course {
        Course::Once => (spent, 0, HOT),
        Course::Evened => (spent, 0, EVENED_HOT),
        Course::Molten(coolings) if spent < MOLTEN_SHARE => {
            let at = spent / MOLTEN_SHARE * coolings;
            (at - at.floor(), 2 * at as u32, MOLTEN)
        }
        Course::Molten(coolings) => {
            ((spent - MOLTEN_SHARE) / (1.0 - MOLTEN_SHARE), 2 * coolings as u32, WARM)
        }
    };
    let is_evened = course == Course::Evened;
    let even = if is_evened { (LENIENT + (1.0 - LENIENT) * spent / STRICT).min(1.0) } else { 1.0 };
    if within < QUENCH {
        let share = within / QUENCH;
        let heat = from * pow(COLD / from, if is_evened { pow(share, LINGER) } else { share });
        let from_best = matches!(course, Course::Molten(_)) && spent >= MOLTEN_SHARE;
        Pace { heat, even, stretch, from_best }
    } else {
        let heat = COLD * pow(QUENCHED / COLD, (within - QUENCH) / (1.0 - QUENCH));
        Pace { heat, even, stretch: stretch + 1, from_best: true }
    }
}
