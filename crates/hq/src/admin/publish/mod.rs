//! What headquarters publishes: frequency rules and the unit's calendar, of which a publication takes the place of the
//! one before, forms, and bulletins.

mod bulletin;
mod fault;
mod form;

pub use bulletin::{BulletinLine, BulletinReach, NewBulletin};
pub use form::FormLine;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use rounds_core::{
    AppError, Id, Meta,
    calendar::{CalendarEntry, CalendarKind, DayPart, Spell},
    frequency::{FrequencyRule, RuleTarget, Window},
    row::Row as Noun,
    sync::{Scope, Side},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{ADMIN, territory_by};
use crate::{
    Hq, HqError,
    base::Tx,
    cells,
    record::{Desk, Place, fields_of, slot_of, territory_of},
};

/// What takes the place of what was published before, territory by territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// How often which class or segment is seen.
    Rules,
    /// The unit's holidays, working days, office days and trainings. Leave is everybody's own.
    Calendar,
}

/// A rule as its file says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleWord {
    target: RuleTarget,
    window: Window,
    times: u32,
    #[serde(default)]
    min_gap_days: u32,
}

/// An entry as its file says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryWord {
    from: NaiveDate,
    to: Option<NaiveDate>,
    kind: CalendarKind,
    #[serde(default)]
    part: DayPart,
    note: Option<String>,
}

/// What a publication did, by the codes of the territories that it went to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    pub territories: Vec<String>,
    /// Rows that were made or changed, and that were withdrawn.
    pub changed: u32,
    pub withdrawn: u32,
}

/// A row to be there, and the one that it takes the place of.
struct Wanted {
    id: Option<Id>,
    fields: Map<String, Value>,
}

fn entry_fault(number: usize, cause: &dyn std::fmt::Display) -> HqError {
    HqError::told("publication_entry", &[("number", &number), ("cause", cause)])
}

/// A file's bytes without the mark that editors of Windows put before them.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The entries of a file, a list of objects.
fn entries<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, HqError> {
    let bytes = without_mark(bytes);
    let list: Value = serde_json::from_slice(bytes).map_err(|error| {
        HqError::told("publication_json", &[("line", &error.line()), ("column", &error.column())])
    })?;
    let Value::Array(list) = list else { return Err(HqError::told("publication_list", &[])) };
    if list.is_empty() {
        return Err(HqError::told("publication_empty", &[]));
    }
    list.into_iter()
        .enumerate()
        .map(|(at, entry)| serde_json::from_value(entry).map_err(|error| entry_fault(at + 1, &error)))
        .collect()
}

fn refused(number: usize) -> impl Fn(AppError) -> HqError {
    move |error| HqError::PublicationEntry { number, error }
}

fn rules(bytes: &[u8]) -> Result<Vec<RuleWord>, HqError> {
    let rules: Vec<RuleWord> = entries(bytes)?;
    for (at, rule) in rules.iter().enumerate() {
        if matches!(rule.target, RuleTarget::Set { .. }) {
            return Err(HqError::told("publication_set", &[("number", &(at + 1))]));
        }
        FrequencyRule::check(rule.window, rule.times, rule.min_gap_days).map_err(refused(at + 1))?;
        if let Some(first) = rules[..at].iter().position(|other| other.target == rule.target) {
            return Err(HqError::told(
                "publication_twice",
                &[("number", &(at + 1)), ("first", &(first + 1))],
            ));
        }
    }
    Ok(rules)
}

fn calendar(bytes: &[u8]) -> Result<Vec<EntryWord>, HqError> {
    let mut entries: Vec<EntryWord> = entries(bytes)?;
    let mut before: Vec<Spell> = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter_mut().enumerate() {
        if entry.kind == CalendarKind::Leave {
            return Err(HqError::told("publication_leave", &[("number", &(at + 1))]));
        }
        let to = entry.to.unwrap_or(entry.from);
        entry.note = CalendarEntry::check(entry.from, to, entry.note.take()).map_err(refused(at + 1))?;
        let spell = Spell { from: entry.from, to, kind: entry.kind, part: entry.part };
        for (first, other) in before.iter().enumerate() {
            if let Err(error) = CalendarEntry::check_beside(spell, [other]) {
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("number", &(at + 1)), ("first", &(first + 1)), ("date", &day_of(&error))];
                return Err(HqError::told("publication_contradicts", &values));
            }
        }
        before.push(spell);
    }
    Ok(entries)
}

/// The day that a refusal names.
fn day_of(error: &AppError) -> String {
    error.detail.get("date").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Whether a new entry makes a day off of what stays published makes a working day, or the other way round: an entry of
/// another year may reach into this one.
fn check_beside_published<'a>(
    entries: &[EntryWord],
    stays: impl Iterator<Item = &'a CalendarEntry> + Clone,
    code: &str,
) -> Result<(), HqError> {
    for (at, entry) in entries.iter().enumerate() {
        let to = entry.to.unwrap_or(entry.from);
        let spell = Spell { from: entry.from, to, kind: entry.kind, part: entry.part };
        for other in stays.clone() {
            if let Err(error) = CalendarEntry::check_beside(spell, [&other.spell()]) {
                let values: [(&str, &dyn std::fmt::Display); 5] = [
                    ("number", &(at + 1)),
                    ("date", &day_of(&error)),
                    ("territory", &code),
                    ("from", &other.from),
                    ("to", &other.to),
                ];
                return Err(HqError::told("publication_contradicts_published", &values));
            }
        }
    }
    Ok(())
}

impl Hq {
    /// Publishes a file to the territories of some codes; none = to all of them. All of it or nothing.
    ///
    /// # Errors
    /// `Told`, `PublicationEntry`: what is wrong in the file and where.
    pub fn publish_to(
        &self,
        what: Publication,
        bytes: &[u8],
        codes: &[String],
    ) -> Result<Published, HqError> {
        let (rules, calendar) = match what {
            Publication::Rules => (rules(bytes)?, Vec::new()),
            Publication::Calendar => (Vec::new(), calendar(bytes)?),
        };
        self.base.write(|tx| {
            let territories = territories(tx, codes)?;
            let mut desk = Desk::new(self);
            let mut published = Published::default();
            for territory in territories.keys() {
                desk.lock(tx, Scope::Territory(*territory))?;
            }
            for (territory, code) in territories {
                match what {
                    Publication::Rules => {
                        let there = live::<FrequencyRule>(tx, Scope::Territory(territory))?;
                        let wanted = wanted_rules(self, territory, &rules, &there)?;
                        let of_sets = |rule: &FrequencyRule| matches!(rule.target, RuleTarget::Set { .. });
                        let replaced =
                            there.iter().filter(|(rule, _)| !of_sets(rule)).map(|(rule, _)| rule.meta.id);
                        self.replace::<FrequencyRule>(
                            tx,
                            &mut desk,
                            territory,
                            &wanted,
                            &replaced.collect(),
                            &mut published,
                        )?;
                    }
                    Publication::Calendar => {
                        let there = live::<CalendarEntry>(tx, Scope::Territory(territory))?;
                        let wanted = wanted_entries(self, territory, &calendar, &there)?;
                        let years: BTreeSet<i32> = calendar.iter().map(|entry| entry.from.year()).collect();
                        let published_here = there.iter().filter(|(_, side)| *side == Side::Hq);
                        let is_replaced = |entry: &CalendarEntry| years.contains(&entry.from.year());
                        let stays = published_here.clone().map(|(entry, _)| entry);
                        check_beside_published(&calendar, stays.filter(|entry| !is_replaced(entry)), &code)?;
                        let replaced =
                            published_here.map(|(entry, _)| entry).filter(|entry| is_replaced(entry));
                        let replaced = replaced.map(|entry| entry.meta.id);
                        self.replace::<CalendarEntry>(
                            tx,
                            &mut desk,
                            territory,
                            &wanted,
                            &replaced.collect(),
                            &mut published,
                        )?;
                    }
                }
                published.territories.push(code);
            }
            desk.save(tx, self.now())?;
            published.territories.sort();
            let name = if what == Publication::Rules { "rules_published" } else { "calendar_published" };
            self.audit(tx, ADMIN, name, &published.territories.join(" "))?;
            Ok(published)
        })
    }

    /// Writes what is wanted, and withdraws the rest of what it replaces.
    fn replace<R: Noun>(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        territory: Id,
        wanted: &[Wanted],
        replaced: &BTreeSet<Id>,
        published: &mut Published,
    ) -> Result<(), HqError> {
        let at = |id| Place { scope: Scope::Territory(territory), noun: R::NOUN, id };
        let mut kept = BTreeSet::new();
        for row in wanted {
            let id = row.id.unwrap_or_else(|| self.new_id());
            kept.insert(id);
            if desk.write_unseen(self, tx, at(id), &row.fields, None)? {
                published.changed += 1;
            }
        }
        for id in replaced.difference(&kept) {
            let fields = Map::from_iter([("deleted_at".to_owned(), json!(self.now()))]);
            desk.write(self, tx, at(*id), &fields, None)?;
            published.withdrawn += 1;
        }
        Ok(())
    }
}

/// The territories of some codes; none = all.
fn territories(tx: &mut dyn Tx, codes: &[String]) -> Result<BTreeMap<Id, String>, HqError> {
    if codes.is_empty() {
        let rows = tx.rows("SELECT territory_id, code FROM territory_code", &[])?;
        return Ok(rows.iter().map(|row| (row[0].id(), row[1].text().to_owned())).collect());
    }
    codes.iter().map(|code| Ok((territory_by(tx, code)?, code.clone()))).collect()
}

/// A scope's live rows of a noun, with the side that made each.
fn live<R: Noun>(tx: &mut dyn Tx, scope: Scope) -> Result<Vec<(R, Side)>, HqError> {
    let rows = tx.rows(
        "SELECT id, body, customer_id, moved_to FROM record
         WHERE scope = $1 AND noun = $2 AND deleted = 0 AND moved_to IS NULL ORDER BY id",
        cells![scope, R::NOUN],
    )?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(held) = slot_of(row, 1, 2, 3)?.held else { continue };
        if let Ok(noun) = serde_json::from_value(Value::Object(held.whole(row[0].id(), territory_of(scope))))
        {
            all.push((noun, held.stamps.first.side));
        }
    }
    Ok(all)
}

fn wanted_rules(
    hq: &Hq,
    territory: Id,
    rules: &[RuleWord],
    there: &[(FrequencyRule, Side)],
) -> Result<Vec<Wanted>, HqError> {
    let one = |word: &RuleWord| {
        let former = there.iter().find(|(rule, _)| rule.target == word.target);
        let rule = FrequencyRule {
            meta: Meta::new(Id::nil(), territory, hq.now()),
            target: word.target.clone(),
            window: word.window,
            times: word.times,
            min_gap_days: word.min_gap_days,
        };
        Ok(Wanted { id: former.map(|(rule, _)| rule.meta.id), fields: fields_of(&rule)? })
    };
    rules.iter().map(one).collect()
}

fn wanted_entries(
    hq: &Hq,
    territory: Id,
    entries: &[EntryWord],
    there: &[(CalendarEntry, Side)],
) -> Result<Vec<Wanted>, HqError> {
    let one = |word: &EntryWord| {
        let entry = CalendarEntry {
            meta: Meta::new(Id::nil(), territory, hq.now()),
            from: word.from,
            to: word.to.unwrap_or(word.from),
            kind: word.kind,
            part: word.part,
            note: word.note.clone(),
        };
        let former = there.iter().find(|(other, side)| {
            *side == Side::Hq
                && (other.from, other.to, other.kind, other.part)
                    == (entry.from, entry.to, entry.kind, entry.part)
        });
        Ok(Wanted { id: former.map(|(other, _)| other.meta.id), fields: fields_of(&entry)? })
    };
    entries.iter().map(one).collect()
}
