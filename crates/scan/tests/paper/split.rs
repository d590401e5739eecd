//! Several sheets on a picture, scanned files, and codes that are not ours.

use image::{GrayImage, Luma, imageops};
use rounds_core::Id;
use rounds_scan::{Code, ScanError, Sheet, sheets};

use crate::{
    desk::{self, Page},
    worn::jpeg,
};

fn found(bytes: &[u8]) -> Vec<Sheet> {
    sheets(bytes, &mut |_, _| true).unwrap().sheets
}

fn codes(found: &[Sheet]) -> Vec<Option<Code>> {
    found.iter().map(|sheet| sheet.code.clone()).collect()
}

fn visits(ids: &[Id]) -> Vec<Option<Code>> {
    ids.iter().map(|id| Some(Code::Visit(*id))).collect()
}

pub fn two_up() -> Page {
    desk::pages(1, false).swap_remove(0)
}

/// Upper right corner of the code of the upper and of the lower sheet, as printed, millimetres.
const PLACES: [(f32, f32); 2] = [(181.0, 6.0), (181.0, 153.0)];

/// A minimal scanned PDF: a page for each picture, as its own stream.
pub fn scanned(pictures: &[(String, Vec<u8>)]) -> Vec<u8> {
    let count = pictures.len();
    let mut objects: Vec<Vec<u8>> = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
    let kids: String = (0..count).map(|page| format!("{} 0 R ", 3 + 2 * page)).collect();
    objects.push(format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>").into_bytes());
    for (page, (dictionary, stream)) in pictures.iter().enumerate() {
        let picture = 4 + 2 * page;
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] \
                 /Resources << /XObject << /Im0 {picture} 0 R >> >> >>"
            )
            .into_bytes(),
        );
        let head =
            format!("<< /Type /XObject /Subtype /Image {dictionary} /Length {} >>\nstream\n", stream.len());
        objects.push([head.as_bytes(), stream, b"\nendstream"].concat());
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", at + 1).as_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    file.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    file
}

pub fn as_jpeg(page: &GrayImage) -> (String, Vec<u8>) {
    let (width, height) = page.dimensions();
    let dictionary = format!(
        "/Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
    );
    (dictionary, jpeg(page, 80))
}

pub fn as_fax(page: &GrayImage) -> (String, Vec<u8>) {
    let (width, height) = page.dimensions();
    let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
    for row in page.as_raw().chunks(width as usize) {
        let colors = row.iter().map(|grey| if *grey < 128 { fax::Color::Black } else { fax::Color::White });
        encoder.encode_line(colors, width).unwrap();
    }
    let stream = encoder.finish().unwrap().finish();
    let dictionary = format!(
        "/Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode \
         /DecodeParms << /K -1 /Columns {width} /Rows {height} >>"
    );
    (dictionary, stream)
}

pub fn as_bits(page: &GrayImage) -> (String, Vec<u8>) {
    let (width, height) = page.dimensions();
    let mut stream = Vec::new();
    for row in page.as_raw().chunks(width as usize) {
        for eight in row.chunks(8) {
            let bit = |at: usize| u8::from(eight.get(at).is_none_or(|grey| *grey >= 128)) << (7 - at);
            stream.push((0..8).map(bit).sum());
        }
    }
    (format!("/Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 1"), stream)
}

#[test]
fn two_sheets_on_a_page_are_cut_apart_each_with_its_own_half() {
    let page = two_up();
    let found = found(&jpeg(&page.picture, 80));
    let mut read = codes(&found);
    read.sort_by_key(|code| page.codes.iter().position(|id| *code == Some(Code::Visit(*id))));
    assert_eq!(read, visits(&page.codes));
    for sheet in &found {
        assert!(sheet.picture.width > sheet.picture.height, "a half lies across");
        // The half on its own leads to the same visit: it is the right one.
        let again = codes(&sheets(&sheet.picture.jpeg, &mut |_, _| true).unwrap().sheets);
        assert_eq!(again, std::slice::from_ref(&sheet.code));
    }
}

#[test]
fn a_neighbour_that_cannot_be_read_is_listed_too() {
    const DOT: f32 = 200.0 / 25.4;
    let mut page = two_up();
    // Ink over the lower code: still a code, no longer legible.
    let (left, top) = PLACES[1];
    for y in 0..(17.0 * DOT) as u32 {
        for x in 0..(17.0 * DOT) as u32 {
            let at = ((left * DOT) as u32 + x, (top * DOT) as u32 + y);
            if (x / 9 + y / 9) % 2 == 0 {
                page.picture.put_pixel(at.0, at.1, Luma([0]));
            }
        }
    }
    let found = found(&jpeg(&page.picture, 80));
    assert_eq!(codes(&found), [Some(Code::Visit(page.codes[0])), None]);
}

#[test]
fn a_page_upside_down_comes_out_upright() {
    let page = desk::pages(1, true).swap_remove(0);
    let turned = imageops::rotate180(&page.picture);
    let found = found(&jpeg(&turned, 80));
    assert_eq!(codes(&found), visits(&page.codes));
    let upright = image::load_from_memory(&found[0].picture.jpeg).unwrap().to_luma8();
    // The code is at the upper right again.
    let dark = |from: u32, to: u32| {
        let rows = 0..upright.height() / 10;
        rows.flat_map(|y| (from..to).map(move |x| (x, y)))
            .filter(|(x, y)| upright.get_pixel(*x, *y).0[0] < 128)
            .count()
    };
    assert!(dark(upright.width() * 4 / 5, upright.width()) > 2 * dark(0, upright.width() / 5));
}

#[test]
fn a_scanned_pdf_gives_the_sheets_of_every_page_however_it_is_packed() {
    let pages = desk::pages(1, false);
    let blank = GrayImage::from_pixel(1654, 2339, Luma([250]));
    for pack in [as_jpeg, as_fax, as_bits] {
        let file = scanned(&[pack(&pages[0].picture), pack(&blank), pack(&pages[1].picture)]);
        let mut seen = Vec::new();
        let found = sheets(&file, &mut |done, of| {
            seen.push((done, of));
            true
        })
        .unwrap()
        .sheets;
        assert_eq!(seen, [(1, 3), (2, 3), (3, 3)]);
        let of_page = |page: u32| found.iter().filter(|sheet| sheet.page == page).count();
        assert_eq!([of_page(1), of_page(2), of_page(3)], [2, 0, 2], "a blank back is left out");
        assert!(found.iter().all(|sheet| matches!(sheet.code, Some(Code::Visit(_)))));
    }
}

#[test]
fn a_filled_sheets_large_code_is_read() {
    let mut page = two_up();
    let letters: String =
        (0..192).map(|at| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[at * 7 % 32])).collect();
    let text = format!("ROUNDS:F:{letters}");
    desk::paint(&mut page.picture, &text, PLACES[0], 17.0);
    let found = found(&jpeg(&page.picture, 70));
    assert!(found.iter().any(|sheet| sheet.code == Some(Code::parse(&text))));
    assert!(matches!(Code::parse(&text), Code::Filled(_)));
}

#[test]
fn a_strangers_code_is_foreign_and_a_page_without_any_is_listed_unread() {
    let mut page = desk::pages(1, true).swap_remove(0);
    let stranger = "https://example.org/menu";
    desk::paint(&mut page.picture, stranger, (178.0, 6.0), 20.0);
    let read = found(&jpeg(&page.picture, 80));
    assert!(codes(&read).contains(&Some(Code::Foreign(stranger.to_owned()))));

    let lines = GrayImage::from_fn(1000, 1400, |_, y| Luma([if y % 50 < 3 { 0 } else { 255 }]));
    assert_eq!(codes(&found(&jpeg(&lines, 80))), [None]);
}

#[test]
fn a_written_pdf_and_a_broken_one_are_told_apart() {
    let written = scanned(&[("/Width 20 /Height 20".to_owned(), Vec::new())]);
    assert_eq!(sheets(&written, &mut |_, _| true).unwrap_err(), ScanError::PdfWritten);
    let page = two_up();
    let (dictionary, stream) = as_jpeg(&page.picture);
    let cut = scanned(&[(dictionary, stream[..stream.len() / 2].to_vec())]);
    assert_eq!(sheets(&cut, &mut |_, _| true).unwrap_err(), ScanError::Broken);
    assert_eq!(sheets(b"%PDF-1.4\nnothing", &mut |_, _| true).unwrap_err(), ScanError::Broken);
}

#[test]
fn stopping_leaves_nothing_behind() {
    let page = two_up();
    assert_eq!(sheets(&jpeg(&page.picture, 60), &mut |_, _| false).unwrap_err(), ScanError::Cancelled);
}
