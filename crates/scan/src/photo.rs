//! Photographs as they are kept: turned upright, bounded, and written anew, so that no metadata survives.

use image::{ExtendedColorType, ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder, imageops};

use crate::{
    ScanError,
    picture::{self, FileKind},
};

/// Longest side, pixels.
const MOST_SIDE: u32 = 2048;
const QUALITY: u8 = 82;
const THUMBNAIL_QUALITY: u8 = 75;

/// A JPEG without metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Takes a JPEG or PNG: upright, at most 2048 pixels long, only pixels kept.
pub fn photo(bytes: &[u8]) -> Result<Photo, ScanError> {
    let kind = picture::kind(bytes)?;
    if kind == FileKind::Pdf {
        return Err(ScanError::NotAPicture);
    }
    encode(picture::decode(bytes, kind)?.into_rgb8())
}

/// A small version of a kept photograph, at most `side` pixels long.
pub fn thumbnail(jpeg: &[u8], side: u32) -> Result<Photo, ScanError> {
    let picture = picture::decode(jpeg, picture::kind(jpeg)?)?.into_rgb8();
    written(&fitted(picture, side), THUMBNAIL_QUALITY)
}

pub(crate) fn encode(picture: RgbImage) -> Result<Photo, ScanError> {
    written(&fitted(picture, MOST_SIDE), QUALITY)
}

/// No side longer than `most`.
fn fitted(picture: RgbImage, most: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= most {
        return picture;
    }
    let scaled = |side: u32| (u64::from(side) * u64::from(most) / u64::from(longest)).max(1) as u32;
    imageops::thumbnail(&picture, scaled(width), scaled(height))
}

fn written(picture: &RgbImage, quality: u8) -> Result<Photo, ScanError> {
    let (width, height) = picture.dimensions();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|_| ScanError::Broken)?;
    Ok(Photo { jpeg, width, height })
}
