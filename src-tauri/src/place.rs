//! Where things lie on this machine.

use rounds_app::{Assets, KeyPlace, SessionOptions};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// Any of the fonts names the folder that holds them all.
const FONT: &str = "regular.ttf";

/// The window's only argument: `--data DIR` or `--data=DIR`.
pub fn data_argument(args: &[OsString]) -> Option<PathBuf> {
    match args {
        [flag, folder, ..] if flag == "--data" => Some(folder.into()),
        [joined, ..] => joined.to_str()?.strip_prefix("--data=").map(PathBuf::from),
        [] => None,
    }
}

/// `data`: the one folder to work on, else what `ROUNDS_DATA` names, else the folders below the user's own. None when
/// this user has no home and nothing is named.
pub fn session_options(data: Option<PathBuf>) -> Option<SessionOptions> {
    let data = data.or_else(|| env::var_os("ROUNDS_DATA").map(PathBuf::from));
    let home = dirs::data_dir().map(|folder| folder.join("rounds"));
    let root = home.or_else(|| data.clone())?;
    Some(SessionOptions { data, root, assets: Assets { fonts: fonts() }, keyring: KeyPlace::Keyring })
}

/// `ROUNDS_FONTS`, else beside the installed program, else what the set-up made in a checkout.
fn fonts() -> PathBuf {
    if let Some(named) = env::var_os("ROUNDS_FONTS") {
        return named.into();
    }
    let program = env::current_exe().unwrap_or_default();
    let installed = program.parent().map(|bin| bin.join("../lib/rounds/fonts"));
    let above = program.ancestors().map(|folder| folder.join("build/fonts"));
    installed
        .into_iter()
        .chain(above)
        .find(|folder| holds_fonts(folder))
        .unwrap_or_else(|| "build/fonts".into())
}

fn holds_fonts(folder: &Path) -> bool {
    folder.join(FONT).exists()
}
