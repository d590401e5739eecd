//! How copiers and their programs pack the pictures of a PDF.

use image::GrayImage;
use lopdf::{Stream, dictionary};
use rounds_scan::{Code, Found, MOST_BYTES, ScanError, sheets};

use crate::split::{as_bits, as_fax, as_jpeg, scanned, two_up};

fn read(pictures: &[(String, Vec<u8>)]) -> Result<Found, ScanError> {
    sheets(&scanned(pictures), &mut |_, _| true)
}

fn has_both(found: &Found) -> bool {
    found.sheets.len() == 2 && found.sheets.iter().all(|sheet| matches!(sheet.code, Some(Code::Visit(_))))
}

fn deflated(content: Vec<u8>) -> Vec<u8> {
    let mut stream = Stream::new(dictionary! {}, content);
    stream.compress().unwrap();
    stream.content
}

/// As 1-bit PNGs come into a PDF: their rows stay as PNG filtered them.
fn as_png_rows(page: &GrayImage, filters: &[u8]) -> (String, Vec<u8>) {
    let (_, bits) = as_bits(page);
    let stride = page.width().div_ceil(8) as usize;
    let mut rows = Vec::new();
    let mut above = vec![0; stride];
    for (at, row) in bits.chunks(stride).enumerate() {
        let filter = filters[at % filters.len()];
        rows.push(filter);
        for (x, byte) in row.iter().enumerate() {
            let (left, up) = (if x > 0 { row[x - 1] } else { 0 }, above[x]);
            let corner = if x > 0 { above[x - 1] } else { 0 };
            let sum = i32::from(left) + i32::from(up) - i32::from(corner);
            let paeth =
                [left, up, corner].into_iter().min_by_key(|value| (sum - i32::from(*value)).abs()).unwrap();
            let mean = u16::midpoint(left.into(), up.into()) as u8;
            rows.push(byte.wrapping_sub([0, left, up, mean, paeth][usize::from(filter)]));
        }
        above.copy_from_slice(row);
    }
    let (width, height) = page.dimensions();
    let dictionary = format!(
        "/Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode \
         /DecodeParms << /BitsPerComponent 1 /Colors 1 /Columns {width} /Predictor 15 >>"
    );
    (dictionary, deflated(rows))
}

#[test]
fn a_black_and_white_page_is_read_however_its_rows_were_filtered() {
    let page = two_up().picture;
    for filters in [&[0][..], &[2], &[0, 1, 2, 3, 4]] {
        assert!(has_both(&read(&[as_png_rows(&page, filters)]).unwrap()), "{filters:?}");
    }
}

#[test]
fn a_fax_page_is_read_whichever_way_its_settings_are_written() {
    let page = two_up().picture;
    let (width, height) = page.dimensions();
    let mut light = page.clone();
    image::imageops::invert(&mut light);
    let head = format!("/Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 1");
    let cases = [
        (&page, format!("/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns {width} >>")),
        (&page, format!("/Filter [/CCITTFaxDecode] /DecodeParms [<< /K -1 /Columns {width} >>]")),
        (
            &light,
            format!(
                "/Filter [/CCITTFaxDecode] /DecodeParms [<< /BlackIs1 true /Columns {width} /K -1 /Rows {height} >>]"
            ),
        ),
    ];
    for (picture, settings) in cases {
        let (_, stream) = as_fax(picture);
        assert!(has_both(&read(&[(format!("{head} {settings}"), stream)]).unwrap()), "{settings}");
    }
}

#[test]
fn a_page_of_numbered_colours_is_read() {
    let page = two_up().picture;
    let (width, height) = page.dimensions();
    let (_, bits) = as_bits(&page);
    // Colour 0 is white here.
    let bits = bits.iter().map(|byte| !byte).collect();
    let dictionary = format!(
        "/Width {width} /Height {height} /BitsPerComponent 1 /ColorSpace [/Indexed /DeviceRGB 1 <FFFFFF101040>]"
    );
    assert!(has_both(&read(&[(dictionary, bits)]).unwrap()));
}

#[test]
fn what_is_packed_otherwise_locked_or_written_is_told_apart() {
    for filter in ["JPXDecode", "JBIG2Decode"] {
        let picture = (format!("/Width 900 /Height 900 /Filter /{filter}"), vec![0; 64]);
        assert_eq!(read(&[picture]).unwrap_err(), ScanError::PdfPacked);
    }
    let file = String::from_utf8_lossy(&scanned(&[(String::new(), Vec::new())])).into_owned();
    let locked = file.replace("/Root 1 0 R", "/Root 1 0 R /Encrypt << /Filter /Standard /V 9 /R 9 >>");
    assert_eq!(sheets(locked.as_bytes(), &mut |_, _| true).unwrap_err(), ScanError::PdfLocked);
}

#[test]
fn a_page_that_cannot_be_read_does_not_stop_the_others() {
    let page = two_up().picture;
    let (dictionary, stream) = as_jpeg(&page);
    let cut = (dictionary.clone(), stream[..stream.len() / 2].to_vec());
    let found = read(&[cut, (dictionary, stream)]).unwrap();
    assert!(has_both(&found));
    assert!(found.sheets.iter().all(|sheet| sheet.page == 2));
    assert_eq!(found.unread, [(1, ScanError::Broken)]);
}

#[test]
fn a_long_file_is_read_and_only_a_page_that_is_too_large_is_left() {
    let page = two_up().picture;
    let (dictionary, stream) = as_jpeg(&page);
    // Behind a picture's end nothing is read: it only makes the page heavy.
    let heavy = |bytes: usize| (dictionary.clone(), [stream.clone(), vec![0; bytes]].concat());
    let half = MOST_BYTES / 2 + 1;
    let found = read(&[heavy(half), heavy(half), heavy(MOST_BYTES)]).unwrap();
    assert_eq!(found.sheets.len(), 4);
    assert_eq!(found.unread, [(3, ScanError::TooLarge)]);
}
