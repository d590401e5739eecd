use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::{
    ErrorCode, Id,
    operation::{OP_SCHEMA, Operation, OperationKind},
    person::Role,
};

const A: Writer = Writer { install_id: Id::from_u128(1), side: Side::Field };
const B: Writer = Writer { install_id: Id::from_u128(2), side: Side::Field };
const HQ: Writer = Writer { install_id: Id::from_u128(3), side: Side::Hq };

fn operation(kind: OperationKind, base: i64, fields: &[(&str, Value)]) -> Operation {
    Operation {
        install_id: A.install_id,
        op_seq: 1,
        tx_id: Id::from_u128(9),
        op_schema: OP_SCHEMA,
        actor: Id::from_u128(8),
        noun: "customer".to_owned(),
        id: Id::from_u128(7),
        kind,
        base_version: base,
        fields: fields
            .iter()
            .map(|(name, new)| ((*name).to_owned(), json!({ "old": null, "new": new })))
            .collect(),
        at: 1_000,
        customer_version: None,
        erased: Vec::new(),
    }
}

fn put(base: i64, fields: &[(&str, Value)]) -> Operation {
    operation(OperationKind::Put, base, fields)
}

fn kind(noun: &str) -> &'static NounKind {
    kind_of(noun).unwrap()
}

fn made(writer: Writer, fields: &[(&str, Value)]) -> HeldRow {
    merge(kind("customer"), None, &put(0, fields), writer, 1).unwrap().row
}

fn apply(row: &HeldRow, operation: &Operation, writer: Writer) -> Merged {
    merge(kind("customer"), Some(row), operation, writer, row.version + 1).unwrap()
}

#[test]
fn changes_of_different_fields_both_stay() {
    let row = made(HQ, &[("name", json!("甲"))]);
    let row = apply(&row, &put(1, &[("note", json!("a"))]), A).row;
    let merged = apply(&row, &put(1, &[("phone", json!("1"))]), B);
    assert_eq!((merged.row.field("note"), merged.row.field("phone")), (&json!("a"), &json!("1")));
    assert!(merged.lost.is_empty());
}

#[test]
fn the_owner_of_a_field_wins_and_the_loser_is_kept() {
    let row = made(HQ, &[("class", json!("A")), ("note", json!("x"))]);
    // 客户分级 is HQ's, the note the manager's.
    let row = apply(&row, &put(1, &[("class", json!("B")), ("note", json!("hq"))]), HQ).row;
    let merged = apply(&row, &put(1, &[("class", json!("C")), ("note", json!("field"))]), A);
    assert_eq!(merged.row.field("class"), &json!("B"));
    assert_eq!(merged.row.field("note"), &json!("field"));
    let lost: Vec<_> = merged.lost.iter().map(|lost| (lost.field.as_str(), lost.lost.clone())).collect();
    assert_eq!(lost, [("class", json!("C")), ("note", json!("hq"))]);
}

#[test]
fn between_two_devices_the_later_to_arrive_wins() {
    let row = made(HQ, &[("note", json!("x"))]);
    let row = apply(&row, &put(1, &[("note", json!("a"))]), A).row;
    let merged = apply(&row, &put(1, &[("note", json!("b"))]), B);
    assert_eq!(merged.row.field("note"), &json!("b"));
    assert_eq!(merged.lost[0].lost, json!("a"));
    assert_eq!(merged.lost[0].other.install_id, A.install_id);
}

#[test]
fn a_field_that_nobody_has_filled_in_is_free_and_one_that_was_emptied_is_not() {
    let row = made(A, &[("name", json!("甲"))]);
    assert!(apply(&row, &put(0, &[("note", json!("b"))]), B).lost.is_empty());
    let filled = apply(&row, &put(1, &[("note", json!("a"))]), A).row;
    let emptied = apply(&filled, &put(2, &[("note", Value::Null)]), A).row;
    assert_eq!(apply(&emptied, &put(2, &[("note", json!("b"))]), B).lost[0].lost, Value::Null);
}

#[test]
fn a_device_never_conflicts_with_itself() {
    let row = made(A, &[("note", json!("1"))]);
    let merged = apply(&row, &put(0, &[("note", json!("2"))]), A);
    assert!(merged.changed && merged.lost.is_empty());
}

#[test]
fn the_same_value_twice_changes_nothing() {
    let row = made(A, &[("note", json!("1"))]);
    let merged = apply(&row, &put(0, &[("note", json!("1"))]), B);
    assert!(!merged.changed && merged.lost.is_empty());
    assert_eq!(merged.row, row);
}

#[test]
fn a_change_is_worth_more_than_a_deletion_in_either_order() {
    let row = made(A, &[("note", json!("1")), ("name", json!("甲"))]);
    let contact = |row: &HeldRow, operation: &Operation, writer| {
        merge(kind("contact"), Some(row), operation, writer, row.version + 1).unwrap()
    };
    let (edit, delete) = (put(1, &[("note", json!("2"))]), operation(OperationKind::Delete, 1, &[]));
    let first_edit = contact(&contact(&row, &edit, A).row, &delete, B);
    let first_delete = contact(&contact(&row, &delete, B).row, &edit, A);
    for merged in [&first_edit, &first_delete] {
        assert_eq!(merged.row.deleted_at, None);
        assert_eq!(merged.row.field("note"), &json!("2"));
        assert_eq!((merged.lost[0].field.as_str(), &merged.lost[0].lost), ("deleted_at", &json!(1_000)));
    }
}

#[test]
fn what_hq_owns_and_deletes_stays_deleted_and_the_change_is_kept() {
    let row = made(HQ, &[("note", json!("1"))]);
    let gone = apply(&row, &operation(OperationKind::Delete, 1, &[]), HQ).row;
    let merged = apply(&gone, &put(1, &[("note", json!("2"))]), A);
    assert!(merged.row.deleted_at.is_some() && !merged.changed);
    assert_eq!(merged.lost[0].lost, json!({ "note": "2" }));
}

#[test]
fn a_seen_deletion_is_undone_by_a_forward_operation() {
    let row = made(A, &[("note", json!("1"))]);
    let gone = apply(&row, &operation(OperationKind::Delete, 0, &[("deleted_at", json!(5))]), A).row;
    let back = apply(&gone, &put(0, &[("deleted_at", Value::Null)]), A);
    assert_eq!(back.row.deleted_at, None);
    assert!(back.lost.is_empty());
}

#[test]
fn a_signed_record_cannot_be_changed_but_its_notes_can() {
    let visit = kind("visit_record");
    let fields = [("evidence_id", json!(Id::from_u128(5))), ("outcome", json!("done"))];
    let row = merge(visit, None, &put(0, &fields), A, 1).unwrap().row;
    let refused = merge(visit, Some(&row), &put(1, &[("outcome", json!("closed"))]), A, 2).unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignedFast);
    let deleted = merge(visit, Some(&row), &operation(OperationKind::Delete, 1, &[]), A, 2).unwrap_err();
    assert_eq!(deleted.code, ErrorCode::SignedFast);
    let notes = put(1, &[("internal", json!({ "wishes": "茶" }))]);
    assert!(merge(visit, Some(&row), &notes, A, 2).unwrap().changed);
}

#[test]
fn evidence_is_added_once_and_never_changed() {
    let evidence = kind("evidence");
    let first = put(0, &[("envelope", json!("{}")), ("hash", json!("aa")), ("seq", json!(1))]);
    let row = merge(evidence, None, &first, A, 1).unwrap().row;
    assert!(!merge(evidence, Some(&row), &first, B, 2).unwrap().changed);
    let other = put(0, &[("envelope", json!("{ }")), ("hash", json!("aa")), ("seq", json!(1))]);
    for bad in [other, operation(OperationKind::Delete, 1, &[])] {
        assert_eq!(merge(evidence, Some(&row), &bad, A, 2).unwrap_err().code, ErrorCode::AppendOnly);
    }
}

#[test]
fn a_command_needs_what_its_writer_saw() {
    let row = made(HQ, &[("status", json!("open"))]);
    let mut command = operation(OperationKind::Command, 1, &[("status", json!("closed"))]);
    assert_eq!(
        merge(kind("customer"), Some(&row), &command, A, 2).unwrap_err().code,
        ErrorCode::PreconditionFailed
    );
    command.fields["status"]["old"] = json!("open");
    assert!(apply(&row, &command, A).changed);
}

#[test]
fn a_device_writes_nothing_that_is_hqs_alone() {
    let person = kind("person");
    let row = merge(person, None, &put(0, &[("role", json!("manager"))]), HQ, 1).unwrap().row;
    let merged = merge(person, Some(&row), &put(1, &[("role", json!("admin"))]), A, 2).unwrap();
    assert!(!merged.changed);
    assert_eq!(merged.lost[0].lost, json!("admin"));
    let made = merge(person, None, &put(0, &[("role", json!("admin"))]), A, 1).unwrap_err();
    assert_eq!(made.code, ErrorCode::NotAllowed);
}

#[test]
fn values_of_the_wrong_type_and_unknown_fields_are_set_aside() {
    for (field, value) in [
        ("name", json!(1)),
        ("standard_store", json!("yes")),
        ("order_weekday", json!(0.5)),
        ("position", json!({ "lat": 0.5 })),
        ("order_weekday", json!(1_i64 << 53)),
        ("version", json!(9)),
        ("territory_id", json!("x")),
    ] {
        let refused = merge(kind("customer"), None, &put(0, &[(field, value)]), A, 1).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::BadOperation, Some(field)));
    }
}

#[test]
fn the_restricted_note_is_for_its_author_and_the_supervisors() {
    let author = Id::from_u128(4);
    let row = json!({ "person_id": author, "restricted": { "illegal_tobacco": "x" } });
    let row = row.as_object().unwrap();
    let sees = |person_id, role| {
        let seen = shown("visit_record", row.clone(), Viewer { person_id, role });
        !seen["restricted"].as_object().unwrap().is_empty()
    };
    assert!(sees(author, Role::Manager) && sees(Id::from_u128(6), Role::Supervisor));
    assert!(!sees(Id::from_u128(6), Role::Manager));
}

#[test]
fn empty_values_and_the_order_of_rows_do_not_change_the_hash_of_a_scope() {
    let row = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap();
    let (first, second) = (Id::from_u128(1), Id::from_u128(2));
    let mut left = ScopeHash::default();
    left.add("customer", first, &row(r#"{"name":"甲","line":null,"opening_hours":[]}"#)).unwrap();
    left.add("customer", second, &row(r#"{"name":"乙","standard_store":false}"#)).unwrap();
    let mut right = ScopeHash::default();
    right.add("customer", second, &row(r#"{"name":"乙"}"#)).unwrap();
    right.add("customer", first, &row(r#"{"name":"甲"}"#)).unwrap();
    right.add("contact", first, &row(r#"{"name":"丙","deleted_at":5}"#)).unwrap();
    assert_eq!((left.finish(), left.rows()), (right.finish(), right.rows()));
    right.add("contact", first, &row(r#"{"name":"丙"}"#)).unwrap();
    assert_ne!(left.finish(), right.finish());
}

#[test]
fn old_ids_are_resolved_wherever_they_stand_but_not_in_what_was_signed() {
    let (old, new) = (Id::from_u128(10), Id::from_u128(11));
    let aliases = Aliases([(old, new)].into());
    let mut operation = put(0, &[("owner_id", json!(old)), ("customer_ids", json!([old, A.install_id]))]);
    operation.id = old;
    operation
        .fields
        .insert("envelope".into(), json!({ "old": null, "new": format!("{{\"id\":\"{old}\"}}") }));
    aliases.resolve(&mut operation);
    assert_eq!(operation.id, new);
    assert_eq!(operation.fields["owner_id"]["new"], json!(new));
    assert_eq!(operation.fields["customer_ids"]["new"], json!([new, A.install_id]));
    assert!(operation.fields["envelope"]["new"].as_str().unwrap().contains(&old.to_string()));
}

#[test]
fn every_scope_is_read_as_it_is_written() {
    for scope in [Scope::Organisation, Scope::Territory(Id::from_u128(1)), Scope::Person(Id::from_u128(2))] {
        assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
    }
    assert!("territory-x".parse::<Scope>().is_err() && "".parse::<Scope>().is_err());
}

/// What one of three writers does, having seen some version.
#[derive(Clone, Debug)]
struct Step {
    writer: Writer,
    behind: i64,
    fields: Vec<(&'static str, u8)>,
    delete: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let writer = prop_oneof![Just(A), Just(B), Just(HQ)];
    let field = (prop_oneof![Just("name"), Just("note"), Just("status")], 0_u8..4);
    let step = (writer, 0_i64..4, prop::collection::vec(field, 1..3), prop::bool::weighted(0.1))
        .prop_map(|(writer, behind, fields, delete)| Step { writer, behind, fields, delete });
    prop::collection::vec(step, 1..20)
}

proptest! {
    /// A value leaves a row only where its successor's writer had seen it, or was the same; else it is among the lost.
    #[test]
    fn no_value_is_ever_overwritten_silently(steps in steps()) {
        let mut row = made(HQ, &[("name", json!("0")), ("note", json!("0")), ("status", json!("0"))]);
        for step in steps {
            let base = (row.version - step.behind).max(0);
            let fields: Vec<_> = step.fields.iter().map(|(name, value)| (*name, json!(value.to_string()))).collect();
            let operation = if step.delete { operation(OperationKind::Delete, base, &[]) } else { put(base, &fields) };
            let merged = apply(&row, &operation, step.writer);
            for (name, _) in kind("customer").columns {
                let (before, after) = (row.field(name), merged.row.field(name));
                if before != after {
                    let stamp = row.stamps.of(name);
                    let seen = stamp.version <= base || stamp.install_id == step.writer.install_id;
                    let kept = merged.lost.iter().any(|lost| lost.field == *name && &lost.lost == before);
                    prop_assert!(seen || kept, "{name}: {before} went without a word");
                }
            }
            // What the writer wanted is there, or is among the lost.
            for (name, change) in &operation.fields {
                let wanted = &change["new"];
                let there = merged.row.field(name) == wanted && merged.row.deleted_at.is_none()
                    || row.deleted_at.is_some() && merged.row.field(name) == wanted;
                let kept = merged.lost.iter().any(|lost| {
                    lost.field == *name && &lost.lost == wanted
                        || lost.field == "deleted_at" && &lost.lost[name.as_str()] == wanted
                });
                prop_assert!(there || kept, "{name}: {wanted} was swallowed");
            }
            prop_assert_eq!(merged.changed, merged.row.version > row.version);
            row = merged.row;
        }
    }

    /// The same operation again, as a repeated push would bring it, finds nothing to do.
    #[test]
    fn an_operation_applied_again_by_its_own_writer_changes_nothing(steps in steps()) {
        let mut row = made(HQ, &[("name", json!("0"))]);
        for step in steps {
            let base = (row.version - step.behind).max(0);
            let field = [(step.fields[0].0, json!(step.fields[0].1.to_string()))];
            let once = apply(&row, &put(base, &field), step.writer);
            let again = apply(&once.row, &put(base, &field), step.writer);
            prop_assert!(!again.changed);
            row = once.row;
        }
    }

    /// Operations of two devices on fields of their own lead to the same values in any order.
    #[test]
    fn different_fields_commute(ours in prop::collection::vec(0_u8..5, 1..6), theirs in prop::collection::vec(0_u8..5, 1..6)) {
        let start = made(HQ, &[("name", json!("0"))]);
        let mut left: Vec<(Writer, &str, u8)> = ours.iter().map(|value| (A, "note", *value)).collect();
        let right = theirs.iter().map(|value| (B, "phone", *value));
        let mut turned: Vec<_> = right.clone().collect();
        turned.extend(left.iter().copied());
        left.extend(right);
        let end = |steps: Vec<(Writer, &str, u8)>| {
            let mut row = start.clone();
            for (writer, field, value) in steps {
                row = apply(&row, &put(1, &[(field, json!(value.to_string()))]), writer).row;
            }
            row.fields
        };
        prop_assert_eq!(end(left), end(turned));
    }

    /// Whatever text comes as a body, decoding answers and does not panic.
    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = serde_json::from_slice::<Push>(&bytes);
        let _ = serde_json::from_slice::<Enrol>(&bytes);
        let _ = serde_json::from_slice::<FeedPage>(&bytes);
        let _ = String::from_utf8_lossy(&bytes).parse::<Scope>();
    }

    /// Any JSON as an operation's fields is merged or set aside.
    #[test]
    fn any_fields_are_merged_or_set_aside(name in "[a-z_]{1,12}", text in ".{0,20}", number in any::<i64>(), base in any::<i64>()) {
        let row = made(HQ, &[("name", json!("0"))]);
        for new in [json!(text), json!(number), json!([text]), json!({ "a": number }), json!(0.5), Value::Null] {
            for kind in KINDS {
                for operation in [put(base, &[(&name, new.clone())]), operation(OperationKind::Command, base, &[(&name, new.clone())])] {
                    let _ = merge(kind, Some(&row), &operation, A, 2);
                    let _ = merge(kind, None, &operation, A, 1);
                }
            }
        }
    }
}
