//! Text into lines: measured by the fonts, broken where Unicode allows, by force where a cell is narrower.

use std::cell::RefCell;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::{Fonts, SheetError, font::Weight};

/// Millimetres in a point.
pub(crate) const POINT: f32 = 25.4 / 72.0;

/// No text on a sheet is smaller, in points.
pub(crate) const SMALLEST: f32 = 7.5;

/// To be ticked.
pub(crate) const BOX: &str = "□";
/// Laid upon a box.
pub(crate) const TICK: &str = "✓";

/// Part of a phrase: words, or a rule to write on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Words(String),
    /// Words that break wherever a line ends.
    Flow(String),
    /// Millimetres; 0 = what the line has left.
    Blank(f32),
    /// A box ticked beforehand.
    Tick,
}

/// Part of a line, with its width in millimetres.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Words(String, f32),
    Blank(f32),
    Tick(f32),
    Gap(f32),
}

/// A line set in one size.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub pieces: Vec<Piece>,
    /// Points.
    pub size: f32,
    pub weight: Weight,
    /// Millimetres.
    pub width: f32,
    /// Height over size.
    pub leading: f32,
}

/// Characters whose width is remembered: the first plane.
const CACHED: usize = 0x1_0000;

/// Between lines that are read.
pub(crate) const READ: f32 = 1.2;
/// Between lines that are ticked or written on.
const WRITTEN: f32 = 1.6;

impl Line {
    /// Height with its leading, millimetres.
    pub fn height(&self) -> f32 {
        self.size * POINT * self.leading
    }
}

/// Measures and breaks text, and keeps the first character that no font covers.
pub(crate) struct Setter<'a> {
    fonts: &'a Fonts,
    /// Whose sheet is being set: named when a character is missing.
    whose: RefCell<String>,
    missing: RefCell<Option<SheetError>>,
    /// Widths already asked for, in em; by weight and character, 0 = not yet.
    widths: RefCell<Vec<f32>>,
}

impl<'a> Setter<'a> {
    pub fn new(fonts: &'a Fonts) -> Self {
        let widths = RefCell::new(vec![0.0; 2 * CACHED]);
        Self { fonts, whose: RefCell::default(), missing: RefCell::default(), widths }
    }

    pub fn whose(&self, name: &str) {
        name.clone_into(&mut self.whose.borrow_mut());
    }

    /// The error of the first character that no font covers.
    pub fn finish(&self) -> Result<(), SheetError> {
        self.missing.take().map_or(Ok(()), Err)
    }

    /// Width of a text in millimetres.
    pub fn measure(&self, text: &str, size: f32, weight: Weight) -> f32 {
        self.measure_part(text, text, size, weight)
    }

    /// Width of a part of `whole`, which is what an error quotes.
    fn measure_part(&self, part: &str, whole: &str, size: f32, weight: Weight) -> f32 {
        part.chars().map(|character| self.advance(character, whole, weight)).sum::<f32>() * size * POINT
    }

    /// Width in em.
    fn advance(&self, character: char, text: &str, weight: Weight) -> f32 {
        let place = weight as usize * CACHED + character as usize;
        if (character as usize) < CACHED && self.widths.borrow()[place] > 0.0 {
            return self.widths.borrow()[place];
        }
        let width = self.looked_up(character, text, weight);
        if (character as usize) < CACHED {
            self.widths.borrow_mut()[place] = width;
        }
        width
    }

    fn looked_up(&self, character: char, text: &str, weight: Weight) -> f32 {
        let Some(face) = self.fonts.pick(character, weight) else {
            let whose = self.whose.borrow().clone();
            let error = SheetError::GlyphMissing { character, text: text.to_owned(), whose };
            self.missing.borrow_mut().get_or_insert(error);
            return 1.0;
        };
        self.fonts.face(face).advance(character)
    }

    /// Lines no wider than `width` millimetres. A line feed breaks; other control characters are spaces.
    pub fn lines(&self, text: &str, size: f32, weight: Weight, width: f32) -> Vec<Line> {
        let text = clean(text);
        let mut lines = Vec::new();
        let mut start = 0;
        let mut current = String::new();
        let mut current_width = 0.0;
        let flush = |current: &mut String, current_width: &mut f32, lines: &mut Vec<Line>| {
            let words = current.trim_end().to_owned();
            let line_width = self.measure_part(&words, &text, size, weight);
            let pieces = vec![Piece::Words(words, line_width)];
            lines.push(Line { pieces, size, weight, width: line_width, leading: READ });
            current.clear();
            *current_width = 0.0;
        };
        for (end, opportunity) in linebreaks(&text) {
            let segment = text[start..end].trim_end_matches('\n');
            start = end;
            let shown = self.measure_part(segment.trim_end(), &text, size, weight);
            if current_width + shown > width && !current.is_empty() {
                flush(&mut current, &mut current_width, &mut lines);
            }
            if shown > width {
                for character in segment.chars() {
                    let step = self.advance(character, &text, weight) * size * POINT;
                    if current_width + step > width && !current.is_empty() {
                        flush(&mut current, &mut current_width, &mut lines);
                    }
                    current.push(character);
                    current_width += step;
                }
            } else {
                current.push_str(segment);
                current_width += self.measure_part(segment, &text, size, weight);
            }
            if opportunity == BreakOpportunity::Mandatory && (end < text.len() || !current.is_empty()) {
                flush(&mut current, &mut current_width, &mut lines);
            }
        }
        lines
    }

    /// Fills lines with phrases, a space apart; a phrase is broken only where it is wider than a line. A blank of
    /// 0 takes what its line has left, at least `least_blank` millimetres.
    pub fn phrases(&self, phrases: &[Vec<Part>], size: f32, width: f32, least_blank: f32) -> Vec<Line> {
        let gap = size * POINT * 0.75;
        let mut lines = Vec::new();
        let mut pieces: Vec<Piece> = Vec::new();
        let mut used = 0.0;
        for phrase in phrases {
            let set: Vec<Piece> = phrase.iter().map(|part| self.piece(part, size)).collect();
            let needed: f32 = set.iter().map(|piece| piece.least(least_blank)).sum();
            if needed > width || phrase.iter().any(|part| matches!(part, Part::Flow(_))) {
                let mut flow = Flow { setter: self, size, width, lines: &mut lines, pieces, used };
                flow.phrase(phrase, gap);
                (pieces, used) = (flow.pieces, flow.used);
                continue;
            }
            if !pieces.is_empty() && used + gap + needed > width {
                lines.push(close(std::mem::take(&mut pieces), size, width, least_blank));
                used = 0.0;
            }
            if !pieces.is_empty() {
                pieces.push(Piece::Gap(gap));
                used += gap;
            }
            let open = set.contains(&Piece::Blank(0.0));
            pieces.extend(set);
            used += needed;
            if open {
                lines.push(close(std::mem::take(&mut pieces), size, width, least_blank));
                used = 0.0;
            }
        }
        if !pieces.is_empty() {
            lines.push(close(pieces, size, width, least_blank));
        }
        lines
    }

    fn piece(&self, part: &Part, size: f32) -> Piece {
        match part {
            Part::Words(words) | Part::Flow(words) => {
                Piece::Words(words.clone(), self.measure(words, size, Weight::Regular))
            }
            Part::Blank(width) => Piece::Blank(*width),
            Part::Tick => Piece::Tick(self.measure(BOX, size, Weight::Regular)),
        }
    }
}

/// A line of pieces, its open blank grown to the line's end.
fn close(mut pieces: Vec<Piece>, size: f32, width: f32, least_blank: f32) -> Line {
    let used: f32 = pieces.iter().map(|piece| piece.least(least_blank)).sum();
    let rest = (width - used).max(0.0);
    if let Some(open) = pieces.iter_mut().find(|piece| **piece == Piece::Blank(0.0)) {
        *open = Piece::Blank(least_blank + rest);
    }
    let width = pieces.iter().map(|piece| piece.least(least_blank)).sum();
    Line { pieces, size, weight: Weight::Regular, width, leading: WRITTEN }
}

/// Sets a phrase that goes on over lines.
struct Flow<'a, 'b> {
    setter: &'a Setter<'a>,
    /// Points.
    size: f32,
    width: f32,
    lines: &'b mut Vec<Line>,
    /// Of the line being filled.
    pieces: Vec<Piece>,
    used: f32,
}

impl Flow<'_, '_> {
    fn phrase(&mut self, phrase: &[Part], gap: f32) {
        let words_only = !phrase.iter().any(|part| matches!(part, Part::Flow(_)));
        let mut gap = if self.pieces.is_empty() { 0.0 } else { gap };
        let mut together: Vec<Piece> = Vec::new();
        for part in phrase {
            match part {
                Part::Flow(text) => {
                    self.together(&mut together, &mut gap);
                    self.words(text, &mut gap);
                }
                Part::Words(text) if words_only => {
                    self.together(&mut together, &mut gap);
                    self.words(text, &mut gap);
                }
                part => together.push(self.setter.piece(part, self.size)),
            }
        }
        self.together(&mut together, &mut gap);
    }

    /// Pieces that no line's end may part.
    fn together(&mut self, pieces: &mut Vec<Piece>, gap: &mut f32) {
        let needed: f32 = pieces.iter().map(Piece::width).sum();
        self.room_for(needed, gap);
        for piece in pieces.drain(..) {
            self.push(piece);
        }
    }

    fn words(&mut self, text: &str, gap: &mut f32) {
        let text = clean_kept(text);
        let mut start = 0;
        for (end, opportunity) in linebreaks(&text) {
            let segment = text[start..end].trim_end_matches('\n');
            start = end;
            let shown = self.measure(segment.trim_end());
            if shown > self.width {
                for character in segment.chars() {
                    let width = self.measure(character.encode_utf8(&mut [0; 4]));
                    self.room_for(width, gap);
                    self.push(Piece::Words(character.to_string(), width));
                }
            } else {
                self.room_for(shown, gap);
                self.push(Piece::Words(segment.to_owned(), self.measure(segment)));
            }
            if opportunity == BreakOpportunity::Mandatory && end < text.len() {
                self.end_line();
            }
        }
    }

    fn measure(&self, text: &str) -> f32 {
        self.setter.measure(text, self.size, Weight::Regular)
    }

    /// Ends the line where it lacks `needed` millimetres; else lays the gap that still parts two phrases.
    fn room_for(&mut self, needed: f32, gap: &mut f32) {
        let apart = std::mem::take(gap);
        if !self.pieces.is_empty() && self.used + apart + needed > self.width {
            self.end_line();
        } else if apart > 0.0 {
            self.push(Piece::Gap(apart));
        }
    }

    fn push(&mut self, piece: Piece) {
        self.used += piece.width();
        match (self.pieces.last_mut(), piece) {
            (Some(Piece::Words(text, width)), Piece::Words(more, added)) => {
                text.push_str(&more);
                *width += added;
            }
            (_, piece) => self.pieces.push(piece),
        }
    }

    fn end_line(&mut self) {
        let mut pieces = std::mem::take(&mut self.pieces);
        if let Some(Piece::Words(text, width)) = pieces.last_mut() {
            let shown = text.trim_end().to_owned();
            *width = self.setter.measure(&shown, self.size, Weight::Regular);
            *text = shown;
        }
        self.used = 0.0;
        self.lines.push(close(pieces, self.size, self.width, 0.0));
    }
}

impl Piece {
    /// Width in millimetres, an open blank at its least.
    fn least(&self, least_blank: f32) -> f32 {
        if *self == Self::Blank(0.0) { least_blank } else { self.width() }
    }

    pub fn width(&self) -> f32 {
        match self {
            Self::Words(_, width) | Self::Blank(width) | Self::Tick(width) | Self::Gap(width) => *width,
        }
    }
}

/// Control characters become spaces; characters that never show anything go.
pub(crate) fn clean(text: &str) -> String {
    clean_kept(text).trim().to_owned()
}

/// The same, with the spaces at its ends.
fn clean_kept(text: &str) -> String {
    let shown = text.chars().filter(|c| !is_invisible(*c));
    shown.map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

/// Joiners, direction marks, variation selectors, soft hyphens.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}
