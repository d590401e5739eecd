//! Rows of cells flowing down pages: a row grows with its text, shares what is left over, and goes on overleaf.

use rounds_core::visit::Strokes;

use crate::{
    font::Weight,
    ink,
    scene::{Area, Page, Shape, THIN},
    text::{BOX, Line, POINT, Part, Piece, Setter, TICK},
};

/// Room between a cell's rule and its text, millimetres.
pub(crate) const PAD: f32 = 0.9;
/// The height of a row that holds one line of text must also be easy to write in by hand.
const PAD_VERTICAL: f32 = 0.6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    pub width: f32,
    pub lines: Vec<Line>,
    pub align: Align,
    pub framed: bool,
    pub shaded: bool,
    /// Drawn over the whole cell.
    pub ink: Option<Strokes>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub cells: Vec<Cell>,
    /// Least height, millimetres.
    pub least: f32,
    /// Its share of the page's spare height; 0 = none.
    pub grow: f32,
    /// On the same page as the row below.
    pub kept: bool,
}

impl Cell {
    /// An empty cell to write in.
    pub fn blank(width: f32) -> Self {
        Self { width, lines: Vec::new(), align: Align::Left, framed: true, shaded: false, ink: None }
    }

    pub fn text(setter: &Setter, width: f32, text: &str, size: f32) -> Self {
        Self::weighted(setter, width, text, size, Weight::Regular)
    }

    /// A column head: medium weight, centred, on a light ground.
    pub fn head(setter: &Setter, width: f32, text: &str, size: f32) -> Self {
        Self { shaded: true, ..Self::weighted(setter, width, text, size, Weight::Medium).centred() }
    }

    fn weighted(setter: &Setter, width: f32, text: &str, size: f32, weight: Weight) -> Self {
        Self { lines: setter.lines(text, size, weight, width - 2.0 * PAD), ..Self::blank(width) }
    }

    pub fn phrases(setter: &Setter, width: f32, phrases: &[Vec<Part>], size: f32) -> Self {
        Self { lines: setter.phrases(phrases, size, width - 2.0 * PAD, 8.0), ..Self::blank(width) }
    }

    /// Adds lines below, in another size.
    #[must_use]
    pub fn and(mut self, setter: &Setter, text: &str, size: f32) -> Self {
        self.lines.extend(setter.lines(text, size, Weight::Regular, self.width - 2.0 * PAD));
        self
    }

    #[must_use]
    pub fn centred(self) -> Self {
        Self { align: Align::Centre, ..self }
    }

    #[must_use]
    pub fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    #[must_use]
    pub fn unframed(self) -> Self {
        Self { framed: false, ..self }
    }

    /// A signature, with no text.
    pub fn signature(width: f32, strokes: &Strokes) -> Self {
        Self { ink: Some(strokes.clone()), ..Self::blank(width) }
    }

    /// Sets the lines closer or wider, as a multiple of their size.
    #[must_use]
    pub fn leading(mut self, leading: f32) -> Self {
        for line in &mut self.lines {
            line.leading = leading;
        }
        self
    }

    fn height(&self) -> f32 {
        self.lines.iter().map(Line::height).sum::<f32>() + 2.0 * PAD_VERTICAL
    }

    /// The first lines that fit in `height`, and the others.
    fn split(&self, height: f32) -> (Self, Self) {
        let mut used = 2.0 * PAD_VERTICAL;
        let fits = self.lines.iter().take_while(|line| {
            used += line.height();
            used <= height
        });
        let (first, rest) = self.lines.split_at(fits.count());
        (
            Self { lines: first.to_vec(), ..self.clone() },
            Self { lines: rest.to_vec(), ink: None, ..self.clone() },
        )
    }

    fn draw(&self, page: &mut Page, area: Area) {
        if self.shaded {
            page.shapes.push(Shape::Ground { area, grey: 0.93 });
        }
        if self.framed {
            page.frame(area, THIN);
        }
        if let Some(strokes) = &self.ink {
            ink::draw(page, strokes, area);
        }
        let content: f32 = self.lines.iter().map(Line::height).sum();
        let free = (area.height - content).max(0.0);
        let mut top = area.y + free / 2.0;
        for line in &self.lines {
            let slack = area.width - 2.0 * PAD - line.width;
            let shift = match self.align {
                Align::Left => 0.0,
                Align::Centre => slack / 2.0,
                Align::Right => slack,
            };
            draw_line(page, line, area.x + PAD + shift.max(0.0), top, area);
            top += line.height();
        }
    }
}

/// Draws a line whose box starts at `top`.
pub(crate) fn draw_line(page: &mut Page, line: &Line, left: f32, top: f32, cell: Area) {
    let em = line.size * POINT;
    // The ideographic box of Noto Sans SC reaches 0.88 em above the baseline and 0.12 below.
    let baseline = top + (line.height() - em) / 2.0 + 0.88 * em;
    let mut x = left;
    let words = |page: &mut Page, x: f32, words: &str, width: f32, weight: Weight| {
        let (text, size) = (words.to_owned(), line.size);
        page.shapes.push(Shape::Text { x, y: baseline, width, size, weight, text, cell });
    };
    for piece in &line.pieces {
        match piece {
            Piece::Words(text, width) if !text.is_empty() => words(page, x, text, *width, line.weight),
            Piece::Blank(width) => {
                page.rule((x + 0.3, baseline + 0.5), (x + width - 0.3, baseline + 0.5), THIN);
            }
            Piece::Tick(width) => {
                words(page, x, BOX, *width, line.weight);
                // Bold enough for a worn printer.
                words(page, x, TICK, *width, Weight::Medium);
            }
            Piece::Words(..) | Piece::Gap(_) => {}
        }
        x += piece.width();
    }
}

impl Row {
    pub fn new(cells: Vec<Cell>, least: f32) -> Self {
        Self { cells, least, grow: 0.0, kept: false }
    }

    #[must_use]
    pub fn kept(self) -> Self {
        Self { kept: true, ..self }
    }

    #[must_use]
    pub fn growing(self, grow: f32) -> Self {
        Self { grow, ..self }
    }

    pub fn height(&self) -> f32 {
        self.cells.iter().map(Cell::height).fold(self.least, f32::max)
    }

    fn draw(&self, page: &mut Page, left: f32, top: f32, height: f32) {
        let mut x = left;
        for cell in &self.cells {
            cell.draw(page, Area { x, y: top, width: cell.width, height });
            x += cell.width;
        }
    }

    /// What of the row fits in `height`, and what goes overleaf.
    fn split(&self, height: f32) -> (Self, Self) {
        let (first, rest) = self.cells.iter().map(|cell| cell.split(height)).unzip();
        (Self { cells: first, ..self.clone() }, Self { cells: rest, least: 0.0, ..*self })
    }
}

pub(crate) fn total(rows: &[Row]) -> f32 {
    rows.iter().map(Row::height).sum()
}

/// Draws rows from the top of `area` downwards, sharing its spare height out, no row growing by more than `most`.
pub(crate) fn draw(page: &mut Page, rows: &[Row], area: Area, most: f32) -> f32 {
    let spare = (area.height - total(rows)).max(0.0);
    let shares: f32 = rows.iter().map(|row| row.grow).sum();
    let unit = if shares > 0.0 { (spare / shares).min(most) } else { 0.0 };
    let mut top = area.y;
    for row in rows {
        let height = row.height() + row.grow * unit;
        row.draw(page, area.x, top, height);
        top += height;
    }
    top
}

/// Cuts rows into pages of `height`; `repeated` heads each. A row taller than a page is continued overleaf.
pub(crate) fn paginate(repeated: &[Row], rows: Vec<Row>, height: f32) -> Vec<Vec<Row>> {
    let room = height - total(repeated);
    let mut pages = Vec::new();
    let mut page = repeated.to_vec();
    let mut left = room;
    let mut waiting: Vec<Row> = rows.into_iter().rev().collect();
    while let Some(row) = waiting.pop() {
        let needed = row.height();
        if needed <= left + 0.01 {
            left -= needed;
            page.push(row);
        } else if left < room {
            waiting.push(row);
            let kept = page[repeated.len()..].iter().rev().take_while(|row| row.kept).count();
            if repeated.len() + kept < page.len() {
                waiting.extend(page.drain(page.len() - kept..).rev());
            }
            pages.push(std::mem::replace(&mut page, repeated.to_vec()));
            left = room;
        } else {
            let (first, rest) = row.split(room);
            page.push(first);
            pages.push(std::mem::replace(&mut page, repeated.to_vec()));
            waiting.push(rest);
        }
    }
    if page.len() > repeated.len() || pages.is_empty() {
        pages.push(page);
    }
    pages
}
