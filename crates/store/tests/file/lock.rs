//! The PIN over the folder's key, what it costs to guess, and the ways back.

use std::fs;

use crate::common::{NOW, Place};
use base64::{Engine, engine::general_purpose::STANDARD};
use rounds_core::{
    ErrorCode, SeededEntropy,
    pin::{Pin, RecoveryCode},
    seal::{SealKey, WRAPPED_KEY},
    unlock::{GRANTED_MS, UnlockGrant},
};
use rounds_store::{
    Access, Folder, Key, KeyPlace, Store, StoreError, all, ask_hq, enrolled_at, forget_request, keep_pin,
    lock_state, take_grant, unlock, unlock_by_recovery, wipe,
};

const FILE: KeyPlace = KeyPlace::File;

fn pin(digits: &str) -> Pin {
    Pin::new(digits).unwrap()
}

/// A folder with one customer and the PIN 480317.
fn locked() -> Place {
    let place = Place::new();
    let store = place.open();
    place.customer(&store, "T001", "店");
    store.keep_pin(&FILE, Some(&pin("480317")), &place.entropy).unwrap();
    drop(store);
    place
}

fn open_with(place: &Place, key: &Key) -> Result<Store, StoreError> {
    let access = Access::Write { holder: "test".to_owned() };
    let opened = Store::open_with(place.folder(), access, &FILE, Some(key), NOW, &place.entropy)?;
    Ok(opened.store)
}

/// As far as the key goes.
fn enrol(place: &Place, store: &Store, hq: &SealKey) {
    let wrapped = store.wrapped_key(&hq.public(), &place.entropy).unwrap();
    store.keep_wrapped_key(&hq.public(), &wrapped).unwrap();
}

fn recovery(place: &Place, store: &Store) -> RecoveryCode {
    let code = RecoveryCode::random(&place.entropy);
    store.keep_recovery(&code, &place.entropy).unwrap();
    code
}

fn names(store: &Store) -> Vec<String> {
    let all: Vec<rounds_core::customer::Customer> = store.read(all).unwrap();
    all.into_iter().map(|customer| customer.name).collect()
}

fn wait_of(result: Result<Key, StoreError>) -> i64 {
    match result {
        Err(StoreError::PinWait { wait_ms }) => wait_ms,
        other => panic!("no wait but {:?}", other.map(|_| ())),
    }
}

#[test]
fn a_folder_with_a_pin_opens_by_the_pin_alone() {
    let place = locked();
    assert!(matches!(place.try_open(), Err(StoreError::Locked)));
    assert!(matches!(place.read_only(), Err(StoreError::Locked)));
    let state = lock_state(&place.folder(), &FILE, NOW).unwrap();
    assert!(state.has_pin && !state.key_lost && state.wait_ms == 0);
    let wrong = unlock(&place.folder(), &FILE, &pin("480318"), NOW);
    assert!(matches!(wrong, Err(StoreError::PinWrong { left: 4, .. })));
    let key = unlock(&place.folder(), &FILE, &Pin::typed("４８０３１７"), NOW).unwrap();
    assert_eq!(names(&open_with(&place, &key).unwrap()), ["店"]);
    let other = Key::random(&SeededEntropy::new(9));
    assert!(matches!(open_with(&place, &other), Err(StoreError::KeyWrong)));
}

#[test]
fn no_file_of_a_locked_folder_holds_the_key_or_a_customers_name() {
    let place = Place::new();
    let store = place.open();
    place.customer(&store, "T001", "中和路便利店");
    let plain = fs::read(place.folder().path().join("rounds.key")).unwrap();
    let key = hex::decode(&plain).unwrap();
    recovery(&place, &store);
    enrol(&place, &store, &SealKey::from_seed([7; 32]));
    store.keep_pin(&FILE, Some(&pin("480317")), &place.entropy).unwrap();
    store.back_up(NOW).unwrap();
    drop(store);
    ask_hq(&place.folder(), NOW, &place.entropy).unwrap();
    let mut files = 0;
    for folder in [place.folder().path().to_owned(), place.folder().backups()] {
        for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            let Ok(bytes) = fs::read(&file) else { continue };
            for secret in [plain.as_slice(), &key, "中和路".as_bytes(), b"480317"] {
                let found = bytes.windows(secret.len()).any(|window| window == secret);
                assert!(!found, "{} holds {secret:?}", file.display());
            }
            files += 1;
        }
    }
    assert!(files >= 7, "{files} files");
}

#[test]
fn wrong_pins_wait_longer_and_longer_and_never_wipe() {
    let place = locked();
    let folder = place.folder();
    let wrong = || pin("480318");
    let mut now = NOW;
    for left in (0..5).rev() {
        let refused = unlock(&folder, &FILE, &wrong(), now);
        assert!(matches!(refused, Err(StoreError::PinWrong { left: told, .. }) if told == left));
    }
    for wait_s in [30, 60, 300, 900, 3_600, 3_600] {
        // The right one has to wait as well, and a try that waits is not counted.
        assert_eq!(wait_of(unlock(&folder, &FILE, &pin("480317"), now)), wait_s * 1_000);
        assert_eq!(wait_of(unlock(&folder, &FILE, &wrong(), now + 1_000)), wait_s * 1_000 - 1_000);
        now += wait_s * 1_000;
        assert!(matches!(unlock(&folder, &FILE, &wrong(), now), Err(StoreError::PinWrong { left: 0, .. })));
    }
    now += 3_600_000;
    let key = unlock(&folder, &FILE, &pin("480317"), now).unwrap();
    assert_eq!(names(&open_with(&place, &key).unwrap()), ["店"]);
    // The count begins anew.
    assert!(matches!(unlock(&folder, &FILE, &wrong(), now), Err(StoreError::PinWrong { left: 4, .. })));
}

#[test]
fn a_try_that_cannot_be_counted_is_not_answered() {
    let place = locked();
    let folder = place.folder();
    let tries = folder.path().join("rounds.tries");
    let before = fs::read_to_string(&tries).unwrap();
    let _ = unlock(&folder, &FILE, &pin("480318"), NOW);
    assert_ne!(fs::read_to_string(&tries).unwrap(), before);
    fs::remove_file(&tries).unwrap();
    fs::create_dir(&tries).unwrap();
    assert!(matches!(unlock(&folder, &FILE, &pin("480317"), NOW), Err(StoreError::Write { .. })));
}

#[test]
fn a_wait_survives_a_clock_that_is_set_back_and_ends_all_the_same() {
    let place = locked();
    let folder = place.folder();
    for _ in 0..6 {
        let _ = unlock(&folder, &FILE, &pin("480318"), NOW);
    }
    let year = 365 * 86_400_000;
    let earlier = NOW - 10 * year;
    assert_eq!(lock_state(&folder, &FILE, earlier).unwrap().wait_ms, 30_000);
    assert_eq!(wait_of(unlock(&folder, &FILE, &pin("480317"), earlier + 10_000)), 20_000);
    assert!(unlock(&folder, &FILE, &pin("480317"), earlier + 30_000).is_ok());
}

#[test]
fn removing_the_count_gains_a_wait() {
    let place = locked();
    let folder = place.folder();
    for spoilt in [None, Some("{\"failures\":"), Some("")] {
        let path = folder.path().join("rounds.tries");
        fs::remove_file(&path).unwrap();
        if let Some(text) = spoilt {
            fs::write(&path, text).unwrap();
        }
        assert_eq!(wait_of(unlock(&folder, &FILE, &pin("480317"), NOW)), 30_000);
    }
}

#[test]
fn tries_at_the_same_time_are_counted_one_by_one() {
    let place = locked();
    let folder = place.folder();
    let wrong = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..8).map(|_| scope.spawn(|| unlock(&folder, &FILE, &pin("480318"), NOW))).collect();
        tries.into_iter().filter(|_| true).map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    let answered = wrong.iter().filter(|one| matches!(one, Err(StoreError::PinWrong { .. }))).count();
    let waited = wrong.iter().filter(|one| matches!(one, Err(StoreError::PinWait { .. }))).count();
    assert_eq!((answered, waited), (5, 3));
}

#[test]
fn a_pin_is_changed_and_removed() {
    let place = locked();
    let folder = place.folder();
    let key = unlock(&folder, &FILE, &pin("480317"), NOW).unwrap();
    let store = open_with(&place, &key).unwrap();
    store.keep_pin(&FILE, Some(&pin("902144")), &place.entropy).unwrap();
    assert!(unlock(&folder, &FILE, &pin("480317"), NOW).is_err());
    assert!(unlock(&folder, &FILE, &pin("902144"), NOW).is_ok());
    store.keep_pin(&FILE, None, &place.entropy).unwrap();
    drop(store);
    assert_eq!(names(&place.open()), ["店"]);
    assert!(matches!(unlock(&folder, &FILE, &pin("902144"), NOW), Err(StoreError::PinMissing)));
}

#[test]
fn the_recovery_code_opens_what_the_forgotten_pin_locks() {
    let place = Place::new();
    let store = place.open();
    place.customer(&store, "T001", "店");
    let none = RecoveryCode::random(&place.entropy);
    let folder = place.folder();
    assert!(matches!(unlock_by_recovery(&folder, &none, NOW), Err(StoreError::RecoveryMissing)));
    let former = recovery(&place, &store);
    let code = recovery(&place, &store);
    store.keep_pin(&FILE, Some(&pin("480317")), &place.entropy).unwrap();
    drop(store);
    assert!(matches!(unlock_by_recovery(&folder, &former, NOW), Err(StoreError::RecoveryWrong)));
    let code = RecoveryCode::parse(&code.groups().join(" ")).unwrap();
    let key = unlock_by_recovery(&folder, &code, NOW).unwrap();
    keep_pin(&folder, &FILE, &key, Some(&pin("902144")), &place.entropy).unwrap();
    let key = unlock(&folder, &FILE, &pin("902144"), NOW).unwrap();
    assert_eq!(names(&open_with(&place, &key).unwrap()), ["店"]);
}

/// What headquarters does with a request.
fn granted(hq: &SealKey, place: &Place, now: i64) -> UnlockGrant {
    let request = ask_hq(&place.folder(), now, &place.entropy).unwrap();
    let key = hq.open(WRAPPED_KEY, &STANDARD.decode(&request.wrapped_key).unwrap()).unwrap();
    assert!(request.fits(&key));
    UnlockGrant::new(&request, &key, now, &place.entropy).unwrap()
}

#[test]
fn headquarters_opens_a_folder_whose_key_is_gone_once_and_for_a_day() {
    let place = Place::new();
    let hq = SealKey::from_seed([5; 32]);
    let store = place.open();
    place.customer(&store, "T001", "店");
    let folder = place.folder();
    assert!(matches!(ask_hq(&folder, NOW, &place.entropy), Err(StoreError::NotEnrolled)));
    enrol(&place, &store, &hq);
    assert_eq!(enrolled_at(&folder), Some(hq.public()));
    store.keep_pin(&FILE, Some(&pin("480317")), &place.entropy).unwrap();
    drop(store);
    // The keyring was reset, or the file was lost.
    fs::remove_file(folder.path().join("rounds.key")).unwrap();
    let state = lock_state(&folder, &FILE, NOW).unwrap();
    assert!(state.key_lost && state.at_hq && !state.has_pin);
    let earlier = serde_json::to_vec(&granted(&hq, &place, NOW)).unwrap();
    let grant = serde_json::to_vec(&granted(&hq, &place, NOW)).unwrap();
    let refused = |bytes: &[u8], now: i64| match take_grant(&folder, bytes, now) {
        Err(StoreError::Unlock(code)) => code,
        other => panic!("not refused: {:?}", other.map(|_| ())),
    };
    assert_eq!(refused(&earlier, NOW), ErrorCode::UnlockForeign);
    assert_eq!(refused(b"{}", NOW), ErrorCode::UnlockUnreadable);
    assert_eq!(refused(&grant[..grant.len() / 2], NOW), ErrorCode::UnlockUnreadable);
    assert_eq!(refused(&grant, NOW + GRANTED_MS + 1), ErrorCode::UnlockExpired);
    let key = take_grant(&folder, &grant, NOW + 1_000).unwrap();
    keep_pin(&folder, &FILE, &key, Some(&pin("902144")), &place.entropy).unwrap();
    forget_request(&folder).unwrap();
    assert_eq!(refused(&grant, NOW + 2_000), ErrorCode::UnlockForeign);
    let key = unlock(&folder, &FILE, &pin("902144"), NOW).unwrap();
    assert_eq!(names(&open_with(&place, &key).unwrap()), ["店"]);
}

#[test]
fn a_wiped_folder_holds_nothing_of_ours_and_everything_of_others() {
    let place = locked();
    let folder = place.folder();
    let key = unlock(&folder, &FILE, &pin("480317"), NOW).unwrap();
    let store = open_with(&place, &key).unwrap();
    let id = store.install_id();
    store.back_up(NOW).unwrap();
    store.put_file(b"a picture", &place.entropy).unwrap();
    let (ours, theirs) = (folder.path().join("printed"), folder.path().join("letter.doc"));
    fs::create_dir(&ours).unwrap();
    fs::write(ours.join("plan.pdf"), "plan").unwrap();
    fs::write(&theirs, "mine").unwrap();
    assert!(matches!(wipe(&folder, &FILE, id, &[]), Err(StoreError::Busy { .. })));
    drop(store);
    let elsewhere = place.dir.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    wipe(&folder, &FILE, id, &[ours, elsewhere.clone()]).unwrap();
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["letter.doc"]);
    assert!(elsewhere.exists(), "outside of the folder");
    fs::remove_file(&theirs).unwrap();
    wipe(&Folder::new(folder.path()), &FILE, id, &[]).unwrap();
    assert!(!folder.path().exists());
}
