//! Headquarters' keys: one that signs, one to which devices wrap their master keys. They lie beside the database, not in it:
//! who can write rows can not certify them.

use std::{fs, io::Write, path::Path};

use rounds_core::{Entropy, evidence::DeviceKey, seal::SealKey};

use crate::{HqError, error::AtPath};

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
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).at(path)?;
    file.write_all(hex::encode(seed).as_bytes())?;
    file.sync_all()?;
    Ok(seed)
}

impl Keys {
    /// Reads the keys of the folder, or makes them.
    pub fn open(data: &Path, entropy: &dyn Entropy) -> Result<Self, HqError> {
        Ok(Self {
            signing: DeviceKey::from_seed(&seed(&data.join("hq.sign"), entropy)?),
            rescue: SealKey::from_seed(seed(&data.join("hq.rescue"), entropy)?),
        })
    }
}
