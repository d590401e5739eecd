//! Which data folders there are: the user's own and the demo's, each with a database of its own.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::wire::Folder;

/// Lies in a demo territory's folder, so that it is known without its key.
const DEMO_MARK: &str = "rounds.demo";
const CURRENT: &str = "rounds.current";

/// Where the folders lie.
#[derive(Clone, Debug)]
pub struct Places {
    base: PathBuf,
    own: PathBuf,
    demo: PathBuf,
}

impl Places {
    pub fn new(data: Option<&Path>, root: &Path) -> Self {
        let base = data.unwrap_or(root).to_owned();
        let (own, demo) = match data {
            Some(dir) if dir.join(DEMO_MARK).exists() => (dir.join("own"), dir.to_owned()),
            Some(dir) => (dir.to_owned(), dir.join("demo")),
            None => (root.join("own"), root.join("demo")),
        };
        Self { base, own, demo }
    }

    /// `rounds demo --data DIR` fills DIR itself.
    pub fn demo_here(&self) -> Self {
        Self { demo: self.base.clone(), own: self.base.join("own"), base: self.base.clone() }
    }

    /// The folder that all of them lie in.
    pub fn base(&self) -> &Path {
        &self.base
    }

    pub fn path(&self, folder: Folder) -> &Path {
        match folder {
            Folder::Demo => &self.demo,
            Folder::Own | Folder::None => &self.own,
        }
    }

    pub fn has_data(&self, folder: Folder) -> bool {
        rounds_store::Folder::new(self.path(folder)).has_data()
    }

    pub fn mark_demo(&self) {
        let _ = fs::write(self.demo.join(DEMO_MARK), "");
    }

    /// What was chosen last, else the folder that holds data; none on first start.
    pub fn current(&self) -> Option<Folder> {
        let chosen = match fs::read_to_string(self.base.join(CURRENT)).as_deref().map(str::trim) {
            Ok("own") => Some(Folder::Own),
            Ok("demo") => Some(Folder::Demo),
            Ok("none") => return None,
            _ => None,
        };
        let holding = [Folder::Own, Folder::Demo].into_iter().find(|folder| self.has_data(*folder));
        chosen.filter(|folder| self.has_data(*folder)).or(holding)
    }

    /// Remembers the choice; one that cannot be written is asked again.
    pub fn choose(&self, folder: Folder) {
        let word = match folder {
            Folder::Own => "own",
            Folder::Demo => "demo",
            Folder::None => "none",
        };
        let _ = fs::create_dir_all(&self.base);
        let _ = fs::write(self.base.join(CURRENT), word);
    }
}
