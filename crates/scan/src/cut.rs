//! Cutting a turned rectangle out of a picture.

use image::{Rgb, RgbImage, imageops};

use crate::place::Area;

/// Longest side of what is cut out, pixels.
const MOST_SIDE: f32 = 2048.0;
const PAPER: Rgb<u8> = Rgb([255, 255, 255]);

/// The area, upright; what lies outside the picture is white.
pub(crate) fn out(picture: &RgbImage, area: &Area) -> RgbImage {
    let length = |vector: (f32, f32)| vector.0.hypot(vector.1).max(1.0);
    let (width, height) = (length(area.right), length(area.down));
    let scale = (MOST_SIDE / width.max(height)).min(1.0);
    // A picture much too large is made smaller first: sampling alone would drop thin strokes.
    let smaller;
    let (source, ratio) = if scale < 0.7 {
        let size = |side: u32| ((side as f32 * scale) as u32).max(1);
        smaller = imageops::thumbnail(picture, size(picture.width()), size(picture.height()));
        (&smaller, scale)
    } else {
        (picture, 1.0)
    };
    let (columns, rows) = ((width * scale) as u32, (height * scale) as u32);
    let step = |vector: (f32, f32), count: u32| {
        (vector.0 * ratio / count.max(1) as f32, vector.1 * ratio / count.max(1) as f32)
    };
    let (right, down) = (step(area.right, columns), step(area.down, rows));
    let origin = (area.origin.0 * ratio, area.origin.1 * ratio);
    RgbImage::from_fn(columns.max(1), rows.max(1), |x, y| {
        let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
        sample(source, origin.0 + x * right.0 + y * down.0 - 0.5, origin.1 + x * right.1 + y * down.1 - 0.5)
    })
}

fn sample(picture: &RgbImage, x: f32, y: f32) -> Rgb<u8> {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    if x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5 {
        return PAPER;
    }
    let (x, y) = (x.clamp(0.0, width - 1.001), y.clamp(0.0, height - 1.001));
    let (left, top) = (x as u32, y as u32);
    let (fx, fy) = (x - left as f32, y - top as f32);
    let (right, bottom) = ((left + 1).min(picture.width() - 1), (top + 1).min(picture.height() - 1));
    let four =
        [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| picture.get_pixel(x, y).0);
    let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
    Rgb(std::array::from_fn(|channel| {
        four.iter()
            .zip(weights)
            .map(|(pixel, weight)| f32::from(pixel[channel]) * weight)
            .sum::<f32>()
            .round() as u8
    }))
}
