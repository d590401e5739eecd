//! Pages as they come out of the printer, as grey pictures of 200 dpi.

use std::{fs, path::Path, process::Command};

use image::{GrayImage, Luma};
use rounds_core::Id;
use rounds_sheets::{Fonts, Kind, PrintOptions, SheetData, render, visit_code};
use tempfile::TempDir;

use crate::fixture;

/// A page and what its codes say.
pub struct Page {
    pub picture: GrayImage,
    pub codes: Vec<Id>,
}

/// Record sheets of an invented week: two to a page, or one.
pub fn pages(per_day: usize, full: bool) -> Vec<Page> {
    let data = fixture::week(per_day);
    let options = PrintOptions { full_records: full, ..fixture::options() };
    let pictures = printed(&data, &options);
    let per_page = if full { 1 } else { 2 };
    assert_eq!(pictures.len(), data.records.len().div_ceil(per_page), "one leaf for each sheet");
    let sheets = data.records.chunks(per_page);
    pictures
        .into_iter()
        .zip(sheets)
        .map(|(picture, sheets)| Page { picture, codes: sheets.iter().map(|sheet| sheet.visit_id).collect() })
        .collect()
}

fn printed(data: &SheetData, options: &PrintOptions) -> Vec<GrayImage> {
    let fonts = Fonts::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../build/fonts")).unwrap();
    let file = render(Kind::Record, data, &fonts, options, &mut |_, _| true).unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("sheets.pdf");
    fs::write(&path, file.bytes).unwrap();
    let done = Command::new("pdftoppm")
        .args(["-r", "200", "-gray"])
        .arg(&path)
        .arg(folder.path().join("page"))
        .status()
        .unwrap_or_else(|error| panic!("pdftoppm: {error}. Run `make setup` first."));
    assert!(done.success());
    let mut files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "pgm"));
    files.sort();
    files.iter().map(|path| grey_map(&fs::read(path).unwrap())).collect()
}

/// A binary PGM.
fn grey_map(bytes: &[u8]) -> GrayImage {
    let mut fields = bytes.splitn(4, |byte| *byte == b'\n');
    assert_eq!(fields.next().unwrap(), b"P5");
    let size = std::str::from_utf8(fields.next().unwrap()).unwrap();
    let (width, height) = size.split_once(' ').unwrap();
    let pixels = fields.nth(1).unwrap();
    GrayImage::from_raw(width.parse().unwrap(), height.parse().unwrap(), pixels.to_vec()).unwrap()
}

/// Paints another code over one: `side` and the place of its upper left corner in millimetres.
pub fn paint(page: &mut GrayImage, text: &str, (left, top): (f32, f32), side: f32) {
    const DOT: f32 = 200.0 / 25.4;
    let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium).unwrap();
    let (from, to) = (|mm: f32| ((mm - 2.0) * DOT) as u32, |mm: f32| ((mm + side + 2.0) * DOT) as u32);
    for y in from(top)..to(top).min(page.height()) {
        for x in from(left)..to(left).min(page.width()) {
            let square =
                |at: u32, start: f32| ((at as f32 / DOT - start) / side * code.size() as f32).floor() as i32;
            let dark = code.get_module(square(x, left), square(y, top));
            page.put_pixel(x, y, Luma([if dark { 0 } else { 255 }]));
        }
    }
}

pub fn text(id: Id) -> String {
    visit_code(id)
}
