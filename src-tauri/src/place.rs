//! Where things lie on this machine.

use rounds_app::{Assets, KeyPlace, SessionOptions};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// Any of the fonts names the folder that holds them all.
const FONT: &str = "regular.ttf";

/// The window's own arguments: `--data DIR`.
pub fn window_options(args: Vec<OsString>) -> Result<SessionOptions, String> {
    let mut data = env::var_os("ROUNDS_DATA").map(PathBuf::from);
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        if arg != "--data" {
            return Err(format!("“{}” is not a command; see rounds --help", arg.display()));
        }
        data = Some(args.next().ok_or("--data needs a folder")?.into());
    }
    session_options(data)
}

/// `data`: the one folder to work on; none = the folders below the user's own.
pub fn session_options(data: Option<PathBuf>) -> Result<SessionOptions, String> {
    let root = dirs::data_dir().ok_or("this user has no home folder")?.join("rounds");
    Ok(SessionOptions { data, root, assets: Assets { fonts: fonts() }, keyring: KeyPlace::Keyring })
}

/// `ROUNDS_FONTS`, else beside the installed program, else what the set-up made in a checkout.
fn fonts() -> PathBuf {
    if let Some(named) = env::var_os("ROUNDS_FONTS") {
        return named.into();
    }
    let program = env::current_exe().unwrap_or_default();
    let installed = program.parent().map(|bin| bin.join("../lib/rounds/fonts"));
    let above = program.ancestors().map(|folder| folder.join("build/fonts"));
    let here = env::current_dir().unwrap_or_default().join("build/fonts");
    installed
        .into_iter()
        .chain(above)
        .find(|folder| holds_fonts(folder))
        .unwrap_or(here)
}

fn holds_fonts(folder: &Path) -> bool {
    folder.join(FONT).exists()
}
