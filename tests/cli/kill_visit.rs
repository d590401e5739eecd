//! 200 kills in the middle of a visit (`make soak`), a few in the quick tier: what was typed is there again.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use rounds_tests::{Folder, built};
use serde_json::{Value, json};

/// A working day of the demo's week, mid-morning there.
const NOW: &str = "2026-11-24T09:10:00+08:00";

fn kills() -> u64 {
    std::env::var("ROUNDS_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(4)
}

/// The core behind its loopback door, as the window has it.
struct Door {
    process: Child,
    address: String,
    agent: ureq::Agent,
}

impl Door {
    fn open(folder: &Folder) -> Self {
        let mut process = Command::new(built().join("door"))
            .args(["--now", NOW, "--data"])
            .arg(folder.data())
            .env("HOME", folder.path("home"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the door is built");
        let mut address = String::new();
        let out = process.stdout.take().expect("a piped output");
        BufReader::new(out).read_line(&mut address).expect("the door tells its address");
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { process, address: address.trim().to_owned(), agent }
    }

    /// None when the process died before it answered.
    fn call(&self, name: &str, args: &Value) -> Option<Value> {
        let url = format!("{}/call/{name}", self.address);
        let mut reply = self.agent.post(&url).send_json(json!({ "args": args })).ok()?;
        let ok = reply.status().is_success();
        let body: Value = reply.body_mut().read_json().ok()?;
        assert!(ok, "{name}: {body}");
        Some(body)
    }

    fn ask(&self, name: &str, args: &Value) -> Value {
        self.call(name, args).unwrap_or_else(|| panic!("{name}: no answer"))
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn opinion(screen: &Value) -> u64 {
    let text = screen["draft"]["answers"]["opinion"].as_str().unwrap_or("0");
    text.parse().unwrap_or_else(|_| panic!("a torn draft: {text}"))
}

#[test]
fn nothing_typed_is_lost_by_a_kill() {
    let folder = Folder::demo_of("2026-11-24");
    let visit = {
        let door = Door::open(&folder);
        let today = door.ask("today.get", &json!({}));
        let stop = today["stops"][0]["visit"]["id"].clone();
        door.ask("visit.start", &json!({ "planned_visit_id": stop, "customer_id": null }))["record"]["id"]
            .clone()
    };
    let mut typed = 0;
    for kill in 0..kills() {
        let mut door = Door::open(&folder);
        let status = door.ask("app.status", &json!({}));
        assert_eq!(status["open_visit"], visit, "the same screen comes back");
        let mut draft = door.ask("visit.get", &json!({ "id": visit }))["draft"].clone();
        let mut process =
            std::mem::replace(&mut door.process, Command::new("true").spawn().expect("true runs"));
        let killer = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20 + kill * 61 % 400));
            let _ = process.kill();
            let _ = process.wait();
        });
        loop {
            draft["answers"]["opinion"] = (typed + 1).to_string().into();
            match door.call("visit.save", &json!({ "id": visit, "draft": draft })) {
                Some(_) => typed += 1,
                None => break,
            }
        }
        killer.join().expect("the kill itself does not fail");
        let again = Door::open(&folder);
        let found = opinion(&again.ask("visit.get", &json!({ "id": visit })));
        // One save may have been written and not answered.
        assert!((typed..=typed + 1).contains(&found), "{found} came back, {typed} was acknowledged");
        typed = found;
    }
    assert!(typed > 0, "nothing was ever typed");
    folder.run(&["verify"]).ok();
}
