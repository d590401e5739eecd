//! A signature as it was drawn, laid into its field.

use rounds_core::visit::{StrokePoint, Strokes};

use crate::scene::{Area, Page, Shape};

/// Width of the pen and room around the ink, millimetres.
const PEN: f32 = 0.4;
const ROOM: f32 = 1.0;
/// Never larger than it was drawn: millimetres in a tenth of a CSS pixel.
const DRAWN: f32 = 25.4 / 960.0;

/// Draws the ink in the middle of `field`, as large as fits, its shape kept whichever way the pad was held.
pub(crate) fn draw(page: &mut Page, strokes: &Strokes, field: Area) {
    let points = || strokes.strokes.iter().flatten();
    let range = |of: fn(&StrokePoint) -> i32| {
        let low = points().map(of).min().unwrap_or(0);
        (low as f32, points().map(of).max().unwrap_or(0) as f32 - low as f32)
    };
    let ((left, width), (top, height)) = (range(|point| point.x), range(|point| point.y));
    let margin = ROOM + PEN / 2.0;
    let (room_x, room_y) = (field.width - 2.0 * margin, field.height - 2.0 * margin);
    if room_x <= 0.0 || room_y <= 0.0 {
        return;
    }
    let scale = DRAWN.min(room_x / width.max(1.0)).min(room_y / height.max(1.0));
    let from =
        (field.x + (field.width - width * scale) / 2.0, field.y + (field.height - height * scale) / 2.0);
    for stroke in &strokes.strokes {
        let mut path: Vec<(f32, f32)> = stroke
            .iter()
            .map(|point| (from.0 + (point.x as f32 - left) * scale, from.1 + (point.y as f32 - top) * scale))
            .collect();
        path.dedup();
        // A dot is a line from a place to itself.
        if let [only] = path.as_slice() {
            path.push(*only);
        }
        if !path.is_empty() {
            page.shapes.push(Shape::Stroke { points: path, width: PEN, cell: field });
        }
    }
}
