//! A throw-away PostgreSQL from Debian's package: in a temporary folder, on a socket of its own, as an ordinary user.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread::sleep,
    time::Duration,
};

struct Cluster {
    folder: PathBuf,
    /// Ends the server and removes the folder when the tests' end of its pipe closes.
    _keeper: Child,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The newest PostgreSQL of the system.
fn programs() -> PathBuf {
    let versions =
        fs::read_dir("/usr/lib/postgresql").expect("Debian's package postgresql is needed: run make setup");
    let mut versions: Vec<PathBuf> = versions.flatten().map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    versions.pop().expect("Debian's package postgresql is needed: run make setup")
}

fn number(of: &str, user: &str) -> u32 {
    let out = Command::new("id").args([of, user]).output().expect("id runs");
    String::from_utf8_lossy(&out.stdout).trim().parse().expect("id prints a number")
}

/// PostgreSQL refuses to run as root.
fn as_ordinary_user(command: &mut Command, folder: &Path) {
    if number("-u", "root") == number_of_self() {
        let (uid, gid) = (number("-u", "nobody"), number("-g", "nobody"));
        std::os::unix::fs::chown(folder, Some(uid), Some(gid)).expect("root may give a folder away");
        command.uid(uid).gid(gid);
    }
    command.current_dir(folder);
}

fn number_of_self() -> u32 {
    let out = Command::new("id").arg("-u").output().expect("id runs");
    String::from_utf8_lossy(&out.stdout).trim().parse().expect("id prints a number")
}

fn start() -> Cluster {
    let folder = tempfile::Builder::new().prefix("rounds-pg").tempdir().expect("a folder").keep();
    let programs = programs();
    let mut init = Command::new(programs.join("initdb"));
    init.args(["-A", "trust", "-U", "rounds", "-E", "UTF8", "--locale=C", "--no-sync", "-D"])
        .arg(folder.join("data"));
    as_ordinary_user(&mut init, &folder);
    let made = init.output().expect("initdb runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut keeper = Command::new("sh");
    keeper
        .arg("-c")
        .arg(
            "\"$1/postgres\" -D \"$2/data\" -k \"$2\" -c listen_addresses='' -c fsync=off -c max_connections=200 \
             >\"$2/log\" 2>&1 & server=$!; read -r _; kill -INT $server; wait $server; rm -rf \"$2\"",
        )
        .arg("keeper")
        .arg(&programs)
        .arg(&folder)
        .stdin(Stdio::piped());
    as_ordinary_user(&mut keeper, &folder);
    let keeper = keeper.spawn().expect("sh runs");
    let cluster = Cluster { folder, _keeper: keeper };
    for _ in 0..300 {
        if postgres::Client::connect(&url(&cluster, "postgres"), postgres::NoTls).is_ok() {
            return cluster;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("{}", fs::read_to_string(cluster.folder.join("log")).unwrap_or_default());
}

fn url(cluster: &Cluster, name: &str) -> String {
    format!("host={} user=rounds dbname={name}", cluster.folder.display())
}

/// The URL of a new, empty database.
pub fn database() -> String {
    let cluster = CLUSTER.get_or_init(start);
    let name = format!("story{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut client =
        postgres::Client::connect(&url(cluster, "postgres"), postgres::NoTls).expect("the cluster answers");
    client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database is made");
    url(cluster, &name)
}
