//! Bytes → pixels, upright, within limits.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::{MOST_BYTES, MOST_PDF_BYTES, MOST_PIXELS, ScanError};

/// What a file is by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Jpeg,
    Png,
    Pdf,
}

pub(crate) fn kind(bytes: &[u8]) -> Result<FileKind, ScanError> {
    // Some scanners put a line or two before the header of a PDF.
    let head = &bytes[..bytes.len().min(1024)];
    let kind = if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        FileKind::Jpeg
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        FileKind::Png
    } else if head.windows(5).any(|window| window == b"%PDF-") {
        FileKind::Pdf
    } else if bytes.len() > MOST_BYTES {
        return Err(ScanError::TooLarge);
    } else {
        return Err(ScanError::NotAPicture);
    };
    match kind {
        FileKind::Pdf if bytes.len() > MOST_PDF_BYTES => Err(ScanError::PdfTooLarge),
        FileKind::Jpeg | FileKind::Png if bytes.len() > MOST_BYTES => Err(ScanError::TooLarge),
        _ => Ok(kind),
    }
}

/// Decodes a JPEG or PNG and turns it as its metadata says.
pub(crate) fn decode(bytes: &[u8], kind: FileKind) -> Result<DynamicImage, ScanError> {
    let format = match kind {
        FileKind::Jpeg if is_cut_off(bytes) => return Err(ScanError::Broken),
        FileKind::Jpeg => ImageFormat::Jpeg,
        FileKind::Png => ImageFormat::Png,
        FileKind::Pdf => return Err(ScanError::NotAPicture),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 16);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(ScanError::TooLarge);
    }
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn broken(error: image::ImageError) -> ScanError {
    match error {
        image::ImageError::Limits(_) => ScanError::TooLarge,
        _ => ScanError::Broken,
    }
}

/// Whether a JPEG lacks its end. Decoders fill the missing part with grey and say nothing.
fn is_cut_off(bytes: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xDA;
    let mut at = 2;
    // Segments carry their length: a small picture inside the metadata is stepped over.
    while let Some([0xFF, marker, high, low]) = bytes.get(at..at + 4) {
        match *marker {
            0xFF => at += 1,
            START_OF_SCAN => return !bytes[at..].windows(2).any(|pair| pair == [0xFF, 0xD9]),
            _ => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
        }
    }
    true
}
