//! Statements about the rows of one table that have certain values in some columns. They are most of
//! what a write sends. sea-query can write them too, but takes as long for it as SQLite for carrying
//! them out.

use std::borrow::Cow;

use sea_orm::DbBackend;
use sea_orm::sea_query::{Value, Values};

use super::{Assignments, Sql};

/// An INSERT of one row.
pub(crate) struct InsertRow(pub(crate) &'static str, pub(crate) Assignments);

impl Sql for InsertRow {
    fn build(self, _: DbBackend) -> (Cow<'static, str>, Values) {
        let Self(table, row) = self;
        let mut text = Text::new("INSERT INTO ", table);
        text.list(
            " (",
            &row.iter().map(|(column, _)| *column).collect::<Vec<_>>(),
        );
        text.push(") VALUES (");
        for (place, (_, value)) in row.into_iter().enumerate() {
            text.push(if place == 0 { "" } else { ", " });
            text.bind(value);
        }
        text.push(")");
        text.done()
    }
}

/// An UPDATE of the rows that have certain values.
pub(crate) struct UpdateRows {
    pub(crate) table: &'static str,
    /// What shall stand in them.
    pub(crate) set: Assignments,
    /// A column that takes a value unless what it has is greater: a time that must not go back.
    pub(crate) raise: Option<(&'static str, Value)>,
    /// By which columns they are found.
    pub(crate) found_by: Assignments,
}

impl Sql for UpdateRows {
    fn build(self, backend: DbBackend) -> (Cow<'static, str>, Values) {
        let mut text = Text::new("UPDATE ", self.table);
        let mut before = " SET ";
        for (column, value) in self.set {
            text.push(std::mem::replace(&mut before, ", "));
            text.equals(column, value);
        }
        if let Some((column, value)) = self.raise {
            text.push(std::mem::replace(&mut before, ", "));
            text.raise(backend, column, value);
        }
        text.found_by(self.found_by);
        text.done()
    }
}

/// A SELECT of the rows that have certain values.
pub(crate) struct SelectRows<'c> {
    pub(crate) table: &'static str,
    pub(crate) columns: &'c [&'static str],
    /// By which columns they are found.
    pub(crate) found_by: Assignments,
    /// What else is to hold of them, or comes behind: text without values.
    pub(crate) further: &'static str,
}

impl Sql for SelectRows<'_> {
    fn build(self, _: DbBackend) -> (Cow<'static, str>, Values) {
        let mut text = Text::new("", "");
        text.list("SELECT ", self.columns);
        text.push(" FROM ");
        text.push(self.table);
        text.found_by(self.found_by);
        text.push(self.further);
        text.done()
    }
}

/// A statement that is being written. Names of tables and columns are literals of this crate.
struct Text {
    text: String,
    values: Vec<Value>,
}

impl Text {
    fn new(act: &str, table: &str) -> Self {
        let mut text = String::with_capacity(1024);
        text.push_str(act);
        text.push_str(table);
        Self {
            text,
            values: Vec::with_capacity(32),
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn list(&mut self, before: &str, columns: &[&str]) {
        let mut before = before;
        for column in columns {
            self.push(std::mem::replace(&mut before, ", "));
            self.push(column);
        }
    }

    /// A placeholder for a value.
    fn bind(&mut self, value: Value) {
        self.values.push(value);
        self.push("$");
        let place = self.values.len().to_string();
        self.push(&place);
    }

    fn equals(&mut self, column: &str, value: Value) {
        self.push(column);
        self.push(" = ");
        self.bind(value);
    }

    fn raise(&mut self, backend: DbBackend, column: &str, value: Value) {
        self.push(column);
        self.push(match backend {
            DbBackend::Postgres => " = GREATEST(",
            _ => " = MAX(",
        });
        self.push(column);
        self.push(", ");
        self.bind(value);
        self.push(")");
    }

    fn found_by(&mut self, columns: Assignments) {
        let mut before = " WHERE ";
        for (column, value) in columns {
            self.push(std::mem::replace(&mut before, " AND "));
            self.equals(column, value);
        }
    }

    fn done(self) -> (Cow<'static, str>, Values) {
        (Cow::Owned(self.text), Values(self.values))
    }
}
