//! Evidence files inside a PDF: attached where any reader shows them, and read back even after another program has
//! saved the file anew.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::SheetError;

/// A file found in a PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Lays `files` into the document; in the order of their names, as the name tree wants them.
pub(crate) fn attach(document: &mut Document, files: &[(String, &[u8])]) -> Result<(), SheetError> {
    if files.is_empty() {
        return Ok(());
    }
    let mut names = Vec::new();
    let mut listed = Vec::new();
    for (name, bytes) in files {
        let file = document.add_object(Stream::new(
            dictionary! {
                "Type" => "EmbeddedFile",
                "Subtype" => Object::Name(b"application/json".to_vec()),
                "Params" => dictionary! { "Size" => bytes.len() as i64 },
            },
            bytes.to_vec(),
        ));
        let specification = document.add_object(dictionary! {
            "Type" => "Filespec",
            "F" => Object::string_literal(name.as_str()),
            "UF" => Object::string_literal(name.as_str()),
            "EF" => dictionary! { "F" => file, "UF" => file },
            "AFRelationship" => "Data",
        });
        names.extend([Object::string_literal(name.as_str()), specification.into()]);
        listed.push(Object::from(specification));
    }
    let tree = document.add_object(dictionary! { "Names" => names });
    let catalog = document.catalog_mut().map_err(internal)?;
    catalog.set("Names", dictionary! { "EmbeddedFiles" => tree });
    catalog.set("AF", listed);
    Ok(())
}

fn internal(error: lopdf::Error) -> SheetError {
    SheetError::Internal(error.to_string())
}

/// The evidence files in a PDF, by name; empty where there is none, or where `pdf` cannot be read.
pub fn evidence_of(pdf: &[u8]) -> Vec<Attached> {
    let Ok(document) = Document::load_mem(pdf) else { return Vec::new() };
    let mut found: Vec<Attached> =
        document.objects.values().filter_map(|object| evidence(&document, object.as_dict().ok()?)).collect();
    found.sort_by(|a, b| (&a.name, &a.bytes).cmp(&(&b.name, &b.bytes)));
    found.dedup();
    found
}

/// The file that a specification names, where it is evidence of ours.
fn evidence(document: &Document, specification: &Dictionary) -> Option<Attached> {
    let resolved = |dictionary: &Dictionary, key: &[u8]| -> Option<Object> {
        let value = dictionary.get(key).ok()?;
        document.dereference(value).ok().map(|(_, object)| object.clone())
    };
    let files = resolved(specification, b"EF")?;
    let files = files.as_dict().ok()?;
    let name = [&b"UF"[..], b"F"].iter().find_map(|key| file_name(&resolved(specification, key)?))?;
    name.strip_prefix("evidence-")?.strip_suffix(".json")?;
    let id: ObjectId = [&b"UF"[..], b"F"].iter().find_map(|key| files.get(key).ok()?.as_reference().ok())?;
    let stream = document.get_object(id).ok()?.as_stream().ok()?;
    let bytes =
        if stream.dict.has(b"Filter") { stream.decompressed_content().ok()? } else { stream.content.clone() };
    Some(Attached { name, bytes })
}

/// A file's name; other programs write it in UTF-16.
fn file_name(object: &Object) -> Option<String> {
    let bytes = object.as_str().ok()?;
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(wide) => {
            let units: Vec<u16> =
                wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()
        }
        None => String::from_utf8(bytes.to_vec()).ok(),
    }
}
