//! The pictures of a scanned PDF, page by page. Nothing is rendered: what a scanner wrote is taken out.

use fax::decoder::{decode_g3, decode_g4, pels};
use image::{DynamicImage, GrayImage, RgbImage};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use crate::{
    MOST_BYTES, MOST_PIXELS, ScanError,
    picture::{self, FileKind},
    samples::{self, Rows},
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
        // What is locked fails in many ways; its trailer says so in the clear.
        let unusable = || {
            let is_locked = bytes.windows(8).any(|window| window == b"/Encrypt");
            if is_locked { ScanError::PdfLocked } else { ScanError::Broken }
        };
        let document = Document::load_mem_with_options(bytes, options).map_err(|_| unusable())?;
        if document.is_encrypted() {
            return Err(ScanError::PdfLocked);
        }
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        if pages.is_empty() {
            return Err(unusable());
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
        if stream.content.len() > MOST_BYTES {
            return Err(ScanError::TooLarge);
        }
        // Flate may stand before another filter; only the last one says what the picture is.
        let filters = stream.filters().unwrap_or_default();
        let (last, before) = match filters.split_last() {
            Some((&(b"JPXDecode" | b"JBIG2Decode"), _)) => return Err(ScanError::PdfPacked),
            Some((last, before)) if matches!(*last, b"DCTDecode" | b"DCT" | b"CCITTFaxDecode" | b"CCF") => {
                (Some(*last), before)
            }
            _ => (None, &filters[..]),
        };
        let content = if before.is_empty() { stream.content.clone() } else { self.unpacked(stream, before)? };
        match last {
            Some(b"DCTDecode" | b"DCT") => picture::decode(&content, FileKind::Jpeg),
            Some(_) => self.fax(&stream.dict, &content, width, height),
            None => self.samples(&stream.dict, content, width, height),
        }
    }

    /// Undoes `filters`, and what was done to the rows before packing: 1-bit pictures have it too.
    fn unpacked(&self, stream: &Stream, filters: &[&[u8]]) -> Result<Vec<u8>, ScanError> {
        let mut plain = stream.clone();
        let names = filters.iter().map(|name| Object::Name(name.to_vec())).collect();
        plain.dict.set("Filter", Object::Array(names));
        plain.dict.remove(b"DecodeParms");
        let content = plain.decompressed_content_with_limit(MOST_UNPACKED).map_err(|_| ScanError::Broken)?;
        let settings = self.settings(&stream.dict, filters.len() - 1);
        let number = |name: &[u8]| settings.and_then(|settings| self.number(settings, name));
        let predictor = number(b"Predictor").unwrap_or(1);
        if predictor < 2 {
            return Ok(content);
        }
        let count = |name, usual| number(name).unwrap_or(usual).clamp(1, 1 << 16) as usize;
        let rows = Rows {
            columns: count(b"Columns", 1),
            colors: count(b"Colors", 1),
            bits: count(b"BitsPerComponent", 8),
        };
        if predictor == 2 { samples::from_left(content, &rows) } else { samples::from_png(&content, &rows) }
            .ok_or(ScanError::Broken)
    }

    /// `/DecodeParms` of the filter at `place`: alone, or in a list.
    fn settings<'a>(&'a self, dict: &'a Dictionary, place: usize) -> Option<&'a Dictionary> {
        let settings = match self.value(dict, b"DecodeParms").or_else(|| self.value(dict, b"DP"))? {
            Object::Array(all) => self.document.dereference(all.get(place)?).ok()?.1,
            other => other,
        };
        settings.as_dict().ok()
    }

    fn fax(
        &self,
        dict: &Dictionary,
        bytes: &[u8],
        width: u32,
        height: u32,
    ) -> Result<DynamicImage, ScanError> {
        let filters = self.value(dict, b"Filter").and_then(|object| object.as_array().ok());
        let settings = self.settings(dict, filters.map_or(0, |all| all.len().saturating_sub(1)));
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
        bytes: Vec<u8>,
        width: u32,
        height: u32,
    ) -> Result<DynamicImage, ScanError> {
        let is_mask =
            self.value(dict, b"ImageMask").is_some_and(|object| object.as_bool().is_ok_and(|yes| yes));
        let bits = if is_mask { 1 } else { self.number(dict, b"BitsPerComponent").unwrap_or(1) };
        let palette = self.palette(dict);
        let (wide, pixels) = (width as usize, width as usize * height as usize);
        let mut samples = match bits {
            1 | 2 | 4 => {
                samples::spread(&bytes, bits as usize, wide, palette.is_none()).ok_or(ScanError::Broken)?
            }
            8 => bytes,
            _ => return Err(ScanError::PdfPacked),
        };
        if self.inverted(dict) && palette.is_none() {
            for sample in &mut samples {
                *sample = 255 - *sample;
            }
        }
        if let Some(palette) = palette {
            samples = samples.iter().take(pixels).flat_map(|at| palette[usize::from(*at)]).collect();
        }
        if pixels == 0 || samples.len() < pixels {
            return Err(ScanError::Broken);
        }
        match samples.len() / pixels {
            1 => GrayImage::from_raw(width, height, samples).map(DynamicImage::from),
            3 => RgbImage::from_raw(width, height, samples).map(DynamicImage::from),
            _ => return Err(ScanError::PdfPacked),
        }
        .ok_or(ScanError::Broken)
    }

    /// The colours of `[/Indexed base most table]`, where the samples are numbers of colours.
    fn palette(&self, dict: &Dictionary) -> Option<[[u8; 3]; 256]> {
        let space = self.value(dict, b"ColorSpace")?.as_array().ok()?;
        if space.first()?.as_name().ok()? != b"Indexed" {
            return None;
        }
        let most = usize::try_from(space.get(2)?.as_i64().ok()?).ok()?.min(255);
        let table = match self.document.dereference(space.get(3)?).ok()?.1 {
            Object::Stream(stream) => stream.decompressed_content_with_limit(1 << 16).ok()?,
            other => other.as_str().ok()?.to_vec(),
        };
        let parts = table.len() / (most + 1);
        let mut colours = [[0; 3]; 256];
        for (colour, entry) in colours.iter_mut().zip(table.chunks(parts.max(1))) {
            *colour = match *entry {
                [grey] => [grey; 3],
                [red, green, blue] => [red, green, blue],
                _ => return None,
            };
        }
        Some(colours)
    }
}
