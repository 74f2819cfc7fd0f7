//! What PostgreSQL did with each statement, as its module `auto_explain` writes it into the log: the
//! plan that was carried out, which may have been made long before, with the rows that it read.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use serde_json::Value;

use super::Finding;
use super::executed::{Indexes, findings};
use crate::postgres::Postgres;
use crate::{Place, TestDatabase};

/// The log of what is done in one database.
#[derive(Debug)]
pub struct PlanLog {
    file: File,
    /// What entries about the database begin with.
    prefix: String,
    indexes: Indexes,
}

/// A statement with the plan that was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Executed(Value);

impl TestDatabase {
    /// Has the plans of statements logged on connections that are opened from now on; `None` on SQLite.
    /// All tables must be there.
    ///
    /// # Panics
    ///
    /// If PostgreSQL refuses, or its log cannot be read.
    pub fn log_plans(&self) -> Option<PlanLog> {
        let Place::Server(server) = &self.place else {
            return None;
        };
        let name = server.name();
        for (setting, value) in [
            ("session_preload_libraries", "auto_explain"),
            ("auto_explain.log_min_duration", "0"),
            ("auto_explain.log_analyze", "on"),
            ("auto_explain.log_timing", "off"),
            ("auto_explain.log_buffers", "off"),
            ("auto_explain.log_nested_statements", "on"),
            ("auto_explain.log_format", "json"),
        ] {
            server.ask(&format!("ALTER DATABASE {name} SET {setting} = '{value}'"));
        }
        let prefix = format!("{name}:");
        let indexes = indexes(server);
        match File::open(Postgres::log()) {
            Ok(file) => Some(PlanLog {
                file,
                prefix,
                indexes,
            }),
            Err(error) => panic!("the log of PostgreSQL cannot be read: {error}"),
        }
    }
}

impl PlanLog {
    /// Passes by what was logged so far.
    pub fn skip(&mut self) {
        self.read(|file| file.seek(SeekFrom::End(0)));
    }

    /// What was carried out since the last time, or since [`PlanLog::skip`], and what was done for it
    /// beside looking rows up.
    pub fn take(&mut self) -> Vec<(Executed, Vec<Finding>)> {
        let mut text = String::new();
        self.read(|file| file.read_to_string(&mut text));
        // The lines of an entry but for its first begin with a tabulator.
        let mut entries: Vec<String> = Vec::new();
        for line in text.lines() {
            match (line.strip_prefix('\t'), entries.last_mut()) {
                (Some(line), Some(entry)) => entry.push_str(line),
                _ => entries.push(line.to_owned()),
            }
        }
        let executed = entries.iter().filter_map(|it| self.executed(it));
        executed
            .map(|executed| {
                let plan = executed.0.get("Plan");
                let found = plan.map(|plan| findings(plan, &self.indexes));
                (executed, found.unwrap_or_default())
            })
            .collect()
    }

    fn executed(&self, entry: &str) -> Option<Executed> {
        let told = entry.strip_prefix(&self.prefix)?;
        let (_, plan) = told.split_once(" ms  plan:")?;
        match serde_json::from_str(plan) {
            Ok(plan) => Some(Executed(plan)),
            Err(error) => panic!("{error} in a plan of the log: {plan}"),
        }
    }

    fn read<T>(&mut self, read: impl FnOnce(&mut File) -> io::Result<T>) -> T {
        match read(&mut self.file) {
            Ok(read) => read,
            Err(error) => panic!("the log of PostgreSQL cannot be read: {error}"),
        }
    }
}

/// The columns of all indexes.
fn indexes(server: &Postgres) -> Indexes {
    let told = server.ask(
        "SELECT c.relname, string_agg(a.attname, ' ' ORDER BY a.attnum) FROM pg_class AS c
         JOIN pg_attribute AS a ON a.attrelid = c.oid WHERE c.relkind = 'i' GROUP BY 1",
    );
    let each = told.lines().filter_map(|line| line.split_once('|'));
    let each = each.map(|(index, columns)| (index, columns.split(' ').map(str::to_owned)));
    each.map(|(index, columns)| (index.to_owned(), columns.collect()))
        .collect()
}

/// Its text with what was done for it, for people to read.
impl fmt::Display for Executed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:#}", self.0)
    }
}
