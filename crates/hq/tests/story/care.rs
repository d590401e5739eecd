use std::sync::Arc;

use rounds_core::{ErrorCode, operation::OperationKind, sync::EntryKind};
use rounds_hq::{Hq, admin::restore};
use serde_json::json;

use crate::{
    cluster,
    device::{Device, code_of},
    ground::{Beneath, Ground, NOW, listen, on_both},
};

#[test]
fn a_deletion_older_than_tombstones_live_asks_for_a_new_baseline() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (shop, insert) = device.customer(&ground, "1001");
        let (_, other) = device.customer(&ground, "1002");
        device.send(&[insert, other]);
        let (epoch, seq) = (device.state().epoch, device.state().scopes[2].seq);
        let delete = device.operation(ground.new_id(), OperationKind::Delete, "customer", shop, 1, &[]);
        device.send(&[delete]);
        let cursor = format!("after={seq}&epoch={epoch}");
        let page = device.page(device.home(), &cursor).unwrap();
        assert_eq!((page.entries.len(), page.entries[0].kind), (1, EntryKind::Upsert));
        assert_eq!(ground.hq.expire().unwrap(), 0);
        ground.pass(200 * 86_400_000);
        assert_eq!(ground.hq.expire().unwrap(), 1);
        let device = Device { token: device.sign_in().unwrap().access_token, ..device };
        assert_eq!(code_of(device.page(device.home(), &cursor)), ErrorCode::BaselineNeeded);
        let left = device.baseline(device.home());
        assert_eq!(left.iter().filter(|entry| entry.noun == "customer").count(), 1);
        assert!(left.iter().all(|entry| entry.id != shop));
    });
}

/// Restores a backup of `ground` into an empty database of the other kind.
fn restored(ground: &Ground, beneath: &Beneath) -> (tempfile::TempDir, Arc<Hq>) {
    let file = ground.file("backup");
    ground.hq.backup(&file).unwrap();
    let data = tempfile::tempdir().unwrap();
    for key in ["hq.sign", "hq.rescue"] {
        std::fs::copy(ground.file(key), data.path().join(key)).unwrap();
    }
    let base = beneath.open(data.path());
    restore(base.as_ref(), &file, ground.new_id()).unwrap();
    assert!(restore(base.as_ref(), &file, ground.new_id()).is_err());
    let clock = ground.clock.clone();
    let ticking = Arc::new(move || clock.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let hq = Hq::open(base, data.path(), ticking, ground.entropy.clone()).unwrap();
    (data, Arc::new(hq))
}

#[test]
fn a_backup_comes_back_in_a_new_epoch_and_what_was_lost_is_sent_again() {
    on_both(|ground| {
        let other = match ground.beneath {
            Beneath::Sqlite => Beneath::Postgres(cluster::database()),
            Beneath::Postgres(_) => Beneath::Sqlite,
        };
        let mut device = Device::enrol(&ground, "alice", "T1");
        let mut second = Device::enrol(&ground, "alice", "T1");
        let (shop, insert) = device.customer(&ground, "1001");
        device.send(&[insert]);
        let before = device.hash().hash;
        let (_data, hq) = restored(&ground, &other);
        // The day that the backup does not know.
        let lost = [
            device.put("customer", shop, 1, &[("note", json!("a"))]),
            device.put("customer", shop, 1, &[("note", json!("b"))]),
        ];
        device.send(&lost);
        let epoch = device.state().epoch;
        let cursor = format!("after={}&epoch={epoch}", device.state().scopes[2].seq);

        let (url, _stop) = listen(hq.clone());
        (device.url, second.url) = (url.clone(), url);
        assert_ne!(device.state().epoch, epoch);
        assert_eq!(device.hash().hash, before);
        assert_eq!(code_of(device.page(device.home(), &cursor)), ErrorCode::BaselineNeeded);
        assert_eq!(device.state().last_op_seq, 1);
        let versions: Vec<i64> = device.send(&lost).verdicts.iter().map(|verdict| verdict.version).collect();
        assert!(versions[0] > 1 << 32, "{versions:?}");
        assert_eq!(device.row(shop).unwrap()["note"], json!("b"));
        // A version of the lost epoch is older than anything of this one: the conflict is seen.
        let late = second.put("customer", shop, 3, &[("note", json!("c"))]);
        assert_eq!(second.send(&[late]).verdicts[0].conflicts, 1);
        assert!(hq.now() > NOW);
    });
}

#[test]
fn the_log_is_added_to_and_never_changed() {
    on_both(|ground| {
        let base = ground.beneath.open(ground.data.path());
        let lines = |sql: &str| base.read(|tx| tx.rows(sql, &[])).unwrap().len();
        assert!(lines("SELECT what FROM audit WHERE what = 'territory_given'") > 0);
        for sql in ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"] {
            assert!(base.write(|tx| tx.run(sql, &[])).is_err(), "{sql}");
        }
    });
}

#[test]
fn health_figures_and_the_description_are_served() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        device.state();
        let get = |path: &str| {
            let mut answer = device.agent.get(format!("{}{path}", ground.url)).call().unwrap();
            (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
        };
        assert_eq!(get("/healthz"), (200, "ok\n".to_owned()));
        assert!(get("/metrics").1.contains("route=\"/v1/state\",status=\"200\"} 1"));
        let description: serde_json::Value = serde_json::from_str(&get("/v1/openapi.json").1).unwrap();
        // Every call of the protocol, and all that its bodies are made of.
        for (path, method) in [
            ("/v1/version", "get"),
            ("/v1/enrol", "post"),
            ("/v1/sign-in", "post"),
            ("/v1/refresh", "post"),
            ("/v1/sign-out", "post"),
            ("/v1/state", "get"),
            ("/v1/push", "post"),
            ("/v1/set-aside/{op_seq}", "post"),
            ("/v1/feed/{scope}", "get"),
            ("/v1/hash/{scope}", "get"),
            ("/v1/blobs/{sha256}", "head"),
            ("/v1/blobs/{sha256}", "patch"),
            ("/v1/blobs/{sha256}", "get"),
        ] {
            assert!(description["paths"][path][method].is_object(), "{method} {path}");
        }
        let text = description.to_string();
        for named in text.split("\"#/components/schemas/").skip(1) {
            let name = named.split('"').next().unwrap();
            assert!(description["components"]["schemas"][name].is_object(), "{name}");
        }
        assert!(description["components"]["schemas"]["DeviceSays"].is_object());
        let head = device.agent.get(format!("{}/v1/version", ground.url)).call().unwrap();
        assert_eq!(head.headers()["rounds-epoch"], ground.hq.epoch().to_string());
    });
}

#[test]
fn behind_a_pooler_nothing_is_kept_ready_from_one_transaction_to_the_next() {
    let url = cluster::database();
    let ready = |url: &str| {
        let base = Beneath::Postgres(url.to_owned()).open(std::path::Path::new("."));
        let count = || {
            let sql = "SELECT CAST(count(*) AS BIGINT) FROM pg_prepared_statements";
            base.read(|tx| Ok(tx.row(sql, &[])?.unwrap()[0].int())).unwrap()
        };
        count();
        count()
    };
    assert!(ready(&url) > 0);
    let pooled = format!("{url} pgbouncer=true");
    assert_eq!(ready(&pooled), 0);
    // And everything is done all the same.
    let ground = Ground::new(Beneath::Postgres(pooled));
    let mut device = Device::enrol(&ground, "alice", "T1");
    let (shop, insert) = device.customer(&ground, "1001");
    let noted =
        device.put("customer", shop, 1, &[("note", json!("后门")), ("office", serde_json::Value::Null)]);
    device.send(&[insert, noted]);
    assert_eq!(device.row(shop).unwrap()["note"], json!("后门"));
    let file = ground.file("hq.backup");
    ground.hq.backup(&file).unwrap();
    let other = format!("{} pgbouncer=true", cluster::database());
    let base = Beneath::Postgres(other).open(ground.data.path());
    assert!(rounds_hq::admin::restore(base.as_ref(), &file, ground.new_id()).unwrap().rows > 0);
}
