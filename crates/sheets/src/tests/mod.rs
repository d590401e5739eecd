mod files;
mod filled;
mod layout;

use std::path::PathBuf;

use crate::{
    Fonts, Kind, PrintOptions, SheetData, SheetError, lay_out,
    scene::{Page, Shape},
};

const KINDS: [Kind; 4] = [Kind::Plan, Kind::Record, Kind::Handbook, Kind::All];

fn fonts() -> Fonts {
    let directory = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../build/fonts"));
    Fonts::load(&directory).unwrap_or_else(|error| panic!("{error}. Run `make setup` first."))
}

fn pages(kind: Kind, data: &SheetData, options: &PrintOptions) -> Result<Vec<Page>, SheetError> {
    lay_out(kind, data, &fonts(), options)
}

fn texts(page: &Page) -> Vec<&str> {
    page.shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn all_text(pages: &[Page]) -> String {
    pages.iter().flat_map(texts).collect()
}
