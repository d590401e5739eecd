//! How large the window was left, kept beside the data: it is of this device, and no secret.

use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

const FILE: &str = "window.json";

/// Logical pixels of what the window shows.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Size {
    pub width: f64,
    pub height: f64,
    pub maximized: bool,
}

impl Size {
    /// None at the first start, or where the file is no such thing.
    pub fn kept(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join(FILE)).ok()?).ok()
    }

    /// A size that cannot be kept is the default at the next start. A maximised window keeps what it had before.
    pub fn keep(mut self, folder: &Path) {
        if self.maximized
            && let Some(before) = Self::kept(folder)
        {
            self = Self { maximized: true, ..before };
        }
        if let Ok(bytes) = serde_json::to_vec(&self) {
            let _ = fs::write(folder.join(FILE), bytes);
        }
    }

    /// No larger than the screen, where there is one to ask.
    pub fn within(self, screen: Option<(f64, f64)>) -> (f64, f64) {
        let (most_width, most_height) = screen.unwrap_or((f64::INFINITY, f64::INFINITY));
        (self.width.min(most_width), self.height.min(most_height))
    }
}
