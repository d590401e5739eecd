//! What is left on a disk after a power cut.

use std::{fs, path::Path};

use rounds_tests::copy;

/// How far a database's journal had been written, and by which generation of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    length: u64,
    salt: u64,
}

fn journal(database: &Path) -> std::path::PathBuf {
    format!("{}-wal", database.display()).into()
}

impl Mark {
    /// Everything up to here has been promised to somebody.
    pub fn of(database: &Path) -> Self {
        let bytes = fs::read(journal(database)).unwrap_or_default();
        let salt = bytes.get(16..24).and_then(|salt| salt.try_into().ok()).map_or(0, u64::from_be_bytes);
        Self { length: bytes.len() as u64, salt }
    }
}

/// A temporary folder in memory where the system has one: a power cut is what is left of the journal here, not what a
/// disk has been asked to write.
pub fn place() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).unwrap()
}

/// Copies a folder as a power cut would leave it: of what the database's journal holds behind `promised`, a part that `cut`
/// (of 1,000) chooses is there, be it in the middle of a page.
pub fn image(folder: &Path, database: &str, promised: Mark, cut: u64, to: &Path) {
    let _ = fs::remove_dir_all(to);
    copy(folder, to).unwrap();
    let now = Mark::of(&folder.join(database));
    if now.salt == promised.salt && now.length > promised.length {
        let left = promised.length + (now.length - promised.length) * cut / 1_000;
        let journal = journal(&to.join(database));
        fs::OpenOptions::new().write(true).open(journal).unwrap().set_len(left).unwrap();
    }
}

/// Puts an image where its folder was.
pub fn put_back(image: &Path, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::rename(image, folder).unwrap();
}

pub fn copied(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    copy(from, to).unwrap();
}
