//! Dark on light, however uneven the light: the local threshold, and what prepares for it.

use image::{GrayImage, imageops};

/// A picture in two values.
pub(crate) struct Ink {
    pub width: usize,
    pub height: usize,
    dark: Vec<bool>,
}

impl Ink {
    pub fn at(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.width + x]
    }
}

/// Sums over rectangles of a picture in constant time.
pub(crate) struct Sums {
    width: usize,
    sums: Vec<u32>,
}

impl Sums {
    pub fn of(grey: &GrayImage) -> Self {
        let (width, height) = (grey.width() as usize + 1, grey.height() as usize + 1);
        let mut sums = vec![0u32; width * height];
        for (y, row) in grey.as_raw().chunks_exact(width - 1).enumerate() {
            let mut line = 0u32;
            for (x, value) in row.iter().enumerate() {
                line += u32::from(*value);
                // Wraps above 16 megapixels; differences come out right all the same.
                sums[(y + 1) * width + x + 1] = sums[y * width + x + 1].wrapping_add(line);
            }
        }
        Self { width, sums }
    }

    /// The mean of `x0..x1` × `y0..y1`, which must not be empty.
    pub fn mean(&self, (x0, x1): (usize, usize), (y0, y1): (usize, usize)) -> u32 {
        let at = |x: usize, y: usize| self.sums[y * self.width + x];
        let sum = at(x1, y1).wrapping_sub(at(x0, y1)).wrapping_sub(at(x1, y0)).wrapping_add(at(x0, y0));
        sum / ((x1 - x0) * (y1 - y0)).max(1) as u32
    }
}

/// Dark is what lies under the mean of its surroundings, `reach` pixels each way, by more than the grain of paper.
pub(crate) fn threshold(grey: &GrayImage, reach: usize) -> Ink {
    const GRAIN_PERCENT: u32 = 5;
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let sums = Sums::of(grey);
    let mut dark = Vec::with_capacity(width * height);
    for (y, row) in grey.as_raw().chunks_exact(width).enumerate() {
        let rows = (y.saturating_sub(reach), (y + reach + 1).min(height));
        for (x, value) in row.iter().enumerate() {
            let mean = sums.mean((x.saturating_sub(reach), (x + reach + 1).min(width)), rows);
            dark.push(u32::from(*value) * 100 < mean * (100 - GRAIN_PERCENT));
        }
    }
    Ink { width, height, dark }
}

/// Gives back some of what blur took: the picture plus `strength` times its difference from its own blur.
pub(crate) fn sharpened(grey: &GrayImage, sigma: f32, strength: f32) -> GrayImage {
    if strength <= 0.0 || sigma <= 0.0 {
        return grey.clone();
    }
    let mut soft = imageops::fast_blur(grey, sigma);
    for (soft, sharp) in soft.iter_mut().zip(grey.iter()) {
        let (low, high) = (f32::from(*soft), f32::from(*sharp));
        *soft = (high + strength * (high - low)).clamp(0.0, 255.0) as u8;
    }
    soft
}

/// Whether a page carries next to nothing: the back of a leaf.
pub(crate) fn is_blank(grey: &GrayImage) -> bool {
    const SIDE: u32 = 600;
    let small = imageops::thumbnail(grey, SIDE, SIDE);
    let ink = threshold(&small, 20);
    let inner = 30..SIDE as usize - 30;
    let dark = inner
        .clone()
        .flat_map(|y| inner.clone().map(move |x| (x, y)))
        .filter(|(x, y)| ink.at(*x, *y))
        .count();
    dark * 2000 < inner.len() * inner.len()
}
