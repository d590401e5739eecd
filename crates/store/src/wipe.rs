//! Removing everything of a data folder from this device.

use std::{fs, io};

use rounds_core::Id;

use crate::{Folder, KeyPlace, StoreError};

/// Our own files begin so; whatever else lies in the folder is somebody else's and stays.
const OURS: &str = "rounds.";

/// Forgets the key first, so that whatever a failure leaves behind can be read by nobody, then removes the database, its
/// backups, pictures and logs. The folder must be closed. `install_id` is who signed here; `also` names further folders in
/// it that go with it.
pub fn wipe(
    folder: &Folder,
    place: &KeyPlace,
    install_id: Id,
    also: &[std::path::PathBuf],
) -> Result<(), StoreError> {
    let lock = folder.lock("rounds wipe")?;
    place.forget(folder.path());
    place.forget_seed(install_id);
    let mut folders = vec![folder.backups(), folder.attachments(), folder.logs()];
    folders.extend(also.iter().filter(|path| path.starts_with(folder.path())).cloned());
    for path in folders {
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::writing(&path, error));
            }
            _ => {}
        }
    }
    let entries = fs::read_dir(folder.path()).map_err(|error| StoreError::reading(folder.path(), error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let ours = entry.file_name().to_string_lossy().starts_with(OURS);
        if ours && path.is_file() && !path.ends_with("rounds.lock") {
            fs::remove_file(&path).map_err(|error| StoreError::writing(&path, error))?;
        }
    }
    // The lock last: another window waits for it until nothing is left.
    drop(lock);
    let _ = fs::remove_file(folder.path().join("rounds.lock"));
    let _ = fs::remove_dir(folder.path());
    Ok(())
}
