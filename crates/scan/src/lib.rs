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

pub use code::{Code, Filled};
pub use error::ScanError;
pub use photo::{Photo, photo, thumbnail};

use image::{DynamicImage, RgbImage};
use picture::FileKind;

/// The largest file that is taken, bytes.
pub const MOST_BYTES: usize = 25_000_000;
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

/// Finds the sheets in a JPEG, PNG or scanned PDF, page by page. Blank backs are left out.
///
/// `progress` hears how many of how many pages are done, and answers whether to go on.
pub fn sheets(bytes: &[u8], progress: &mut dyn FnMut(usize, usize) -> bool) -> Result<Vec<Sheet>, ScanError> {
    let kind = picture::kind(bytes)?;
    if kind != FileKind::Pdf {
        let picture = picture::decode(bytes, kind)?;
        let found = of_page(1, vec![picture])?;
        return if progress(1, 1) { Ok(found) } else { Err(ScanError::Cancelled) };
    }
    let file = pdf::Scanned::open(bytes)?;
    let (mut found, mut seen, mut failed) = (Vec::new(), 0, None);
    for page in 0..file.len() {
        let mut pictures = Vec::new();
        for picture in file.pictures(page) {
            match picture {
                Ok(picture) => pictures.push(picture),
                Err(error) => failed = Some(error),
            }
        }
        seen += pictures.len();
        found.extend(of_page(page as u32 + 1, pictures)?);
        if !progress(page + 1, file.len()) {
            return Err(ScanError::Cancelled);
        }
    }
    match (seen, failed) {
        // A page that cannot be read must not go missing among those that can.
        (_, Some(error)) => Err(error),
        // Written, not scanned.
        (0, None) => Err(ScanError::NotAPicture),
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
