//! The rate at which worn sheets find their visits.

use std::{
    collections::BTreeSet,
    env,
    time::{Duration, Instant},
};

use rounds_core::{Id, SeededEntropy};
use rounds_scan::{Code, sheets};

use crate::{
    desk::{self, Page},
    worn::{Dice, worn},
};

/// Pictures in the quick tier; `ROUNDS_SCANS` asks for more.
const PICTURES: usize = 60;

struct Tally {
    pictures: usize,
    sheets: usize,
    matched: usize,
    wrong: usize,
    time: Duration,
    slowest: Duration,
}

#[allow(clippy::disallowed_methods, reason = "the time that a sheet takes is told")]
fn measure(pages: &[Page], count: usize, seed: u64) -> Tally {
    let dice = Dice(SeededEntropy::new(seed));
    let mut tally =
        Tally { pictures: 0, sheets: 0, matched: 0, wrong: 0, time: Duration::ZERO, slowest: Duration::ZERO };
    for number in 0..count {
        let page = &pages[number % pages.len()];
        let wear = dice.wear(number);
        let bytes = worn(&page.picture, &wear, &dice);
        let start = Instant::now();
        let found = sheets(&bytes, &mut |_, _| true).unwrap().sheets;
        let spent = start.elapsed();
        tally.time += spent;
        tally.slowest = tally.slowest.max(spent);
        let read: BTreeSet<Id> = found
            .iter()
            .filter_map(|sheet| match &sheet.code {
                Some(Code::Visit(id)) => Some(*id),
                _ => None,
            })
            .collect();
        let wanted: BTreeSet<Id> = page.codes.iter().copied().collect();
        tally.pictures += 1;
        tally.sheets += wanted.len();
        tally.matched += read.intersection(&wanted).count();
        tally.wrong +=
            found.iter().filter(|sheet| sheet.code.is_some()).count() - read.intersection(&wanted).count();
        if read != wanted {
            println!("{} of {} in {wear:?}, {} listed", read.len(), wanted.len(), found.len());
        }
        if let Ok(folder) = env::var("ROUNDS_SCANS_TO") {
            let file = std::path::Path::new(&folder).join(format!("{seed}-{number:04}.jpg"));
            std::fs::write(&file, &bytes).unwrap();
            let texts: Vec<String> = page.codes.iter().map(|id| desk::text(*id)).collect();
            std::fs::write(file.with_extension("txt"), texts.join("\n")).unwrap();
        }
    }
    tally
}

#[test]
fn at_least_98_of_100_worn_sheets_find_their_visit_and_none_another() {
    let count = env::var("ROUNDS_SCANS").ok().and_then(|text| text.parse().ok()).unwrap_or(PICTURES);
    let mut pages = desk::pages(2, false);
    pages.extend(desk::pages(1, true));
    let tally = measure(&pages, count, 1);
    println!(
        "{} of {} sheets in {} pictures matched, {} wrong; {:.0} ms a picture, the slowest {:.0} ms",
        tally.matched,
        tally.sheets,
        tally.pictures,
        tally.wrong,
        tally.time.as_secs_f64() * 1000.0 / tally.pictures as f64,
        tally.slowest.as_secs_f64() * 1000.0
    );
    assert_eq!(tally.wrong, 0);
    assert!(tally.matched * 100 >= tally.sheets * 98, "{} of {}", tally.matched, tally.sheets);
}
