//! The shell: the only room that knows Tauri, the system's clock and its randomness. Holds no rule.

use rounds_app::cli::{self, CliEnv};
use std::{
    env,
    ffi::OsString,
    io::{stderr, stdout},
    process::ExitCode,
    sync::OnceLock,
    time::{Duration, Instant},
};

mod ipc;
mod jobs;
mod log;
mod place;
mod size;
mod sleep;
mod viewer;
mod window;
mod world;

/// Runs a command, or opens the window when none is named.
///
/// `args` are those of the process without its own name.
pub fn run(args: Vec<OsString>) -> ExitCode {
    let is_command = cli::is_command(&args);
    // A command reads `--data` among its own options.
    let data = if is_command { None } else { place::data_argument(&args) };
    let Some(options) = place::session_options(data) else {
        eprintln!("{}", cli::usage("no_home"));
        return ExitCode::FAILURE;
    };
    if is_command {
        // Nothing here may touch GTK: commands run where there is no display.
        let (mut out, mut err) = (stdout().lock(), stderr().lock());
        let env = CliEnv {
            now: world::now(),
            entropy: &world::SystemEntropy,
            cpu: &cpu_seconds,
            clock: &elapsed,
            options,
            out: &mut out,
            err: &mut err,
        };
        return ExitCode::from(u8::try_from(cli::run(args, env)).unwrap_or(1));
    }
    if cfg!(target_os = "linux")
        && ["DISPLAY", "WAYLAND_DISPLAY"].iter().all(|name| env::var_os(name).is_none())
    {
        eprintln!("{}", cli::usage("no_display"));
        return ExitCode::FAILURE;
    }
    window::open(options)
}

/// Time since this was first asked.
#[expect(clippy::disallowed_methods, reason = "the shell is where the clock is read")]
fn elapsed() -> Duration {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}

/// CPU seconds that this process has used.
fn cpu_seconds() -> f64 {
    cpu_time::ProcessTime::try_now().map_or(0.0, |time| time.as_duration().as_secs_f64())
}
