//! Who shares a feed: everybody, a territory, or one person.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{AppError, ErrorCode, Id};

/// Each scope has its own feed, counted by HQ. Written as `organisation`, `territory-<id>`, `person-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Scope {
    Organisation,
    Territory(Id),
    Person(Id),
}

impl fmt::Display for Scope {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Organisation => out.write_str("organisation"),
            Self::Territory(id) => write!(out, "territory-{id}"),
            Self::Person(id) => write!(out, "person-{id}"),
        }
    }
}

impl FromStr for Scope {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let unknown = || ErrorCode::BadArguments.on("scope");
        match text.split_once('-') {
            None if text == "organisation" => Ok(Self::Organisation),
            Some(("territory", id)) => id.parse().map(Self::Territory).map_err(|_| unknown()),
            Some(("person", id)) => id.parse().map(Self::Person).map_err(|_| unknown()),
            _ => Err(unknown()),
        }
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl TryFrom<String> for Scope {
    type Error = AppError;

    fn try_from(text: String) -> Result<Self, AppError> {
        text.parse()
    }
}
