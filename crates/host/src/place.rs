//! Where things lie on this machine.

use rounds_app::{Assets, KeyPlace, SessionOptions};
use std::{
    env,
    ffi::OsString,
    iter,
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
    Some(SessionOptions {
        data,
        root,
        assets: Assets { fonts: fonts() },
        keyring: KeyPlace::Keyring,
        steady: crate::steady,
    })
}

/// `ROUNDS_FONTS`, else the first of these that holds them: where the program's own package puts them (beside it on
/// Windows), where a package put them for a program that was copied elsewhere, what the set-up made in a checkout. Where
/// none does, the folder beside the program, so that its being missing names a place that anybody can fill.
fn fonts() -> PathBuf {
    if let Some(named) = env::var_os("ROUNDS_FONTS") {
        return named.into();
    }
    let program = env::current_exe().unwrap_or_default();
    let bin = program.parent().unwrap_or(Path::new(""));
    let beside = bin.join("fonts");
    let packaged = ["../lib/rounds/fonts", "../Resources/fonts"].map(|folder| bin.join(folder));
    let elsewhere = [PathBuf::from("/usr/lib/rounds/fonts")];
    let above = program.ancestors().map(|folder| folder.join("build/fonts"));
    let mut places = iter::once(beside.clone()).chain(packaged).chain(elsewhere).chain(above);
    places.find(|folder| holds_fonts(folder)).unwrap_or(beside)
}

fn holds_fonts(folder: &Path) -> bool {
    folder.join(FONT).exists()
}
