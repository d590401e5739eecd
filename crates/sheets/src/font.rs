//! The fonts of the sheets: which face has a character, how wide it is, and the bytes for the PDF.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use ttf_parser::Face as Parsed;

use crate::{SheetError, cut};

/// What a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    Regular,
    /// Titles and column heads.
    Medium,
}

/// A face, in the order of [`FILES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FaceId {
    Regular,
    Medium,
    /// Rare characters of names; one weight.
    Rare,
}

const FILES: [&str; 3] = ["regular.ttf", "medium.ttf", "rare.otf"];

pub(crate) struct Face {
    parsed: Parsed<'static>,
    bytes: &'static [u8],
    /// Units in an em.
    units: f32,
}

/// The fonts laid out by `make setup`, loaded once for the life of the process.
#[derive(Clone)]
pub struct Fonts(Arc<[Face; 3]>);

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Fonts")
    }
}

impl Fonts {
    /// Loads the fonts from a directory that holds `regular.ttf`, `medium.ttf` and `rare.otf`.
    ///
    /// A directory is read once in the life of the process; asked again, it gives the same fonts.
    pub fn load(directory: &Path) -> Result<Self, SheetError> {
        static LOADED: Mutex<Vec<(PathBuf, Fonts)>> = Mutex::new(Vec::new());
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, fonts)) = loaded.iter().find(|(known, _)| known == directory) {
            return Ok(fonts.clone());
        }
        let [regular, medium, rare] = FILES.map(|file| Face::load(&directory.join(file)));
        let fonts = Self(Arc::new([regular?, medium?, rare?]));
        loaded.push((directory.to_owned(), fonts.clone()));
        Ok(fonts)
    }

    pub(crate) fn face(&self, id: FaceId) -> &Face {
        &self.0[id as usize]
    }

    /// The face that has `character`, the wished weight first.
    pub(crate) fn pick(&self, character: char, weight: Weight) -> Option<FaceId> {
        let wished = match weight {
            Weight::Regular => FaceId::Regular,
            Weight::Medium => FaceId::Medium,
        };
        [wished, FaceId::Regular, FaceId::Rare].into_iter().find(|id| self.face(*id).has(character))
    }
}

impl Face {
    fn load(path: &Path) -> Result<Self, SheetError> {
        let missing = || SheetError::FontMissing { path: PathBuf::from(path) };
        let bytes: &'static [u8] = fs::read(path).map_err(|_| missing())?.leak();
        let parsed = Parsed::parse(bytes, 0).map_err(|_| missing())?;
        let units = f32::from(parsed.units_per_em());
        Ok(Self { parsed, bytes, units })
    }

    fn has(&self, character: char) -> bool {
        self.parsed.glyph_index(character).is_some()
    }

    /// The face as a file may embed it, with the shapes of `characters` at least.
    pub(crate) fn with_only(&self, characters: &BTreeSet<char>) -> Cow<'static, [u8]> {
        let glyphs = characters.iter().filter_map(|character| self.parsed.glyph_index(*character));
        let glyphs = glyphs.map(|glyph| glyph.0).collect();
        cut::cut(self.bytes, &glyphs).map_or(Cow::Borrowed(self.bytes), Cow::Owned)
    }

    /// Width in em.
    pub(crate) fn advance(&self, character: char) -> f32 {
        let glyph = self.parsed.glyph_index(character);
        f32::from(glyph.and_then(|glyph| self.parsed.glyph_hor_advance(glyph)).unwrap_or(0)) / self.units
    }
}
