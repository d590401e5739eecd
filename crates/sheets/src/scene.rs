//! Pages as shapes in millimetres, from the top left corner. Knows nothing of PDF.

use crate::font::Weight;

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Widths of rules, in millimetres.
pub(crate) const THIN: f32 = 0.2;
pub(crate) const FRAME: f32 = 0.35;

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
            Self::Code { area, modules } => Self::Code { area: area.moved(dx, dy), modules },
        }
    }
}
