//! 服务信息: what is in force, who has read it, and what each customer has been told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode, Id,
    bulletin::{Bulletin, BulletinKind, BulletinRead},
    visit::{RecordState, VisitDraft, VisitRecord},
};
use rounds_store::{self as store, Connection};

use crate::{
    Ctx, Session,
    open::Open,
    today,
    wire::{BulletinItem, BulletinToTell, ById, Nothing, TodayView},
};

/// Lines on a customer's page; what is older is not repeated there.
const MOST_ON_PAPER: usize = 4;
/// The law's word on everything that is printed of them.
const ONLY_FOR_LICENSEES: &str = "（仅供持证零售户）";

/// Bulletins that count on a date, the newest first.
pub fn in_force(open: &Open, on: NaiveDate) -> Result<Vec<Bulletin>, AppError> {
    let mut all: Vec<Bulletin> = open.store.read(store::all::<Bulletin>)?;
    all.retain(|bulletin| bulletin.is_in_force(on));
    all.sort_by(|one, other| (&other.number, other.meta.id).cmp(&(&one.number, one.meta.id)));
    Ok(all)
}

/// Whether a bulletin is meant for a territory's customers.
fn is_of(bulletin: &Bulletin, territory: Id) -> bool {
    bulletin.meta.territory_id.is_nil() || bulletin.meta.territory_id == territory
}

/// What is in force on a day, and which customers have been told.
pub struct Day {
    bulletins: Vec<Bulletin>,
    /// Bulletin → customers.
    told: BTreeMap<Id, BTreeSet<Id>>,
    read: BTreeMap<Id, i64>,
}

impl Day {
    pub fn read(open: &Open, on: NaiveDate) -> Result<Self, AppError> {
        let bulletins = in_force(open, on)?;
        let person = open.actor()?;
        let since = bulletins.iter().map(|bulletin| bulletin.from).min().unwrap_or(on);
        let (told_at, receipts) = open.store.read(|sql| {
            Ok::<_, store::StoreError>((store::told_since(sql, since)?, store::all::<BulletinRead>(sql)?))
        })?;
        let mut told: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for (customer, _, ids) in told_at {
            for id in ids {
                told.entry(id).or_default().insert(customer);
            }
        }
        let own = receipts.into_iter().filter(|receipt| receipt.person_id == person);
        let read = own.map(|receipt| (receipt.bulletin_id, receipt.read_at)).collect();
        Ok(Self { bulletins, told, read })
    }

    /// All of it, what the person has not read first.
    pub fn items(&self) -> Vec<BulletinItem> {
        let item = |bulletin: &Bulletin| BulletinItem {
            read_at: self.read.get(&bulletin.meta.id).copied(),
            told: self.told.get(&bulletin.meta.id).map_or(0, |customers| customers.len() as u32),
            bulletin: bulletin.clone(),
        };
        let mut items: Vec<BulletinItem> = self.bulletins.iter().map(item).collect();
        items.sort_by_key(|item| item.read_at.is_some());
        items
    }

    /// Titles of what a customer is still to be told.
    pub fn to_tell(&self, customer: Id, territory: Id) -> Vec<String> {
        let is_open = |bulletin: &&Bulletin| {
            bulletin.to_tell
                && is_of(bulletin, territory)
                && !self.told.get(&bulletin.meta.id).is_some_and(|customers| customers.contains(&customer))
        };
        self.bulletins.iter().filter(is_open).map(|bulletin| bulletin.title.clone()).collect()
    }
}

/// What the page of a visit shows: while it is open what can be told, afterwards what was.
pub fn of_visit(
    open: &Open,
    record: &VisitRecord,
    draft: &VisitDraft,
    territory: Id,
    newest_first: &[VisitRecord],
) -> Result<Vec<BulletinToTell>, AppError> {
    let in_force = match record.state {
        RecordState::Open => in_force(open, record.date)?,
        _ => Vec::new(),
    };
    let bulletins = to_tell(open, &in_force, territory, &draft.told)?;
    let corrected: BTreeSet<Id> = newest_first.iter().filter_map(|other| other.corrects).collect();
    let told_on = |id: Id| {
        let mut others = newest_first.iter().filter(|other| {
            other.meta.id != record.meta.id
                && Some(other.meta.id) != record.corrects
                && !corrected.contains(&other.meta.id)
                && other.date <= record.date
        });
        others.find(|other| other.told.contains(&id)).map(|other| other.date)
    };
    let mut all: Vec<BulletinToTell> = bulletins
        .into_iter()
        .map(|bulletin| BulletinToTell { told_on: told_on(bulletin.meta.id), bulletin })
        .collect();
    all.sort_by_key(|one| one.told_on.is_some());
    Ok(all)
}

/// What of `in_force` a territory's customer is to be told, and what `told` names beside it: withdrawn or past since, it was
/// told all the same.
pub fn to_tell(
    open: &Open,
    in_force: &[Bulletin],
    territory: Id,
    told: &[Id],
) -> Result<Vec<Bulletin>, AppError> {
    let is_meant = |bulletin: &&Bulletin| bulletin.to_tell && is_of(bulletin, territory);
    let mut bulletins: Vec<Bulletin> = in_force.iter().filter(is_meant).cloned().collect();
    let known: BTreeSet<Id> = bulletins.iter().map(|bulletin| bulletin.meta.id).collect();
    for id in told.iter().filter(|id| !known.contains(id)) {
        bulletins.extend(open.store.read(|sql| store::find::<Bulletin>(sql, *id))?);
    }
    Ok(bulletins)
}

/// The bulletins that a draft says were told, as far as there are such; none where nobody was met.
pub fn told(sql: &Connection, draft: &VisitDraft) -> Result<Vec<Id>, AppError> {
    if !draft.outcome.is_some_and(rounds_core::visit::Outcome::can_be_signed) {
        return Ok(Vec::new());
    }
    let ids: BTreeSet<Id> = draft.told.iter().copied().collect();
    let mut known = Vec::new();
    for id in ids {
        if store::find::<Bulletin>(sql, id)?.is_some() {
            known.push(id);
        }
    }
    Ok(known)
}

/// The titles of what was told at some visits, by id.
pub fn titles(open: &Open, records: &[VisitRecord]) -> Result<BTreeMap<Id, String>, AppError> {
    if records.iter().all(|record| record.told.is_empty()) {
        return Ok(BTreeMap::new());
    }
    let all: Vec<Bulletin> = open.store.read(store::all::<Bulletin>)?;
    Ok(all.into_iter().map(|bulletin| (bulletin.meta.id, bulletin.title)).collect())
}

/// 经营信息 and 促销信息 of the page that a customer keeps.
pub fn on_paper(bulletins: &[Bulletin], territory: Id) -> (Option<String>, Vec<String>) {
    let lines = |is_promotion: bool| -> Vec<String> {
        let meant = bulletins.iter().filter(|bulletin| {
            bulletin.to_tell
                && is_of(bulletin, territory)
                && (bulletin.kind == BulletinKind::Promotion) == is_promotion
        });
        let line = |bulletin: &Bulletin| {
            let number = bulletin.report_number.as_ref().map(|number| format!("（备案号 {number}）"));
            format!("{}{}", bulletin.title, number.unwrap_or_default())
        };
        let mut lines: Vec<String> = meant.take(MOST_ON_PAPER).map(line).collect();
        if let Some(last) = lines.last_mut() {
            last.push_str(ONLY_FOR_LICENSEES);
        }
        lines
    };
    let business = lines(false);
    ((!business.is_empty()).then(|| business.join("\n")), lines(true))
}

/// The person has read it: once.
pub fn read(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<TodayView, AppError> {
    let open = session.data(ctx)?;
    let person_id = open.actor()?;
    open.write(ctx, |tx| {
        store::find::<Bulletin>(tx.sql(), id)?.ok_or_else(|| ErrorCode::NotFound.with("noun", "bulletin"))?;
        let known = store::all::<BulletinRead>(tx.sql())?;
        if known.iter().any(|receipt| receipt.bulletin_id == id && receipt.person_id == person_id) {
            return Ok(());
        }
        let territory = Open::home(tx)?;
        let meta = Open::meta(tx, &territory);
        tx.insert(&BulletinRead { meta, bulletin_id: id, person_id, read_at: ctx.now })?;
        Ok(())
    })?;
    today::get(session, Nothing {}, ctx)
}
