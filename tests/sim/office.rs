//! What headquarters publishes and erases by law while devices are away.

use rounds_core::{Id, bulletin::BulletinKind, form::VISIT_RECORD};
use rounds_hq::admin::{Erasing, NewBulletin, Publication};
use serde_json::{Value, json};

use crate::{
    device::Field,
    headquarters::PASSWORD,
    play::Sim,
    rules,
    scenario::{customers, named, shared, write},
    wire::Weather,
};

const OFFICER: &str = "office";

/// What happens before a step.
pub fn happen(sim: &Sim, step: usize, weather: Weather) {
    let both = || ["a", "b"].map(|name| named(sim, name));
    match step {
        1 => {
            sim.hq.borrow().officer(OFFICER);
            publish(sim, 2);
        }
        3 | 13 => {
            for device in both() {
                let _ = sim.sync(&device, Weather::calm());
            }
            sim.chosen.set(shared(sim));
            for device in both() {
                write_all(sim, &device.name);
                let _ = sim.sync(&device, Weather::calm());
            }
        }
        // What devices have not sent was written before they could know.
        6 | 16 => {
            for device in both() {
                write_all(sim, &device.name);
            }
            erase(sim);
            for device in both() {
                let _ = sim.sync(&device, weather);
            }
        }
        8 | 18 => write_anew(sim),
        10 => publish(sim, 3),
        20 => publish(sim, 4),
        22 => {
            for device in sim.all() {
                let _ = sim.sync(&device, Weather::calm());
                visit(sim, &device.name, sim.chosen.get(), Some(4));
                sim.settle(&device);
            }
        }
        _ => {}
    }
}

/// A visit of this customer, or of any that the device shows.
fn visit(sim: &Sim, name: &str, whom: Option<Id>, version: Option<u32>) {
    let device = named(sim, name);
    let there = customers(sim, &device);
    let customer = there.iter().find(|customer| Some(customer.meta.id) == whom).or(there.first());
    let Some(customer) = customer else { return };
    let form = device.visit(sim.now(), &mut sim.oracle.borrow_mut(), customer);
    sim.note(&format!("{name}: visits {} by form {form}", customer.code));
    if let Some(version) = version {
        assert_eq!(form, version, "{name} fills in an older form");
        sim.reach(rules::NEWEST);
    }
}

/// Everything that is personal in the chosen customer's file.
fn write_all(sim: &Sim, name: &str) {
    let (device, Some(id)) = (named(sim, name), sim.chosen.get()) else { return };
    let Some(customer) = customers(sim, &device).into_iter().find(|customer| customer.meta.id == id) else {
        return;
    };
    write(sim, &device, id, Field::Phone);
    write(sim, &device, id, Field::Note);
    device.add_contact(sim.now(), &mut sim.oracle.borrow_mut(), &customer);
    visit(sim, name, Some(id), None);
}

/// Whoever has read the erasure may write anew.
fn write_anew(sim: &Sim) {
    let (device, Some(id)) = (named(sim, "a"), sim.chosen.get()) else { return };
    let _ = sim.sync(&device, Weather::calm());
    let Some(customer) = customers(sim, &device).into_iter().find(|customer| customer.meta.id == id) else {
        return;
    };
    let note = device.add_contact(sim.now(), &mut sim.oracle.borrow_mut(), &customer);
    sim.note(&note);
    let word = note.split(' ').nth(1).expect("it is named");
    sim.sync(&device, Weather::calm()).expect("nothing is in the way");
    assert!(sim.hq.borrow().holdings().contains(word), "{word} was written in knowledge of the erasure");
}

fn erase(sim: &Sim) {
    let Some(id) = sim.chosen.get() else { return };
    let there = customers(sim, &named(sim, "a"));
    let Some(code) = there.into_iter().find(|one| one.meta.id == id).map(|one| one.code) else { return };
    let hq = sim.hq.borrow();
    let before = hq.holdings();
    let asked = Erasing { code: &code, by: OFFICER, password: PASSWORD, reason: "本人要求", fields: &[] };
    let done = hq.hq().erase_customer(&asked);
    let gone = sim.oracle.borrow_mut().erased(id, &before, &hq.holdings());
    (0..gone).for_each(|_| sim.reach(rules::ERASED));
    sim.note(&format!("{code} is erased: {gone} words, {done:?}"));
}

/// The visit record as this version, and rules, a calendar and a bulletin that differ from version to version.
fn publish(sim: &Sim, version: u32) {
    let hq = sim.hq.borrow();
    let mut form: Value = serde_json::from_str(VISIT_RECORD).unwrap();
    form["version"] = json!(version);
    form["title"]["zh"] = json!(format!("拜访记录 {version}"));
    hq.hq().publish_form(form.to_string().as_bytes()).unwrap();
    let rule = |class: &str, times: u32| json!({ "target": { "kind": "class", "class": class }, "window": { "kind": "month" }, "times": times });
    // Every other time one of them is withdrawn.
    let rules = if version.is_multiple_of(2) {
        json!([rule("A", version), rule("B", 1)])
    } else {
        json!([rule("A", version)])
    };
    let calendar = json!([
        { "from": "2026-12-18", "kind": "holiday", "note": "厂庆" },
        { "from": format!("2026-12-2{version}"), "kind": "training" },
    ]);
    for (what, file) in [(Publication::Rules, rules), (Publication::Calendar, calendar)] {
        hq.hq().publish_to(what, file.to_string().as_bytes(), &[]).unwrap();
    }
    for former in hq.hq().bulletins().unwrap().iter().filter(|line| line.withdrawn_at.is_none()) {
        hq.hq().withdraw_bulletin(&former.number).unwrap();
    }
    let territories = if version.is_multiple_of(2) { Vec::new() } else { vec!["T1".to_owned()] };
    let bulletin = NewBulletin {
        kind: BulletinKind::Supply,
        title: format!("货源 {version}"),
        text: "按需订货".to_owned(),
        to_tell: None,
        from: None,
        until: None,
        report_number: None,
        territories,
    };
    hq.hq().publish_bulletin(&bulletin).unwrap();
    sim.reach(rules::PUBLISHED);
    sim.note(&format!("headquarters publishes version {version}"));
}
