//! Signatures that nobody wrote: strokes of a made-up hand, shape only.

use rounds_core::visit::{StrokePoint, Strokes};

use super::Dice;

/// Tenths of a CSS pixel.
const WIDTH: i32 = 6000;
const HEIGHT: i32 = 2000;
/// Points of a stroke.
const POINTS: i32 = 7;

/// Two or three characters side by side, each of some bent strokes.
pub(super) fn strokes(dice: &Dice) -> Strokes {
    let characters = dice.between(2, 3);
    let cell = WIDTH / characters;
    let mut strokes = Vec::new();
    for character in 0..characters {
        let left = character * cell + cell / 8;
        for _ in 0..dice.between(3, 5) {
            let from = (left + dice.between(0, cell / 2), dice.between(200, 1400));
            let to = (left + dice.between(cell / 4, cell * 3 / 4), dice.between(400, 1800));
            let bend = (dice.between(-250, 250), dice.between(-250, 250));
            strokes.push((0..POINTS).map(|at| point(from, to, bend, at)).collect());
        }
    }
    Strokes { width: WIDTH, height: HEIGHT, strokes }
}

/// The `at`th point of a curve that swings out by `bend` in its middle.
fn point(from: (i32, i32), to: (i32, i32), bend: (i32, i32), at: i32) -> StrokePoint {
    let last = POINTS - 1;
    let swing = 4 * at * (last - at);
    let along = |from: i32, to: i32, bend: i32, most: i32| {
        (from + (to - from) * at / last + bend * swing / (last * last)).clamp(0, most)
    };
    StrokePoint {
        x: along(from.0, to.0, bend.0, WIDTH),
        y: along(from.1, to.1, bend.1, HEIGHT),
        pressure: None,
        at: None,
    }
}
