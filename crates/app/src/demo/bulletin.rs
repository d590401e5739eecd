//! What headquarters would have published, and the customers that were told of it in the last days.

use chrono::{Datelike, Days, NaiveDate};
use rounds_core::{bulletin::Bulletin, visit::Outcome};

use super::{Maker, visit::MadeVisit, words::News};

/// Days before the demo's own.
const SINCE_DAYS: u64 = 4;
/// How long they count.
const LASTS_DAYS: u64 = 24;
/// The first number of the year that the demo shows.
const FIRST: usize = 41;

pub(super) fn bulletins(maker: &Maker, news: &[News], as_of: NaiveDate) -> Vec<Bulletin> {
    let one = |(at, news): (usize, &News)| Bulletin {
        meta: maker.meta(),
        number: format!("{}-{:03}", as_of.year(), FIRST + at),
        kind: news.kind,
        title: news.title.clone(),
        text: news.text.clone(),
        to_tell: news.kind.is_for_customers(),
        from: as_of - Days::new(SINCE_DAYS),
        until: Some(as_of + Days::new(LASTS_DAYS)),
        report_number: news.report_number.clone(),
        withdrawn_at: None,
    };
    news.iter().enumerate().map(one).collect()
}

/// Where something was publicised while they counted, it was the first of them.
pub(super) fn tell(visits: &mut [MadeVisit], bulletins: &[Bulletin]) {
    let Some(first) = bulletins.iter().find(|bulletin| bulletin.to_tell) else { return };
    for MadeVisit { record, .. } in visits {
        let is_told = record.outcome == Some(Outcome::Done)
            && record.answers.contains_key("publicity")
            && first.is_in_force(record.date);
        if is_told {
            record.told = vec![first.meta.id];
        }
    }
}
