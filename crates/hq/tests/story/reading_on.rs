//! A push that says how far its sender has read: the reply goes on from there, without the rows that the push itself has made.

use rounds_core::{
    Id,
    sync::{FeedCursor, FeedPage, LeftOut, PushReply, SCHEMA, ScopeHashReply, counted, row_mark},
};
use serde_json::{Map, Value, json};

use crate::{
    device::Device,
    ground::{Ground, on_both},
};

fn read_to_the_end(device: &Device) -> FeedCursor {
    let state = device.state();
    let scope = device.home();
    let open = state.scopes.iter().find(|open| open.scope == scope).unwrap();
    FeedCursor { scope, epoch: state.epoch, after: open.seq }
}

fn push(device: &Device, operations: &[Value], feeds: &[FeedCursor]) -> PushReply {
    let body = json!({ "install_id": device.install, "schema": SCHEMA, "operations": operations, "feeds": feeds,
        "compare": true });
    device.post("/v1/push", &body).unwrap()
}

/// The page of the device's territory, what it leaves out, and the hash that came with it.
fn home(reply: PushReply) -> (FeedPage, Vec<LeftOut>, ScopeHashReply) {
    let mut read = reply.read.expect("it was asked for");
    assert_eq!((read.pages.len(), read.hashes.len()), (1, 1));
    let page = read.pages.remove(0);
    (page.page, page.left_out, read.hashes.remove(0))
}

fn ids(page: &FeedPage) -> Vec<Id> {
    page.entries.iter().map(|entry| entry.id).collect()
}

fn mark(row: &Map<String, Value>) -> String {
    row_mark(&counted("customer", row).unwrap().unwrap())
}

#[test]
fn own_rows_do_not_come_back_and_the_hash_comes_along() {
    on_both(|ground: Ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let read = read_to_the_end(&alice);
        let (one, first) = alice.customer(&ground, "1");
        let (two, second) = alice.customer(&ground, "2");
        let third = alice.put("customer", one, 0, &[("note", json!("再来"))]);
        let (page, left_out, hash) = home(push(&alice, &[first, second, third], &[read]));
        assert!(page.entries.is_empty(), "both are alice's own");
        assert_eq!((page.next, page.more), (read.after + 2, false));
        // Of a row that changed twice the last operation counts.
        let numbers: Vec<_> = left_out.iter().map(|row| (row.op_seq, row.seq)).collect();
        assert_eq!(numbers, [(2, read.after + 1), (3, read.after + 2)]);
        assert_eq!(left_out[0].mark, mark(&alice.row(two).unwrap()));
        assert_eq!(left_out[1].mark, mark(&alice.row(one).unwrap()));
        assert_eq!(hash, alice.hash());
    });
}

#[test]
fn what_others_wrote_in_between_is_on_the_page() {
    on_both(|ground: Ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let mut tablet = Device::enrol(&ground, "alice", "T1");
        let (one, made) = alice.customer(&ground, "1");
        alice.send(&[made]);
        let read = read_to_the_end(&alice);
        let seen = tablet.put("customer", one, 1, &[("note", json!("从平板"))]);
        tablet.send(&[seen]);
        // The note meets another one, which is kept as a conflict.
        let note = alice.put("customer", one, 1, &[("note", json!("从手机"))]);
        let (two, new) = alice.customer(&ground, "2");
        let reply = push(&alice, &[note, new], &[read]);
        assert_eq!(reply.verdicts[0].conflicts, 1);
        let (page, left_out, hash) = home(reply);
        assert_eq!(hash, alice.hash());
        // The customer took one place only, its last; what lost is a row that alice does not have.
        let all = alice.baseline(alice.home());
        let behind: Vec<Id> =
            all.iter().filter(|entry| entry.seq > read.after).map(|entry| entry.id).collect();
        let own: Vec<Id> = left_out.iter().map(|row| [one, two][usize::from(row.op_seq == 3)]).collect();
        let mut told = ids(&page);
        told.extend(&own);
        told.sort_unstable();
        let mut behind_sorted = behind.clone();
        behind_sorted.sort_unstable();
        assert_eq!(told, behind_sorted, "each row once, on the page or left out");
        assert!(page.entries.iter().any(|entry| entry.noun == "conflict"));
        assert_eq!(page.next, all.last().unwrap().seq);
    });
}

#[test]
fn a_reply_that_was_lost_leaves_nothing_out_the_second_time() {
    on_both(|ground: Ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let read = read_to_the_end(&alice);
        let (one, made) = alice.customer(&ground, "1");
        let first = push(&alice, std::slice::from_ref(&made), &[read]);
        let again = push(&alice, &[made], &[read]);
        assert_eq!(again.verdicts, first.verdicts);
        let (page, left_out, _) = home(again);
        assert_eq!((ids(&page), left_out), (vec![one], vec![]));
    });
}

#[test]
fn a_push_of_nothing_reads_what_may_be_read_and_names_what_has_to_be_read_anew() {
    on_both(|ground: Ground| {
        ground.territory("T2", "bob");
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let bob = Device::enrol(&ground, "bob", "T2");
        let read = read_to_the_end(&alice);
        let (one, made) = alice.customer(&ground, "1");
        alice.send(&[made]);
        let (page, left_out, hash) = home(push(&alice, &[], &[read, read_to_the_end(&bob)]));
        assert_eq!((ids(&page), left_out), (vec![one], vec![]));
        assert_eq!(hash, alice.hash());
        let stale = FeedCursor { epoch: Id::from_u128(7), ..read };
        let reply = push(&alice, &[], &[stale]).read.unwrap();
        assert!(reply.pages.is_empty() && reply.hashes.is_empty());
        assert_eq!(reply.state, alice.state());
    });
}

#[test]
fn a_page_that_ends_early_leaves_out_only_what_it_has_passed() {
    on_both(|ground: Ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let mut tablet = Device::enrol(&ground, "alice", "T1");
        let read = read_to_the_end(&alice);
        let others: Vec<Value> = (0..3).map(|n| tablet.customer(&ground, &format!("B{n}")).1).collect();
        tablet.send(&others);
        let (_, made) = alice.customer(&ground, "1");
        let body = json!({ "install_id": alice.install, "schema": SCHEMA, "operations": [made], "feeds": [read],
            "compare": true });
        let reply: PushReply = alice.post("/v1/push?limit=2", &body).unwrap();
        let page = &reply.read.unwrap().pages[0];
        assert_eq!((page.page.entries.len(), page.page.next, page.page.more), (2, read.after + 2, true));
        assert_eq!(page.left_out, []);
    });
}
