use std::{collections::BTreeSet, thread};

use rounds_core::Id;

use crate::{device::Device, ground::on_both};

/// Writers race; a reader follows the feed by its cursor. Numbers are given in the order of becoming visible, so that it sees
/// every row, whatever commits first.
#[test]
fn no_row_slips_behind_a_cursor_while_devices_race() {
    on_both(|ground| {
        let reader = Device::enrol(&ground, "alice", "T1");
        let mut writers: Vec<Device> = (0..4).map(|_| Device::enrol(&ground, "alice", "T1")).collect();
        let epoch = reader.state().epoch;
        let ground = &ground;
        let mut made: BTreeSet<Id> = BTreeSet::new();
        let mut seen: BTreeSet<Id> = BTreeSet::new();
        let mut after = 0;
        let mut read = |seen: &mut BTreeSet<Id>| loop {
            let page = reader.page(reader.home(), &format!("after={after}&epoch={epoch}&limit=5")).unwrap();
            seen.extend(page.entries.iter().map(|entry| entry.id));
            after = page.next;
            if !page.more {
                break;
            }
        };
        thread::scope(|scope| {
            let running: Vec<_> = writers
                .iter_mut()
                .enumerate()
                .map(|(number, writer)| {
                    scope.spawn(move || {
                        let mut ids = Vec::new();
                        for batch in 0..10 {
                            let (id, insert) = writer.customer(ground, &format!("{number}-{batch}"));
                            writer.send(&[insert]);
                            ids.push(id);
                        }
                        ids
                    })
                })
                .collect();
            while running.iter().any(|writer| !writer.is_finished()) {
                read(&mut seen);
            }
            for writer in running {
                made.extend(writer.join().unwrap());
            }
        });
        read(&mut seen);
        assert_eq!(made.len(), 40);
        assert!(made.is_subset(&seen), "{:?}", made.difference(&seen).collect::<Vec<_>>());
    });
}

#[test]
fn the_same_push_sent_twice_at_once_is_applied_once() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let operations: Vec<_> =
            (0..20).map(|number| device.customer(&ground, &format!("{number}")).1).collect();
        let replies: Vec<_> = thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| device.send(&operations)));
            both.map(|one| one.join().unwrap()).into()
        });
        assert_eq!(replies[0], replies[1]);
        let rows = device.baseline(device.home());
        assert_eq!(rows.iter().filter(|entry| entry.noun == "customer").count(), 20);
        assert!(rows.iter().all(|entry| entry.noun != "conflict"));
    });
}
