//! Headquarters' keys: one that signs, one to which devices wrap their master keys. They lie beside the database, not in it:
//! who can write rows can not certify them.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use rounds_core::{Entropy, evidence::DeviceKey, seal::SealKey};

use crate::{HqError, error::AtPath};

const SIGN: &str = "hq.sign";
const RESCUE: &str = "hq.rescue";

pub struct Keys {
    pub signing: DeviceKey,
    pub rescue: SealKey,
}

fn seed(path: &Path, entropy: &dyn Entropy) -> Result<[u8; 32], HqError> {
    let mut seed = [0; 32];
    if let Ok(text) = fs::read_to_string(path) {
        return match hex::decode_to_slice(text.trim(), &mut seed) {
            Ok(()) => Ok(seed),
            Err(_) => Err(HqError::told("bad_key", &[("path", &path.display())])),
        };
    }
    entropy.fill(&mut seed);
    let mut file = private(path, true)?;
    file.write_all(hex::encode(seed).as_bytes()).at(path)?;
    file.sync_all().at(path)?;
    Ok(seed)
}

/// A file that its owner alone reads; `new`: refused where there is one already.
pub(crate) fn private(path: &Path, new: bool) -> Result<fs::File, HqError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).create_new(new).truncate(!new);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).at(path)
}

/// Where the keys that belong to a backup lie: beside it, so that they can be kept apart.
pub fn beside(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

/// Writes the keys of the folder beside a backup.
pub(crate) fn save(data: &Path, backup: &Path) -> Result<(), HqError> {
    let (path, mut text) = (beside(backup), String::new());
    for name in [SIGN, RESCUE] {
        let from = data.join(name);
        text.push_str(&format!("{name} {}\n", fs::read_to_string(&from).at(&from)?.trim()));
    }
    let mut file = private(&path, false)?;
    file.write_all(text.as_bytes()).at(&path)?;
    file.sync_all().at(&path)
}

/// Puts the keys that lie beside a backup into a folder that has none; those that it has stay. Gives back whether it
/// has both now.
pub(crate) fn bring(data: &Path, backup: &Path) -> Result<bool, HqError> {
    let path = beside(backup);
    let text = if path.exists() { fs::read_to_string(&path).at(&path)? } else { String::new() };
    for name in [SIGN, RESCUE] {
        let to = data.join(name);
        let line = text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let (false, Some(key)) = (to.exists(), line) else { continue };
        if hex::decode(key).map_or(0, |seed| seed.len()) != 32 {
            return Err(HqError::told("bad_key", &[("path", &path.display())]));
        }
        private(&to, true)?.write_all(key.as_bytes()).at(&to)?;
    }
    Ok([SIGN, RESCUE].iter().all(|name| data.join(name).exists()))
}

impl Keys {
    /// Reads the keys of the folder, or makes them.
    pub fn open(data: &Path, entropy: &dyn Entropy) -> Result<Self, HqError> {
        Ok(Self {
            signing: DeviceKey::from_seed(&seed(&data.join(SIGN), entropy)?),
            rescue: SealKey::from_seed(seed(&data.join(RESCUE), entropy)?),
        })
    }
}
