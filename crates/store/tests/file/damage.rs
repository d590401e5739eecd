//! A damaged database: set aside as it was, told of, and never deleted.

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::common::{NOW, Place};
use rounds_core::customer::Customer;
use rounds_store::{
    Damage, DamagedPart, Folder, KeyPlace, Opened, PageFault, Store, StoreError, Yield, all, check_pages,
};

const HOUR: i64 = 3_600_000;
const PAGE: usize = 4096;
/// When the damage is found.
const FOUND: i64 = NOW + 48 * HOUR;

/// A folder with 60 customers, a backup of them, and 40 more of the next day. Nothing is open.
fn a_backup_and_a_day() -> Place {
    a_backup_and_what_came(24 * HOUR)
}

/// The 40 more by a clock that stood so many milliseconds after the first.
fn a_backup_and_what_came(later: i64) -> Place {
    let place = Place::new();
    let store = place.open();
    for n in 0..60 {
        place.customer(&store, &format!("T{n:03}"), "中和路便利店");
    }
    store.back_up(NOW + HOUR).unwrap();
    for n in 0..40 {
        place.customer_at(&store, &format!("U{n:03}"), "后来的店", NOW + later + n);
    }
    drop(store);
    place
}

fn edit(path: PathBuf, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(&path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn in_database(place: &Place, change: impl FnOnce(&mut Vec<u8>)) {
    edit(place.folder().database(), change);
}

fn overwrite_middle(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    bytes[middle..middle + PAGE].fill(0x55);
}

fn overwrite_head(bytes: &mut [u8]) {
    bytes[..PAGE].fill(0);
}

fn cut_in_half(bytes: &mut Vec<u8>) {
    bytes.truncate(bytes.len() / 2);
}

fn faults(place: &Place) -> Vec<PageFault> {
    check_pages(&place.folder(), &KeyPlace::File, None).unwrap()
}

/// Opens for writing what is damaged, and holds what is true of every damage.
fn opened(place: &Place) -> (Store, Damage) {
    let before = fs::read(place.folder().database()).unwrap();
    let Opened { store, damage } = place.try_open_at(FOUND).unwrap();
    let damage = damage.expect("damage that was found");
    let aside = place.folder().path().join(&damage.file);
    assert_eq!(fs::read(aside).unwrap(), before, "the damaged file is kept as it was");
    assert_eq!((damage.found_at, store.folder().damages()), (FOUND, vec![damage.clone()]));
    assert_eq!(faults(place), [], "what took its place is sound");
    (store, damage)
}

fn customers(store: &Store) -> usize {
    store.read(all::<Customer>).unwrap().len()
}

#[test]
fn bytes_overwritten_in_the_middle_are_named_by_page_and_table_and_cost_the_time_since_the_backup() {
    let place = a_backup_and_a_day();
    let install_id = place.open().install_id();
    assert_eq!(faults(&place), []);
    in_database(&place, |bytes| overwrite_middle(bytes));
    let found = faults(&place);
    let Some(PageFault::Pages { first, count }) = found.first() else { panic!("{found:?}") };
    assert!(*count >= 1 && *count <= 2 && first.len() == *count as usize, "{found:?}");
    assert!(found.iter().any(|fault| matches!(fault, PageFault::Table(_))), "{found:?}");
    let (store, damage) = opened(&place);
    assert_eq!(
        (damage.part, damage.backup_at, damage.bad_backups),
        (DamagedPart::Database, Some(NOW + HOUR), 0)
    );
    assert_eq!(damage.kept_until, Some(NOW));
    assert!(damage.changed_until.is_some_and(|until| until > NOW && until <= FOUND), "{damage:?}");
    assert_eq!(customers(&store), 60);
    assert_ne!(store.install_id(), install_id, "a restored copy numbers its operations afresh");
}

/// Overwrites a page of the customers; the log's newest rows lie on the last pages, and stay readable.
fn overwrite_a_page_of_customers(place: &Place) {
    let sound = fs::read(place.folder().database()).unwrap();
    for page in 2..sound.len() / PAGE {
        in_database(place, |bytes| bytes[page * PAGE..(page + 1) * PAGE].fill(0x55));
        if faults(place).contains(&PageFault::Table("customer".to_owned())) {
            return;
        }
        fs::write(place.folder().database(), &sound).unwrap();
    }
    panic!("no page of the customers");
}

#[test]
fn changes_under_a_clock_that_was_set_back_are_missing_all_the_same() {
    let place = a_backup_and_what_came(-24 * HOUR);
    overwrite_a_page_of_customers(&place);
    let (_, damage) = opened(&place);
    assert_eq!(damage.left, Some(Yield { operations: 40, visits: 0, is_partial: false }));
}

#[test]
fn what_the_damaged_file_still_yields_is_counted() {
    let place = a_backup_and_a_day();
    overwrite_a_page_of_customers(&place);
    let (_, damage) = opened(&place);
    assert_eq!(damage.left, Some(Yield { operations: 40, visits: 0, is_partial: false }));
    assert_eq!(damage.changed_until, Some(NOW + 24 * HOUR + 39), "by the log, to the moment");
}

#[test]
fn an_overwritten_head_leaves_nothing_to_read_and_the_backup_takes_over() {
    let place = a_backup_and_a_day();
    in_database(&place, |bytes| overwrite_head(bytes));
    let found = faults(&place);
    assert!(found.contains(&PageFault::Unopenable), "{found:?}");
    assert!(matches!(place.read_only(), Err(StoreError::Damaged)));
    let (store, damage) = opened(&place);
    assert_eq!((damage.left, damage.backup_at), (None, Some(NOW + HOUR)));
    assert_eq!(customers(&store), 60);
}

#[test]
fn a_file_cut_in_half_is_damage() {
    let place = a_backup_and_a_day();
    in_database(&place, cut_in_half);
    assert_ne!(faults(&place), []);
    let (store, damage) = opened(&place);
    assert_eq!((damage.backup_at, customers(&store)), (Some(NOW + HOUR), 60));
}

#[test]
fn an_empty_file_in_the_databases_place_is_damage() {
    let place = a_backup_and_a_day();
    in_database(&place, Vec::clear);
    let (store, damage) = opened(&place);
    assert_eq!((damage.backup_at, customers(&store)), (Some(NOW + HOUR), 60));
}

/// Takes the database away with its journal, as a hand that clears up would.
fn delete_database(place: &Place) {
    for name in ["rounds.db", "rounds.db-wal", "rounds.db-shm"] {
        let _ = fs::remove_file(place.folder().path().join(name));
    }
}

#[test]
fn a_database_that_is_gone_is_damage_and_no_new_folder() {
    let place = a_backup_and_a_day();
    let install_id = place.open().install_id();
    delete_database(&place);
    assert!(place.folder().has_data());
    assert_eq!(faults(&place), [PageFault::Unopenable]);
    assert!(matches!(place.read_only(), Err(StoreError::Damaged)));
    assert!(!place.folder().database().exists(), "looking makes no new one");
    let Opened { store, damage } = place.try_open_at(FOUND).unwrap();
    let damage = damage.expect("damage that was found");
    assert_eq!((damage.part, damage.backup_at), (DamagedPart::Missing, Some(NOW + HOUR)));
    assert_eq!((damage.left.clone(), damage.kept_until), (None, Some(NOW)));
    assert_eq!((customers(&store), store.folder().damages()), (60, vec![damage]));
    assert_ne!(store.install_id(), install_id, "a restored copy numbers its operations afresh");
}

#[test]
fn a_database_that_is_gone_without_a_backup_is_told_all_the_same() {
    let place = a_backup_and_a_day();
    fs::remove_dir_all(place.folder().backups()).unwrap();
    delete_database(&place);
    let Opened { store, damage } = place.try_open_at(FOUND).unwrap();
    let damage = damage.expect("damage that was found");
    assert_eq!((damage.part, damage.backup_at), (DamagedPart::Missing, None));
    assert_eq!((customers(&store), store.folder().damages()), (0, vec![damage]));
}

#[test]
fn backups_whose_key_is_gone_too_are_not_written_over() {
    let place = a_backup_and_a_day();
    delete_database(&place);
    fs::remove_file(place.folder().path().join("rounds.key")).unwrap();
    assert!(matches!(place.try_open(), Err(StoreError::KeyLost)));
    assert!(!place.folder().database().exists());
}

#[test]
fn without_a_backup_the_damaged_file_is_set_aside_all_the_same() {
    let place = a_backup_and_a_day();
    fs::remove_dir_all(place.folder().backups()).unwrap();
    in_database(&place, |bytes| overwrite_head(bytes));
    let (store, damage) = opened(&place);
    assert_eq!((damage.backup_at, damage.bad_backups, damage.kept_until), (None, 0, None));
    assert_eq!(customers(&store), 0);
}

#[test]
fn damaged_backups_are_passed_over_and_counted() {
    let place = a_backup_and_a_day();
    place.open().back_up(NOW + 30 * HOUR).unwrap();
    let newest = place.folder().backups().join("rounds-20261123T060000.000Z.db");
    edit(newest, |bytes| overwrite_middle(bytes));
    in_database(&place, cut_in_half);
    let (store, damage) = opened(&place);
    assert_eq!((damage.backup_at, damage.bad_backups), (Some(NOW + HOUR), 1));
    assert_eq!(customers(&store), 60);
}

#[test]
fn with_every_backup_damaged_too_nothing_is_deleted_and_the_folder_opens() {
    let place = a_backup_and_a_day();
    for file in fs::read_dir(place.folder().backups()).unwrap().flatten() {
        edit(file.path(), |bytes| overwrite_head(bytes));
    }
    in_database(&place, |bytes| overwrite_middle(bytes));
    let (store, damage) = opened(&place);
    assert_eq!((damage.backup_at, damage.bad_backups), (None, 1));
    assert!(damage.left.is_some_and(|left| left.operations > 40), "all that there was is missing");
    assert_eq!((customers(&store), store.backups().len()), (0, 1));
}

/// The files as a kill leaves them: the changes of a day lie in the journal.
fn killed() -> Place {
    let place = a_backup_and_a_day();
    let store = place.open();
    for n in 0..20 {
        place.customer_at(&store, &format!("V{n:03}"), "今天的店", NOW + 40 * HOUR + n);
    }
    let kept: Vec<_> = ["rounds.db", "rounds.db-wal"]
        .into_iter()
        .map(|name| (name, fs::read(place.folder().path().join(name)).unwrap()))
        .collect();
    drop(store);
    for (name, bytes) in kept {
        fs::write(place.folder().path().join(name), bytes).unwrap();
    }
    let _ = fs::remove_file(place.folder().path().join("rounds.db-shm"));
    place
}

fn journal(folder: &Folder) -> PathBuf {
    folder.path().join("rounds.db-wal")
}

#[test]
fn a_journal_that_a_kill_left_is_taken_in_without_a_word() {
    let place = killed();
    assert_eq!(faults(&place), []);
    let Opened { store, damage } = place.try_open_at(FOUND).unwrap();
    assert_eq!((damage, customers(&store)), (None, 120));
}

#[test]
fn a_journal_that_the_power_cut_off_is_no_damage() {
    let place = killed();
    edit(journal(&place.folder()), |bytes| bytes.truncate(bytes.len() - PAGE / 2));
    let Opened { store, damage } = place.try_open_at(FOUND).unwrap();
    assert_eq!((damage, customers(&store)), (None, 119));
}

#[test]
fn a_journal_spoilt_in_the_middle_is_told_and_costs_only_what_lay_behind_the_break() {
    let place = killed();
    edit(journal(&place.folder()), |bytes| overwrite_middle(bytes));
    let before = fs::read(journal(&place.folder())).unwrap();
    assert_eq!(faults(&place), [PageFault::Journal]);
    assert_eq!(fs::read(journal(&place.folder())).unwrap(), before, "looking changes nothing");
    let (store, damage) = opened(&place);
    assert_eq!((damage.part, damage.backup_at), (DamagedPart::Journal, None));
    assert!(damage.kept_until.is_some_and(|until| until >= NOW + 40 * HOUR), "{damage:?}");
    assert!((101..120).contains(&customers(&store)), "{}", customers(&store));
    let aside = place.folder().path().join(format!("{}-wal", damage.file));
    assert_eq!(fs::read(aside).unwrap(), before);
    drop(store);
    assert_eq!(place.try_open_at(FOUND + HOUR).unwrap().damage, None, "found once");
}

#[test]
fn a_journal_whose_head_is_spoilt_is_told() {
    let place = killed();
    edit(journal(&place.folder()), |bytes| bytes[..16].fill(0x55));
    assert_eq!(faults(&place), [PageFault::Journal]);
    let (store, damage) = opened(&place);
    assert_eq!((damage.part, damage.kept_until), (DamagedPart::Journal, Some(NOW + 24 * HOUR + 39)));
    assert_eq!(customers(&store), 100);
}

#[test]
fn a_note_stays_until_somebody_takes_note_or_moves_the_file_away() {
    let place = a_backup_and_a_day();
    in_database(&place, |bytes| overwrite_head(bytes));
    let (store, damage) = opened(&place);
    drop(store);
    let store = place.open();
    assert_eq!(store.folder().damages(), std::slice::from_ref(&damage), "told at every opening");
    store.folder().acknowledge_damage(damage.found_at, FOUND + HOUR).unwrap();
    assert_eq!(store.folder().damages(), []);
    assert!(place.folder().path().join(&damage.file).exists(), "and the file stays");
    drop(store);
    in_database(&place, |bytes| overwrite_head(bytes));
    let again = place.try_open_at(FOUND + HOUR).unwrap().damage.unwrap();
    assert_eq!(place.folder().damages(), std::slice::from_ref(&again));
    fs::rename(place.folder().path().join(&again.file), place.dir.path().join("moved.db")).unwrap();
    assert_eq!(place.folder().damages(), []);
}

#[test]
fn a_replacement_that_was_broken_off_is_finished_at_the_next_opening() {
    let place = a_backup_and_a_day();
    in_database(&place, |bytes| overwrite_head(bytes));
    let (store, damage) = opened(&place);
    let install_id = store.install_id();
    drop(store);
    // As it is between the two renames: the damaged file is out of the way, the backup not yet in its place.
    let folder = place.folder();
    fs::rename(folder.database(), folder.path().join("rounds.db.part")).unwrap();
    let store = place.open();
    assert_ne!(store.install_id(), install_id, "a restored copy numbers its operations afresh");
    assert_eq!((customers(&store), store.folder().damages()), (60, vec![damage]));
}

#[test]
fn pictures_that_only_the_damaged_file_names_are_counted_and_not_swept_away() {
    let place = a_backup_and_a_day();
    let sha256 = place.open().put_file(b"a picture of the day", &place.entropy).unwrap();
    in_database(&place, cut_in_half);
    let (store, damage) = opened(&place);
    assert_eq!(damage.pictures, 1);
    store.folder().acknowledge_damage(damage.found_at, FOUND).unwrap();
    assert_eq!(store.sweep_files(FOUND).unwrap(), 0);
    assert!(store.read_file(&sha256).is_ok());
}

#[test]
fn what_was_met_while_open_is_looked_for_at_the_next_opening() {
    let place = a_backup_and_a_day();
    let store = place.open();
    store.doubt();
    drop(store);
    let sound = place.try_open_at(FOUND).unwrap();
    assert_eq!(sound.damage, None);
    let stamp = fs::read_to_string(place.folder().path().join("rounds.checked")).unwrap();
    assert_ne!(stamp, "doubt", "and the doubt is settled");
}

#[test]
fn every_single_page_is_watched() {
    let place = a_backup_and_a_day();
    let sound = fs::read(place.folder().database()).unwrap();
    let pages = sound.len() / PAGE;
    let mut tables = BTreeSet::new();
    for page in 0..pages {
        in_database(&place, |bytes| bytes[page * PAGE + 100] ^= 1);
        let found = faults(&place);
        fs::write(place.folder().database(), &sound).unwrap();
        let number = page as u32 + 1;
        let fault = match number {
            1 => PageFault::Unopenable,
            _ => PageFault::Pages { first: vec![number], count: 1 },
        };
        assert_eq!(found.first(), Some(&fault), "page {number}");
        tables.extend(found.into_iter().filter_map(|fault| match fault {
            PageFault::Table(table) => Some(table),
            _ => None,
        }));
    }
    assert!(pages > 20 && tables.contains("customer") && tables.contains("outbox"), "{tables:?}");
}
