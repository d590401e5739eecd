//! The pictures of a scanned PDF, page by page. Nothing is rendered: what a scanner wrote is taken out.

use fax::decoder::{decode_g3, decode_g4, pels};
use image::{DynamicImage, GrayImage, RgbImage};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use crate::{
    MOST_PIXELS, ScanError,
    picture::{self, FileKind},
};

/// The most bytes that any stream of the file may unpack to.
const MOST_UNPACKED: usize = 4 * MOST_PIXELS as usize;
/// Shorter sides are logos and lines, not pages.
const LEAST_SIDE: i64 = 200;

pub(crate) struct Scanned {
    document: Document,
    pages: Vec<ObjectId>,
}

impl Scanned {
    pub fn open(bytes: &[u8]) -> Result<Self, ScanError> {
        let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
        let document = Document::load_mem_with_options(bytes, options).map_err(|_| ScanError::Broken)?;
        if document.is_encrypted() {
            return Err(ScanError::Broken);
        }
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        if pages.is_empty() {
            return Err(ScanError::Broken);
        }
        Ok(Self { document, pages })
    }

    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// The page's pictures that are large enough for a sheet; one that cannot be read is an error in its place.
    pub fn pictures(&self, page: usize) -> Vec<Result<DynamicImage, ScanError>> {
        let Some(id) = self.pages.get(page) else { return Vec::new() };
        let turn = self.turn(*id);
        let streams = self.streams(*id);
        streams
            .into_iter()
            .map(|stream| {
                let picture = self.picture(stream)?;
                Ok(match turn {
                    90 => picture.rotate90(),
                    180 => picture.rotate180(),
                    270 => picture.rotate270(),
                    _ => picture,
                })
            })
            .collect()
    }

    /// `/Rotate`, which a page may have from its parents.
    fn turn(&self, page: ObjectId) -> i64 {
        let mut at = Some(page);
        for _ in 0..16 {
            let Some(node) = at.and_then(|id| self.document.get_dictionary(id).ok()) else { break };
            if let Ok(turn) = node.get(b"Rotate").and_then(Object::as_i64) {
                return turn.rem_euclid(360);
            }
            at = node.get(b"Parent").and_then(Object::as_reference).ok();
        }
        0
    }

    fn streams(&self, page: ObjectId) -> Vec<&Stream> {
        let Ok((direct, shared)) = self.document.get_page_resources(page) else { return Vec::new() };
        let resources =
            direct.into_iter().chain(shared.iter().filter_map(|id| self.document.get_dictionary(*id).ok()));
        let mut found: Vec<&Stream> = Vec::new();
        for resource in resources {
            let Some(objects) = self.value(resource, b"XObject").and_then(|object| object.as_dict().ok())
            else {
                continue;
            };
            for (_, object) in objects {
                let Ok(stream) = self.document.dereference(object).and_then(|(_, object)| object.as_stream())
                else {
                    continue;
                };
                let is_picture =
                    stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
                let sides = [b"Width".as_slice(), b"Height"].map(|name| self.number(&stream.dict, name));
                let large = sides.iter().all(|side| side.is_some_and(|side| side >= LEAST_SIDE));
                if is_picture && large && !found.iter().any(|known| std::ptr::eq(*known, stream)) {
                    found.push(stream);
                }
            }
        }
        found
    }

    fn value<'a>(&'a self, dictionary: &'a Dictionary, name: &[u8]) -> Option<&'a Object> {
        let object = dictionary.get(name).ok()?;
        self.document.dereference(object).ok().map(|(_, object)| object)
    }

    fn number(&self, dictionary: &Dictionary, name: &[u8]) -> Option<i64> {
        self.value(dictionary, name).and_then(|object| object.as_i64().ok())
    }

    fn picture(&self, stream: &Stream) -> Result<DynamicImage, ScanError> {
        let size = |name| self.number(&stream.dict, name).and_then(|side| u32::try_from(side).ok());
        let (width, height) = size(b"Width").zip(size(b"Height")).ok_or(ScanError::Broken)?;
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(ScanError::TooLarge);
        }
        // Flate may stand before another filter; only the last one says what the picture is.
        let filters = stream.filters().unwrap_or_default();
        let (last, before) = match filters.split_last() {
            Some((last, before)) if matches!(*last, b"DCTDecode" | b"DCT" | b"CCITTFaxDecode" | b"CCF") => {
                (Some(*last), before)
            }
            _ => (None, &filters[..]),
        };
        let content = if before.is_empty() {
            stream.content.clone()
        } else {
            let mut plain = stream.clone();
            if last.is_some() {
                let names = before.iter().map(|name| Object::Name(name.to_vec())).collect();
                plain.dict.set("Filter", Object::Array(names));
                plain.dict.remove(b"DecodeParms");
            }
            plain.decompressed_content_with_limit(MOST_UNPACKED).map_err(|_| ScanError::Broken)?
        };
        match last {
            Some(b"DCTDecode" | b"DCT") => picture::decode(&content, FileKind::Jpeg),
            Some(_) => self.fax(&stream.dict, &content, width, height),
            None => self.samples(&stream.dict, &content, width, height),
        }
    }

    fn fax(
        &self,
        dict: &Dictionary,
        bytes: &[u8],
        width: u32,
        height: u32,
    ) -> Result<DynamicImage, ScanError> {
        let settings = match self.value(dict, b"DecodeParms") {
            Some(Object::Array(all)) => {
                all.last().and_then(|object| self.document.dereference(object).ok()).map(|(_, object)| object)
            }
            other => other,
        };
        let settings = settings.and_then(|object| object.as_dict().ok());
        let number = |name: &[u8]| settings.and_then(|settings| self.number(settings, name));
        let columns = number(b"Columns").unwrap_or(1728);
        if columns != i64::from(width) {
            return Err(ScanError::Broken);
        }
        let black_is_one = settings
            .and_then(|settings| self.value(settings, b"BlackIs1"))
            .is_some_and(|object| object.as_bool().is_ok_and(|yes| yes));
        let dark = if black_is_one == self.inverted(dict) { 0 } else { 255 };
        let mut pixels: Vec<u8> = Vec::with_capacity((width * height) as usize);
        let whole = (width * height) as usize;
        let row = |line: &[u32]| {
            if pixels.len() < whole {
                pixels.extend(pels(line, width).map(|color| match color {
                    fax::Color::Black => dark,
                    fax::Color::White => 255 - dark,
                }));
            }
        };
        let bytes = bytes.iter().copied();
        match number(b"K").unwrap_or(0) {
            ..0 => decode_g4(bytes, width, Some(height), row),
            0 => decode_g3(bytes, row),
            _ => None,
        };
        // A page whose last lines are torn still shows its code.
        if pixels.len() < whole / 2 {
            return Err(ScanError::Broken);
        }
        pixels.resize(whole, 255);
        GrayImage::from_raw(width, height, pixels).map(DynamicImage::from).ok_or(ScanError::Broken)
    }

    /// `/Decode [1 0]`: dark and light change places.
    fn inverted(&self, dict: &Dictionary) -> bool {
        let decode = self.value(dict, b"Decode").and_then(|object| object.as_array().ok());
        decode
            .and_then(|range| range.first())
            .is_some_and(|first| first.as_float().is_ok_and(|value| value > 0.5))
    }

    fn samples(
        &self,
        dict: &Dictionary,
        bytes: &[u8],
        width: u32,
        height: u32,
    ) -> Result<DynamicImage, ScanError> {
        let bits = self.number(dict, b"BitsPerComponent").unwrap_or(1);
        let mask = self.value(dict, b"ImageMask").is_some_and(|object| object.as_bool().is_ok_and(|yes| yes));
        let invert = self.inverted(dict);
        let (width_px, pixels) = (width as usize, (width * height) as usize);
        if bits == 1 || mask {
            let stride = width_px.div_ceil(8);
            if bytes.len() < stride * height as usize {
                return Err(ScanError::Broken);
            }
            let grey = (0..pixels).map(|at| {
                let (x, y) = (at % width_px, at / width_px);
                let set = bytes[y * stride + x / 8] >> (7 - x % 8) & 1 == 1;
                if set == invert { 0 } else { 255 }
            });
            let image = GrayImage::from_raw(width, height, grey.collect());
            return image.map(DynamicImage::from).ok_or(ScanError::Broken);
        }
        if bits != 8 || pixels == 0 {
            return Err(ScanError::Broken);
        }
        let mut samples = bytes.to_vec();
        if invert {
            for sample in &mut samples {
                *sample = 255 - *sample;
            }
        }
        match samples.len() / pixels {
            1 => GrayImage::from_raw(width, height, samples).map(DynamicImage::from),
            3 => RgbImage::from_raw(width, height, samples).map(DynamicImage::from),
            _ => None,
        }
        .ok_or(ScanError::Broken)
    }
}
