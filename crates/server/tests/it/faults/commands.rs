//! The command line and the migrations, on a SQLite database whose files fail.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tempfile::TempDir;
use testkit::faults::{Call, Errno, Fault, Faults};

use super::Points;
use crate::support::{Program, Run};

const CALLS: [Call; 3] = [Call::Write, Call::Sync, Call::Read];

/// A database file, and the program with and without faults of the disk it is on.
struct Disk {
    directory: TempDir,
    faults: Faults,
    faulty: Program,
    sound: Program,
    url: String,
}

impl Disk {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().canonicalize().unwrap().join("faults.db");
        let faults = Faults::new(&path);
        let url = format!("sqlite://{}", path.display());
        let sound = Program::new().with("ROLLCALL_DATABASE_URL", &url);
        let mut program = Program::new().with("ROLLCALL_DATABASE_URL", &url);
        for (name, value) in faults.environment() {
            program = program.with(name, value);
        }
        Self {
            directory,
            faults,
            faulty: program,
            sound,
            url,
        }
    }

    /// Takes the database away.
    fn clear(&self) {
        for file in std::fs::read_dir(self.directory.path()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
    }

    /// Runs a command in which a call fails. It succeeds, or ends with 1 and one line that says why.
    /// Whether the call was come to.
    fn run(&self, call: Call, first: u32, arguments: &[&str]) -> (Run, bool) {
        self.faults.arm(Fault {
            call,
            errno: Errno::Io,
            first,
            gap: 1,
            count: Some(1),
        });
        let run = self.faulty.run(arguments);
        let fired = self.faults.disarm().failed > 0;
        let told = (
            run.status,
            run.stdout.is_empty(),
            run.stderr.lines().count(),
        );
        let is_right = run.status == 0 || (fired && told == (1, true, 1));
        assert!(is_right, "{call:?} {first}: {arguments:?}: {run:?}");
        (run, fired)
    }

    /// All that the schema consists of.
    async fn schema(&self) -> Vec<String> {
        let conn = sea_orm::Database::connect(&self.url).await.unwrap();
        let sql = "SELECT coalesce(sql, name) AS text FROM sqlite_master ORDER BY name";
        let select = Statement::from_string(DbBackend::Sqlite, sql);
        let rows = conn.query_all_raw(select).await.unwrap();
        let texts = rows.iter().map(|row| row.try_get("", "text").unwrap());
        let texts = texts.collect();
        conn.close().await.unwrap();
        texts
    }
}

/// Makes each due call fail, until a round passes untouched. Returns how many failed.
fn every_call(call: Call, points: Points, mut round: impl FnMut(u32) -> bool) -> usize {
    // There are few syncs.
    let step = if call == Call::Sync { 1 } else { points.step };
    let start = if call == Call::Sync { 1 } else { points.start };
    let points = Points { start, step };
    points.all().take_while(|first| round(*first)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_fails_can_be_done_again() {
    let disk = Disk::new();
    disk.sound.json(&["migrate"]);
    let whole = disk.schema().await;
    let points = Points::choose(7);
    let mut failed = 0;
    for call in CALLS {
        for first in points.all() {
            disk.clear();
            let (run, fired) = disk.run(call, first, &["migrate"]);
            if !fired {
                break;
            }
            failed += 1;
            let again = disk.sound.run(&["migrate"]);
            assert_eq!(again.status, 0, "{call:?} {first}: {run:?} {again:?}");
            assert_eq!(disk.schema().await, whole, "{call:?} {first}");
        }
    }
    println!("SQLite, migrations: {failed} points failed");
    assert!(failed > 0);
}

#[test]
fn a_tenant_is_made_whole_or_not_at_all() {
    let disk = Disk::new();
    disk.sound.json(&["migrate"]);
    let points = Points::choose(7);
    for call in CALLS {
        let failed = every_call(call, points, |first| {
            let slug = format!("{call:?}-{first}").to_lowercase();
            let (run, fired) = disk.run(call, first, &["tenant", "create", &slug]);
            let shown = disk.sound.run(&["tenant", "show", &slug]);
            if run.status == 0 {
                assert_eq!(shown.status, 0, "{call:?} {first}: {run:?} {shown:?}");
            }
            let again = disk.sound.run(&["tenant", "create", &slug]);
            assert_eq!(again.status == 0, shown.status != 0, "{again:?} {shown:?}");
            fired
        });
        println!("SQLite, tenant create: {failed} points of {call:?} failed");
        assert!(failed > 0);
    }
}

#[test]
fn a_token_is_made_and_revoked_whole_or_not_at_all() {
    let disk = Disk::new();
    disk.sound.json(&["tenant", "create", "contoso"]);
    let points = Points::choose(7);
    for call in CALLS {
        let failed = every_call(call, points, |first| {
            let before = tokens(&disk);
            let create = ["token", "create", "contoso", "--json"];
            let (run, created_fired) = disk.run(call, first, &create);
            let made = tokens(&disk).len() - before.len();
            match run.status {
                0 => assert_eq!(made, 1, "{call:?} {first}: {run:?}"),
                _ => assert!(made < 2 && !run.stdout.contains("rc_"), "{run:?}"),
            }
            revoke(&disk, call, first) || created_fired
        });
        println!("SQLite, token create and revoke: {failed} points of {call:?} failed");
        assert!(failed > 0);
    }
}

/// Revokes a fresh token. Whether the call was come to.
fn revoke(disk: &Disk, call: Call, first: u32) -> bool {
    let token = disk.sound.json(&["token", "create", "contoso"]);
    let revoke = ["token", "revoke", "contoso", token["id"].as_str().unwrap()];
    let (run, fired) = disk.run(call, first, &revoke);
    let is_revoked = || {
        let mut tokens = tokens(disk).into_iter();
        let stored = tokens.find(|it| it["id"] == token["id"]).unwrap();
        !stored["revoked_at"].is_null()
    };
    assert!(run.status != 0 || is_revoked(), "{call:?} {first}: {run:?}");
    disk.sound.json(&revoke);
    assert!(is_revoked());
    fired
}

fn tokens(disk: &Disk) -> Vec<serde_json::Value> {
    let tokens = disk.sound.json(&["token", "list", "contoso"]);
    tokens.as_array().unwrap().clone()
}
