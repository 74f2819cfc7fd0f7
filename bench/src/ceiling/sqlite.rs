//! The ceiling on SQLite: reads in place, and one writer that commits for all who wait.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, Sender, unbounded};
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::oneshot;

use super::document::{member_changes, patched, prepare};
use super::work::{Change, Done, Lookup};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS users(
        id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, tenant INTEGER NOT NULL,
        name TEXT NOT NULL, external_id TEXT, version INTEGER NOT NULL DEFAULT 1,
        document TEXT NOT NULL);
    CREATE UNIQUE INDEX IF NOT EXISTS users_name ON users(tenant, name);
    CREATE INDEX IF NOT EXISTS users_external_id ON users(tenant, external_id);
    CREATE TABLE IF NOT EXISTS user_groups(
        id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, tenant INTEGER NOT NULL,
        name TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1, document TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS user_groups_name ON user_groups(tenant, name);
    CREATE TABLE IF NOT EXISTS members(
        user_group INTEGER NOT NULL, user INTEGER NOT NULL,
        PRIMARY KEY(user_group, user)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS members_user ON members(user);";
/// As many changes share a commit at most.
const GROUP: usize = 256;

thread_local! {
    /// The connection that a thread reads with.
    static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

/// A change with the place to answer.
struct Job {
    change: Change,
    reply: oneshot::Sender<Result<Done>>,
}

/// The file, and the way to its writer.
#[derive(Clone)]
pub(super) struct Sqlite {
    file: Arc<PathBuf>,
    jobs: Sender<Job>,
}

impl Sqlite {
    /// Makes the file if need be, and starts the writer.
    pub(super) fn open(file: &Path) -> Result<Self> {
        let connection = connect(file)?;
        connection.execute_batch(TABLES)?;
        let (sender, receiver) = unbounded();
        thread::spawn(move || write(&connection, &receiver));
        Ok(Self {
            file: Arc::new(file.to_owned()),
            jobs: sender,
        })
    }

    pub(super) fn find(&self, lookup: &Lookup) -> Result<Option<String>> {
        READER.with_borrow_mut(|reader| {
            if reader.is_none() {
                *reader = Some(connect(&self.file)?);
            }
            find(reader.as_ref().context("no connection")?, lookup)
        })
    }

    pub(super) async fn change(&self, change: Change) -> Result<Done> {
        let (reply, answer) = oneshot::channel();
        let sent = self.jobs.send(Job { change, reply });
        sent.ok().context("the writer has ended")?;
        answer.await?
    }
}

fn connect(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;
         PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn find(connection: &Connection, lookup: &Lookup) -> Result<Option<String>> {
    let (sql, value) = match lookup {
        Lookup::UserName(name) => (
            "SELECT document FROM users WHERE tenant = 1 AND name = ?",
            name,
        ),
        Lookup::UserId(id) => ("SELECT document FROM users WHERE uid = ?", id),
        Lookup::GroupName(name) => (
            "SELECT document FROM user_groups WHERE tenant = 1 AND name = ?",
            name,
        ),
    };
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([value], |row| row.get(0)).optional()?)
}

/// Does what comes, together what comes together, until nobody can send any more.
fn write(connection: &Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut together = vec![first];
        together.extend(jobs.try_iter().take(GROUP - 1));
        let mut done = Vec::new();
        let committed = commit_all(connection, &together, &mut done);
        let outcomes = done
            .into_iter()
            .map(Some)
            .chain(std::iter::repeat_with(|| None));
        for (job, outcome) in together.into_iter().zip(outcomes) {
            let outcome = match (&committed, outcome) {
                (Ok(()), Some(done)) => Ok(done),
                (Err(error), _) => Err(anyhow::anyhow!("{error:#}")),
                (Ok(()), None) => Err(anyhow::anyhow!("a change was left out")),
            };
            // A client that has gone needs no answer.
            let _ = job.reply.send(outcome);
        }
    }
}

fn commit_all(connection: &Connection, jobs: &[Job], done: &mut Vec<Done>) -> Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    for job in jobs {
        match change(connection, &job.change) {
            Ok(outcome) => done.push(outcome),
            Err(error) => {
                connection.execute_batch("ROLLBACK")?;
                return Err(error);
            }
        }
    }
    Ok(connection.execute_batch("COMMIT")?)
}

fn change(connection: &Connection, change: &Change) -> Result<Done> {
    match change {
        Change::CreateUser(body) => create_user(connection, body),
        Change::CreateGroup(body) => create_group(connection, body),
        Change::PatchUser(id, body) => patch_user(connection, id, body),
        Change::PatchGroup(id, body) => patch_group(connection, id, body),
    }
}

fn create_user(connection: &Connection, body: &str) -> Result<Done> {
    let Some(new) = prepare(body) else {
        return Ok(Done::only(400));
    };
    let sql = "INSERT INTO users(uid, tenant, name, external_id, document) VALUES(?, 1, ?, ?, ?)";
    let mut statement = connection.prepare_cached(sql)?;
    let inserted = statement.execute(params![new.id, new.name, new.external_id, new.text]);
    Ok(match inserted {
        Ok(_) => Done::with(201, new.text),
        Err(_) => Done::only(409),
    })
}

fn create_group(connection: &Connection, body: &str) -> Result<Done> {
    let Some(new) = prepare(body) else {
        return Ok(Done::only(400));
    };
    let sql = "INSERT INTO user_groups(uid, tenant, name, document) VALUES(?, 1, ?, ?)";
    let mut statement = connection.prepare_cached(sql)?;
    statement.execute(params![new.id, new.name, new.text])?;
    Ok(Done::with(201, new.text))
}

fn patch_user(connection: &Connection, id: &str, body: &str) -> Result<Done> {
    let sql = "SELECT id, document FROM users WHERE uid = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)));
    let found: Option<(i64, String)> = found.optional()?;
    let Some((key, document)) = found else {
        return Ok(Done::only(404));
    };
    let Some(patched) = patched(&document, body) else {
        return Ok(Done::only(400));
    };
    let sql = "UPDATE users SET document = ?, version = version + 1 WHERE id = ?";
    connection
        .prepare_cached(sql)?
        .execute(params![patched, key])?;
    Ok(Done::with(200, patched))
}

fn patch_group(connection: &Connection, id: &str, body: &str) -> Result<Done> {
    let Some(group) = key_of(connection, "SELECT id FROM user_groups WHERE uid = ?", id)? else {
        return Ok(Done::only(404));
    };
    let Some(changes) = member_changes(body) else {
        return Ok(Done::only(400));
    };
    let add = "INSERT OR IGNORE INTO members VALUES(?, ?)";
    let remove = "DELETE FROM members WHERE user_group = ? AND user = ?";
    let added = changes.added.iter().map(|user| (add, user));
    let removed = changes.removed.iter().map(|user| (remove, user));
    for (sql, user) in added.chain(removed) {
        let Some(user) = key_of(connection, "SELECT id FROM users WHERE uid = ?", user)? else {
            return Ok(Done::only(400));
        };
        connection.prepare_cached(sql)?.execute([group, user])?;
    }
    let sql = "UPDATE user_groups SET version = version + 1 WHERE id = ?";
    connection.prepare_cached(sql)?.execute([group])?;
    Ok(Done::only(204))
}

fn key_of(connection: &Connection, sql: &str, id: &str) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}
