//! Pages into PDF bytes. The only module that names printpdf.

use std::{collections::BTreeSet, io::Write};

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Document, Object};
use printpdf::{
    Color, FontId, Greyscale, Line, LineCapStyle, LineDashPattern, LineJoinStyle, LinePoint, Mm,
    OffsetDateTime, Op, PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions,
    Point, Pt, Rect, TextItem, TextMatrix,
};
use rounds_core::Id;

use crate::{
    Fonts, SheetError, evidence,
    font::{Face, FaceId, Weight},
    scene::{Area, Page, Shape},
};

/// The characters set in each face.
type Used = [BTreeSet<char>; FACES.len()];

const FACES: [FaceId; 3] = [FaceId::Regular, FaceId::Medium, FaceId::Rare];

/// Of 9.
const LEVEL: u32 = 6;

/// What identifies the file.
pub(crate) struct Labels<'a> {
    pub title: &'a str,
    pub author: &'a str,
    /// Seconds since 1970, local.
    pub made_at: i64,
    pub id: Id,
    /// Files that lie within: name and bytes.
    pub attached: &'a [(String, &'a [u8])],
}

/// Draws the pages; `progress` hears of each one done, of `pages.len() + 1` steps, and says whether to go on.
pub(crate) fn write(
    pages: &[Page],
    fonts: &Fonts,
    labels: &Labels,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Vec<u8>, SheetError> {
    let steps = pages.len() + 1;
    let mut document = PdfDocument::new(labels.title);
    let info = &mut document.metadata.info;
    labels.author.clone_into(&mut info.author);
    "Rounds".clone_into(&mut info.creator);
    let made_at = OffsetDateTime::from_unix_timestamp(labels.made_at)
        .map_err(|why| SheetError::Internal(why.to_owned()))?;
    (info.creation_date, info.modification_date, info.metadata_date) = (made_at, made_at, made_at);

    let mut used = Used::default();
    let mut drawn = Vec::with_capacity(pages.len());
    for (place, page) in pages.iter().enumerate() {
        drawn.push(PdfPage::new(Mm(page.width), Mm(page.height), operations(page, fonts, &mut used)));
        if !progress(place + 1, steps) {
            return Err(SheetError::Cancelled);
        }
    }
    for id in FACES.into_iter().filter(|id| !used[*id as usize].is_empty()) {
        let font = embedded(fonts.face(id), &used[id as usize])?;
        document.resources.fonts.map.insert(font_id(id), PdfFont::new(font));
    }
    document.with_pages(drawn);

    let mut warnings = Vec::new();
    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut warnings);
    // printpdf draws these two at random; ours make the same input give the same bytes.
    let ids = file.trailer.get_mut(b"ID").and_then(|ids| ids.as_array_mut());
    for id in ids.into_iter().flatten() {
        if let Ok(bytes) = id.as_str_mut() {
            *bytes = labels.id.simple().to_string().into_bytes();
        }
    }
    evidence::attach(&mut file, labels.attached)?;
    compress(&mut file)?;
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(|error| SheetError::Internal(error.to_string()))?;
    if !progress(steps, steps) {
        return Err(SheetError::Cancelled);
    }
    Ok(bytes)
}

/// Shrinks what is not yet packed. Twice as fast as the most that could be had, and a twentieth larger.
fn compress(file: &mut Document) -> Result<(), SheetError> {
    let internal = |error: std::io::Error| SheetError::Internal(error.to_string());
    for object in file.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if !stream.allows_compression || stream.dict.has(b"Filter") {
            continue;
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
        encoder.write_all(&stream.content).map_err(internal)?;
        let packed = encoder.finish().map_err(internal)?;
        if packed.len() < stream.content.len() {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(packed);
        }
    }
    Ok(())
}

fn embedded(face: &Face, used: &BTreeSet<char>) -> Result<ParsedFont, SheetError> {
    let parsed = ParsedFont::from_bytes(&face.with_only(used), 0, &mut Vec::new());
    parsed.ok_or_else(|| SheetError::Internal("a font cannot be embedded".to_owned()))
}

fn font_id(id: FaceId) -> FontId {
    // Six capitals: printpdf makes them the tag that marks an embedded subset.
    FontId(["SHEETA", "SHEETB", "SHEETC"][id as usize].to_owned())
}

fn points(millimetres: f32) -> Pt {
    Mm(millimetres).into()
}

/// One page's shapes: grounds, then rules, then codes, then text, each with as few changes of state as can be.
fn operations(page: &Page, fonts: &Fonts, used: &mut Used) -> Vec<Op> {
    let mut ops = Vec::new();
    let mut grey = None;
    let mut fill = |ops: &mut Vec<Op>, wanted: f32| {
        if grey != Some(wanted) {
            grey = Some(wanted);
            ops.push(Op::SetFillColor { col: Color::Greyscale(Greyscale::new(wanted, None)) });
        }
    };
    for shape in &page.shapes {
        if let Shape::Ground { area, grey } = shape {
            fill(&mut ops, *grey);
            ops.push(Op::DrawRectangle { rectangle: rectangle(page, *area) });
        }
    }
    fill(&mut ops, 0.0);
    rules(page, &mut ops);
    for shape in &page.shapes {
        if let Shape::Code { area, modules } = shape {
            code(page, *area, modules, &mut ops);
        }
    }
    strokes(page, &mut ops);
    text(page, fonts, used, &mut ops);
    ops
}

fn rules(page: &Page, ops: &mut Vec<Op>) {
    let mut state = None;
    ops.push(Op::SetLineCapStyle { cap: LineCapStyle::ProjectingSquare });
    for shape in &page.shapes {
        let Shape::Rule { from, to, width, dashed } = shape else { continue };
        if state != Some((*width, *dashed)) {
            let dash =
                if *dashed { LineDashPattern::new(0.0, &[6.0, 4.0]) } else { LineDashPattern::solid() };
            ops.push(Op::SetOutlineThickness { pt: points(*width) });
            ops.push(Op::SetLineDashPattern { dash });
            state = Some((*width, *dashed));
        }
        let ends = [from, to].map(|(x, y)| LinePoint { p: point(page, *x, *y), bezier: false });
        ops.push(Op::DrawLine { line: Line { points: ends.to_vec(), is_closed: false } });
    }
}

/// Strokes as curves through the middles between their points: they bend as the hand did and stay within the points' hull.
fn strokes(page: &Page, ops: &mut Vec<Op>) {
    let mut state = None;
    for shape in &page.shapes {
        let Shape::Stroke { points: path, width, .. } = shape else { continue };
        let [first, .., last] = path.as_slice() else { continue };
        if state.is_none() {
            ops.push(Op::SetLineCapStyle { cap: LineCapStyle::Round });
            ops.push(Op::SetLineJoinStyle { join: LineJoinStyle::Round });
            ops.push(Op::SetLineDashPattern { dash: LineDashPattern::solid() });
        }
        if state != Some(*width) {
            ops.push(Op::SetOutlineThickness { pt: points(*width) });
            state = Some(*width);
        }
        let on = |(x, y): (f32, f32)| LinePoint { p: point(page, x, y), bezier: false };
        let by = |at| LinePoint { bezier: true, ..on(at) };
        let between =
            |a: (f32, f32), b: (f32, f32), part: f32| (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part);
        let mut drawn = vec![on(*first)];
        let mut from = *first;
        for pair in path[1..].windows(2) {
            let to = between(pair[0], pair[1], 0.5);
            drawn.extend([
                by(between(from, pair[0], 2.0 / 3.0)),
                by(between(to, pair[0], 2.0 / 3.0)),
                on(to),
            ]);
            from = to;
        }
        drawn.push(on(*last));
        ops.push(Op::DrawLine { line: Line { points: drawn, is_closed: false } });
    }
}

/// A QR code as one rectangle for each run of dark squares in a row.
fn code(page: &Page, area: Area, modules: &[Vec<bool>], ops: &mut Vec<Op>) {
    let side = area.width / modules.len() as f32;
    for (down, row) in modules.iter().enumerate() {
        let mut across = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] {
                let run_area = Area {
                    x: area.x + across as f32 * side,
                    y: area.y + down as f32 * side,
                    width: run.len() as f32 * side,
                    // A hair taller, so that no light seam shows between rows.
                    height: side * 1.03,
                };
                ops.push(Op::DrawRectangle { rectangle: rectangle(page, run_area) });
            }
            across += run.len();
        }
    }
}

fn text(page: &Page, fonts: &Fonts, used: &mut Used, ops: &mut Vec<Op>) {
    ops.push(Op::StartTextSection);
    let mut state = None;
    for shape in &page.shapes {
        let Shape::Text { x, y, size, weight, text, .. } = shape else { continue };
        let mut x = *x;
        for (face, run) in runs(text, *weight, fonts) {
            used[face as usize].extend(run.chars());
            if state != Some((face, *size)) {
                ops.push(Op::SetFont { font: PdfFontHandle::External(font_id(face)), size: Pt(*size) });
                state = Some((face, *size));
            }
            let place = TextMatrix::Translate(points(x), points(page.height - y));
            ops.push(Op::SetTextMatrix { matrix: place });
            let em = size * crate::text::POINT;
            x += run.chars().map(|c| fonts.face(face).advance(c)).sum::<f32>() * em;
            ops.push(Op::ShowText { items: vec![TextItem::Text(run)] });
        }
    }
    ops.push(Op::EndTextSection);
}

/// The text cut where the face changes.
fn runs(text: &str, weight: Weight, fonts: &Fonts) -> Vec<(FaceId, String)> {
    let mut runs: Vec<(FaceId, String)> = Vec::new();
    for character in text.chars() {
        let face = fonts.pick(character, weight).unwrap_or(FaceId::Regular);
        match runs.last_mut() {
            Some((last, run)) if *last == face => run.push(character),
            _ => runs.push((face, character.to_string())),
        }
    }
    runs
}

fn point(page: &Page, x: f32, y: f32) -> Point {
    Point { x: points(x), y: points(page.height - y) }
}

fn rectangle(page: &Page, area: Area) -> Rect {
    Rect {
        x: points(area.x),
        y: points(page.height - area.y - area.height),
        width: points(area.width),
        height: points(area.height),
        mode: Some(PaintMode::Fill),
        winding_order: None,
    }
}
