//! Pictures of signed paper: bytes in, sheets out. And photographs, freed of everything but their pixels.
//!
//! Pure: no clock, no files. A picture or scanned PDF is taken apart into its sheets; each comes upright, cut out, with
//! what its code says.

mod code;
mod cut;
mod error;
mod find;
mod ink;
mod pdf;
mod photo;
mod picture;
mod place;
mod samples;

pub use code::{Code, Filled};
pub use error::ScanError;
pub use photo::{Photo, photo, thumbnail};

use image::{DynamicImage, RgbImage};
use picture::FileKind;

/// The largest picture that is taken, as a file or as a page of a PDF, bytes.
pub const MOST_BYTES: usize = 25_000_000;
/// The largest PDF that is taken, bytes.
pub const MOST_PDF_BYTES: usize = 300_000_000;
/// The largest picture that is taken, pixels.
pub const MOST_PIXELS: u64 = 60_000_000;

/// One sheet of a picture.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// 1-based page of the file.
    pub page: u32,
    /// None = no code could be read on it.
    pub code: Option<Code>,
    /// Upright and cut out.
    pub picture: Photo,
}

/// What a file held.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub sheets: Vec<Sheet>,
    /// 1-based pages that could not be read, each with the reason.
    pub unread: Vec<(u32, ScanError)>,
}

/// Finds the sheets in a JPEG, PNG or scanned PDF, page by page. Blank backs are left out.
///
/// `progress` hears how many of how many pages are done, and answers whether to go on. A page that cannot be read does
/// not stop the others; a file of which no page can be read is an error.
pub fn sheets(bytes: &[u8], progress: &mut dyn FnMut(usize, usize) -> bool) -> Result<Found, ScanError> {
    let kind = picture::kind(bytes)?;
    if kind != FileKind::Pdf {
        let picture = picture::decode(bytes, kind)?;
        let found = Found { sheets: of_page(1, vec![picture])?, unread: Vec::new() };
        return if progress(1, 1) { Ok(found) } else { Err(ScanError::Cancelled) };
    }
    let file = pdf::Scanned::open(bytes)?;
    let (mut found, mut seen) = (Found::default(), 0);
    for page in 0..file.len() {
        let number = page as u32 + 1;
        let (mut pictures, mut failed) = (Vec::new(), None);
        for picture in file.pictures(page) {
            match picture {
                Ok(picture) => pictures.push(picture),
                Err(error) => failed = Some(error),
            }
        }
        seen += pictures.len();
        found.sheets.extend(of_page(number, pictures)?);
        found.unread.extend(failed.map(|error| (number, error)));
        if !progress(page + 1, file.len()) {
            return Err(ScanError::Cancelled);
        }
    }
    match found.unread.first() {
        Some((_, error)) if seen == 0 => Err(*error),
        None if seen == 0 => Err(ScanError::PdfWritten),
        _ => Ok(found),
    }
}

/// The sheets of one page. Where a page is made of several pictures, those with a code are its sheets.
fn of_page(page: u32, pictures: Vec<DynamicImage>) -> Result<Vec<Sheet>, ScanError> {
    let mut read = Vec::new();
    let mut rest: Vec<RgbImage> = Vec::new();
    for picture in pictures {
        let grey = picture.to_luma8();
        let picture = picture.into_rgb8();
        let mut found = find::codes(&grey);
        if found.is_empty() {
            if !ink::is_blank(&grey) {
                rest.push(picture);
            }
            continue;
        }
        for place in place::sheets(&grey, &mut found) {
            let cut = cut::out(&picture, &place.area);
            read.push(Sheet {
                page,
                code: place.code.map(|at: usize| Code::parse(&found[at].text)),
                picture: photo::encode(cut)?,
            });
        }
    }
    if read.is_empty()
        && let Some(picture) = rest.into_iter().max_by_key(|picture| picture.width() * picture.height())
    {
        read.push(Sheet { page, code: None, picture: photo::encode(picture)? });
    }
    Ok(read)
}
