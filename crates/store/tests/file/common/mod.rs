//! A data folder in a temporary place, and rows to put in it.

use rounds_core::{Entropy, Id, Meta, SeededEntropy, customer::Customer};
use rounds_store::{Access, Folder, KeyPlace, Opened, Store, StoreError, Tx};
use tempfile::TempDir;

/// Sunday, 22 November 2026, in UTC milliseconds.
pub const NOW: i64 = 1_795_305_600_000;

pub struct Place {
    pub dir: TempDir,
    pub entropy: SeededEntropy,
}

impl Place {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), entropy: SeededEntropy::new(1) }
    }

    pub fn folder(&self) -> Folder {
        Folder::new(self.dir.path().join("data"))
    }

    pub fn try_open(&self) -> Result<Opened, StoreError> {
        self.try_open_at(NOW)
    }

    pub fn try_open_at(&self, now: i64) -> Result<Opened, StoreError> {
        let access = Access::Write { holder: "the first window".to_owned() };
        Store::open(self.folder(), access, &KeyPlace::File, now, &self.entropy)
    }

    pub fn open(&self) -> Store {
        self.try_open().unwrap().store
    }

    pub fn read_only(&self) -> Result<Opened, StoreError> {
        Store::open(self.folder(), Access::Read, &KeyPlace::File, NOW, &self.entropy)
    }

    pub fn write<T>(&self, store: &Store, f: impl FnOnce(&mut Tx) -> Result<T, StoreError>) -> T {
        store.write(Id::nil(), NOW, &self.entropy, f).unwrap().value
    }

    /// Writes a customer and gives back its id.
    pub fn customer(&self, store: &Store, code: &str, name: &str) -> Id {
        self.customer_at(store, code, name, NOW)
    }

    pub fn customer_at(&self, store: &Store, code: &str, name: &str, now: i64) -> Id {
        let written = store.write(Id::nil(), now, &self.entropy, |tx| {
            let customer = Customer::new(Meta::new(tx.new_id(), self.entropy.id(1), now), code, name);
            tx.insert(&customer)?;
            Ok::<_, StoreError>(customer.meta.id)
        });
        written.unwrap().value
    }

    /// A bare connection to the database, by the key file beside it.
    fn connect(&self) -> rusqlite::Connection {
        let key = std::fs::read_to_string(self.folder().path().join("rounds.key")).unwrap();
        let sql = rusqlite::Connection::open(self.folder().database()).unwrap();
        sql.execute_batch(&format!("PRAGMA key = \"x'{key}'\";")).unwrap();
        sql
    }

    /// Claims that the database was written by a version with this schema.
    pub fn raise_schema(&self, _: &Store, version: u32) {
        self.connect().execute("UPDATE schema_version SET version = ?", [version]).unwrap();
    }

    /// Puts a database made by `sql` in the folder.
    pub fn load(&self, sql: &str) {
        drop(self.open());
        std::fs::remove_file(self.folder().database()).unwrap();
        self.connect().execute_batch(sql).unwrap();
    }
}
