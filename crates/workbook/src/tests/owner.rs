//! One owner's shops in a workbook.

use rounds_core::contact::{Contact, ContactLayer};

use super::*;

const THREE: &str = "编码,名称,同一经营者\nA1,甲,A1\nA2,乙,A1\nA3,丙,A2\n";

fn owner_of(text: &str, known: &[Known<'_>]) -> Vec<(String, Option<String>)> {
    let changes = dry_run(&read_csv(text), known).changes;
    changes.into_iter().map(|change| (change.imported.code, change.owner_of)).collect()
}

fn told(code: &str, owner: Option<&str>) -> (String, Option<String>) {
    (code.to_owned(), owner.map(str::to_owned))
}

#[test]
fn shops_follow_the_names_to_the_first_of_them() {
    assert_eq!(owner_of(THREE, &[]), [told("A1", None), told("A2", Some("A1")), told("A3", Some("A1"))]);
    let circle = "code,name,shared owner\nA1,甲,A2\nA2,乙,A1\n";
    assert_eq!(owner_of(circle, &[]), [told("A1", None), told("A2", Some("A1"))]);
}

#[test]
fn a_shop_that_is_not_there_is_no_owners() {
    let read = read_csv("编码,名称,同一经营者\nA1,甲,B7\nA2,乙,A1\nA3,丙,\n");
    let outcome = dry_run(&read, &[]).outcome;
    assert_eq!((outcome.new, outcome.rejected_rows), (1, 2));
    let places: Vec<_> =
        outcome.rejected.iter().map(|told| (told.row, &*told.column, &*told.value)).collect();
    assert_eq!(places, [(2, "同一经营者", "B7"), (3, "同一经营者", "A1")]);
    assert!(outcome.rejected.iter().all(|told| told.code == ErrorCode::OwnerUnknown));
}

#[test]
fn shared_owners_go_out_and_come_back() {
    let mut shops: Vec<Customer> =
        (1_u64..=4).map(|n| Customer::new(meta(n), &format!("A{n}"), &format!("店{n}"))).collect();
    let owner = Contact {
        meta: meta(9),
        customer_id: shops[1].meta.id,
        name: "王大年".to_owned(),
        layer: ContactLayer::Decision,
        title: None,
        phone: None,
        is_primary: true,
        note: None,
    };
    for n in [0, 1, 2] {
        shops[n].owner_id = Some(owner.meta.id);
    }
    // An owner of one shop shares it with nobody.
    shops[3].owner_id = Some(meta(10).id);
    let mut known = known(&shops);
    known[1].contact = Some(&owner);
    let codes = shared_owners(&known);
    assert_eq!(codes, [Some("A2"), Some("A2"), Some("A2"), None]);
    for (known, code) in known.iter_mut().zip(codes) {
        known.shared_owner = code;
    }
    for bytes in
        [export_customers(&known, 1_795_000_000_000).unwrap(), export_customers_as_text(&known).unwrap()]
    {
        let read = read_bytes(&bytes).unwrap();
        assert_eq!(dry_run(&read, &known).outcome.same, 4);
        let new: Vec<_> = dry_run(&read, &[]).changes.into_iter().map(|change| change.owner_of).collect();
        assert_eq!(new, [Some("A2".to_owned()), None, Some("A2".to_owned()), None]);
    }
    let joined = dry_run(&read_csv("编码,名称,同一经营者\nA4,店4,A1\n"), &known).outcome;
    let difference = &joined.rows[0].differences[0];
    assert_eq!(
        (difference.field, &*difference.old, &*difference.new),
        (CustomerField::SharedOwner, "", "A1")
    );
}
