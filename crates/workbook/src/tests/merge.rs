use rounds_core::{
    contact::Contact,
    customer::{CustomerClass, FrequencyException},
    frequency::Window,
};

use super::*;

fn customer(code: &str, name: &str) -> Customer {
    Customer::new(meta(code.len() as u64), code, name)
}

#[test]
fn rows_are_told_apart_by_code() {
    let stored = [customer("1", "甲"), customer("2", "乙")];
    let read = read_csv("编码,名称\n1,甲\n2,乙店\n3,丙\n,丁\n");
    let merge = dry_run(&read, &known(&stored));
    let states: Vec<ImportRowState> = merge.outcome.rows.iter().map(|row| row.state).collect();
    assert_eq!(
        states,
        [ImportRowState::Same, ImportRowState::Changed, ImportRowState::New, ImportRowState::Rejected]
    );
    let difference = &merge.outcome.rows[1].differences[0];
    assert_eq!(difference.field, CustomerField::Name);
    assert_eq!((difference.old.as_str(), difference.new.as_str()), ("乙", "乙店"));
    let written: Vec<(u32, Option<usize>)> =
        merge.changes.iter().map(|change| (change.row, change.known)).collect();
    assert_eq!(written, [(3, Some(1)), (4, None)]);
}

#[test]
fn an_empty_cell_empties_nothing() {
    let mut stored = customer("1", "甲");
    stored.class = Some(CustomerClass::A);
    stored.note = Some("老客户".to_owned());
    let read = read_csv("编码,名称,类别,备注,电话\n1,甲,,-,13800138000\n");
    let merge = dry_run(&read, &known(std::slice::from_ref(&stored)));
    merge.changes[0].imported.apply_to(&mut stored);
    assert_eq!(stored.class, Some(CustomerClass::A));
    assert_eq!(stored.note.as_deref(), Some("老客户"));
    assert_eq!(stored.phone.as_deref(), Some("13800138000"));
}

#[test]
fn the_contact_is_compared_too() {
    let stored = customer("1", "甲");
    let read = read_csv("编码,名称,联系人,联系人电话\n1,甲,王五,13800138000\n");
    let merge = dry_run(&read, &known(std::slice::from_ref(&stored)));
    assert_eq!(merge.outcome.changed, 1);
    let contact: Contact = merge.changes[0].imported.contact(None, &stored, || meta(9)).unwrap();
    assert_eq!((contact.name.as_str(), contact.phone.as_deref()), ("王五", Some("13800138000")));
    assert!(contact.is_primary);
    assert_eq!(contact.customer_id, stored.meta.id);
    let again = dry_run(&read, &[Known { customer: &stored, contact: Some(&contact), shared_owner: None }]);
    assert_eq!(again.outcome.same, 1);
    assert_eq!(merge.changes[0].imported.contact(Some(&contact), &stored, || meta(9)), None);
}

#[test]
fn a_new_frequency_gets_a_usual_gap_and_an_old_one_keeps_its_own() {
    let mut stored = customer("1", "甲");
    let read = read_csv("编码,名称,拜访频率\n1,甲,每周两次\n");
    let imported = read.rows[0].result.as_ref().unwrap();
    imported.apply_to(&mut stored);
    let given = stored.frequency.clone().unwrap();
    assert_eq!((given.window, given.times, given.min_gap_days), (Window::Week, 2, 1));
    let own = FrequencyException { min_gap_days: 3, ..given };
    stored.frequency = Some(own.clone());
    imported.apply_to(&mut stored);
    assert_eq!(stored.frequency, Some(own));
}

#[test]
fn a_position_far_from_the_others_is_flagged_and_taken() {
    let near: Vec<String> = (0..20).map(|i| format!("{i},甲,31.{i:02},121.4\n")).collect();
    let near = near.concat();
    let read = read_csv(&format!("编码,名称,纬度,经度\n{near}99,乙,39.9,116.4\n"));
    let outcome = dry_run(&read, &[]).outcome;
    assert_eq!((outcome.new, outcome.far), (21, 1));
    assert!(outcome.rows[20].position_far);
}

#[test]
fn white_space_alone_is_no_difference() {
    let mut stored = customer("1", " 甲  店 ");
    stored.address = "路\u{3000}".to_owned();
    stored.note = Some("一\r\n二 ".to_owned());
    let read = read_csv("编码,名称,地址,备注\n1,甲  店,路,\"一\n二\"\n");
    assert_eq!(dry_run(&read, &known(&[stored])).outcome.same, 1);
}

#[test]
fn the_outcome_is_told_in_the_words_of_the_command_line() {
    let read = read_csv("编码,名称\n1,甲\n1,乙\n");
    let json = serde_json::to_value(dry_run(&read, &[]).outcome).unwrap();
    assert_eq!((&json["new"], &json["changed"], &json["same"]), (&1.into(), &0.into(), &0.into()));
    let rejected = &json["rejected"][0];
    assert_eq!(rejected["code"], "code_twice");
    assert_eq!((&rejected["row"], &rejected["column"]), (&3.into(), &"编码".into()));
    assert_eq!(json["rows"][0]["state"], "new");
}
