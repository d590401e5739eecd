//! What counts as a signature, and what of it is kept.

use super::{StrokePoint, Strokes};
use crate::{AppError, ErrorCode};

/// Points of a whole signature; a name written slowly has a few hundred.
const MOST_POINTS: usize = 20_000;
/// Sides of a pad, in tenths of a CSS pixel.
const PAD: std::ops::RangeInclusive<i32> = 1..=100_000;
/// One stroke alone must be longer than this: 40 CSS pixels, in tenths.
const LEAST_LENGTH: f64 = 400.0;

/// Whether something is written, more than a dot: two strokes, or a line of more than 40 CSS pixels.
pub fn is_a_signature(strokes: &Strokes) -> bool {
    let lengths: Vec<f64> =
        strokes.strokes.iter().filter(|stroke| !stroke.is_empty()).map(|s| length(s)).collect();
    let overall: f64 = lengths.iter().sum();
    overall > LEAST_LENGTH || (lengths.len() >= 2 && overall > 0.0)
}

/// Refuses what no pad can have drawn: too many points, or points beside the pad.
pub fn check_strokes(strokes: &Strokes) -> Result<(), AppError> {
    let points = strokes.strokes.iter().map(Vec::len).sum::<usize>();
    let within = |point: &StrokePoint| {
        (0..=strokes.width).contains(&point.x) && (0..=strokes.height).contains(&point.y)
    };
    let sound = PAD.contains(&strokes.width)
        && PAD.contains(&strokes.height)
        && points <= MOST_POINTS
        && strokes.strokes.iter().flatten().all(within);
    if sound { Ok(()) } else { Err(ErrorCode::BadArguments.on("strokes")) }
}

impl Strokes {
    /// As it is kept: a line that left the pad ends at its edge, strokes without a point are none, and pressure and
    /// timing stay only where `dynamics` allows them.
    #[must_use]
    pub fn kept(&self, dynamics: bool) -> Self {
        let point = |point: &StrokePoint| StrokePoint {
            x: point.x.clamp(0, self.width.max(0)),
            y: point.y.clamp(0, self.height.max(0)),
            pressure: point.pressure.filter(|_| dynamics),
            at: point.at.filter(|_| dynamics),
        };
        let strokes = self.strokes.iter().filter(|stroke| !stroke.is_empty());
        let strokes = strokes.map(|stroke| stroke.iter().map(point).collect()).collect();
        Self { width: self.width, height: self.height, strokes }
    }
}

/// In tenths of a CSS pixel.
fn length(stroke: &[StrokePoint]) -> f64 {
    let step = |pair: &[StrokePoint]| {
        let (x, y) =
            (f64::from(pair[1].x) - f64::from(pair[0].x), f64::from(pair[1].y) - f64::from(pair[0].y));
        (x * x + y * y).sqrt()
    };
    stroke.windows(2).map(step).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(strokes: &[&[(i32, i32)]]) -> Strokes {
        let point = |(x, y): &(i32, i32)| StrokePoint { x: *x, y: *y, pressure: Some(500), at: Some(3) };
        let strokes = strokes.iter().map(|stroke| stroke.iter().map(point).collect()).collect();
        Strokes { width: 3000, height: 1000, strokes }
    }

    #[test]
    fn nothing_a_dot_and_dots_in_one_place_are_no_signature() {
        assert!(!is_a_signature(&drawn(&[])));
        assert!(!is_a_signature(&drawn(&[&[]])));
        assert!(!is_a_signature(&drawn(&[&[(5, 5)]])));
        assert!(!is_a_signature(&drawn(&[&[(5, 5)], &[(5, 5)]])));
        assert!(!is_a_signature(&drawn(&[&[(0, 0), (400, 0)]])));
    }

    #[test]
    fn a_line_or_two_strokes_are_a_signature() {
        assert!(is_a_signature(&drawn(&[&[(0, 0), (300, 0), (300, 101)]])));
        assert!(is_a_signature(&drawn(&[&[(0, 0), (100, 0)], &[(0, 50), (150, 50)]])));
    }

    #[test]
    fn points_beside_the_pad_and_endless_scribbling_are_refused() {
        assert!(check_strokes(&drawn(&[&[(0, 0), (3000, 1000)]])).is_ok());
        for point in [(-1, 0), (0, -1), (3001, 0), (0, 1001)] {
            assert!(check_strokes(&drawn(&[&[(0, 0), point]])).is_err(), "{point:?}");
            assert!(check_strokes(&drawn(&[&[(0, 0), point]]).kept(false)).is_ok(), "{point:?}");
        }
        let most = vec![(1, 1); 20_000];
        assert!(check_strokes(&drawn(&[&most])).is_ok());
        assert!(check_strokes(&drawn(&[&most, &[(1, 1)]])).is_err());
        assert!(check_strokes(&Strokes { width: 0, height: 5, strokes: vec![] }).is_err());
    }

    #[test]
    fn only_the_shape_is_kept_unless_more_is_allowed() {
        let strokes = drawn(&[&[(0, 0), (9, 9)], &[]]);
        let shape = strokes.kept(false);
        assert_eq!(shape.strokes.len(), 1);
        assert!(shape.strokes[0].iter().all(|point| point.pressure.is_none() && point.at.is_none()));
        assert_eq!(strokes.kept(true).strokes[0], strokes.strokes[0]);
    }
}
