//! Writes an invented week as PDF and says what it took:
//! `cargo run --release -p rounds-sheets --example week -- [plan|record|full|handbook|all] [visits a day] [file] [long] [large] [spare] [filled]`.

mod fixture;
mod visits;

use std::{env, fs, path::Path, time::Duration};

use rounds_sheets::{Fonts, Kind, PrintOptions, Rendered, render};

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let word = args.first().map_or("all", String::as_str);
    let kind = match word {
        "plan" => Kind::Plan,
        "record" | "full" => Kind::Record,
        "handbook" => Kind::Handbook,
        _ => Kind::All,
    };
    let per_day = args.get(1).and_then(|text| text.parse().ok()).unwrap_or(11);
    let out = args.get(2).map_or("week.pdf", String::as_str);
    let asked = |word: &str| args.iter().any(|arg| arg == word);
    let options =
        PrintOptions { full_records: asked("full"), large_type: asked("large"), ..fixture::options() };
    let mut data = if asked("long") { fixture::longest(per_day) } else { fixture::week(per_day) };

    if asked("filled") {
        data = if asked("long") { visits::longest_week(per_day) } else { visits::filled_week(per_day) };
    }
    if asked("spare") {
        data.records.iter_mut().for_each(|sheet| sheet.visit = None);
    }

    let start = cpu_time();
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../build/fonts");
    let file = Fonts::load(&fonts).and_then(|fonts| render(kind, &data, &fonts, &options, &mut |_, _| true));
    let Rendered { bytes, pages } = file.unwrap_or_else(|error| panic!("{error}"));
    let spent = cpu_time().saturating_sub(start);
    fs::write(out, &bytes).unwrap_or_else(|error| panic!("{out}: {error}"));
    println!(
        "{out}: {pages} pages, {} kB, {:.2} CPU s with the fonts cold",
        bytes.len() / 1000,
        spent.as_secs_f64()
    );
}

/// Time this process has been on a core, from Linux's scheduler.
fn cpu_time() -> Duration {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}
