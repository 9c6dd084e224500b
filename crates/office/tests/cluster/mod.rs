//! A PostgreSQL cluster for the tests of one program: started at the first question, stopped and removed when the
//! program ends, however it ends. Each test gets a database of its own in it.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};

/// Runs until its input ends, which it does with the program that holds the other end. Nothing here survives a power
/// cut, which no test makes: the disk is not waited for.
const LIFE: &str = r#"
set -e
"$1/initdb" -D "$2/data" -U danvan -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$2/initdb.log"
"$1/pg_ctl" -D "$2/data" -l "$2/postgres.log" -w -s start \
    -o "-k $2 -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=300 \
        -c deadlock_timeout=50ms"
echo ready
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -s -m immediate stop || true
rm -rf "$2"
"#;

const MISSING: &str = "PostgreSQL is missing, and these tests are not skipped without it: \
                       `cargo xtask test --only tools` installs it (Debian's package `postgresql`)";

struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// Its input holds the cluster alive.
    _life: Child,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// The address of a fresh, empty database.
pub fn fresh_database() -> String {
    static DATABASES: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(Cluster::start);
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(cluster.programs.join("createdb"))
        .args(["-U", "danvan", "-h"])
        .args([cluster.folder.as_os_str(), name.as_ref()])
        .output()
        .unwrap();
    assert!(made.status.success(), "createdb: {}", String::from_utf8_lossy(&made.stderr));
    cluster.url(&name)
}

/// Waits until what is committed by now is in the feed. Transactions of other tests, which share the cluster and its
/// transaction numbers, hold it back for some milliseconds. Nothing to wait for where there is no cluster.
pub async fn feed_has_come_up() {
    let Some(cluster) = CLUSTER.get() else { return };
    let mut connection = PgConnection::connect(&cluster.url("postgres")).await.unwrap();
    let bound = async |connection: &mut PgConnection, question: &'static str| -> i64 {
        sqlx::query_scalar(question).fetch_one(connection).await.unwrap()
    };
    let by_now = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
    let by_now = bound(&mut connection, by_now).await;
    let asked = Instant::now();
    while bound(&mut connection, "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").await
        < by_now
    {
        assert!(asked.elapsed() < Duration::from_secs(60), "a transaction has been open for a minute");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

impl Cluster {
    fn url(&self, database: &str) -> String {
        format!("postgres://danvan@localhost/{database}?host={}", self.folder.display())
    }

    fn start() -> Self {
        let programs = programs().expect(MISSING);
        let folder = tempfile::Builder::new().prefix("danvan-pg-").tempdir_in("/tmp").unwrap().keep();
        let mut life = Command::new("sh");
        life.args(["-c", LIFE, "sh"]).arg(&programs).arg(&folder).current_dir(&folder);
        if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
            // PostgreSQL refuses to run as root.
            let (user, group) = somebody();
            chown(&folder, Some(user), Some(group)).unwrap();
            life.uid(user).gid(group);
        }
        let mut life =
            life.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).spawn().expect("sh");
        let mut line = String::new();
        BufReader::new(life.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "the cluster in {} did not start", folder.display());
        Self { programs, folder, _life: life }
    }
}

/// Where the programs are: on `PATH`, or where Debian puts the latest version.
fn programs() -> Option<PathBuf> {
    let needed = ["initdb", "pg_ctl", "postgres", "createdb"];
    let has_programs = |folder: &Path| needed.iter().all(|program| folder.join(program).is_file());
    let on_path = std::env::var_os("PATH")
        .and_then(|path| std::env::split_paths(&path).find(|folder| has_programs(folder)));
    on_path.or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
        let versions = versions.filter(|version| has_programs(&version.path().join("bin")));
        let number = |version: &std::fs::DirEntry| version.file_name().to_str()?.parse::<u32>().ok();
        versions.max_by_key(number).map(|version| version.path().join("bin"))
    })
}

/// A user and group without rights.
fn somebody() -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let of = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    of("postgres").or_else(|| of("nobody")).expect("a user `postgres` or `nobody`")
}
