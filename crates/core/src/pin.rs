//! The PIN of a device, how long a wrong one makes wait, and the recovery code that stands in for a forgotten one.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{AppError, Entropy, ErrorCode};

pub const FEWEST: usize = 6;
pub const MOST: usize = 12;

/// Digits that passed [`Pin::new`]. Forgotten in memory when dropped.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes 6 to 12 digits that are not the first anybody would try.
    ///
    /// # Errors
    /// `PinShort` for anything but 6 to 12 digits, `PinWeak` for a run or few different digits.
    pub fn new(text: &str) -> Result<Self, AppError> {
        let pin = Self::typed(text);
        let digits = pin.0.as_bytes();
        if !(FEWEST..=MOST).contains(&digits.len()) || pin.0.len() != text.trim().chars().count() {
            return Err(ErrorCode::PinShort.on("pin").with("least", FEWEST).with("most", MOST));
        }
        let step = |step: u8| digits.windows(2).all(|two| two[1] == (two[0] - b'0' + step) % 10 + b'0');
        let mut different = digits.to_vec();
        different.sort_unstable();
        different.dedup();
        if different.len() < 3 || step(1) || step(9) {
            return Err(ErrorCode::PinWeak.on("pin"));
        }
        Ok(pin)
    }

    /// As typed to unlock: whatever is no digit is left out, digits of a Chinese keyboard count.
    pub fn typed(text: &str) -> Self {
        let digits = text.chars().filter_map(|ch| {
            let full = u32::from(ch).checked_sub(0xFF10).filter(|digit| *digit < 10);
            full.or_else(|| ch.to_digit(10)).and_then(|digit| char::from_digit(digit, 10))
        });
        Self(Zeroizing::new(digits.collect()))
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// So many wrong ones cost nothing but the typing.
const FREE: u32 = 4;
/// Seconds to wait after the fifth wrong one and each further; the last holds for all after it.
const WAITS_S: [i64; 5] = [30, 60, 300, 900, 3_600];

/// A reading of a clock that nobody can set, where the system has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steady {
    /// Which start of the machine it belongs to.
    pub boot: u64,
    /// Milliseconds since that start, sleep included.
    pub ms: i64,
}

/// Wrong tries in a row, as they are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    pub failures: u32,
    /// UTC milliseconds of the last one by the device's clock.
    pub at: i64,
    /// The same by the steady clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steady: Option<Steady>,
}

impl Tries {
    /// Where the file with the tries is gone or spoilt: a wait, so that removing it gains nothing.
    pub fn unknown(now: i64, steady: Option<Steady>) -> Self {
        Self { failures: FREE + 1, at: now, steady }
    }

    /// Seconds that the last wrong one makes wait.
    pub fn delay_s(self) -> i64 {
        match (self.failures.saturating_sub(FREE) as usize).checked_sub(1) {
            None => 0,
            Some(beyond) => WAITS_S[beyond.min(WAITS_S.len() - 1)],
        }
    }

    /// A clock that was set back since would make the wait longer than it ever was: it begins anew instead.
    #[must_use]
    pub fn seen_at(self, now: i64) -> Self {
        Self { at: self.at.min(now), ..self }
    }

    /// Milliseconds to wait before the next try; 0 = none. The steady clock goes before the one that can be set.
    pub fn wait_ms(self, now: i64, steady: Option<Steady>) -> i64 {
        let waited = match (self.steady, steady) {
            (Some(then), Some(now)) if then.boot == now.boot => now.ms.saturating_sub(then.ms).max(0),
            // The machine was started anew since: that long ago at least.
            (Some(_), Some(now)) => now.ms,
            _ => now.saturating_sub(self.seen_at(now).at),
        };
        (self.delay_s() * 1_000).saturating_sub(waited).max(0)
    }

    /// One more wrong one.
    #[must_use]
    pub fn failed(self, now: i64, steady: Option<Steady>) -> Self {
        Self { failures: self.failures.saturating_add(1), at: now, steady }
    }

    /// Tries that are left before there is a wait.
    pub fn left(self) -> u32 {
        (FREE + 1).saturating_sub(self.failures)
    }
}

const GROUPS: usize = 6;
const DIGITS: usize = 4;

/// 24 random digits (79 bits) in six groups of five, the last of each a check digit, to be written on paper.
pub struct RecoveryCode(Zeroizing<String>);

/// Damm's quasigroup of order 10 (H. M. Damm, *Total anti-symmetrische Quasigruppen*, 2004): its check digit finds each
/// wrong digit and each swap of neighbours.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The group's place counts too, so that two groups that changed places are noticed.
fn check_digit(group: usize, digits: &[u8]) -> u8 {
    let place = (group + 1) as u8;
    digits
        .iter()
        .fold(DAMM[0][usize::from(place)], |held, digit| DAMM[usize::from(held)][usize::from(digit - b'0')])
}

impl RecoveryCode {
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut digits = Zeroizing::new(String::with_capacity(GROUPS * DIGITS));
        while digits.len() < GROUPS * DIGITS {
            let mut byte = [0];
            entropy.fill(&mut byte);
            // 250 and above would favour some digits.
            if byte[0] < 250 {
                digits.push(char::from(b'0' + byte[0] % 10));
            }
        }
        Self(digits)
    }

    /// As it is shown and written: each group with its check digit.
    pub fn groups(&self) -> Vec<String> {
        let chunks = self.0.as_bytes().chunks(DIGITS).enumerate();
        chunks
            .map(|(group, digits)| {
                let text = String::from_utf8_lossy(digits);
                format!("{text}{}", check_digit(group, digits))
            })
            .collect()
    }

    /// As typed from paper; what is between digits does not matter.
    ///
    /// # Errors
    /// `RecoveryGroup` names the first group (from 1) that was copied wrongly; `RecoveryShort` where digits are missing.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let typed = Pin::typed(text);
        let mut digits = Zeroizing::new(String::new());
        if typed.as_bytes().len() != GROUPS * (DIGITS + 1) {
            let error = ErrorCode::RecoveryShort.on("code").with("found", typed.as_bytes().len());
            return Err(error.with("expected", GROUPS * (DIGITS + 1)));
        }
        for (group, chunk) in typed.as_bytes().chunks(DIGITS + 1).enumerate() {
            let (own, check) = chunk.split_at(DIGITS);
            if check_digit(group, own) + b'0' != check[0] {
                return Err(ErrorCode::RecoveryGroup.on("code").with("group", group + 1));
            }
            digits.push_str(&String::from_utf8_lossy(own));
        }
        Ok(Self(digits))
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    fn code_of(text: &str) -> Option<ErrorCode> {
        Pin::new(text).err().map(|error| error.code)
    }

    #[test]
    fn a_pin_is_six_to_twelve_digits_that_nobody_tries_first() {
        for good in ["480317", " 902144 ", "４８０３１７", "112233445566"] {
            assert_eq!(code_of(good), None, "{good}");
        }
        assert_eq!(Pin::new("４８０３１７").unwrap().as_bytes(), b"480317");
        for short in ["", "48031", "4803170000001", "48a317", "48 0317"] {
            assert_eq!(code_of(short), Some(ErrorCode::PinShort), "{short}");
        }
        for weak in ["000000", "123456", "987654", "890123", "121212", "654321"] {
            assert_eq!(code_of(weak), Some(ErrorCode::PinWeak), "{weak}");
        }
    }

    #[test]
    fn waits_grow_from_the_fifth_wrong_one_to_an_hour() {
        let mut tries = Tries::default();
        let waits: Vec<i64> = (1..=11)
            .map(|_| {
                tries = tries.failed(1_000, None);
                tries.wait_ms(1_000, None) / 1_000
            })
            .collect();
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 300, 900, 3_600, 3_600, 3_600]);
        assert_eq!(tries.wait_ms(1_000 + 3_599_000, None), 1_000);
        assert_eq!(tries.wait_ms(1_000 + 3_600_000, None), 0);
    }

    #[test]
    fn a_clock_set_back_neither_ends_the_wait_nor_makes_it_longer() {
        let tries = Tries { failures: 9, at: 10_000_000_000, steady: None };
        assert_eq!(tries.wait_ms(0, None), 3_600_000);
        assert_eq!(tries.seen_at(0).wait_ms(60_000, None), 3_540_000);
    }

    #[test]
    fn a_clock_set_forward_or_back_does_nothing_to_a_wait_by_the_steady_one() {
        let at = |boot, ms| Some(Steady { boot, ms });
        let tries = Tries { failures: 8, ..Tries::default() }.failed(50_000, at(7, 9_000));
        for now in [0, 50_000, 50_000 + 86_400_000] {
            assert_eq!(tries.wait_ms(now, at(7, 9_000 + 60_000)), 3_540_000, "{now}");
        }
        assert_eq!(tries.wait_ms(50_000, at(7, 9_000 + 3_600_000)), 0);
        // After a new start of the machine only the time since then is sure.
        assert_eq!(tries.wait_ms(50_000 + 86_400_000, at(8, 60_000)), 3_540_000);
        assert_eq!(tries.wait_ms(50_000, at(8, 3_600_000)), 0);
    }

    #[test]
    fn a_recovery_code_survives_paper_and_names_the_group_that_is_wrong() {
        let code = RecoveryCode::random(&SeededEntropy::new(4));
        let written = code.groups().join("-");
        assert_eq!(written.len(), 35);
        assert_eq!(RecoveryCode::parse(&written).unwrap().as_bytes(), code.as_bytes());
        assert_eq!(RecoveryCode::parse(&written.replace('-', "  ")).unwrap().as_bytes(), code.as_bytes());
        let digits: Vec<u8> = written.bytes().filter(u8::is_ascii_digit).collect();
        let mut faults = 0;
        for place in 0..digits.len() {
            for digit in b'0'..=b'9' {
                let mut wrong = digits.clone();
                wrong[place] = digit;
                if wrong == digits {
                    continue;
                }
                let refused = RecoveryCode::parse(std::str::from_utf8(&wrong).unwrap()).err().unwrap();
                assert_eq!(refused.code, ErrorCode::RecoveryGroup);
                assert_eq!(refused.detail["group"], place / 5 + 1);
                faults += 1;
            }
        }
        assert_eq!(faults, 30 * 9);
        let mut swapped = code.groups();
        swapped.swap(0, 1);
        assert_eq!(RecoveryCode::parse(&swapped.concat()).err().unwrap().code, ErrorCode::RecoveryGroup);
        assert_eq!(RecoveryCode::parse("123").err().unwrap().code, ErrorCode::RecoveryShort);
    }
}
