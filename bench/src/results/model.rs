//! The results, as they stand in the file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::host::Machine;

/// Everything that a run found.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Results {
    /// The day, as in 2026-11-30.
    pub(crate) date: String,
    /// What it was measured on.
    pub(crate) machine: Machine,
    /// `quick` or `full`.
    pub(crate) mode: String,
    /// What was measured against a target.
    pub(crate) rows: Vec<Row>,
    /// Each operation at each size.
    pub(crate) growth: Vec<Growth>,
    /// Changes of members by the size of the group.
    pub(crate) members: Vec<MemberCost>,
    /// Many tenants at once.
    pub(crate) fleets: Vec<Fleet>,
    /// What users take on the disk.
    pub(crate) stores: Vec<StoreSize>,
}

/// One measurement held against its target.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// On which database.
    pub(crate) engine: Engine,
    /// The figure.
    pub(crate) measured: f64,
    /// The target.
    pub(crate) limit: f64,
    /// Whether the figure must be at least the target; else at most.
    pub(crate) is_least: bool,
    /// Of what the figures are: `%`, `times`, `µs`, `ms`, `s`, `errors`.
    pub(crate) unit: String,
    /// What went wrong, or else is worth knowing.
    pub(crate) note: String,
    /// Requests that were answered wrongly or not at all.
    pub(crate) errors: u64,
}

/// What an operation costs at a size.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Growth {
    /// The operation.
    pub(crate) operation: String,
    /// Whether it changes nothing.
    pub(crate) is_read: bool,
    /// On which database.
    pub(crate) engine: Engine,
    /// Users of the tenant.
    pub(crate) users: usize,
    /// Rollcall's.
    pub(crate) rollcall: Cost,
    /// The ceiling's.
    pub(crate) ceiling: Cost,
    /// Requests that either answered wrongly.
    pub(crate) errors: u64,
    /// The first of them.
    pub(crate) first_error: Option<String>,
}

/// What requests cost.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Cost {
    /// CPU microseconds of the server for one, its database included.
    pub(crate) micros: f64,
    /// How many a second.
    pub(crate) rate: f64,
}

/// What it costs to add a member and remove it, for each of the two requests.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct MemberCost {
    /// On which database.
    pub(crate) engine: Engine,
    /// Members of the group.
    pub(crate) size: usize,
    /// CPU microseconds.
    pub(crate) micros: f64,
}

/// Many tenants at once, each synchronised as Entra does it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Fleet {
    /// On which database.
    pub(crate) engine: Engine,
    /// How many.
    pub(crate) tenants: usize,
    /// Users of each.
    pub(crate) users: usize,
    /// How many requests were sent.
    pub(crate) requests: u64,
    /// Requests a second of all together.
    pub(crate) rate: f64,
    /// CPU microseconds of one request.
    pub(crate) micros: f64,
}

/// What users take on the disk, with their contacts, versions and journal entries.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct StoreSize {
    /// On which database.
    pub(crate) engine: Engine,
    /// How many users were created.
    pub(crate) users: usize,
    /// Bytes.
    pub(crate) bytes: u64,
}

impl Row {
    /// A figure that must be at least the target.
    pub(crate) fn least(engine: Engine, what: &str, measured: f64, limit: f64, unit: &str) -> Self {
        Self {
            what: what.to_owned(),
            engine,
            measured,
            limit,
            is_least: true,
            unit: unit.to_owned(),
            note: String::new(),
            errors: 0,
        }
    }

    /// A figure that must be at most the target.
    pub(crate) fn most(engine: Engine, what: &str, measured: f64, limit: f64, unit: &str) -> Self {
        Self {
            is_least: false,
            ..Self::least(engine, what, measured, limit, unit)
        }
    }

    /// With something worth knowing.
    pub(crate) fn noting(mut self, note: String) -> Self {
        self.note = note;
        self
    }

    /// With what was answered wrongly meanwhile.
    pub(crate) fn with_errors(mut self, errors: u64, first: Option<&str>) -> Self {
        self.errors = errors;
        if let Some(first) = first {
            self.note = format!("{errors} errors, the first: {first}");
        }
        self
    }

    /// Whether the target is held, and nothing was answered wrongly.
    pub(crate) fn is_held(&self) -> bool {
        let holds = if self.is_least {
            self.measured >= self.limit
        } else {
            self.measured <= self.limit
        };
        holds && self.errors == 0
    }
}

impl Results {
    /// Nothing yet.
    pub(crate) fn new(mode: &str) -> Self {
        Self {
            date: chrono::Local::now().format("%Y-%m-%d").to_string(),
            machine: Machine::this(),
            mode: mode.to_owned(),
            rows: Vec::new(),
            growth: Vec::new(),
            members: Vec::new(),
            fleets: Vec::new(),
            stores: Vec::new(),
        }
    }

    /// Reads a file.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let text = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let results = serde_json::from_slice(&text);
        results.with_context(|| format!("{} holds no results", file.display()))
    }

    /// Writes a file.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// The databases that were measured.
    pub(crate) fn engines(&self) -> Vec<Engine> {
        let measured = |engine: &Engine| self.rows.iter().any(|row| row.engine == *engine);
        Engine::ALL.into_iter().filter(measured).collect()
    }
}
