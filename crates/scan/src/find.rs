//! Codes in a grey picture, in whatever light, size and direction.
//!
//! A ladder: cheap looks at the whole picture first, then closer looks at the places where something like a code was
//! seen but could not be read.

use image::{GrayImage, imageops, imageops::FilterType};
use rqrr::{BitGrid, Grid, PreparedImage};

use crate::ink::{self, Ink};

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
/// Smaller pictures are looked at enlarged as well.
const SMALL_SIDE: u32 = 2600;
/// Side of a code in a close look, pixels.
const CLOSE_SIDE: f32 = 360.0;

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
    let first =
        if longest > FIRST_SIDE { Some(scaled(grey, FIRST_SIDE as f32 / longest as f32)) } else { None };
    let whole = first.as_ref().unwrap_or(grey);
    let ratio = grey.width() as f32 / whole.width() as f32;
    let reach = (whole.width().max(whole.height()) / 80).max(8) as usize;

    let mut seen = look(&ink::threshold(whole, reach), ratio, (0.0, 0.0));
    seen.join(look_plain(whole, ratio));
    if seen.read.is_empty() || !seen.unread.is_empty() {
        if longest < SMALL_SIDE {
            let double = ink::sharpened(&scaled(grey, 2.0), 2.0, 1.5);
            seen.join(look(&ink::threshold(&double, reach * 2), 0.5, (0.0, 0.0)));
        } else {
            let sharp = ink::sharpened(whole, 1.5, 1.5);
            seen.join(look(&ink::threshold(&sharp, reach), ratio, (0.0, 0.0)));
        }
    }
    for corners in std::mem::take(&mut seen.unread) {
        seen.join(close(grey, &corners));
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
    let factor = (CLOSE_SIDE / size).clamp(0.25, 6.0);
    let large = scaled(&part, factor);
    let (ratio, offset) = (1.0 / factor, (left as f32, top as f32));
    // Blur is a matter of the picture's own pixels: so is its remedy.
    for (sigma, strength) in [(1.0, 1.0), (1.5, 2.0), (1.5, 4.0), (2.0, 3.0), (0.0, 0.0)] {
        let sharp =
            if strength > 0.0 { ink::sharpened(&large, sigma * factor, strength) } else { large.clone() };
        for reach in [CLOSE_SIDE * 0.12, CLOSE_SIDE * 0.25] {
            seen.join(look(&ink::threshold(&sharp, reach as usize), ratio, offset));
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
    if factor < 0.6 {
        imageops::thumbnail(grey, width, height)
    } else {
        imageops::resize(grey, width, height, FilterType::CatmullRom)
    }
}

fn look(ink: &Ink, ratio: f32, offset: Point) -> Seen {
    let mut image = PreparedImage::prepare_from_bitmap(ink.width, ink.height, |x, y| ink.at(x, y));
    read(image.detect_grids(), ratio, offset)
}

/// With the decoder's own threshold, which does better in low contrast.
fn look_plain(grey: &GrayImage, ratio: f32) -> Seen {
    let (width, pixels) = (grey.width() as usize, grey.as_raw());
    let height = grey.height() as usize;
    let mut image = PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    read(image.detect_grids(), ratio, (0.0, 0.0))
}

fn read<G: BitGrid>(grids: Vec<Grid<G>>, ratio: f32, offset: Point) -> Seen {
    let mut seen = Seen::default();
    for grid in grids {
        let corners =
            grid.bounds.map(|point| (point.x as f32 * ratio + offset.0, point.y as f32 * ratio + offset.1));
        match grid.decode() {
            Ok((_, text)) => seen.read.push(Found { text, corners }),
            Err(_) => seen.unread.push(corners),
        }
    }
    seen
}
