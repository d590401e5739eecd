//! Files that are no workbooks, told apart by what they hold. The words lie in `shared.*.json` under `contents`.

use rounds_core::{AppError, ErrorCode};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Html,
    Xml,
    Json,
    Text,
    Pdf,
    Picture,
    /// Words or slides.
    Document,
    Archive,
    /// Began like a workbook.
    Damaged,
    Unknown,
}

impl Content {
    fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::Text => "text",
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::Document => "document",
            Self::Archive => "archive",
            Self::Damaged => "damaged",
            Self::Unknown => "unknown",
        }
    }
}

/// `NotAWorkbook` with what the file is instead.
pub fn not_a_workbook(content: Content) -> AppError {
    ErrorCode::NotAWorkbook.with("content", content.word())
}

/// Known by its first bytes.
pub fn by_signature(bytes: &[u8]) -> Option<Content> {
    const SIGNATURES: [(&[u8], Content); 13] = [
        (b"%PDF", Content::Pdf),
        (b"\x89PNG", Content::Picture),
        (b"\xff\xd8\xff", Content::Picture),
        (b"GIF8", Content::Picture),
        (b"RIFF", Content::Picture),
        (b"II*\0", Content::Picture),
        (b"MM\0*", Content::Picture),
        (b"\0\0\0\x18ftyp", Content::Picture),
        (b"{\\rtf", Content::Document),
        (b"Rar!", Content::Archive),
        (b"7z\xbc\xaf", Content::Archive),
        (b"\x1f\x8b", Content::Archive),
        (b"SQLite format 3", Content::Unknown),
    ];
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, content)| *content)
}

/// Markup by its first characters: a browser's table under the name of a workbook, or data for programs.
pub fn by_markup(text: &str) -> Option<Content> {
    let start: String = text.trim_start().chars().take(4096).collect::<String>().to_ascii_lowercase();
    // A saved web page may come as a mail with parts.
    let is_page = start.starts_with("mime-version:")
        || (start.starts_with('<')
            && ["<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<div"]
                .iter()
                .any(|tag| start.contains(tag)));
    if is_page {
        Some(Content::Html)
    } else if start.starts_with('<') {
        Some(Content::Xml)
    } else if start.starts_with('{') || start.starts_with("[{") {
        Some(Content::Json)
    } else {
        None
    }
}

/// What lies in the old container of Office files where it is no workbook.
pub fn in_compound_file(bytes: &[u8]) -> Content {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|part| part == name)
    };
    if holds("WordDocument") || holds("PowerPoint Document") { Content::Document } else { Content::Damaged }
}

/// Whether a file is named as a workbook of its own format, which a text file is not.
pub fn is_named_as_workbook(file_name: &str) -> bool {
    matches!(extension(file_name).as_str(), "xlsx" | "xlsm" | "xltx" | "ods" | "et")
}

/// Whether a file is named as an old workbook. Spreadsheets open texts and pages of that name, if with a warning.
pub fn is_named_as_old_workbook(file_name: &str) -> bool {
    extension(file_name) == "xls"
}

fn extension(file_name: &str) -> String {
    let (_, extension) = file_name.rsplit_once('.').unwrap_or_default();
    extension.to_ascii_lowercase()
}
