use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use super::{KINDS, fonts, pages, texts};
use crate::{
    Kind, PrintOptions, SheetError,
    fixture::{options, week},
    render, visit_code,
};

/// Runs a tool of the set-up and gives what it printed.
pub(super) fn tool(name: &str, args: &[&str]) -> String {
    let output = Command::new(name).args(args).output();
    let output = output.unwrap_or_else(|error| panic!("{name}: {error}. Run `make setup` first."));
    assert!(output.status.success(), "{name} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn file(kind: Kind, per_day: usize, options: &PrintOptions) -> Vec<u8> {
    render(kind, &week(per_day), &fonts(), options, &mut |_, _| true).unwrap().bytes
}

/// Writes a file and gives its path.
pub(super) fn written(folder: &TempDir, bytes: &[u8]) -> String {
    let path = folder.path().join("sheets.pdf");
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

pub(super) fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_file_is_sound_and_its_fonts_are_embedded_subsets_with_text() {
    let folder = TempDir::new().unwrap();
    for kind in KINDS {
        let path = written(&folder, &file(kind, 3, &options()));
        tool("qpdf", &["--check", &path]);
        let fonts = tool("pdffonts", &[&path]);
        let lines: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(lines.len() >= 2, "{fonts}");
        for line in lines {
            let columns: Vec<&str> = line.split_whitespace().rev().collect();
            // From the right: object number and generation, then uni, sub, emb.
            assert_eq!(columns[2..5], ["yes", "yes", "yes"], "{line}");
        }
    }
}

#[test]
fn every_text_is_found_in_the_file_rare_characters_too() {
    let folder = TempDir::new().unwrap();
    for full_records in [false, true] {
        let options = PrintOptions { full_records, ..options() };
        let pages = pages(Kind::All, &week(6), &options).unwrap();
        let path = written(&folder, &file(Kind::All, 6, &options));
        let info = tool("pdfinfo", &[&path]);
        assert!(without_spaces(&info).contains(&format!("Pages:{}", pages.len())), "{info}");
        for (place, page) in pages.iter().enumerate() {
            let number = (place + 1).to_string();
            let found =
                without_spaces(&tool("pdftotext", &["-raw", "-f", &number, "-l", &number, &path, "-"]));
            for text in texts(page) {
                assert!(found.contains(&without_spaces(text)), "page {number} lacks {text:?}");
            }
        }
        let all = tool("pdftotext", &["-raw", &path, "-"]);
        for rare in ['喆', '㛃', '𬭎', '𫍯', '䶮', '𠮷'] {
            assert!(all.contains(rare), "{rare}");
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert!(file(Kind::All, 2, &options()) == file(Kind::All, 2, &options()));
    let other = PrintOptions { document_id: rounds_core::Id::from_u128(5), ..options() };
    assert!(file(Kind::All, 2, &options()) != file(Kind::All, 2, &other));
}

#[test]
fn a_week_of_sixty_pages_stays_under_600_kilobytes() {
    let bytes = file(Kind::All, 11, &options());
    assert!(bytes.len() < 600_000, "{} bytes", bytes.len());
}

#[test]
fn progress_counts_every_page_and_can_stop() {
    let mut steps = Vec::new();
    let data = week(2);
    render(Kind::Record, &data, &fonts(), &options(), &mut |done, of| {
        steps.push((done, of));
        true
    })
    .unwrap();
    assert_eq!(steps, (1..=6).map(|done| (done, 6)).collect::<Vec<_>>());
    let stopped = render(Kind::Record, &data, &fonts(), &options(), &mut |done, _| done < 3);
    assert!(matches!(stopped, Err(SheetError::Cancelled)));
}

#[test]
fn the_codes_of_a_page_lead_to_their_visits() {
    let folder = TempDir::new().unwrap();
    let data = week(1);
    let path = written(&folder, &file(Kind::Record, 1, &options()));
    let stem = folder.path().join("page");
    tool(
        "pdftoppm",
        &["-r", "150", "-gray", "-f", "1", "-l", "1", "-singlefile", &path, stem.to_str().unwrap()],
    );
    let mut found: Vec<String> = codes(&stem.with_extension("pgm"));
    found.sort();
    let mut expected: Vec<String> =
        data.records[..2].iter().map(|sheet| visit_code(sheet.visit_id)).collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// The codes in a binary grey map.
pub(super) fn codes(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let mut fields = bytes.splitn(4, |byte| *byte == b'\n');
    assert_eq!(fields.next().unwrap(), b"P5");
    let size = String::from_utf8(fields.next().unwrap().to_vec()).unwrap();
    let (width, height) = size.split_once(' ').unwrap();
    let (width, height): (usize, usize) = (width.parse().unwrap(), height.parse().unwrap());
    fields.next().unwrap();
    let pixels = fields.next().unwrap();
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

#[test]
fn a_missing_font_is_named() {
    let empty = TempDir::new().unwrap();
    let error = crate::Fonts::load(empty.path()).unwrap_err();
    let SheetError::FontMissing { path } = error else { panic!("{error}") };
    assert!(path.ends_with("regular.ttf"));
}
