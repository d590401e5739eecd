//! Codes in a grey picture, in whatever light, size and direction.
//!
//! A ladder: one look at the whole picture reads nearly all; where something like a code was seen and not read, or
//! nothing was seen at all, it is looked at larger, sharper and softer.

use image::{GrayImage, imageops, imageops::FilterType};
use rxing::{
    Binarizer, DecodeHintValue, DecodeHints, Luma8Source,
    common::{DetectorRXingResult, HybridBinarizer},
    multi::qrcode::detector::MultiDetector,
    qrcode::decoder::qrcode_decoder::decode_bitmatrix_with_hints,
};

use crate::ink;

/// Of a point in the picture, pixels.
pub(crate) type Point = (f32, f32);

/// A code, and where: upper left, upper right, lower right, lower left as the code itself stands.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub text: String,
    pub corners: [Point; 4],
}

impl Found {
    pub fn centre(&self) -> Point {
        centre(&self.corners)
    }
}

pub(crate) fn centre(corners: &[Point; 4]) -> Point {
    let sum = corners.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    (sum.0 / 4.0, sum.1 / 4.0)
}

pub(crate) fn side(corners: &[Point; 4]) -> f32 {
    let length = |a: Point, b: Point| (a.0 - b.0).hypot(a.1 - b.1);
    (0..4).map(|at| length(corners[at], corners[(at + 1) % 4])).sum::<f32>() / 4.0
}

/// Longest side of the whole picture in the first look, pixels: about 10 to the millimetre of an A4 page.
const FIRST_SIDE: u32 = 3000;
/// Side of a code in a close look, pixels.
const CLOSE_SIDE: f32 = 320.0;
/// Blur to undo, in pixels of the picture, and how strongly.
const SHARPER: [(f32, f32); 5] = [(0.0, 0.0), (1.0, 1.5), (1.5, 2.5), (2.0, 4.0), (3.0, 4.0)];

/// What a look saw: codes read, and corners of what looked like a code and could not be read.
#[derive(Default)]
struct Seen {
    read: Vec<Found>,
    unread: Vec<[Point; 4]>,
}

impl Seen {
    /// Takes over what another look saw; a code seen twice counts once.
    fn join(&mut self, other: Self) {
        for found in other.read {
            if !self.read.iter().any(|known| overlaps(&known.corners, &found.corners)) {
                self.read.push(found);
            }
        }
        for corners in other.unread {
            if !self.unread.iter().any(|known| overlaps(known, &corners)) {
                self.unread.push(corners);
            }
        }
        let Self { read, unread } = self;
        unread.retain(|corners| !read.iter().any(|found| overlaps(&found.corners, corners)));
    }
}

fn overlaps(one: &[Point; 4], other: &[Point; 4]) -> bool {
    let (a, b) = (centre(one), centre(other));
    (a.0 - b.0).hypot(a.1 - b.1) < 0.5 * side(one).max(side(other))
}

/// Every code of the picture.
pub(crate) fn codes(grey: &GrayImage) -> Vec<Found> {
    let longest = grey.width().max(grey.height());
    let factor = (FIRST_SIDE as f32 / longest as f32).min(1.0);
    let smaller = (factor < 1.0).then(|| scaled(grey, factor));
    let whole = smaller.as_ref().unwrap_or(grey);
    let mut seen = look(whole, 1.0 / factor, (0.0, 0.0));
    if seen.read.is_empty() {
        seen.join(look(&ink::sharpened(whole, 1.5, 2.5), 1.0 / factor, (0.0, 0.0)));
    }
    for corners in std::mem::take(&mut seen.unread) {
        // The finders of two codes make false ones between them: those are of another size.
        let size = side(&corners);
        if seen.read.iter().all(|found| (0.7..1.4).contains(&(size / side(&found.corners)))) {
            seen.join(close(grey, &corners));
        }
    }
    if seen.read.is_empty() {
        let double = (2.0 * factor).min(2.0 * FIRST_SIDE as f32 / longest as f32);
        for wanted in [double, 0.5 * factor] {
            let other = scaled(grey, wanted);
            for (sigma, strength) in [SHARPER[0], SHARPER[2]] {
                seen.join(look(&ink::sharpened(&other, sigma * wanted, strength), 1.0 / wanted, (0.0, 0.0)));
                if !seen.read.is_empty() {
                    return seen.read;
                }
            }
        }
    }
    seen.read
}

/// A closer look at where a code should be.
pub(crate) fn near(grey: &GrayImage, corners: &[Point; 4]) -> Option<Found> {
    close(grey, corners).read.into_iter().find(|found| overlaps(&found.corners, corners))
}

/// The surroundings of `corners`, enlarged, at several sharpnesses.
fn close(grey: &GrayImage, corners: &[Point; 4]) -> Seen {
    let (middle, size) = (centre(corners), side(corners));
    let mut seen = Seen::default();
    let half = size * 1.1;
    let left = (middle.0 - half).max(0.0) as u32;
    let top = (middle.1 - half).max(0.0) as u32;
    let right = ((middle.0 + half) as u32).min(grey.width());
    let bottom = ((middle.1 + half) as u32).min(grey.height());
    if right < left + 20 || bottom < top + 20 || size < 20.0 {
        return seen;
    }
    let part = imageops::crop_imm(grey, left, top, right - left, bottom - top).to_image();
    for side in [CLOSE_SIDE, 0.6 * CLOSE_SIDE] {
        let factor = (side / size).clamp(0.25, 6.0);
        let large = scaled(&part, factor);
        for (sigma, strength) in SHARPER {
            let sharp = ink::sharpened(&large, sigma * factor, strength);
            seen.join(look(&sharp, 1.0 / factor, (left as f32, top as f32)));
            if !seen.read.is_empty() {
                return seen;
            }
        }
    }
    seen
}

fn scaled(grey: &GrayImage, factor: f32) -> GrayImage {
    let size = |side: u32| ((side as f32 * factor).round() as u32).max(1);
    let (width, height) = (size(grey.width()), size(grey.height()));
    if factor <= 1.0 {
        imageops::thumbnail(grey, width, height)
    } else {
        imageops::resize(grey, width, height, FilterType::CatmullRom)
    }
}

fn look(grey: &GrayImage, ratio: f32, offset: Point) -> Seen {
    let mut seen = Seen::default();
    let hints = DecodeHints::default().with(DecodeHintValue::TryHarder(true));
    let Ok(source) = Luma8Source::new_with_slice(grey.as_raw(), grey.width(), grey.height()) else {
        return seen;
    };
    let binarizer = HybridBinarizer::new(source);
    let Ok(ink) = binarizer.get_black_matrix() else { return seen };
    let found = MultiDetector::new(ink).detectMulti(&hints).unwrap_or_default();
    for grid in found {
        let [below, corner, beside, ..] = grid.getPoints() else { continue };
        let place = |point: &rxing::Point| (point.x * ratio + offset.0, point.y * ratio + offset.1);
        let corners = corners(place(corner), place(beside), place(below), grid.getBits().width());
        match decode_bitmatrix_with_hints(grid.getBits(), &hints) {
            Ok(decoded) => seen.read.push(Found { text: decoded.getText().to_owned(), corners }),
            Err(_) => seen.unread.push(corners),
        }
    }
    seen
}

/// From the middles of the three finders, which lie 3.5 squares inside, to the corners of a code `squares` wide.
fn corners(origin: Point, beside: Point, below: Point, squares: u32) -> [Point; 4] {
    let span = squares.saturating_sub(7).max(1) as f32;
    let right = ((beside.0 - origin.0) / span, (beside.1 - origin.1) / span);
    let down = ((below.0 - origin.0) / span, (below.1 - origin.1) / span);
    let at = |x: f32, y: f32| (origin.0 + x * right.0 + y * down.0, origin.1 + x * right.1 + y * down.1);
    let far = span + 3.5;
    [at(-3.5, -3.5), at(far, -3.5), at(far, far), at(-3.5, far)]
}
