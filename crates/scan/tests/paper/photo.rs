//! Photographs come in as pixels and nothing else; bad files are told apart.

use image::{
    ExtendedColorType, GenericImageView, GrayImage, ImageEncoder, Rgb, RgbImage, codecs::png::PngEncoder,
};
use rounds_scan::{MOST_BYTES, ScanError, photo, sheets, thumbnail};

use crate::worn::jpeg;

/// A JPEG whose left half is dark.
fn half_dark() -> Vec<u8> {
    jpeg(&GrayImage::from_fn(320, 200, |x, _| image::Luma([if x < 160 { 20 } else { 230 }])), 90)
}

/// EXIF with orientation 6 (turn right to see it) and a position, as telephones write it.
fn with_position(plain: &[u8]) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    tiff.extend(2u16.to_be_bytes());
    tiff.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
    // The position's own directory follows this one.
    tiff.extend(entry(0x8825, 4, 1, 38u32.to_be_bytes()));
    tiff.extend(0u32.to_be_bytes());
    tiff.extend(1u16.to_be_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend(0u32.to_be_bytes());
    let segment = [b"Exif\0\0".as_slice(), &tiff].concat();
    let length = (segment.len() as u16 + 2).to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, &segment, &plain[2..]].concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_photo_is_turned_upright_and_loses_its_position() {
    let taken = with_position(&half_dark());
    assert!(holds(&taken, b"Exif"));
    let kept = photo(&taken).unwrap();
    assert_eq!((kept.width, kept.height), (200, 320));
    for trace in [b"Exif".as_slice(), b"MM\0\x2a", b"http://ns.adobe.com", b"ICC_PROFILE"] {
        assert!(!holds(&kept.jpeg, trace));
    }
    // Turned to the right, the left half is the upper one.
    let picture = image::load_from_memory(&kept.jpeg).unwrap();
    assert!(picture.get_pixel(100, 40).0[0] < 60 && picture.get_pixel(100, 280).0[0] > 190);
}

#[test]
fn a_large_photo_is_kept_at_2048_pixels_and_shown_smaller() {
    let large = jpeg(&GrayImage::from_pixel(4000, 3000, image::Luma([128])), 80);
    let kept = photo(&large).unwrap();
    assert_eq!((kept.width, kept.height), (2048, 1536));
    let small = thumbnail(&kept.jpeg, 256).unwrap();
    assert_eq!((small.width, small.height), (256, 192));
    assert!(small.jpeg.len() < kept.jpeg.len());
}

#[test]
fn a_transparent_png_becomes_a_jpeg() {
    let mut png = Vec::new();
    let picture = RgbImage::from_pixel(50, 40, Rgb([200, 30, 30]));
    PngEncoder::new(&mut png).write_image(picture.as_raw(), 50, 40, ExtendedColorType::Rgb8).unwrap();
    assert!(photo(&png).unwrap().jpeg.starts_with(&[0xFF, 0xD8]));
}

#[test]
fn a_photo_cut_off_anywhere_is_told_as_broken() {
    let whole = with_position(&half_dark());
    for length in [10, 60, whole.len() / 2, whole.len() - 2] {
        let error = photo(&whole[..length]).unwrap_err();
        assert_eq!(error, ScanError::Broken, "cut at {length}");
    }
}

#[test]
fn what_is_no_picture_is_told_as_such() {
    for bytes in [b"".as_slice(), b"hello", b"PK\x03\x04", b"GIF89a", b"%PDF-1.7 a photo must not be a PDF"] {
        assert_eq!(photo(bytes).unwrap_err(), ScanError::NotAPicture);
    }
}

#[test]
fn files_and_pictures_beyond_the_bounds_are_refused_unread() {
    assert_eq!(photo(&vec![0xFF; MOST_BYTES + 1]).unwrap_err(), ScanError::TooLarge);
    // A head that claims 60,000 × 60,000 pixels.
    let mut claims = half_dark();
    let at = claims.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    claims[at + 5..at + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
    assert_eq!(photo(&claims).unwrap_err(), ScanError::TooLarge);
    assert_eq!(sheets(&claims, &mut |_, _| true).unwrap_err(), ScanError::TooLarge);
}
