//! An open data folder: its store, who works in it, and what is remembered between calls.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek, Meta,
    form::{Form, VISIT_RECORD},
    person::Person,
    setting::Settings,
    territory::Territory,
    zone::Zone,
};
use rounds_store::{self as store, Access, Changes, Damage, Key, KeyPlace, Store, StoreError, Tx, Written};

use crate::{
    Ctx,
    book::Book,
    folder::Places,
    import::Preview,
    plan::Proposal,
    session::held,
    wire::{Changed, Folder},
};

/// Of a territory, unless it says otherwise.
pub const ZONE: &str = "Asia/Shanghai";
pub const SETTINGS: &str = "settings";

pub struct Open {
    pub store: Store,
    pub folder: Folder,
    /// Damage that this opening found.
    pub damage: Option<Damage>,
    book: Mutex<Option<Arc<Book>>>,
    pub previews: Mutex<BTreeMap<String, Preview>>,
    pub proposals: Mutex<BTreeMap<String, Proposal>>,
    /// Somebody speaks to headquarters.
    pub syncing: AtomicBool,
}

/// Imports and plans that were shown and not yet taken.
#[derive(Default)]
pub struct Waiting {
    previews: BTreeMap<String, Preview>,
    proposals: BTreeMap<String, Proposal>,
}

/// Local date and time at a territory.
#[derive(Clone, Copy, Debug)]
pub struct LocalTime(pub NaiveDateTime);

impl LocalTime {
    pub fn of(now: i64, zone: &str) -> Self {
        Self(Zone::named(zone).local(now))
    }

    pub fn date(self) -> NaiveDate {
        self.0.date()
    }

    /// Minutes after local midnight.
    pub fn minute(self) -> u32 {
        self.0.hour() * 60 + self.0.minute()
    }

    pub fn week(self) -> IsoWeek {
        IsoWeek::of(self.date())
    }

    /// Thursday or later: next week is being planned.
    pub fn planning_has_begun(self) -> bool {
        self.date().weekday().number_from_monday() >= 4
    }
}

impl Open {
    pub fn new(
        places: &Places,
        folder: Folder,
        access: Access,
        keyring: &KeyPlace,
        key: Option<&Key>,
        ctx: &Ctx,
    ) -> Result<Self, AppError> {
        let key_place = Self::key_place(folder, keyring);
        let data = store::Folder::new(places.path(folder));
        let opened = Store::open_with(data, access, key_place, key, ctx.now, ctx.entropy)?;
        keep_forms(&opened.store, ctx)?;
        if let Some(damage) = &opened.damage {
            tracing::warn!(?damage, "a damaged database was set aside");
        }
        Ok(Self {
            store: opened.store,
            folder,
            damage: opened.damage,
            book: Mutex::default(),
            previews: Mutex::default(),
            proposals: Mutex::default(),
            syncing: AtomicBool::new(false),
        })
    }

    /// The demo is nobody's secret, and a keyring that asks for a password would be in its way.
    pub fn key_place(folder: Folder, keyring: &KeyPlace) -> &KeyPlace {
        if folder == Folder::Demo { &KeyPlace::File } else { keyring }
    }

    pub fn territory(&self) -> Result<Option<Territory>, AppError> {
        let mut territories = self.store.read(store::all::<Territory>)?;
        // Whoever stands in for a colleague sees two; work begins in one's own.
        if let Some(account) = rounds_sync::account(&self.store)? {
            territories.retain(|territory| territory.meta.id == account.territory_id);
        }
        Ok(territories.into_iter().next())
    }

    /// Whoever works here.
    pub fn person(&self) -> Result<Option<Person>, AppError> {
        let people = self.store.read(store::all::<Person>)?;
        // An enrolled device may know colleagues, too: whoever enrolled it works in it.
        let account = rounds_sync::account(&self.store)?;
        let own =
            |person: &&Person| account.as_ref().is_some_and(|account| account.person_id == person.meta.id);
        Ok(people.iter().find(own).or(people.first()).cloned())
    }

    pub fn settings(&self) -> Result<Settings, AppError> {
        Ok(self.store.setting(SETTINGS)?.unwrap_or_default())
    }

    /// The zone of plan dates and deadlines.
    pub fn zone(&self) -> Result<Zone, AppError> {
        let zone = self.territory()?.map(|territory| territory.zone);
        Ok(Zone::named(zone.as_deref().unwrap_or(ZONE)))
    }

    pub fn local(&self, ctx: &Ctx) -> Result<LocalTime, AppError> {
        Ok(LocalTime(self.zone()?.local(ctx.now)))
    }

    /// A new row's head in this territory.
    pub fn meta(tx: &Tx, territory: &Territory) -> Meta {
        Meta::new(tx.new_id(), territory.meta.id, tx.now())
    }

    /// The territory and its manager; made with the first thing that needs them.
    pub fn home(tx: &mut Tx) -> Result<Territory, AppError> {
        let account = rounds_sync::account_in(tx)?;
        let mut territories = store::all::<Territory>(tx.sql())?.into_iter();
        let own = |territory: &Territory| {
            account.as_ref().is_none_or(|account| account.territory_id == territory.meta.id)
        };
        match territories.find(own) {
            Some(territory) => return Ok(territory),
            // Headquarters has one; another would be in its way.
            None if account.is_some() => return Err(ErrorCode::SyncFirst.into()),
            None => {}
        }
        let id = tx.new_id();
        let territory = Territory {
            meta: Meta::new(id, id, tx.now()),
            code: "1".to_owned(),
            name: String::new(),
            organisation: String::new(),
            zone: ZONE.to_owned(),
            start: None,
            end: None,
            is_demo: false,
        };
        let person = Person {
            meta: Self::meta(tx, &territory),
            code: "1".to_owned(),
            name: String::new(),
            role: rounds_core::person::Role::Manager,
            phone: None,
        };
        tx.insert(&territory)?;
        tx.insert(&person)?;
        for rule in rounds_core::frequency::Preset::TobaccoMonthly.rules() {
            tx.insert(&rule.into_rule(Self::meta(tx, &territory)))?;
        }
        Ok(territory)
    }

    /// Through the write door, as the manager; then tells the screens what changed.
    pub fn write<T>(
        &self,
        ctx: &Ctx,
        f: impl FnOnce(&mut Tx) -> Result<T, AppError>,
    ) -> Result<Written<T>, AppError> {
        let actor = self.actor()?;
        let written = self
            .store
            .write(actor, ctx.now, ctx.entropy, |tx| f(tx).map_err(Failure::App))
            .map_err(AppError::from)?;
        self.changed(ctx, &written.changes);
        Ok(written)
    }

    pub fn actor(&self) -> Result<Id, AppError> {
        if let Some(account) = rounds_sync::account(&self.store)? {
            return Ok(account.person_id);
        }
        Ok(self.person()?.map_or(Id::nil(), |person| person.meta.id))
    }

    /// Drops what is remembered of changed rows and tells the screens.
    pub fn changed(&self, ctx: &Ctx, changes: &Changes) {
        if changes.is_empty() {
            return;
        }
        let mut book = held(&self.book);
        if let Some(known) = book.take() {
            *book = self.store.read(|sql| known.follow(sql, changes)).unwrap_or_default().map(Arc::new);
        }
        drop(book);
        let mut nouns: Vec<String> = changes.rows.iter().map(|(noun, _)| (*noun).to_owned()).collect();
        nouns.dedup();
        if changes.settings {
            nouns.push("setting".to_owned());
        }
        ctx.events.changed(Changed { nouns });
    }

    /// Takes what waits for an answer on a screen, before the folder is locked.
    pub fn take_waiting(&self) -> Waiting {
        Waiting {
            previews: std::mem::take(&mut held(&self.previews)),
            proposals: std::mem::take(&mut held(&self.proposals)),
        }
    }

    pub fn put_waiting(&self, waiting: Waiting) {
        held(&self.previews).extend(waiting.previews);
        held(&self.proposals).extend(waiting.proposals);
    }

    /// Forgets everything read so far, after a restore.
    pub fn forget(&self) {
        *held(&self.book) = None;
        held(&self.previews).clear();
        held(&self.proposals).clear();
    }

    /// Every customer with what lists and the planner ask of it, read once and kept up to date.
    pub fn book(&self, ctx: &Ctx) -> Result<Arc<Book>, AppError> {
        let today = self.local(ctx)?.date();
        let settings = self.settings()?;
        let mut place = held(&self.book);
        if let Some(book) = &*place
            && book.is_of(today)
        {
            return Ok(Arc::clone(book));
        }
        let former = place.take();
        let book = self.store.read(|sql| Book::read(sql, former.as_deref(), today, &settings))?;
        Ok(Arc::clone(place.insert(Arc::new(book))))
    }
}

/// Keeps the definitions that this version brings, by id and version: what is answered keeps its own for ever.
fn keep_forms(store: &Store, ctx: &Ctx) -> Result<(), AppError> {
    let form = Form::parse(VISIT_RECORD)?.definition()?;
    let is_kept = |bodies: Vec<String>| bodies.contains(&form.body);
    if !store.is_writable() || is_kept(store.forms(&form.id, form.version)?) {
        return Ok(());
    }
    store.write(Id::nil(), ctx.now, ctx.entropy, |tx| {
        tx.keep_form(&form.id, form.version, &form.hash, &form.body)
    })?;
    Ok(())
}

/// A failure inside a transaction: the store's or the use-case's.
enum Failure {
    App(AppError),
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Failure> for AppError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::App(error) => error,
            Failure::Store(error) => error.into(),
        }
    }
}

/// The manager asked for (`--manager`) must be one of the folder's.
pub fn check_manager(open: &Open, code: Option<&str>) -> Result<(), AppError> {
    let Some(code) = code else { return Ok(()) };
    let people: Vec<Person> = open.store.read(store::all)?;
    if people.is_empty() || people.iter().any(|person| person.code == code) {
        return Ok(());
    }
    let known: Vec<String> = people.into_iter().map(|person| person.code).collect();
    Err(ErrorCode::ManagerUnknown.with("value", code).with("known", known.join(", ")))
}
