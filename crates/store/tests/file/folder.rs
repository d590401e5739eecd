//! The data folder: encrypted, locked, backed up, upgraded.

use std::{fs, path::Path};

use crate::common::{NOW, Place};
use rounds_core::{customer::Customer, plan::PlannedVisit, visit::VisitRecord};
use rounds_store::{KEEP_COUNT, SCHEMA_VERSION, StoreError, all, all_evidence, chain_head, operations};

const DAY: i64 = 86_400_000;

fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in fs::read_dir(folder).unwrap().flatten() {
        if file.path().is_dir() {
            bytes.extend(bytes_of(&file.path()));
        } else {
            bytes.extend(fs::read(file.path()).unwrap());
        }
    }
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn no_file_of_the_folder_shows_a_name_in_plain_bytes() {
    let place = Place::new();
    let store = place.open();
    place.customer(&store, "T001", "中和路便利店十三号");
    store.save_draft("visit", &serde_json::json!("断货三天没有人管"), NOW).unwrap();
    store.back_up(NOW).unwrap();
    // While the journal still holds what was written…
    let open = bytes_of(store.folder().path());
    drop(store);
    // …and after it went into the database.
    let closed = bytes_of(place.folder().path());
    for bytes in [open, closed] {
        assert!(bytes.len() > 10_000);
        for text in ["中和路便利店", "断货三天", "SQLite format 3", "CREATE TABLE"] {
            assert!(!holds(&bytes, text), "{text} lies in plain bytes");
        }
    }
}

#[test]
fn a_second_writer_is_told_who_holds_the_folder() {
    let place = Place::new();
    let _first = place.open();
    match place.try_open() {
        Err(StoreError::Busy { holder }) => assert_eq!(holder, "the first window"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn lists_are_read_beside_the_writer_and_cannot_write() {
    let place = Place::new();
    let writer = place.open();
    place.customer(&writer, "T001", "店");
    let reader = place.read_only().unwrap().store;
    assert_eq!(reader.read(all::<Customer>).unwrap().len(), 1);
    let refused = reader.write(rounds_core::Id::nil(), NOW, &place.entropy, |_| Ok::<_, StoreError>(()));
    assert!(matches!(refused, Err(StoreError::ReadOnly)));
}

#[test]
fn a_lost_key_is_said_and_the_data_stays() {
    let place = Place::new();
    drop(place.open());
    let (key, kept) = (place.folder().path().join("rounds.key"), place.dir.path().join("kept"));
    fs::rename(&key, &kept).unwrap();
    let before = fs::read(place.folder().database()).unwrap();
    assert!(matches!(place.try_open(), Err(StoreError::KeyLost)));
    assert_eq!(fs::read(place.folder().database()).unwrap(), before);
    fs::rename(&kept, &key).unwrap();
    place.open();
}

#[test]
fn anothers_key_is_told_from_damage() {
    let place = Place::new();
    drop(place.open());
    let key = place.folder().path().join("rounds.key");
    fs::write(&key, "00".repeat(32)).unwrap();
    assert!(matches!(place.try_open(), Err(StoreError::KeyWrong)));
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_the_key_file() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    drop(place.open());
    let mode = fs::metadata(place.folder().path().join("rounds.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_last_fourteen_backups_are_kept() {
    let place = Place::new();
    let store = place.open();
    for day in 0..KEEP_COUNT as i64 + 3 {
        store.back_up(NOW + day * DAY).unwrap();
    }
    let kept = store.backups();
    assert_eq!(kept.len(), KEEP_COUNT);
    assert_eq!(kept[0].made_at, NOW + (KEEP_COUNT as i64 + 2) * DAY);
}

#[test]
fn a_restored_backup_gives_back_its_rows_and_keeps_the_present_as_a_backup() {
    let place = Place::new();
    let store = place.open();
    place.customer(&store, "T001", "店");
    store.back_up(NOW).unwrap();
    place.customer(&store, "T002", "后来的店");
    let install_id = store.install_id();
    let first = store.backups()[0].name.clone();
    store.restore(&first, NOW + DAY, &place.entropy).unwrap();
    assert_eq!(store.read(all::<Customer>).unwrap().len(), 1);
    assert_ne!(store.install_id(), install_id);
    let present = store.backups()[0].name.clone();
    store.restore(&present, NOW + 2 * DAY, &place.entropy).unwrap();
    assert_eq!(store.read(all::<Customer>).unwrap().len(), 2);
    assert!(matches!(store.restore("../rounds.db", NOW, &place.entropy), Err(StoreError::BackupMissing)));
    fs::write(store.folder().backups().join(&first), "cut").unwrap();
    assert!(matches!(store.restore(&first, NOW, &place.entropy), Err(StoreError::BackupDamaged)));
}

#[test]
fn a_folder_of_a_newer_version_is_left_alone() {
    let place = Place::new();
    let store = place.open();
    place.customer(&store, "T001", "店");
    place.raise_schema(&store, SCHEMA_VERSION + 1);
    drop(store);
    match place.try_open() {
        Err(StoreError::Newer { found, known }) => {
            assert_eq!((found, known), (SCHEMA_VERSION + 1, SCHEMA_VERSION));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(place.read_only(), Err(StoreError::Newer { .. })));
}

/// Every released schema has a fixture, and each is upgraded to the present one with its rows.
#[test]
fn every_released_schema_is_upgraded_with_its_rows() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/schema");
    for version in 1..=SCHEMA_VERSION {
        let fixture = fixtures.join(format!("{version:04}.sql"));
        let sql =
            fs::read_to_string(&fixture).unwrap_or_else(|error| panic!("{}: {error}", fixture.display()));
        let place = Place::new();
        place.load(&format!(
            "{sql}\nINSERT INTO form (id, version, hash, body) VALUES ('opinion', 1, '00', '[]');"
        ));
        let store = place.open();
        assert_eq!(store.forms("opinion", 1).unwrap(), ["[]"], "schema {version}");
        let customers = store.read(all::<Customer>).unwrap();
        assert_eq!(customers.len(), 1, "schema {version}");
        assert_eq!(customers[0].name, "中和路便利店", "schema {version}");
        assert_eq!(operations(&store, 0, 10).unwrap().len(), 1, "schema {version}");
        // What came with the visit is there to be used, and what was signed before is still guarded.
        let signed = usize::from(version >= 2);
        assert_eq!(store.read(all::<VisitRecord>).unwrap().len(), signed, "schema {version}");
        assert_eq!(store.read(all_evidence).unwrap().len(), signed, "schema {version}");
        assert_eq!(store.read(chain_head).unwrap().seq, signed as i64, "schema {version}");
        let mut visits = store.read(all::<PlannedVisit>).unwrap();
        assert_eq!(visits.pop().and_then(|visit| visit.put_off_reason), None);
    }
}
