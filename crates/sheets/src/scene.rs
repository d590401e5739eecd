//! Pages as shapes in millimetres, from the top left corner. Knows nothing of PDF.

use std::collections::BTreeMap;

use crate::font::Weight;

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Width of a rule, in millimetres.
pub(crate) const THIN: f32 = 0.2;

/// Parts of a millimetre within which two edges are one.
const FINE: f32 = 100.0;

fn fine(millimetres: f32) -> i32 {
    (millimetres * FINE).round() as i32
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Text {
        x: f32,
        /// Of the baseline.
        y: f32,
        width: f32,
        /// Points.
        size: f32,
        weight: Weight,
        text: String,
        /// What the text must stay within.
        cell: Area,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        dashed: bool,
    },
    /// A grey ground, 0 = black, 1 = white.
    Ground {
        area: Area,
        grey: f32,
    },
    /// Drawn by hand, the corners rounded off.
    Stroke {
        points: Vec<(f32, f32)>,
        width: f32,
        /// What the stroke must stay within.
        cell: Area,
    },
    /// Rows of dark and light squares.
    Code {
        area: Area,
        modules: Vec<Vec<bool>>,
    },
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// Millimetres.
    pub width: f32,
    pub height: f32,
    pub shapes: Vec<Shape>,
}

impl Page {
    pub fn a4_landscape() -> Self {
        Self { width: 297.0, height: 210.0, shapes: Vec::new() }
    }

    pub fn a4_portrait() -> Self {
        Self { width: 210.0, height: 297.0, shapes: Vec::new() }
    }

    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        self.shapes.push(Shape::Rule { from, to, width, dashed: false });
    }

    pub fn frame(&mut self, area: Area, width: f32) {
        let (right, bottom) = (area.x + area.width, area.y + area.height);
        self.rule((area.x, area.y), (right, area.y), width);
        self.rule((area.x, bottom), (right, bottom), width);
        self.rule((area.x, area.y), (area.x, bottom), width);
        self.rule((right, area.y), (right, bottom), width);
    }

    /// Joins upright and level rules that touch along their length: cells that touch each drew their own edge.
    pub fn join_rules(&mut self) {
        let mut edges: BTreeMap<(bool, i32, i32), Vec<(f32, f32)>> = BTreeMap::new();
        self.shapes.retain(|shape| match *shape {
            Shape::Rule { from, to, width, dashed: false }
                if fine(from.0) == fine(to.0) || fine(from.1) == fine(to.1) =>
            {
                let upright = fine(from.0) == fine(to.0);
                let (place, start, end) =
                    if upright { (from.0, from.1, to.1) } else { (from.1, from.0, to.0) };
                edges.entry((upright, fine(place), fine(width))).or_default().push((start, end));
                false
            }
            _ => true,
        });
        for ((upright, place, width), mut spans) in edges {
            let (place, width) = (place as f32 / FINE, width as f32 / FINE);
            spans.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut joined: Vec<(f32, f32)> = Vec::new();
            for (start, end) in spans {
                match joined.last_mut() {
                    Some(last) if start <= last.1 + 1.0 / FINE => last.1 = last.1.max(end),
                    _ => joined.push((start, end)),
                }
            }
            for (start, end) in joined {
                if upright {
                    self.rule((place, start), (place, end), width);
                } else {
                    self.rule((start, place), (end, place), width);
                }
            }
        }
    }

    /// Moves everything, to lay a smaller page upon this one.
    pub fn place(&mut self, other: Page, dx: f32, dy: f32) {
        self.shapes.extend(other.shapes.into_iter().map(|shape| shape.moved(dx, dy)));
    }
}

impl Area {
    fn moved(self, dx: f32, dy: f32) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }
}

impl Shape {
    fn moved(self, dx: f32, dy: f32) -> Self {
        match self {
            Self::Text { x, y, width, size, weight, text, cell } => {
                Self::Text { x: x + dx, y: y + dy, width, size, weight, text, cell: cell.moved(dx, dy) }
            }
            Self::Rule { from, to, width, dashed } => {
                Self::Rule { from: (from.0 + dx, from.1 + dy), to: (to.0 + dx, to.1 + dy), width, dashed }
            }
            Self::Ground { area, grey } => Self::Ground { area: area.moved(dx, dy), grey },
            Self::Stroke { points, width, cell } => Self::Stroke {
                points: points.into_iter().map(|(x, y)| (x + dx, y + dy)).collect(),
                width,
                cell: cell.moved(dx, dy),
            },
            Self::Code { area, modules } => Self::Code { area: area.moved(dx, dy), modules },
        }
    }
}
