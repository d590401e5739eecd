//! What happens to a printed page between the printer and the file: turned, scaled, blurred, unevenly lit, compressed.

use image::{ExtendedColorType, GrayImage, ImageEncoder, Luma, codecs::jpeg::JpegEncoder, imageops};
use rounds_core::SeededEntropy;

/// How a picture was taken.
#[derive(Clone, Copy, Debug)]
pub struct Wear {
    /// Degrees, clockwise.
    pub angle: f32,
    /// Of the page at 200 dpi.
    pub scale: f32,
    /// Of the blur, pixels of the page at 200 dpi, or of the picture where `soft_last`.
    pub sigma: f32,
    /// The lens's blur comes on the picture as it was scaled; else on the page, before it is scaled.
    pub soft_last: bool,
    /// Part of the light that is lost at the darkest place.
    pub shade: f32,
    /// JPEG quality.
    pub quality: u8,
    /// By how much of itself the far edge is shorter.
    pub perspective: f32,
    /// Of the sensor's noise, grey values.
    pub noise: f32,
}

/// Numbers from a seed.
pub struct Dice(pub SeededEntropy);

impl Dice {
    /// Between 0 and 1.
    pub fn unit(&self) -> f32 {
        (self.0.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub fn between(&self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Each trait drawn on its own over its whole range. Every second picture is blurred after it was scaled.
    pub fn wear(&self, number: usize) -> Wear {
        let angle = if self.unit() < 0.4 {
            self.between(0.0, 360.0)
        } else {
            self.between(-3.0, 3.0) + 90.0 * (self.unit() * 4.0).floor()
        };
        Wear {
            angle,
            scale: self.between(0.5, 1.5),
            sigma: self.between(0.0, 1.5),
            soft_last: number % 2 == 1,
            shade: self.between(0.0, 0.7),
            quality: self.between(25.0, 95.0) as u8,
            perspective: self.between(0.0, 0.05),
            noise: self.between(0.0, 6.0),
        }
    }
}

/// The page as a JPEG, worn.
pub fn worn(page: &GrayImage, wear: &Wear, dice: &Dice) -> Vec<u8> {
    let soft = |picture: &GrayImage, is_now: bool| {
        if is_now && wear.sigma > 0.1 { imageops::blur(picture, wear.sigma) } else { picture.clone() }
    };
    let mut picture = soft(&turned(&soft(page, !wear.soft_last), wear), wear.soft_last);
    shaded(&mut picture, wear, dice);
    jpeg(&picture, wear.quality)
}

pub fn jpeg(picture: &GrayImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::L8)
        .unwrap();
    bytes
}

/// Turned, scaled and seen at a slant, on a grey table.
fn turned(page: &GrayImage, wear: &Wear) -> GrayImage {
    const TABLE: f32 = 150.0;
    let (sin, cos) = wear.angle.to_radians().sin_cos();
    let (width, height) = (page.width() as f32, page.height() as f32);
    let size = |a: f32, b: f32| ((a.abs() + b.abs()) * wear.scale) as u32;
    let (columns, rows) = (size(width * cos, height * sin), size(width * sin, height * cos));
    // As many samples of the page as a pixel covers, or fine squares would turn into noise.
    let grid = (1.0 / wear.scale).ceil() as u32;
    GrayImage::from_fn(columns, rows, |column, row| {
        let mut sum = 0.0;
        for part in 0..grid * grid {
            let inside = |part: u32| (part as f32 + 0.5) / grid as f32;
            let x = (column as f32 + inside(part % grid) - columns as f32 / 2.0) / wear.scale;
            let y = (row as f32 + inside(part / grid) - rows as f32 / 2.0) / wear.scale;
            let (x, y) = (x * cos + y * sin, y * cos - x * sin);
            let slant = 1.0 + wear.perspective * (y / height);
            let (x, y) = (x * slant + width / 2.0, y * slant + height / 2.0);
            sum += sample(page, x - 0.5, y - 0.5).unwrap_or(TABLE);
        }
        Luma([(sum / (grid * grid) as f32) as u8])
    })
}

fn sample(page: &GrayImage, x: f32, y: f32) -> Option<f32> {
    let (left, top) = (x.floor(), y.floor());
    let inside =
        left >= 0.0 && top >= 0.0 && left + 1.0 < page.width() as f32 && top + 1.0 < page.height() as f32;
    if !inside {
        return None;
    }
    let (fx, fy) = (x - left, y - top);
    let at = |dx: u32, dy: u32| f32::from(page.get_pixel(left as u32 + dx, top as u32 + dy).0[0]);
    Some((at(0, 0) * (1.0 - fx) + at(1, 0) * fx) * (1.0 - fy) + (at(0, 1) * (1.0 - fx) + at(1, 1) * fx) * fy)
}

/// Light that falls off to one side, the edge of a shadow, grain.
fn shaded(picture: &mut GrayImage, wear: &Wear, dice: &Dice) {
    let turn = dice.between(0.0, std::f32::consts::TAU);
    let edge = dice.between(-0.4, 0.4);
    let shadow = if dice.unit() < 0.5 { wear.shade * 0.6 } else { 0.0 };
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (u, v) = (x as f32 / width - 0.5, y as f32 / height - 0.5);
        let along = u * turn.cos() + v * turn.sin();
        let mut light = 1.0 - wear.shade * (along + 0.5).clamp(0.0, 1.0);
        if u * turn.sin() - v * turn.cos() > edge {
            light *= 1.0 - shadow;
        }
        let grain = (dice.unit() + dice.unit() - 1.0) * 2.4 * wear.noise;
        pixel.0[0] = (f32::from(pixel.0[0]) * light + grain).clamp(0.0, 255.0) as u8;
    }
}
