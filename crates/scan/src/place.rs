//! Which part of a picture belongs to which code.
//!
//! Where a code stands on its sheet is known from the printed form: in the upper right corner, 17 mm wide on sheets of
//! two to a page, of which the lower one begins 147 mm below the upper. So a neighbour that could not be read is
//! looked for where it must be, and listed even when it stays unread.

use image::GrayImage;

use crate::{
    find::{self, Found, Point},
    ink,
};

/// Millimetres, as the sheets are printed.
const CODE: f32 = 17.0;
const SHEET_WIDTH: f32 = 180.0;
const SHEET_HEIGHT: f32 = 138.0;
const APART: f32 = 147.0;
/// Kept around a sheet.
const MARGIN: f32 = 4.0;

/// A rectangle that may stand at any angle in a picture: its upper left corner, and its sides as vectors, pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub origin: Point,
    pub right: Point,
    pub down: Point,
}

pub(crate) struct Place {
    pub area: Area,
    /// Index of the code; none = a sheet whose code could not be read.
    pub code: Option<usize>,
}

/// The directions of a code: how far a millimetre to the right and down goes, if it is `CODE` wide.
#[derive(Clone, Copy)]
struct Frame {
    /// Upper right corner of the code, which is that of the sheet.
    corner: Point,
    right: Point,
    down: Point,
}

impl Frame {
    fn of(corners: &[Point; 4]) -> Self {
        let [a, b, c, d] = *corners;
        // The mean of two sides, each turned to point right: steadier than one of them.
        let right = ((b.0 - a.0 + c.0 - d.0) / 2.0, (b.1 - a.1 + c.1 - d.1) / 2.0);
        let down = ((d.0 - a.0 + c.0 - b.0) / 2.0, (d.1 - a.1 + c.1 - b.1) / 2.0);
        let right = (right.0.midpoint(down.1) / CODE, right.1.midpoint(-down.0) / CODE);
        Self { corner: b, right, down: (-right.1, right.0) }
    }

    fn at(&self, x: f32, y: f32) -> Point {
        (
            self.corner.0 + x * self.right.0 + y * self.down.0,
            self.corner.1 + x * self.right.1 + y * self.down.1,
        )
    }

    fn area(&self, (left, right): (f32, f32), (top, bottom): (f32, f32)) -> Area {
        let along = |vector: Point, length: f32| (vector.0 * length, vector.1 * length);
        Area {
            origin: self.at(left, top),
            right: along(self.right, right - left),
            down: along(self.down, bottom - top),
        }
    }

    /// The corners of a code `y` millimetres below this one.
    fn code_at(&self, y: f32) -> [Point; 4] {
        [self.at(-CODE, y), self.at(0.0, y), self.at(0.0, y + CODE), self.at(-CODE, y + CODE)]
    }

    fn half(&self) -> Area {
        self.area((-SHEET_WIDTH - MARGIN, MARGIN), (-MARGIN, SHEET_HEIGHT + MARGIN))
    }
}

/// A place for each code, and one for each neighbour that is there and cannot be read.
pub(crate) fn sheets(grey: &GrayImage, found: &mut Vec<Found>) -> Vec<Place> {
    let mut unread: Vec<Frame> = Vec::new();
    let mut paired = vec![false; found.len()];
    let mut at = 0;
    while at < found.len() {
        let frame = Frame::of(&found[at].corners);
        for distance in [APART, -APART] {
            let expected = frame.code_at(distance);
            if let Some(other) = found.iter().position(|other| is_at(other.centre(), &expected)) {
                paired[at] = true;
                paired[other] = true;
            } else if looks_like_code(grey, &expected) {
                paired[at] = true;
                match find::near(grey, &expected) {
                    Some(more) => {
                        found.push(more);
                        paired.push(true);
                    }
                    None if unread.iter().any(|known| is_at(known.corner, &expected)) => {}
                    None => unread.push(Frame { corner: expected[1], ..frame }),
                }
            }
        }
        at += 1;
    }
    let alone = found.len() + unread.len() == 1;
    let known = found.iter().enumerate().map(|(at, code)| {
        let frame = Frame::of(&code.corners);
        let area = if alone {
            whole(grey, &frame)
        } else if paired[at] {
            frame.half()
        } else {
            // A sheet of its own among others: as tall as a page.
            frame.area((-SHEET_WIDTH - MARGIN, MARGIN), (-MARGIN, 2.0 * SHEET_HEIGHT))
        };
        Place { area, code: Some(at) }
    });
    let mut places: Vec<Place> = known.collect();
    places.extend(unread.iter().map(|frame| Place { area: frame.half(), code: None }));
    places
}

fn is_at(point: Point, corners: &[Point; 4]) -> bool {
    let (middle, side) = (find::centre(corners), find::side(corners));
    (point.0 - middle.0).hypot(point.1 - middle.1) < side
}

/// Half of a code is dark; of anything else on a sheet, less than a third.
fn looks_like_code(grey: &GrayImage, corners: &[Point; 4]) -> bool {
    let inside = corners
        .iter()
        .all(|(x, y)| *x >= 0.0 && *y >= 0.0 && *x < grey.width() as f32 && *y < grey.height() as f32);
    if !inside {
        return false;
    }
    let side = find::side(corners);
    let (x, y) = find::centre(corners);
    // Wide enough to see paper beside the code, or its middle would be taken for paper.
    let half = side;
    let (left, top) = ((x - half).max(0.0) as u32, (y - half).max(0.0) as u32);
    let (width, height) = ((2.0 * half) as u32, (2.0 * half) as u32);
    let part = image::imageops::crop_imm(
        grey,
        left,
        top,
        width.min(grey.width() - left),
        height.min(grey.height() - top),
    )
    .to_image();
    let ink = ink::threshold(&part, (side * 0.5) as usize);
    let reach = (side * 0.3) as usize;
    let (cx, cy) = ((x - left as f32) as usize, (y - top as f32) as usize);
    let rows = cy.saturating_sub(reach)..(cy + reach).min(ink.height);
    let columns = cx.saturating_sub(reach)..(cx + reach).min(ink.width);
    let (mut dark, mut all) = (0, 0);
    for y in rows {
        for x in columns.clone() {
            dark += usize::from(ink.at(x, y));
            all += 1;
        }
    }
    dark * 3 > all
}

/// The whole picture, turned so that the code stands upright.
fn whole(grey: &GrayImage, frame: &Frame) -> Area {
    let length = frame.right.0.hypot(frame.right.1).max(f32::EPSILON);
    let (right, down) =
        ((frame.right.0 / length, frame.right.1 / length), (frame.down.0 / length, frame.down.1 / length));
    let (width, height) = (grey.width() as f32, grey.height() as f32);
    let corners = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)];
    let range = |axis: Point| {
        corners
            .iter()
            .map(|point: &Point| point.0 * axis.0 + point.1 * axis.1)
            .fold((f32::MAX, f32::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((x0, x1), (y0, y1)) = (range(right), range(down));
    Area {
        origin: (x0 * right.0 + y0 * down.0, x0 * right.1 + y0 * down.1),
        right: (right.0 * (x1 - x0), right.1 * (x1 - x0)),
        down: (down.0 * (y1 - y0), down.1 * (y1 - y0)),
    }
}
