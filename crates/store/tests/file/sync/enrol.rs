//! Ids that hold, and installations that follow others.

use rounds_core::{Entropy, Id, contact::Contact, customer::Customer, sync::Alias};
use rounds_store::{all, get};
use serde_json::json;

use super::hq::{Hq, set_note};
use crate::common::{NOW, Place};

#[test]
fn rows_operations_drafts_and_settings_get_the_ids_that_hold() {
    let place = Place::new();
    let store = place.open();
    let old = place.customer(&store, "T001", "店");
    let contact = place.write(&store, |tx| {
        let contact: Contact = serde_json::from_value(json!({
            "id": tx.new_id(), "territory_id": Id::nil(), "version": 0, "created_at": NOW, "updated_at": NOW,
            "deleted_at": null, "customer_id": old, "name": "某甲", "layer": "decision", "title": null,
            "phone": null, "is_primary": true, "note": null,
        }))?;
        tx.insert(&contact)?;
        Ok(contact.meta.id)
    });
    store.save_draft(&format!("customer:{old}"), &json!({ "id": old }), NOW).unwrap();
    let new = place.entropy.id(NOW);
    let aliases = [Alias { noun: "customer".to_owned(), from: old, to: new }];
    let person = place.entropy.id(NOW);
    store.take_enrolment(person, &aliases, false, "enrolment", &json!({ "server": "x" })).unwrap();
    assert!(store.read(|sql| get::<Customer>(sql, new)).is_ok());
    assert!(store.read(|sql| get::<Customer>(sql, old)).is_err());
    assert_eq!(store.read(|sql| get::<Contact>(sql, contact)).unwrap().customer_id, new);
    let operations = store.waiting().unwrap().operations;
    assert_eq!(operations[0].id, new);
    assert_eq!(operations[0].actor, person, "what nobody wrote yet is hers");
    assert_eq!(operations[1].fields["customer_id"]["new"], json!(new));
    assert_eq!(store.draft(&format!("customer:{new}")).unwrap().unwrap()["id"], json!(new));
    assert_eq!(store.resolve_id(old).unwrap(), new);
    assert_eq!(store.resolve_id(new).unwrap(), new);
    assert_eq!(store.setting::<serde_json::Value>("enrolment").unwrap().unwrap()["server"], "x");
}

#[test]
fn a_restored_backup_follows_and_numbers_from_one() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    let id = hq.customer(&place, "T001", "甲");
    hq.pull(&store, 10);
    set_note(&place, &store, id, "一");
    hq.sync(&store, false);
    set_note(&place, &store, id, "二");
    store.back_up(NOW).unwrap();
    let former = store.install_id();
    let name = store.backups()[0].name.clone();
    store.restore(&name, NOW, &place.entropy).unwrap();
    assert_eq!(store.predecessor().unwrap().unwrap().install_id, former);
    let waiting = store.waiting().unwrap().operations;
    assert_eq!((waiting.len(), waiting[0].op_seq), (1, 1));
    assert_eq!(waiting[0].install_id, store.install_id());
    // One that never came to HQ is not followed.
    store.become_another(NOW, &place.entropy).unwrap();
    assert_eq!(store.predecessor().unwrap().unwrap().install_id, former);
    store.take_enrolment(Id::nil(), &[], false, "enrolment", &json!({})).unwrap();
    assert_eq!(store.predecessor().unwrap(), None);
    assert_eq!(store.read(all::<Customer>).unwrap().len(), 1);
}

#[test]
fn an_earlier_installations_key_is_still_there_to_vouch() {
    let place = Place::new();
    let store = place.open();
    let key_place = rounds_store::KeyPlace::File;
    let (former, seed) = (store.install_id(), store.signing_seed(&key_place, &place.entropy).unwrap());
    store.become_another(NOW, &place.entropy).unwrap();
    let new = store.signing_seed(&key_place, &place.entropy).unwrap();
    assert_ne!(*new, *seed);
    assert_eq!(*store.earlier_seed(&key_place, former).unwrap().unwrap(), *seed);
}
