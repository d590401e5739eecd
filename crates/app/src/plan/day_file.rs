//! A planned day as a file: GPX 1.1 for navigation, iCalendar (RFC 5545) for a calendar.
//!
//! Own writers of some thirty lines each: the crates for them bring a clock, random ids or an XML reader along, which
//! this room does without. Times are written in UTC, so that no zone needs to be described.

use std::path::Path;

use chrono::{DateTime, NaiveDate};
use rounds_core::{AppError, ErrorCode, position::Position, zone::Zone};

use super::{board, input::StoredWeek};
use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    output,
    wire::{BoardVisit, DayFormat, ExportDay, FileWritten},
    words::Words,
};

/// Into the output folder, named by its day.
pub fn export_day(session: &Session, args: ExportDay, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let manager = open.person()?.map(|person| person.name).unwrap_or_default();
    let extension = match args.format {
        DayFormat::Gpx => "gpx",
        DayFormat::Ics => "ics",
    };
    let name = format!("拜访路线_{}_{manager}.{extension}", args.date);
    let path = output::folder(session, &open)?.join(output::file_name(&name));
    write_day(&open, args, &path, ctx)
}

pub fn write_day(open: &Open, args: ExportDay, path: &Path, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let book = open.book(ctx)?;
    let week = rounds_core::IsoWeek::of(args.date);
    let day = board::day(&book, &StoredWeek::read(open, week)?, args.date)?;
    if day.visits.is_empty() {
        return Err(ErrorCode::DayEmpty.with("date", args.date.to_string()));
    }
    let (text, left_out) = match args.format {
        DayFormat::Gpx => {
            let without = day.visits.iter().filter(|visit| position(&book, visit).is_none());
            let names: Vec<String> = without.map(|visit| visit.customer.name.clone()).collect();
            (gpx(&book, args.date, &day.visits, &names), names)
        }
        DayFormat::Ics => (ics(&book, args.date, open.zone()?, &day.visits, ctx.now), Vec::new()),
    };
    Ok(FileWritten { left_out, ..output::write(path, text.as_bytes(), 0)? })
}

fn position(book: &Book, visit: &BoardVisit) -> Option<Position> {
    book.at(visit.customer.id)?.0.position
}

/// The route with the start point, every stop that has a position, and the end point; degrees of WGS-84.
/// `left_out`: names of the others, which its description tells.
fn gpx(book: &Book, date: NaiveDate, visits: &[BoardVisit], left_out: &[String]) -> String {
    let point = |position: Position, name: &str, note: &str| {
        let (lat, lng) = position.degrees();
        format!(
            "    <rtept lat=\"{lat:.7}\" lon=\"{lng:.7}\"><name>{}</name><desc>{}</desc></rtept>\n",
            escaped(name),
            escaped(note)
        )
    };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gpx version=\"1.1\" creator=\"Rounds\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n  <rte>\n    <name>{date}</name>\n"
    );
    let words = Words::zh();
    if !left_out.is_empty() {
        let (count, names) = (left_out.len(), left_out.join("、"));
        let told = words.say("warnings", "route_without", &[("count", &count), ("names", &names)]);
        text.push_str(&format!("    <desc>{}</desc>\n", escaped(&told)));
    }
    let edge = |position: Option<Position>, name: &str| {
        position.map(|position| point(position, &words.place(name), "")).unwrap_or_default()
    };
    text.push_str(&edge(book.travel.start, "start"));
    for visit in visits {
        if let Some(position) = position(book, visit) {
            let name = format!("{} {}", visit.order, visit.customer.name);
            let note =
                format!("{}-{} {}", clock(visit.arrive_min), clock(visit.depart_min), visit.customer.address);
            text.push_str(&point(position, &name, note.trim_end()));
        }
    }
    text.push_str(&edge(book.travel.end.or(book.travel.start), "end"));
    text.push_str("  </rte>\n</gpx>\n");
    text
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no way to write them.
            ch if ch.is_control() => out.push(' '),
            ch => out.push(ch),
        }
    }
    out
}

/// One event for each visit; `now` is the stamp.
fn ics(book: &Book, _: NaiveDate, zone: Zone, visits: &[BoardVisit], now: i64) -> String {
    let words = Words::zh();
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Rounds//Rounds//ZH");
    lines.put("CALSCALE", "GREGORIAN");
    for visit in visits {
        let reasons: Vec<String> = visit.reasons.iter().map(|reason| words.reason(reason)).collect();
        let notes = [visit.key_points.clone().unwrap_or_default(), reasons.join("；")];
        let notes: Vec<String> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        lines.put("BEGIN", "VEVENT");
        lines.put("UID", &format!("{}@rounds", visit.id));
        lines.put("DTSTAMP", &stamp(now));
        lines.put("DTSTART", &stamp(zone.instant(visit.date, visit.arrive_min)));
        lines.put("DTEND", &stamp(zone.instant(visit.date, visit.depart_min)));
        lines.put("SUMMARY", &text_value(&format!("{} {}", visit.order, visit.customer.name)));
        if !visit.customer.address.is_empty() {
            lines.put("LOCATION", &text_value(&visit.customer.address));
        }
        if let Some(position) = position(book, visit) {
            let (lat, lng) = position.degrees();
            lines.put("GEO", &format!("{lat:.6};{lng:.6}"));
        }
        if !notes.is_empty() {
            lines.put("DESCRIPTION", &text_value(&notes.join("\n")));
        }
        lines.put("END", "VEVENT");
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

/// `19970714T173000Z`, RFC 5545 §3.3.5 form 2.
fn stamp(at: i64) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().format("%Y%m%dT%H%M%SZ").to_string()
}

/// TEXT of RFC 5545 §3.3.11: backslash, semicolon, comma and line break escaped.
fn text_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(ch);
            }
            '\n' => out.push_str("\\n"),
            ch if ch.is_control() => {}
            ch => out.push(ch),
        }
    }
    out
}

/// Content lines of RFC 5545 §3.1: at most 75 octets, then CRLF and a space.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn put(&mut self, name: &str, value: &str) {
        const MOST: usize = 75;
        let mut octets = 0;
        for ch in name.chars().chain([':']).chain(value.chars()) {
            if octets + ch.len_utf8() > MOST {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(ch);
            octets += ch.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters_and_unfold_to_themselves() {
        let mut lines = Lines::default();
        let text = "中和路便利店，".repeat(20);
        lines.put("SUMMARY", &text);
        for line in lines.0.trim_end().split("\r\n") {
            assert!(line.len() <= 75, "{}", line.len());
        }
        assert_eq!(lines.0.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
    }

    #[test]
    fn text_is_escaped_as_the_standard_says() {
        assert_eq!(text_value("a;b,c\\d\ne\r"), "a\\;b\\,c\\\\d\\ne");
        assert_eq!(escaped("<a & \"b\"\u{1}>"), "&lt;a &amp; &quot;b&quot; &gt;");
        assert_eq!(stamp(0), "19700101T000000Z");
    }
}
