//! How the search cools: once for a large problem, and for a small one several times from the molten plan before the
//! best of them is refined. Everything is told by shares of the effort, so that a caller may measure it in rounds or
//! in time.

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

/// The heat now, and which stretch of the search this is: where the number changes, the search goes on from its best
/// plan if `from_best`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    pub heat: f64,
    pub stretch: u32,
    pub from_best: bool,
}

/// Coolings from the molten plan that this many rounds allow; 0 = one cooling of the first plan.
pub(super) fn coolings(rounds: f64, visits: usize) -> f64 {
    if rounds < SMALL * visits.max(1) as f64 { 0.0 } else { COOLINGS }
}

/// The pace when so much is spent, 0 ≤ `spent` < 1.
pub(super) fn pace(spent: f64, coolings: f64) -> Pace {
    let (within, stretch, from) = if coolings == 0.0 {
        (spent, 0, HOT)
    } else if spent < MOLTEN_SHARE {
        let at = spent / MOLTEN_SHARE * coolings;
        (at - at.floor(), 2 * at as u32, MOLTEN)
    } else {
        ((spent - MOLTEN_SHARE) / (1.0 - MOLTEN_SHARE), 2 * coolings as u32, WARM)
    };
    if within < QUENCH {
        let heat = from * pow(COLD / from, within / QUENCH);
        Pace { heat, stretch, from_best: coolings > 0.0 && spent >= MOLTEN_SHARE }
    } else {
        let heat = COLD * pow(QUENCHED / COLD, (within - QUENCH) / (1.0 - QUENCH));
        Pace { heat, stretch: stretch + 1, from_best: true }
    }
}
