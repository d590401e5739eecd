//! A device: a real data folder, and a user who writes in it.

use std::{
    cell::{Cell, RefCell},
    path::{Path, PathBuf},
    rc::Rc,
};

use rounds_core::{
    Entropy, Id, Meta, SeededEntropy,
    attachment::{Attachment, AttachmentKind},
    contact::{Contact, ContactLayer},
    customer::Customer,
    evidence::{DeviceKey, SignedEnvelope, SignedHead, sign},
    form::{self, FormDefinition, PublishedForm, VISIT_RECORD},
    person::{Person, Role},
    sync::{Choice, Conflict},
    territory::Territory,
    visit::{Entered, Outcome, RecordState, VisitRecord},
    zone::Zone,
};
use rounds_store::{
    Access, Folder, KeyPlace, Store, StoreError, StoredEvidence, Tx, all, chain_head, find, get,
};
use rounds_sync::account;
use rounds_tests::Dice;
use serde_json::{Value, json};

use crate::{
    disk::{self, Mark},
    oracle::Oracle,
};

mod look;

pub const DATABASE: &str = "rounds.db";
/// Bytes beyond which a picture has a small version.
const LARGE: usize = 10_000;

pub struct Device {
    pub name: String,
    /// The person's code, and the territory's.
    pub user: &'static str,
    pub territory: &'static str,
    folder: PathBuf,
    store: RefCell<Option<Rc<Store>>>,
    pub entropy: SeededEntropy,
    /// Milliseconds by which its clock is wrong.
    pub skew: Cell<i64>,
    /// The installation that was enrolled, unless a play makes another of it.
    pub enrolled_as: Cell<Option<Id>>,
    /// What of its journal must survive a power cut.
    promised: Cell<Mark>,
    is_small: Cell<bool>,
    /// How often its user was told that the disk is full.
    pub fulls: Cell<u32>,
}

/// Fields that a user writes words into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Note,
    Phone,
    Address,
}

const FIELDS: [Field; 4] = [Field::Name, Field::Note, Field::Phone, Field::Address];

fn of(customer: &mut Customer, field: Field) -> String {
    match field {
        Field::Name => customer.name.clone(),
        Field::Note => customer.note.clone().unwrap_or_default(),
        Field::Phone => customer.phone.clone().unwrap_or_default(),
        Field::Address => customer.address.clone(),
    }
}

fn set(customer: &mut Customer, field: Field, word: String) {
    match field {
        Field::Name => customer.name = word,
        Field::Note => customer.note = Some(word),
        Field::Phone => customer.phone = Some(word),
        Field::Address => customer.address = word,
    }
}

impl Device {
    pub fn new(name: &str, user: &'static str, territory: &'static str, folder: PathBuf, seed: u64) -> Self {
        Self {
            name: name.to_owned(),
            user,
            territory,
            folder,
            store: RefCell::default(),
            entropy: SeededEntropy::new(seed),
            skew: Cell::new(0),
            enrolled_as: Cell::default(),
            promised: Cell::default(),
            is_small: Cell::new(false),
            fulls: Cell::new(0),
        }
    }

    pub fn store(&self, now: i64) -> Rc<Store> {
        if let Some(store) = &*self.store.borrow() {
            return store.clone();
        }
        let access = Access::Write { holder: "sim".to_owned() };
        let folder = Folder::new(&self.folder);
        let opened = Store::open(folder, access, &KeyPlace::File, now, &self.entropy).unwrap();
        assert!(opened.damage.is_none(), "a power cut damaged the database of {}", self.name);
        let store = Rc::new(opened.store);
        if self.is_small.get() {
            store.keep_room(Some(0)).unwrap();
        }
        *self.store.borrow_mut() = Some(store.clone());
        self.promise();
        store
    }

    pub fn close(&self) {
        *self.store.borrow_mut() = None;
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What has been written so far has been told to somebody: a power cut may not take it.
    pub fn promise(&self) {
        self.promised.set(Mark::of(&self.folder.join(DATABASE)));
    }

    fn image(&self) -> PathBuf {
        self.folder.with_extension("image")
    }

    /// Keeps what a power cut would leave now.
    pub fn cut_power(&self, left: u64) {
        disk::image(&self.folder, DATABASE, self.promised.get(), left, &self.image());
    }

    /// Starts again on what the power cut left.
    pub fn start_again(&self) {
        self.close();
        disk::put_back(&self.image(), &self.folder);
    }

    /// A folder as somebody begins with, before headquarters knows of it.
    pub fn begin_alone(&self, now: i64, customers: u32) {
        let store = self.store(now);
        // As the app does it: nobody is there yet to be named.
        self.write_as(&store, Id::nil(), now, |tx| {
            let id = tx.new_id();
            let territory = Territory {
                meta: Meta::new(id, id, now),
                code: "1".to_owned(),
                name: String::new(),
                organisation: String::new(),
                zone: "Asia/Shanghai".to_owned(),
                start: None,
                end: None,
                is_demo: false,
            };
            let person = Person {
                meta: Meta::new(tx.new_id(), id, now),
                code: "1".to_owned(),
                name: String::new(),
                role: Role::Manager,
                phone: None,
            };
            tx.insert(&territory)?;
            tx.insert(&person)?;
            for n in 0..customers {
                let meta = Meta::new(tx.new_id(), id, now);
                tx.insert(&Customer::new(meta, &format!("{}{n}", self.name), "店"))?;
            }
            Ok(())
        });
    }

    fn write_as(
        &self,
        store: &Store,
        actor: Id,
        now: i64,
        f: impl FnOnce(&mut Tx) -> Result<(), StoreError>,
    ) -> bool {
        match store.write(actor, now + self.skew.get(), &self.entropy, f) {
            Ok(_) => {
                self.promise();
                true
            }
            Err(StoreError::DiskFull) if self.is_small.get() => {
                self.fulls.set(self.fulls.get() + 1);
                false
            }
            Err(error) => panic!("{} cannot write: {error}", self.name),
        }
    }

    /// False = the disk was full, and nothing is written.
    fn write(&self, store: &Store, now: i64, f: impl FnOnce(&mut Tx) -> Result<(), StoreError>) -> bool {
        let actor = account(store).unwrap().map_or(Id::nil(), |account| account.person_id);
        self.write_as(store, actor, now, f)
    }

    /// From now on its disk has no room beyond what the database has already; or has room again.
    pub fn fill_disk(&self, now: i64, is_full: bool) {
        self.is_small.set(is_full);
        self.store(now).keep_room(is_full.then_some(0)).unwrap();
    }

    /// The user writes one word; `whom` and `field` where it is not left to chance.
    pub fn write_word(
        &self,
        now: i64,
        dice: &Dice,
        oracle: &mut Oracle,
        whom: Option<Id>,
        field: Option<Field>,
    ) -> Option<String> {
        let store = self.store(now);
        let customers = store.read(all::<Customer>).unwrap();
        let chosen = match whom {
            Some(id) => customers.iter().find(|customer| customer.meta.id == id),
            None => dice.pick(&customers),
        };
        let mut customer = chosen?.clone();
        let field = field.unwrap_or_else(|| *dice.pick(&FIELDS).unwrap());
        let word = oracle.word(&self.name);
        let before = of(&mut customer, field);
        set(&mut customer, field, word.clone());
        if !self.write(&store, now, |tx| tx.put(&customer).map(|_| ())) {
            oracle.unwritten(&word);
            return Some(format!("no room for {word}"));
        }
        oracle.overwritten(&before);
        if matches!(field, Field::Note | Field::Phone) {
            oracle.personal(&word, customer.meta.id);
        }
        Some(format!("{field:?} of {} := {word}", customer.code))
    }

    /// One thing that a user does.
    pub fn work(&self, now: i64, dice: &Dice, oracle: &mut Oracle) -> Option<String> {
        let store = self.store(now);
        let home = account(&store).unwrap()?.territory_id;
        let customers = store.read(all::<Customer>).unwrap();
        let known = store.read(|sql| find::<Territory>(sql, home)).unwrap().is_some();
        match dice.roll(22) {
            0..=10 => self.write_word(now, dice, oracle, None, None),
            11..=13 if known => {
                let code = oracle.word(&self.name);
                let customer = Customer::new(Meta::new(self.entropy.id(now), home, now), &code, "新店");
                if !self.write(&store, now, |tx| tx.insert(&customer)) {
                    oracle.unwritten(&code);
                }
                Some(format!("new customer {code}"))
            }
            14..=15 => {
                let customer = dice.pick(&customers)?.clone();
                Some(self.add_contact(now, oracle, &customer))
            }
            16 => {
                let customer = dice.pick(&customers)?.clone();
                self.delete(now, oracle, customer.meta.id)
            }
            17 => self.photograph(now, dice, 200 + dice.roll(3_000)),
            18 => Some(self.sign(now, oracle)),
            19 => self.rename_oneself(now, oracle),
            _ => self.decide(now, dice, oracle),
        }
    }

    pub fn add_contact(&self, now: i64, oracle: &mut Oracle, customer: &Customer) -> String {
        let word = oracle.word(&self.name);
        let contact = Contact {
            meta: Meta::new(self.entropy.id(now), customer.meta.territory_id, now),
            customer_id: customer.meta.id,
            name: word.clone(),
            layer: ContactLayer::default(),
            title: None,
            phone: None,
            is_primary: false,
            note: None,
        };
        if !self.write(&self.store(now), now, |tx| tx.insert(&contact)) {
            oracle.unwritten(&word);
        }
        oracle.personal(&word, customer.meta.id);
        format!("contact {word} of {}", customer.code)
    }

    pub fn delete(&self, now: i64, oracle: &mut Oracle, id: Id) -> Option<String> {
        let store = self.store(now);
        let customer = store.read(|sql| find::<Customer>(sql, id)).unwrap()?;
        if self.write(&store, now, |tx| tx.delete::<Customer>(id)) {
            oracle.deleted(&serde_json::to_string(&customer).unwrap());
        }
        Some(format!("delete {}", customer.code))
    }

    /// Chooses one of two values, where there are two.
    fn decide(&self, now: i64, dice: &Dice, oracle: &mut Oracle) -> Option<String> {
        let store = self.store(now);
        let open: Vec<Conflict> =
            store.read(all::<Conflict>).unwrap().into_iter().filter(|one| one.choice.is_none()).collect();
        let conflict = dice.pick(&open)?;
        let choice = if dice.chance(50) { Choice::Lost } else { Choice::Kept };
        // Whoever chooses sees what is shown.
        let shown = match (choice, store.read(|sql| get::<Customer>(sql, conflict.row_id))) {
            (Choice::Lost, Ok(customer)) => serde_json::to_string(&customer).unwrap(),
            (Choice::Lost, Err(_)) => return None,
            (Choice::Kept, _) => String::new(),
        };
        let id = conflict.meta.id;
        if self.write(&store, now, |tx| tx.choose(id, choice)) {
            oracle.deleted(&shown);
        }
        Some(format!("choose {choice:?} of {}", conflict.field))
    }

    /// A picture of so many bytes.
    pub fn photograph(&self, now: i64, dice: &Dice, bytes: usize) -> Option<String> {
        let store = self.store(now);
        let customers = store.read(all::<Customer>).unwrap();
        let customer = dice.pick(&customers)?.clone();
        let mut picture = vec![0; bytes];
        self.entropy.fill(&mut picture);
        let sha256 = store.put_file(&picture, &self.entropy).unwrap();
        // A camera's picture has a small version.
        let small = (bytes > LARGE).then(|| store.put_file(&picture[..LARGE / 10], &self.entropy).unwrap());
        let attachment = Attachment {
            meta: Meta::new(self.entropy.id(now), customer.meta.territory_id, now),
            customer_id: Some(customer.meta.id),
            visit_record_id: None,
            issue_id: None,
            kind: AttachmentKind::Shelf,
            sha256: sha256.clone(),
            bytes: bytes as u32,
            small_bytes: small.as_ref().map(|_| (LARGE / 10) as u32),
            small_sha256: small,
            media_type: "image/jpeg".to_owned(),
            width: 10,
            height: 10,
            taken_at: now,
            note: None,
        };
        self.write(&store, now, |tx| tx.insert(&attachment));
        Some(format!("picture {} of {}", &sha256[..8], customer.code))
    }

    /// The next link of the device's chain of evidence, ready to be kept.
    fn link(&self, now: i64, fields: &[(&str, Value)]) -> (StoredEvidence, SignedHead) {
        let store = self.store(now);
        let key = DeviceKey::from_seed(&store.signing_seed(&KeyPlace::File, &self.entropy).unwrap());
        let head = store.read(chain_head).unwrap();
        let (seq, prev) = (head.seq + 1, (head.seq > 0).then_some(head.hash.as_str()));
        let record = fields.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
        let SignedEnvelope { bytes, hash } = sign(&record, &key, seq, prev, &self.entropy).unwrap();
        let head = SignedHead::sign(seq, &hash, store.install_id(), &key);
        (StoredEvidence { id: self.entropy.id(now), envelope: bytes, hash, seq }, head)
    }

    fn sign(&self, now: i64, oracle: &mut Oracle) -> String {
        let word = oracle.word(&self.name);
        let (evidence, head) = self.link(now, &[("answers.opinion", json!(word))]);
        if !self.write(&self.store(now), now, |tx| tx.append_evidence(&evidence, head)) {
            oracle.unwritten(&word);
        }
        format!("evidence {} says {word}", evidence.seq)
    }

    /// The form that a new visit is filled in by.
    pub fn form(&self, now: i64) -> FormDefinition {
        let published = self.store(now).read(all::<PublishedForm>).unwrap();
        form::present(VISIT_RECORD, &published).unwrap().1
    }

    /// A visit, signed on the screen. Gives back the version of its form.
    pub fn visit(&self, now: i64, oracle: &mut Oracle, customer: &Customer) -> u32 {
        let store = self.store(now);
        let (form, word) = (self.form(now), oracle.word(&self.name));
        let person = account(&store).unwrap().expect("it is enrolled").person_id;
        let (date, id) = (Zone::named("Asia/Shanghai").date(now), self.entropy.id(now));
        let meta = Meta::new(id, customer.meta.territory_id, now);
        let (evidence, head) = self.link(
            now,
            &[
                ("visit.id", json!(id)),
                ("visit.customer_id", json!(customer.meta.id)),
                ("form", json!({ "id": form.id, "version": form.version, "hash": form.hash })),
                ("answers.sales_note", json!(word)),
            ],
        );
        let mut record = VisitRecord::blank(meta, customer.meta.id, person, date, Entered::Live, &form);
        record.state = RecordState::Signed;
        record.outcome = Some(Outcome::Done);
        record.answers.insert("sales_note".to_owned(), json!(word));
        record.evidence_id = Some(evidence.id);
        let written = self.write(&store, now, |tx| {
            tx.keep_form(&form.id, form.version, &form.hash, &form.body)?;
            tx.append_evidence(&evidence, head)?;
            tx.insert(&record)
        });
        if written {
            oracle.personal(&word, customer.meta.id);
        } else {
            oracle.unwritten(&word);
        }
        form.version
    }

    /// A change that always loses: people are headquarters' own.
    fn rename_oneself(&self, now: i64, oracle: &mut Oracle) -> Option<String> {
        let store = self.store(now);
        let mut person = store.read(all::<Person>).unwrap().into_iter().next()?;
        let word = oracle.word(&self.name);
        let before = std::mem::replace(&mut person.name, word.clone());
        if self.write(&store, now, |tx| tx.put(&person).map(|_| ())) {
            oracle.overwritten(&before);
        } else {
            oracle.unwritten(&word);
        }
        Some(format!("calls oneself {word}"))
    }

    /// Writes as somebody else, which headquarters sets aside.
    pub fn poison(&self, now: i64, dice: &Dice, oracle: &mut Oracle) -> Option<String> {
        let store = self.store(now);
        let customers = store.read(all::<Customer>).unwrap();
        let mut customer = dice.pick(&customers)?.clone();
        let word = oracle.word(&self.name);
        oracle.overwritten(&of(&mut customer, Field::Note));
        set(&mut customer, Field::Note, word.clone());
        let stranger = self.entropy.id(now);
        self.write_as(&store, stranger, now, |tx| tx.put(&customer).map(|_| ()));
        Some(format!("poison {word}"))
    }
}
