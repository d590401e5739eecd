use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use rounds_core::{ErrorCode, position::Datum, sync::Entry};
use rounds_hq::{
    Hq, HqError,
    admin::{CustomerFile, Imported, SalesFile},
    base::{Base, Cell, Row, Tx},
};
use rounds_workbook::{Mapping, SalesMapping};
use serde_json::{Value, json};

use crate::{
    device::Device,
    ground::{Ground, on_both},
};

fn file<'f>(text: &'f str, territory: Option<&'f str>) -> CustomerFile<'f> {
    CustomerFile {
        file_name: "客户.csv",
        bytes: text.as_bytes(),
        mapping: Mapping::default(),
        territory_headings: Vec::new(),
        datum: Datum::Gcj02,
        territory,
    }
}

fn counts(imported: &Imported) -> [u32; 4] {
    let told = &imported.outcome;
    [told.new, told.changed, told.same, told.rejected_rows]
}

fn reasons(imported: &Imported) -> Vec<(u32, &str, ErrorCode)> {
    let told = imported.outcome.rejected.iter();
    told.map(|one| (one.row, one.column.as_str(), one.code)).collect()
}

/// The rows of a noun that a device is shown, by one of their fields.
fn shown(device: &Device, noun: &str, field: &str) -> Vec<Value> {
    let of = |entry: Entry| entry.row.filter(|_| entry.noun == noun).map(|row| row[field].clone());
    let mut all: Vec<Value> = device.baseline(device.home()).into_iter().filter_map(of).collect();
    all.sort_by_key(Value::to_string);
    all
}

const TWO: &str = "客户编码,客户名称,片区,联系人,联系人电话,分级,同一经营者,拜访日
1001,中和路店,T1,王芳,13800000001,A,,周一
1002,人民路店,T2,李明,,B,,
1003,东门店,T2,,,C,1002,
";

#[test]
fn one_workbook_fills_many_territories_and_each_device_pulls_its_own() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (alice, bob) = (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        let dry = ground.hq.try_customers(&file(TWO, None)).unwrap();
        assert_eq!((counts(&dry), shown(&alice, "customer", "code")), ([3, 0, 0, 0], vec![]));
        let done = ground.hq.import_customers(&file(TWO, None)).unwrap();
        assert_eq!(done, dry);
        assert_eq!(shown(&alice, "customer", "code"), [json!("1001")]);
        assert_eq!(shown(&bob, "customer", "code"), [json!("1002"), json!("1003")]);
        assert_eq!(shown(&alice, "contact", "name"), [json!("王芳")]);
        // Of one owner: both shops name the same contact.
        let owners = shown(&bob, "customer", "owner_id");
        assert!(owners[0].is_string() && owners[0] == owners[1], "{owners:?}");
        let seq = alice.state().scopes[2].seq;
        assert_eq!(counts(&ground.hq.import_customers(&file(TWO, None)).unwrap()), [0, 0, 3, 0]);
        assert_eq!(alice.state().scopes[2].seq, seq);
    });
}

#[test]
fn a_customer_of_another_territory_is_rejected_by_its_name_and_not_moved() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let bob = Device::enrol(&ground, "bob", "T2");
        ground.hq.import_customers(&file(TWO, None)).unwrap();
        let wrong = "客户编码,客户名称,片区\n1001,中和路店,T2\n1004,新店,T3\n1005,新店,\n1006,新店,T2\n";
        let told = ground.hq.import_customers(&file(wrong, None)).unwrap();
        assert_eq!(counts(&told), [1, 0, 0, 3]);
        assert_eq!(
            reasons(&told),
            [
                (2, "客户编码", ErrorCode::CodeAssigned),
                (3, "片区", ErrorCode::TerritoryUnknown),
                (4, "片区", ErrorCode::Required)
            ]
        );
        assert_eq!(told.outcome.rejected[0].detail["territory"], "T1");
        let told = ground.hq.try_customers(&file("编码,名称\n1001,中和路店\n", Some("T2"))).unwrap();
        assert_eq!(reasons(&told), [(2, "编码", ErrorCode::CodeAssigned)]);
        assert_eq!(shown(&bob, "customer", "code").len(), 3);
        assert!(ground.hq.try_customers(&file("编码,名称\n1,店\n", Some("T9"))).is_err());
        // Without a territory for every row, and without a column that says, nothing is guessed.
        let error = ground.hq.try_customers(&file("编码,名称\n1,店\n", None)).unwrap_err();
        assert!(format!("{error}").contains("HeadingMissing"), "{error}");
    });
}

#[test]
fn a_row_of_another_territory_than_the_one_that_was_asked_for_is_rejected() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let alice = Device::enrol(&ground, "alice", "T1");
        let text = "客户编码,客户名称,片区\n1001,中和路店,T1\n1002,人民路店,T2\n1003,东门店,\n";
        let told = ground.hq.import_customers(&file(text, Some("T1"))).unwrap();
        assert_eq!(counts(&told), [2, 0, 0, 1]);
        assert_eq!(reasons(&told), [(3, "片区", ErrorCode::TerritoryDiffers)]);
        assert_eq!(
            (told.outcome.rejected[0].value.as_str(), &told.outcome.rejected[0].detail["here"]),
            ("T2", &json!("T1"))
        );
        assert_eq!(shown(&alice, "customer", "code"), [json!("1001"), json!("1003")]);
        // It is no customer's field either.
        let rows = alice.baseline(alice.home()).into_iter().filter_map(|entry| entry.row);
        assert!(rows.into_iter().all(|row| row.get("line").is_none_or(Value::is_null)));
    });
}

/// What the manager saw in the shop stays; what headquarters' systems keep is theirs, and the manager sees both values.
#[test]
fn a_workbook_does_not_overwrite_what_only_a_visit_can_tell() {
    on_both(|ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        ground
            .hq
            .import_customers(&file("编码,名称,电话,分级\n1001,中和路店,13800000001,A\n", Some("T1")))
            .unwrap();
        let shop = alice.baseline(alice.home()).into_iter().find(|entry| entry.noun == "customer").unwrap();
        let version = shop.row.unwrap()["version"].as_i64().unwrap();
        let edit = alice.put(
            "customer",
            shop.id,
            version,
            &[("phone", json!("13911111111")), ("class", json!("C"))],
        );
        alice.send(&[edit]);
        let again = "编码,名称,电话,分级,订货日\n1001,中和路店,13800000001,A,周三\n";
        let told = ground.hq.import_customers(&file(again, Some("T1"))).unwrap();
        assert_eq!((counts(&told), told.kept), ([0, 1, 0, 0], 1));
        let row = alice.row(shop.id).unwrap();
        assert_eq!(
            (&row["phone"], &row["class"], &row["order_weekday"]),
            (&json!("13911111111"), &json!("A"), &json!(3))
        );
        assert_eq!(shown(&alice, "conflict", "lost"), [json!("C")]);
        // The next month's import says the same again, and nothing more comes of it.
        let told = ground.hq.import_customers(&file(again, Some("T1"))).unwrap();
        assert_eq!((counts(&told), told.kept), ([0, 0, 1, 0], 1));
        assert_eq!(shown(&alice, "conflict", "lost").len(), 1);
    });
}

const SALES: &str = "零售户编码,配送日期,品规,数量(条),金额(元),毛利
1001,2026-11-20,红双喜,10,\"1,234.50\",120.25
1002,2026-11-20,红双喜,2,246.9,24
1001,2026-11-20,红双喜,1,1,1
1009,2026-11-20,中华,1,1,1
1001,2026-11-20,中华,半条,1,1
";

fn sales(text: &str) -> SalesFile<'_> {
    SalesFile { file_name: "销售.csv", bytes: text.as_bytes(), mapping: SalesMapping::default() }
}

#[test]
fn sales_go_to_wherever_their_customer_is_and_come_once() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (alice, bob) = (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        ground.hq.import_customers(&file(TWO, None)).unwrap();
        let dry = ground.hq.try_sales(&sales(SALES)).unwrap();
        assert_eq!(counts(&dry), [2, 0, 0, 3]);
        assert_eq!(
            reasons(&dry),
            [
                (4, "品规", ErrorCode::SaleTwice),
                (5, "零售户编码", ErrorCode::CustomerUnknown),
                (6, "数量(条)", ErrorCode::BadNumber)
            ]
        );
        assert_eq!(shown(&alice, "sales_fact", "amount_fen"), Vec::<Value>::new());
        ground.hq.import_sales(&sales(SALES)).unwrap();
        assert_eq!(shown(&alice, "sales_fact", "amount_fen"), [json!(123_450)]);
        assert_eq!(shown(&bob, "sales_fact", "profit_fen"), [json!(2_400)]);
        assert_eq!(counts(&ground.hq.import_sales(&sales(SALES)).unwrap()), [0, 0, 2, 3]);
        ground.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
        let less = SALES.replace("1001,2026-11-20,红双喜,10", "1001,2026-11-20,红双喜,9");
        assert_eq!(counts(&ground.hq.import_sales(&sales(&less)).unwrap()), [0, 1, 1, 3]);
        assert_eq!(shown(&bob, "sales_fact", "quantity"), [json!(2), json!(9)]);
        assert_eq!(shown(&alice, "sales_fact", "quantity"), Vec::<Value>::new());
    });
}

/// A database whose disk is full at the nth statement that writes.
struct Full {
    inner: Box<dyn Base>,
    left: Arc<AtomicI64>,
}

struct FullTx<'t> {
    inner: &'t mut dyn Tx,
    left: &'t AtomicI64,
}

impl Tx for FullTx<'_> {
    fn rows(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, HqError> {
        self.inner.rows(sql, cells)
    }

    fn run(&mut self, sql: &str, cells: &[Cell]) -> Result<u64, HqError> {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            return Err(HqError::DiskFull);
        }
        self.inner.run(sql, cells)
    }

    fn among(
        &mut self,
        select: &str,
        table: &str,
        key: &str,
        cells: &[Cell],
        these: &[Cell],
    ) -> Result<Vec<Row>, HqError> {
        self.inner.among(select, table, key, cells, these)
    }

    fn add(&mut self, table: &str, columns: &str, rows: &[Row]) -> Result<(), HqError> {
        for some in rows.chunks(250) {
            if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
                return Err(HqError::DiskFull);
            }
            self.inner.add(table, columns, some)?;
        }
        Ok(())
    }

    fn insert(&mut self, into: &str, rows: &[Row], then: &str) -> Result<(), HqError> {
        // The disk may end in the middle of it.
        for some in rows.chunks(250) {
            if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
                return Err(HqError::DiskFull);
            }
            self.inner.insert(into, some, then)?;
        }
        Ok(())
    }
}

impl Base for Full {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Tx) -> Result<(), HqError>) -> Result<(), HqError> {
        self.inner.transaction(&mut |tx| work(&mut FullTx { inner: tx, left: &self.left }))
    }

    fn view(&self, work: &mut dyn FnMut(&mut dyn Tx) -> Result<(), HqError>) -> Result<(), HqError> {
        self.inner.view(work)
    }
}

#[test]
fn an_import_that_the_disk_cuts_short_leaves_nothing_behind_wherever_it_was() {
    on_both(|ground: Ground| {
        let alice = Device::enrol(&ground, "alice", "T1");
        ground.hq.import_customers(&file("编码,名称\n1,旧店\n", Some("T1"))).unwrap();
        let left = Arc::new(AtomicI64::new(0));
        let base = Full { inner: ground.beneath.open(ground.data.path()), left: left.clone() };
        let (ticking, random) = (ground.clock.clone(), ground.entropy.clone());
        let clock = Arc::new(move || ticking.fetch_add(1, Ordering::Relaxed));
        let hq = Hq::open(Box::new(base), ground.data.path(), clock, random).unwrap();
        let rows: String = (0..700).map(|n| format!("{n},店 {n},138{n:08}\n")).collect();
        let text = format!("编码,名称,联系人电话\n{rows}");
        let (before, mut cuts) = (alice.hash(), 0);
        loop {
            left.store(cuts + 1, Ordering::Relaxed);
            match hq.import_customers(&file(&text, Some("T1"))) {
                Err(HqError::DiskFull) => assert_eq!(alice.hash(), before),
                done => {
                    assert_eq!(counts(&done.unwrap()), [699, 1, 0, 0]);
                    break;
                }
            }
            cuts += 1;
        }
        assert!(cuts > 5, "{cuts}");
        assert_eq!(shown(&alice, "customer", "code").len(), 700);
    });
}
