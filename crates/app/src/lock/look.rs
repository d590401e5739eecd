//! Language, text size and theme beside the data: the lock screen has them before anything is open. No secret.

use std::fs;

use rounds_core::setting::{Language, Settings, TextSize, Theme};
use serde::{Deserialize, Serialize};

use crate::{Session, open::Open, wire::Folder};

const FILE: &str = "rounds.look";

#[derive(Serialize, Deserialize)]
struct Look {
    language: Language,
    text_size: TextSize,
    theme: Theme,
}

/// A look that cannot be kept is the usual one at the next start.
pub fn keep(open: &Open, settings: &Settings) {
    let look = Look { language: settings.language, text_size: settings.text_size, theme: settings.theme };
    if let Ok(text) = serde_json::to_string(&look) {
        let _ = fs::write(open.store.folder().path().join(FILE), text);
    }
}

/// Settings that hold nothing but the look.
pub fn of(session: &Session) -> Settings {
    let path = session.places.path(Folder::Own).join(FILE);
    let look: Option<Look> = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    match look {
        Some(Look { language, text_size, theme }) => {
            Settings { language, text_size, theme, ..Settings::default() }
        }
        None => Settings::default(),
    }
}
