//! A disk that is really full: a small file system of its own, mounted in a name space of this test.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};

use image::{ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder};
use rounds_core::SeededEntropy;
use rounds_tests::{Folder, built};
use serde_json::{Value, json};

/// Room beside the demo's own files.
const SPARE: u64 = 4 << 20;

/// A picture that no compression makes small.
fn noise() -> Vec<u8> {
    let entropy = SeededEntropy::new(5);
    let picture = RgbImage::from_fn(900, 900, |_, _| {
        let [r, g, b, ..] = entropy.next().to_le_bytes();
        image::Rgb([r, g, b])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95)
        .write_image(picture.as_raw(), 900, 900, image::ExtendedColorType::Rgb8)
        .expect("a picture is written to memory");
    bytes
}

/// A data folder on a disk of its own.
struct SmallDisk {
    /// Lives in the name space that has the disk: the core behind its door, or a shell that waits.
    holder: Child,
    /// The first line that the holder wrote.
    said: String,
    /// The data folder as the holder sees it.
    disk: PathBuf,
    /// The same from outside.
    data: PathBuf,
}

impl SmallDisk {
    /// The core behind its door.
    fn open(folder: &Folder) -> Self {
        let disk = Self::held(folder, "exec \"$2\" --now 2026-11-24T09:10:00+08:00 --data \"$0\"");
        assert!(disk.said.starts_with("http"), "a name space and a mount are allowed here");
        disk
    }

    /// With nobody in it.
    fn quiet(folder: &Folder) -> Self {
        let disk = Self::held(folder, "echo mounted && exec sleep 600");
        assert_eq!(disk.said, "mounted", "a name space and a mount are allowed here");
        disk
    }

    /// `hold`: what a shell does there with the disk as $0 and the door as $2.
    fn held(folder: &Folder, hold: &str) -> Self {
        let disk = folder.path("disk");
        fs::create_dir(&disk).expect("the temporary folder is writable");
        let used = Command::new("du").args(["-sk"]).arg(folder.data()).output().expect("du is there");
        let used: u64 = String::from_utf8_lossy(&used.stdout)
            .split_whitespace()
            .next()
            .and_then(|text| text.parse().ok())
            .expect("du tells a size");
        let script = format!(
            "mount -t tmpfs -o size={}k none \"$0\" && cp -a \"$1\"/. \"$0\" && {hold}",
            used + SPARE / 1024
        );
        let mut holder = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
            .args([&disk, &folder.data(), &built().join("door")])
            .env("HOME", folder.path("home"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare is there");
        let mut said = String::new();
        let out = holder.stdout.take().expect("a piped output");
        BufReader::new(out).read_line(&mut said).expect("the holder tells that it is there");
        let data = PathBuf::from(format!("/proc/{}/root", holder.id()))
            .join(disk.strip_prefix("/").expect("a full path"));
        Self { holder, said: said.trim().to_owned(), disk, data }
    }

    /// Runs the program beside the holder.
    fn run(&self, folder: &Folder, args: &[&str]) -> Output {
        let inner = folder.command_at(args, &self.disk);
        let mut command = Command::new("nsenter");
        command
            .args(["--user", "--mount", "--preserve-credentials", "--target", &self.holder.id().to_string()])
            .arg(inner.get_program())
            .args(inner.get_args())
            .env("ROUNDS_PASSWORD", "x");
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.output().expect("nsenter is there")
    }

    fn call(&self, name: &str, args: &Value, bytes: Option<&[u8]>) -> (bool, Value) {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let post = agent.post(&format!("{}/call/{name}", self.said));
        let mut reply = match bytes {
            Some(bytes) => {
                let text = args.to_string();
                let coded = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
                post.header("x-args", coded.to_string()).send(bytes)
            }
            None => post.send_json(json!({ "args": args })),
        }
        .expect("the door answers");
        (reply.status().is_success(), reply.body_mut().read_json().expect("an answer is JSON"))
    }

    fn ok(&self, name: &str, args: &Value, bytes: Option<&[u8]>) -> Value {
        let (ok, reply) = self.call(name, args, bytes);
        assert!(ok, "{name}: {reply}");
        reply
    }

    /// Every file that lies beside the database.
    fn attachments(&self) -> Vec<String> {
        let files = fs::read_dir(self.data.join("attachments")).into_iter().flatten().flatten();
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
    }

    /// Takes all room but `left` bytes.
    fn fill(&self, left: usize) {
        let mut file = fs::File::create(self.data.join("filler")).expect("the disk has room yet");
        let block = vec![0; 64 << 10];
        while file.write_all(&block).is_ok() {}
        let full = file.metadata().expect("a file has a size").len();
        file.set_len(full - left as u64).expect("a file can be made shorter");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

#[test]
fn a_photo_on_a_full_disk_is_refused_in_a_sentence_and_nothing_of_it_stays() {
    let folder = Folder::demo_of("2026-11-24");
    let disk = SmallDisk::open(&folder);
    let stop = disk.ok("today.get", &json!({}), None)["stops"][0]["visit"]["id"].clone();
    let visit = disk.ok("visit.start", &json!({ "planned_visit_id": stop, "customer_id": null }), None)["record"]["id"].clone();
    let picture = noise();
    disk.fill(200 << 10);
    let about = json!({ "visit_record_id": visit, "customer_id": null, "issue_id": null, "kind": "shelf", "note": null });
    let (ok, error) = disk.call("photo.add", &about, Some(&picture));
    assert_eq!((ok, &error["code"]), (false, &json!("disk_full")), "{error}");
    assert_eq!(disk.attachments(), Vec::<String>::new(), "no half file");
    let photos = |disk: &SmallDisk| disk.ok("visit.get", &json!({ "id": visit }), None)["photos"].clone();
    assert_eq!(photos(&disk), json!([]), "and no row without its file");
    let words: Value =
        serde_json::from_str(include_str!("../../ui/src/text/shared.zh.json")).expect("words are JSON");
    assert!(words["errors"]["disk_full"].as_str().expect("a sentence").contains("腾出空间"));

    fs::remove_file(disk.data.join("filler")).expect("room can be made");
    disk.ok("photo.add", &about, Some(&picture));
    // The picture and its small version.
    assert_eq!((disk.attachments().len(), photos(&disk).as_array().map(Vec::len)), (2, Some(1)));
    assert_eq!(disk.ok("verify.all", &json!({}), None)["intact"], true);
}

#[test]
fn without_a_free_byte_every_command_says_so_and_nothing_is_lost() {
    let folder = Folder::demo_of("2026-11-24");
    let visits = folder.run(&["visit", "list", "--signed", "--json"]).json();
    let id = visits[0]["id"].as_str().expect("a signed visit").to_owned();
    let disk = SmallDisk::quiet(&folder);
    // Reading leaves the memory that readers share; without it a reader needs room.
    for name in ["rounds.db-shm", "rounds.db-wal"] {
        let _ = fs::remove_file(disk.data.join(name));
    }
    let database = || fs::read(disk.data.join("rounds.db")).expect("the database is there");
    let before = database();
    disk.fill(0);
    let list = folder.file("list.csv", "客户编码,客户名称\nA1,甲店\n");
    let file = |name: &str| folder.path(name).display().to_string();
    let (pdf, json, xlsx, rescue) = (file("out.pdf"), file("out.json"), file("out.xlsx"), file("out.rescue"));
    let (week, day) = ("2026-W48", "2026-11-24");
    let hq = "http://127.0.0.1:9";
    for args in [
        &["status"][..],
        &["plan", "--week", "2026-W49"],
        &["import", "customers", &list],
        &["import", "customers", &list, "--dry-run"],
        &["export", "customers", &xlsx],
        &["export", "day", "--date", day, "--out", &file("out.gpx")],
        &["sheets", "--week", week, "--kind", "plan", "--out", &pdf],
        &["sheets", "--week", week, "--kind", "record", "--spare", "--out", &pdf],
        &["verify"],
        &["visit", "list"],
        &["visit", "export", &id, "--out", &json],
        &["visit", "erase", &id, "--field", "record.signature", "--reason", "本人要求"],
        &["issues"],
        &["audit", "--sample", "2", "--seed", "1", "--out", &pdf],
        &["scan", &list],
        &["enrol", "--server", hq, "--user", "M", "--code", "C"],
        &["sync"],
        &["rescue", "export", "--out", &rescue],
    ] {
        let out = disk.run(&folder, args);
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(said.contains("磁盘已满") && said.trim().lines().count() == 1, "{args:?}: {said}");
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        assert!(database() == before, "{args:?} wrote");
    }
    fs::remove_file(disk.data.join("filler")).expect("room can be made");
    let verified = disk.run(&folder, &["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}
