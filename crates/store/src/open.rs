//! Opening a data folder: key, lock, damage, schema.

use std::{
    fs,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, UNIX_EPOCH},
};

use rounds_core::{Entropy, Id};
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{
    Damage, Folder, Key, KeyPlace, StoreError, check, damage,
    key::{self, Kept},
    migrate,
    setting::{self, Noted},
    sync::hash::{self, Quiet, Sums},
};

/// Up to this size the whole file is checked when it has changed since the last opening (some 6 ms a megabyte); above,
/// the daily backup reads it all.
const CHECK_AT_OPEN_BYTES: u64 = 64 << 20;
const READERS: usize = 3;
/// Pages after which the journal goes into the file, some 16 MB: a batch of a sync is a quarter of that.
const JOURNAL_PAGES: u32 = 4_000;
/// Statements kept ready on a connection: those of a sync with every noun.
const STATEMENTS: usize = 128;

/// What the folder is opened for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// The one writer; `holder` is what a second writer is told.
    Write { holder: String },
    /// Beside a writer: lists, exports, verification.
    Read,
}

/// An open data folder.
#[derive(Debug)]
pub struct Store {
    pub(crate) folder: Folder,
    pub(crate) key: Key,
    pub(crate) writer: Option<Mutex<Connection>>,
    readers: Mutex<Vec<Connection>>,
    pub(crate) install_id: Mutex<Id>,
    pub(crate) sums: Mutex<Sums>,
    pub(crate) quiet: Quiet,
    pub(crate) noted: Mutex<Noted>,
    _lock: Option<fs::File>,
}

/// A store, and what had to be done to open it.
#[derive(Debug)]
pub struct Opened {
    pub store: Store,
    /// Damage that this opening found.
    pub damage: Option<Damage>,
}

pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection is keyed at a time: SQLCipher sets itself up with the first, and a second thread that comes in the
/// middle of it is told that its key is empty.
static KEYING: Mutex<()> = Mutex::new(());

/// A connection with the key, before anything is read. When it ends the journal stays as it is, unless it is the writer's
/// ([`settles`]): what only looks at a damaged file changes nothing.
pub(crate) fn keyed(path: &Path, key: &Key, flags: OpenFlags) -> Result<Connection, StoreError> {
    let _keying = held(&KEYING);
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // SQLCipher would write its own lines to stderr, where a user expects one sentence.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&key.pragma())?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

pub(crate) fn connect(path: &Path, key: &Key, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = keyed(path, key, flags)?;
    connection.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = ON; PRAGMA synchronous = FULL;
         PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;",
    )?;
    // The first read proves the key and the header.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(connection)
}

/// From now on the last connection that ends takes the journal into the file.
fn settles(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// What the main file was like when it was last read through; none when it is too large for that. What is written since
/// lies in the journal, whose frames SQLite checks by themselves, until it goes into the file and the file is new.
fn checked_stamp(path: &Path) -> Option<String> {
    let file = fs::metadata(path).ok().filter(|file| file.len() <= CHECK_AT_OPEN_BYTES)?;
    let changed = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {}", file.len(), changed.as_nanos()))
}

/// In the place of a stamp: somebody met damage while the file was open.
const DOUBT: &str = "doubt";

/// `doubt`: the file is read through however large it is, its indexes too.
fn open_writer(folder: &Folder, key: &Key, doubt: bool) -> Result<Connection, StoreError> {
    let path = folder.database();
    let mut connection =
        connect(&path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.query_row(&format!("PRAGMA wal_autocheckpoint = {JOURNAL_PAGES}"), [], |_| Ok(()))?;
    let stamp = checked_stamp(&path);
    let known = fs::read_to_string(folder.checked()).ok();
    let doubt = doubt || known.as_deref() == Some(DOUBT);
    if doubt || (stamp.is_some() && stamp != known) {
        let check = if doubt { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
        let verdict: String = connection.query_row(check, [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(StoreError::Damaged);
        }
        // Without the note the next opening only takes longer.
        let _ = fs::write(folder.checked(), stamp.unwrap_or_default());
    }
    settles(&connection)?;
    migrate::migrate(&mut connection)?;
    Ok(connection)
}

/// Opens the database for writing, whatever state it is in: what is damaged is set aside first.
fn open_sound(folder: &Folder, key: &Key, now: i64) -> Result<(Connection, Option<Damage>), StoreError> {
    let is_spoilt = check::is_spoilt(folder)?;
    if is_spoilt {
        damage::copy_aside(folder, now)?;
    }
    let opened =
        if folder.is_emptied() { Err(StoreError::Damaged) } else { open_writer(folder, key, is_spoilt) };
    match opened {
        Ok(writer) if is_spoilt => {
            let damage = damage::journal_broke(folder, &writer, now)?;
            Ok((writer, Some(damage)))
        }
        Ok(writer) => Ok((writer, None)),
        Err(StoreError::Damaged) => {
            let damage = damage::replace(folder, key, now)?;
            Ok((open_writer(folder, key, false)?, Some(damage)))
        }
        Err(error) => Err(error),
    }
}

/// The key of a folder: the one that a PIN or a rescue gave, else what is kept of it; none = nothing is kept.
pub(crate) fn find_key(
    folder: &Folder,
    place: &KeyPlace,
    given: Option<&Key>,
) -> Result<Option<Key>, StoreError> {
    let key = match (given, place.find(folder.path())?) {
        (Some(key), _) => key.clone(),
        (None, Some(Kept::Plain(key))) => key,
        (None, Some(Kept::Wrapped(_))) => return Err(StoreError::Locked),
        (None, None) => return Ok(None),
    };
    if key::known_fingerprint(folder.path()).is_some_and(|known| known != key.fingerprint()) {
        return Err(StoreError::KeyWrong);
    }
    Ok(Some(key))
}

impl Store {
    /// Opens a data folder, or makes a new one in an empty folder when opened for writing at `now` (UTC ms).
    ///
    /// A damaged database is set aside and the newest sound backup, if any, takes its place.
    ///
    /// # Errors
    /// `Locked` where a PIN is set: see [`Self::open_with`].
    pub fn open(
        folder: Folder,
        access: Access,
        key_place: &KeyPlace,
        now: i64,
        entropy: &dyn Entropy,
    ) -> Result<Opened, StoreError> {
        Self::open_with(folder, access, key_place, None, now, entropy)
    }

    /// Opens a data folder with the key that [`crate::unlock`] gave.
    pub fn open_with(
        folder: Folder,
        access: Access,
        key_place: &KeyPlace,
        given: Option<&Key>,
        now: i64,
        entropy: &dyn Entropy,
    ) -> Result<Opened, StoreError> {
        let Access::Write { holder } = access else {
            return Self::open_to_read(folder, key_place, given);
        };
        folder.create()?;
        let lock = folder.lock(&holder)?;
        let key = match find_key(&folder, key_place, given)? {
            Some(key) => key,
            None if folder.has_data() => return Err(StoreError::KeyLost),
            None => key_place.create(folder.path(), entropy)?,
        };
        let finished = damage::finish(&folder)?;
        let (mut writer, damage) = open_sound(&folder, &key, now)?;
        // A restored copy must not continue the numbering of operations that HQ may already hold.
        let fresh = finished || damage.is_some();
        let install_id = setting::install_id(&mut writer, fresh, now, entropy)?;
        let quiet = Quiet::default();
        hash::watch(&writer, &quiet)?;
        let store = Self {
            folder,
            key,
            writer: Some(Mutex::new(writer)),
            readers: Mutex::default(),
            install_id: Mutex::new(install_id),
            sums: Mutex::default(),
            quiet,
            noted: Mutex::default(),
            _lock: Some(lock),
        };
        Ok(Opened { store, damage })
    }

    fn open_to_read(folder: Folder, key_place: &KeyPlace, given: Option<&Key>) -> Result<Opened, StoreError> {
        if !folder.has_data() {
            return Err(StoreError::NotFound { noun: "data" });
        }
        let key = find_key(&folder, key_place, given)?.ok_or(StoreError::KeyLost)?;
        if folder.is_emptied() {
            return Err(StoreError::Damaged);
        }
        // Reading a WAL database needs its shared memory, so the file is opened for writing and told not to.
        let mut reader = connect(&folder.database(), &key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let found = migrate::version(&reader)?;
        if found > migrate::SCHEMA_VERSION {
            return Err(StoreError::Newer { found, known: migrate::SCHEMA_VERSION });
        }
        if found < migrate::SCHEMA_VERSION {
            return Err(StoreError::ReadOnly);
        }
        let install_id = setting::install_id(&mut reader, false, 0, &rounds_core::SeededEntropy::new(0))?;
        reader.execute_batch("PRAGMA query_only = ON")?;
        let readers = Mutex::new(vec![reader]);
        Ok(Opened {
            store: Self {
                folder,
                key,
                writer: None,
                readers,
                install_id: Mutex::new(install_id),
                sums: Mutex::default(),
                quiet: Quiet::default(),
                noted: Mutex::default(),
                _lock: None,
            },
            damage: None,
        })
    }

    /// Something could not be read: the next opening for writing reads the whole file through, however large it is.
    pub fn doubt(&self) {
        // Where even that cannot be written, the next opening finds out as this one did.
        let _ = fs::write(self.folder.checked(), DOUBT);
    }

    /// Lets the database grow by so many pages and no further; none = as far as the disk goes. SQLite itself then says
    /// that the disk is full, so that it can be tried what becomes of a folder on a small one.
    pub fn keep_room(&self, pages: Option<u32>) -> Result<(), StoreError> {
        let writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        let now: u32 = writer.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let most = pages.map_or(u32::MAX - 1, |more| now.saturating_add(more));
        writer.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))?;
        Ok(())
    }

    /// Whether this is the writer.
    pub fn is_writable(&self) -> bool {
        self.writer.is_some()
    }

    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Which installation writes; operations are numbered within it.
    pub fn install_id(&self) -> Id {
        *held(&self.install_id)
    }

    /// Runs `f` on a reading connection; several may run at once, beside the writer.
    pub fn read<T, E: From<StoreError>>(&self, f: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let reader = held(&self.readers).pop();
        let reader = match reader {
            Some(reader) => reader,
            None => self.new_reader()?,
        };
        let result = f(&reader);
        let mut readers = held(&self.readers);
        if readers.len() < READERS {
            readers.push(reader);
        }
        result
    }

    fn new_reader(&self) -> Result<Connection, StoreError> {
        let reader = connect(&self.folder.database(), &self.key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        reader.execute_batch("PRAGMA query_only = ON")?;
        if self.is_writable() {
            settles(&reader)?;
        }
        Ok(reader)
    }
}
