//! 拜访频率: the rules, the presets, and whether a week can hold what they ask.

use rounds_core::{
    AppError, ErrorCode, Id, Meta,
    frequency::{FrequencyRule, Preset, RuleBook, rule_load},
};
use rounds_store as store;

use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    wire::{ById, ByPreset, FrequencyView, Nothing, PresetView, PutRule},
};

fn named(preset: Preset) -> String {
    serde_json::to_value(preset).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A preset's rules as rows, to be asked and not to be kept.
fn unkept(preset: Preset) -> Vec<FrequencyRule> {
    let meta = |n: usize| Meta::new(Id::from_u128(n as u128), Id::nil(), 0);
    preset.rules().into_iter().enumerate().map(|(n, rule)| rule.into_rule(meta(n))).collect()
}

fn equal(rules: &[FrequencyRule], preset: &[FrequencyRule]) -> bool {
    let facts = |rules: &[FrequencyRule]| {
        let mut facts: Vec<String> = rules
            .iter()
            .map(|rule| format!("{:?} {:?} {} {}", rule.target, rule.window, rule.times, rule.min_gap_days))
            .collect();
        facts.sort();
        facts
    };
    facts(rules) == facts(preset)
}

pub fn view(book: &Book) -> FrequencyView {
    let needed = |rules: &[FrequencyRule]| {
        rule_load(&book.customers, &RuleBook::new(rules, &book.members), &book.calendar)
    };
    let load = needed(&book.rules);
    FrequencyView {
        preset: Preset::ALL.into_iter().find(|preset| equal(&book.rules, &unkept(*preset))).map(named),
        demand_per_week: load.needed_per_week,
        capacity_per_week: load.capacity_per_week,
        presets: Preset::ALL
            .into_iter()
            .map(|preset| PresetView {
                name: named(preset),
                demand_per_week: needed(&unkept(preset)).needed_per_week,
            })
            .collect(),
        rules: book.rules.clone(),
    }
}

pub fn get(session: &Session, _: Nothing, ctx: &Ctx) -> Result<FrequencyView, AppError> {
    Ok(view(&*session.data(ctx)?.book(ctx)?))
}

pub fn use_preset(
    session: &Session,
    ByPreset { preset }: ByPreset,
    ctx: &Ctx,
) -> Result<FrequencyView, AppError> {
    let preset = Preset::ALL
        .into_iter()
        .find(|known| named(*known) == preset)
        .ok_or_else(|| ErrorCode::BadArguments.on("preset").with("value", preset))?;
    let open = session.data(ctx)?;
    open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        for rule in store::all::<FrequencyRule>(tx.sql())? {
            tx.delete::<FrequencyRule>(rule.meta.id)?;
        }
        for rule in preset.rules() {
            tx.insert(&rule.into_rule(Open::meta(tx, &territory)))?;
        }
        Ok(())
    })?;
    get(session, Nothing {}, ctx)
}

pub fn put(session: &Session, put: PutRule, ctx: &Ctx) -> Result<FrequencyView, AppError> {
    FrequencyRule::check(put.window, put.times, put.min_gap_days)?;
    let open = session.data(ctx)?;
    open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        let rules: Vec<FrequencyRule> = store::all(tx.sql())?;
        // A target has one rule: a second for the same one takes the first's place.
        let known = rules.iter().find(|rule| Some(rule.meta.id) == put.id || rule.target == put.target);
        let meta = known.map_or_else(|| Open::meta(tx, &territory), |rule| rule.meta.clone());
        let PutRule { target, window, times, min_gap_days, .. } = put;
        tx.put(&FrequencyRule { meta, target, window, times, min_gap_days })?;
        Ok(())
    })?;
    get(session, Nothing {}, ctx)
}

pub fn delete(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<FrequencyView, AppError> {
    session.data(ctx)?.write(ctx, |tx| Ok(tx.delete::<FrequencyRule>(id)?))?;
    get(session, Nothing {}, ctx)
}
