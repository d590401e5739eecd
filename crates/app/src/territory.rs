//! The territory, its manager, and the state that every screen starts from.

use chrono::Datelike;
use rounds_core::{
    AppError, ErrorCode,
    calendar::holidays_known,
    customer,
    form::{Form, VISIT_RECORD},
    person::Person,
    position::{Datum, Position},
    setting::Settings,
};
use rounds_store as store;

use crate::{
    Ctx, Session, damage, demo, lock,
    open::{LocalTime, Open},
    output, visit,
    wire::{AppStatus, Folder, Nothing, PutTerritory},
};

const MOST_NAME: usize = 60;

pub fn status(session: &Session, _: Nothing, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let locked = session.is_locked(ctx)?;
    let open = if locked { None } else { session.opened(ctx)? };
    let lock = lock::view(session, open.as_deref(), ctx)?;
    let Some(open) = open else {
        let local = LocalTime::of(ctx.now, "Asia/Shanghai");
        return Ok(AppStatus {
            version,
            folder: if locked { Folder::Own } else { Folder::None },
            lock,
            territory: None,
            person: None,
            settings: if locked { lock::look_of(session) } else { Settings::default() },
            today: local.date(),
            now_min: local.minute(),
            this_week: local.week(),
            next_week: local.week().next(),
            customer_count: 0,
            unsent_count: 0,
            default_output_folder: output::default_folder(session, Folder::Own).display().to_string(),
            damage: None,
            open_visit: None,
            in_hand: None,
            last_backup_at: None,
            unpublished_years: Vec::new(),
        });
    };
    let local = open.local(ctx)?;
    let (today, next_week) = (local.date(), local.week().next());
    let mut years = vec![today.year(), next_week.dates()[6].year()];
    years.dedup();
    years.retain(|year| !holidays_known(*year));
    Ok(AppStatus {
        version,
        folder: open.folder,
        lock,
        territory: open.territory()?,
        person: open.person()?,
        settings: open.settings()?,
        today,
        now_min: local.minute(),
        this_week: local.week(),
        next_week,
        customer_count: open.book(ctx)?.customers.len() as u32,
        unsent_count: open.store.unsent()?,
        default_output_folder: output::default_folder(session, open.folder).display().to_string(),
        damage: damage::notice(&open)?,
        last_backup_at: open.store.backups().first().map(|backup| backup.made_at),
        open_visit: open.store.read(rounds_store::open_records)?.first().map(|record| record.meta.id),
        in_hand: visit::in_hand(&open)?,
        unpublished_years: years,
    })
}

/// Opens the demo's own folder; fills it on the first time.
pub fn start_demo(session: &Session, _: Nothing, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let open = session.switch(Folder::Demo, ctx)?;
    if open.territory()?.is_none() {
        fill_demo(&open, LocalTime::of(ctx.now, "Asia/Shanghai").date(), ctx)?;
        session.places.mark_demo();
    }
    session.places.choose(Folder::Demo);
    status(session, Nothing {}, ctx)
}

/// Writes the demo territory as it would stand on `as_of`.
pub fn fill_demo(open: &Open, as_of: chrono::NaiveDate, ctx: &Ctx) -> Result<(), AppError> {
    let form = Form::parse(VISIT_RECORD)?;
    let demo = demo::territory(as_of, ctx.now, &form.definition()?);
    let entropy = demo::proof::entropy(as_of);
    let total = 7;
    ctx.progress("demo", 1, total);
    open.write(ctx, |tx| {
        tx.insert(&demo.territory)?;
        tx.insert(&demo.person)?;
        demo.rules.iter().try_for_each(|row| tx.insert(row))?;
        demo.calendar.iter().try_for_each(|row| tx.insert(row))?;
        demo.bulletins.iter().try_for_each(|row| tx.insert(row))?;
        demo.customers.iter().try_for_each(|row| tx.insert(row))?;
        ctx.progress("demo", 2, total);
        demo.contacts.iter().try_for_each(|row| tx.insert(row))?;
        demo.sets.iter().try_for_each(|row| tx.insert(row))?;
        ctx.progress("demo", 3, total);
        for (plan, visits) in &demo.plans {
            tx.insert(plan)?;
            visits.iter().try_for_each(|row| tx.insert(row))?;
        }
        ctx.progress("demo", 4, total);
        demo.sales.iter().try_for_each(|row| tx.insert(row))?;
        ctx.progress("demo", 5, total);
        demo::proof::write(tx, &open.store, &demo, &form, &entropy)?;
        demo.issues.iter().try_for_each(|row| tx.insert(row))?;
        demo.steps.iter().try_for_each(|row| tx.insert(row))?;
        ctx.progress("demo", 6, total);
        Ok(())
    })?;
    ctx.progress("demo", total, total);
    Ok(())
}

/// Opens one's own folder, empty on the first time.
pub fn start_own(session: &Session, _: Nothing, ctx: &Ctx) -> Result<AppStatus, AppError> {
    match session.switch(Folder::Own, ctx) {
        // The choice stands, and the lock screen asks for the PIN.
        Err(error) if error.code == ErrorCode::Locked => {}
        opened => drop(opened?),
    }
    session.places.choose(Folder::Own);
    status(session, Nothing {}, ctx)
}

/// Back to the choice; nothing is lost.
pub fn leave(session: &Session, _: Nothing, ctx: &Ctx) -> Result<AppStatus, AppError> {
    session.places.choose(Folder::None);
    session.close();
    status(session, Nothing {}, ctx)
}

pub fn save(session: &Session, put: PutTerritory, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let open = session.data(ctx)?;
    let named =
        [("name", &put.name), ("organisation", &put.organisation), ("manager_name", &put.manager_name)];
    for (field, text) in named {
        customer::check_text(text.trim(), MOST_NAME, false).map_err(|error| error.on(field))?;
    }
    if put.manager_code.trim().is_empty() {
        return Err(ErrorCode::Required.on("manager_code"));
    }
    let phone = put.manager_phone.map(|phone| phone.trim().to_owned()).filter(|phone| !phone.is_empty());
    if let Some(phone) = &phone {
        customer::check_phone(phone).map_err(|error| error.on("manager_phone"))?;
    }
    let point = |lat: Option<i32>, lng: Option<i32>| match (lat, lng) {
        (Some(lat), Some(lng)) => {
            let position = Position::from_degrees(f64::from(lat) / 1e7, f64::from(lng) / 1e7, Datum::Wgs84);
            position.map(Some).map_err(|code| code.on("position"))
        }
        _ => Ok(None),
    };
    let start = point(put.start_lat_e7, put.start_lng_e7)?;
    let end = point(put.end_lat_e7, put.end_lng_e7)?;
    open.write(ctx, |tx| {
        let mut territory = Open::home(tx)?;
        put.name.trim().clone_into(&mut territory.name);
        put.organisation.trim().clone_into(&mut territory.organisation);
        territory.start = start;
        territory.end = end;
        tx.put(&territory)?;
        if let Some(mut person) = store::all::<Person>(tx.sql())?.into_iter().next() {
            put.manager_code.trim().clone_into(&mut person.code);
            put.manager_name.trim().clone_into(&mut person.name);
            person.phone = phone;
            tx.put(&person)?;
        }
        Ok(())
    })?;
    status(session, Nothing {}, ctx)
}
