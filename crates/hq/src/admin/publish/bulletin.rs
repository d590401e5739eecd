//! 服务信息: for everybody or for some territories, until it ends or is withdrawn.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use rounds_core::{
    AppError, ErrorCode, Id, Meta,
    bulletin::{Bulletin, BulletinKind, BulletinRead, MOST_OF_TEXT, MOST_OF_TITLE},
    row::Row as _,
    sync::Scope,
    visit::VisitRecord,
    zone::Zone,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{ADMIN, live, territories};
use crate::{
    Hq, HqError,
    base::Tx,
    cells,
    hq::{set, setting},
    record::{Desk, Place, fields_of, slot_of, territory_of},
};

/// What somebody at headquarters wants told.
#[derive(Clone, Debug)]
pub struct NewBulletin {
    pub kind: BulletinKind,
    pub title: String,
    pub text: String,
    /// Customers are told of it; none = as its kind usually is.
    pub to_tell: Option<bool>,
    /// None = from today on.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub report_number: Option<String>,
    /// Codes; empty = everybody.
    pub territories: Vec<String>,
}

/// A bulletin as lists tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BulletinLine {
    pub number: String,
    pub kind: BulletinKind,
    pub title: String,
    pub text: String,
    pub to_tell: bool,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub report_number: Option<String>,
    /// Codes; empty = everybody.
    pub territories: Vec<String>,
    /// UTC milliseconds.
    pub withdrawn_at: Option<i64>,
}

/// How far a bulletin has come in a territory, as far as devices have reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BulletinReach {
    pub territory: String,
    /// People who have read it.
    pub read: u32,
    /// Customers who were told.
    pub told: u32,
    pub customers: u32,
}

fn zone() -> Zone {
    Zone::named("")
}

/// A refused bulletin as a sentence.
fn told(error: AppError, bulletin: &Bulletin) -> HqError {
    let what = match error.field.as_deref() {
        Some("title") => "bulletin_title",
        Some("text") => "bulletin_text",
        Some("report_number") => "report_number",
        _ => {
            let until = bulletin.until.unwrap_or(bulletin.from);
            return HqError::told("bulletin_dates", &[("from", &bulletin.from), ("until", &until)]);
        }
    };
    match error.code {
        ErrorCode::Required if what == "report_number" => HqError::told("bulletin_report", &[]),
        ErrorCode::Required => HqError::told("empty", &[("what", &what)]),
        _ => {
            let most = if what == "bulletin_text" { MOST_OF_TEXT } else { MOST_OF_TITLE };
            HqError::told("unseen", &[("what", &what), ("most", &most)])
        }
    }
}

/// Every scope that a bulletin can lie in, with its territory's code; none = the organisation.
fn scopes(tx: &mut dyn Tx) -> Result<Vec<(Scope, Option<String>)>, HqError> {
    let all = territories(tx, &[])?;
    let of_territories = all.into_iter().map(|(id, code)| (Scope::Territory(id), Some(code)));
    Ok(std::iter::once((Scope::Organisation, None)).chain(of_territories).collect())
}

/// Each number's rows with the places where they lie.
type Found = BTreeMap<String, Vec<(Scope, Option<String>, Bulletin)>>;

fn found(tx: &mut dyn Tx) -> Result<Found, HqError> {
    let mut all = Found::new();
    for (scope, code) in scopes(tx)? {
        for (bulletin, _) in live::<Bulletin>(tx, scope)? {
            all.entry(bulletin.number.clone()).or_default().push((scope, code.clone(), bulletin));
        }
    }
    Ok(all)
}

fn line(rows: &[(Scope, Option<String>, Bulletin)]) -> Option<BulletinLine> {
    let (_, _, bulletin) = rows.first()?;
    let mut territories: Vec<String> = rows.iter().filter_map(|(_, code, _)| code.clone()).collect();
    territories.sort();
    Some(BulletinLine {
        number: bulletin.number.clone(),
        kind: bulletin.kind,
        title: bulletin.title.clone(),
        text: bulletin.text.clone(),
        to_tell: bulletin.to_tell,
        from: bulletin.from,
        until: bulletin.until,
        report_number: bulletin.report_number.clone(),
        territories,
        withdrawn_at: bulletin.withdrawn_at,
    })
}

fn unknown(number: &str) -> HqError {
    HqError::told("no_bulletin", &[("number", &number)])
}

impl Hq {
    /// Publishes a bulletin under the next number of the year.
    ///
    /// # Errors
    /// `Told`: what is wrong with it, or which territory there is not; nothing was published.
    pub fn publish_bulletin(&self, new: &NewBulletin) -> Result<BulletinLine, HqError> {
        let today = zone().date(self.now());
        let draft = Bulletin {
            meta: Meta::new(Id::nil(), Id::nil(), self.now()),
            number: String::new(),
            kind: new.kind,
            title: new.title.trim().to_owned(),
            text: new.text.trim().replace("\r\n", "\n"),
            to_tell: new.to_tell.unwrap_or_else(|| new.kind.is_for_customers()),
            from: new.from.unwrap_or(today),
            until: new.until,
            report_number: new.report_number.as_deref().map(|number| number.trim().to_owned()),
            withdrawn_at: None,
        };
        draft.check().map_err(|error| told(error, &draft))?;
        self.base.write(|tx| {
            let mut desk = Desk::new(self);
            // Locked also for some territories alone: numbers are given one after the other.
            desk.lock(tx, Scope::Organisation)?;
            let places: Vec<(Scope, Option<String>)> = if new.territories.is_empty() {
                vec![(Scope::Organisation, None)]
            } else {
                let named = territories(tx, &new.territories)?;
                named.into_iter().map(|(id, code)| (Scope::Territory(id), Some(code))).collect()
            };
            let counter = format!("bulletins_{}", today.year());
            let last = setting(tx, &counter)?.and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
            set(tx, &counter, &(last + 1).to_string())?;
            let bulletin = Bulletin { number: format!("{}-{:03}", today.year(), last + 1), ..draft.clone() };
            let mut rows = Vec::new();
            for (scope, code) in places {
                desk.lock(tx, scope)?;
                let place = Place { scope, noun: Bulletin::NOUN, id: self.new_id() };
                desk.add(self, place, fields_of(&bulletin)?, None);
                rows.push((scope, code, bulletin.clone()));
            }
            desk.save(tx, self.now())?;
            self.audit(tx, ADMIN, "bulletin_published", &bulletin.number)?;
            line(&rows).ok_or(HqError::Race)
        })
    }

    /// Takes a bulletin back: devices show it no more. Whoever was told stays told.
    ///
    /// # Errors
    /// `Told` where there is none of that number, or it was withdrawn before.
    pub fn withdraw_bulletin(&self, number: &str) -> Result<BulletinLine, HqError> {
        self.base.write(|tx| {
            let mut desk = Desk::new(self);
            desk.lock(tx, Scope::Organisation)?;
            let mut rows = found(tx)?.remove(number).ok_or_else(|| unknown(number))?;
            if let Some(at) = rows.first().and_then(|(_, _, bulletin)| bulletin.withdrawn_at) {
                let date = zone().date(at);
                return Err(HqError::told("bulletin_withdrawn", &[("number", &number), ("date", &date)]));
            }
            let now = self.now();
            for (scope, _, bulletin) in &mut rows {
                desk.lock(tx, *scope)?;
                let fields = Map::from_iter([("withdrawn_at".to_owned(), json!(now))]);
                let place = Place { scope: *scope, noun: Bulletin::NOUN, id: bulletin.meta.id };
                desk.write(self, tx, place, &fields, None)?;
                bulletin.withdrawn_at = Some(now);
            }
            desk.save(tx, now)?;
            self.audit(tx, ADMIN, "bulletin_withdrawn", number)?;
            line(&rows).ok_or(HqError::Race)
        })
    }

    /// Every bulletin, the newest first.
    pub fn bulletins(&self) -> Result<Vec<BulletinLine>, HqError> {
        let all = self.base.read(found)?;
        Ok(all.values().rev().filter_map(|rows| line(rows)).collect())
    }

    /// A bulletin, and in each of its territories who has read it and how many customers were told.
    ///
    /// # Errors
    /// `Told` where there is none of that number.
    pub fn bulletin_reach(&self, number: &str) -> Result<(BulletinLine, Vec<BulletinReach>), HqError> {
        self.base.read(|tx| {
            let rows = found(tx)?.remove(number).ok_or_else(|| unknown(number))?;
            let mut reach = Vec::new();
            for (scope, code) in scopes(tx)? {
                let Some(territory) = code else { continue };
                let here = rows.iter().find(|(at, _, _)| [scope, Scope::Organisation].contains(at));
                let Some((_, _, bulletin)) = here else { continue };
                reach.push(reach_in(tx, scope, territory, bulletin.meta.id)?);
            }
            reach.sort_by(|one, other| one.territory.cmp(&other.territory));
            Ok((line(&rows).ok_or_else(|| unknown(number))?, reach))
        })
    }
}

fn reach_in(
    tx: &mut dyn Tx,
    scope: Scope,
    territory: String,
    bulletin: Id,
) -> Result<BulletinReach, HqError> {
    let receipts = live::<BulletinRead>(tx, scope)?.into_iter();
    let readers: BTreeSet<Id> = receipts
        .filter(|(receipt, _)| receipt.bulletin_id == bulletin)
        .map(|(receipt, _)| receipt.person_id)
        .collect();
    let corrected: BTreeSet<Id> = visits_with(tx, scope, "\"corrects\"")?
        .into_iter()
        .filter(|visit| visit.state != rounds_core::visit::RecordState::Open)
        .filter_map(|visit| visit.corrects)
        .collect();
    let told: BTreeSet<Id> = visits_with(tx, scope, &bulletin.to_string())?
        .into_iter()
        .filter(|visit| visit.told.contains(&bulletin) && !corrected.contains(&visit.meta.id))
        .map(|visit| visit.customer_id)
        .collect();
    let customers = tx.row(
        "SELECT count(*) FROM record
         WHERE scope = $1 AND noun = 'customer' AND deleted = 0 AND moved_to IS NULL",
        cells![scope],
    )?;
    Ok(BulletinReach {
        territory,
        read: readers.len() as u32,
        told: told.len() as u32,
        customers: customers.map_or(0, |row| row[0].int() as u32),
    })
}

/// A scope's visits in whose stored text something stands.
fn visits_with(tx: &mut dyn Tx, scope: Scope, text: &str) -> Result<Vec<VisitRecord>, HqError> {
    let rows = tx.rows(
        "SELECT id, body, customer_id, moved_to FROM record
         WHERE scope = $1 AND noun = 'visit_record' AND deleted = 0 AND moved_to IS NULL AND body LIKE $2",
        cells![scope, format!("%{text}%")],
    )?;
    let mut visits = Vec::new();
    for row in &rows {
        let Some(held) = slot_of(row, 1, 2, 3)?.held else { continue };
        let whole = Value::Object(held.whole(row[0].id(), territory_of(scope)));
        visits.extend(serde_json::from_value::<VisitRecord>(whole).ok());
    }
    Ok(visits)
}
