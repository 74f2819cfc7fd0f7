//! How each database reads JSON.

use scim::schema::Kind;
use sea_orm::DbBackend;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, FunctionCall};

/// The two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    pub(super) fn of(backend: DbBackend) -> Self {
        match backend {
            DbBackend::Postgres => Self::Postgres,
            _ => Self::Sqlite,
        }
    }

    pub(super) fn backend(self) -> DbBackend {
        match self {
            Self::Postgres => DbBackend::Postgres,
            Self::Sqlite => DbBackend::Sqlite,
        }
    }

    /// What stands at a path in a document; NULL if there is nothing. It is good for asking
    /// whether something is there and for going deeper.
    pub(super) fn json(self, document: Expr, path: &[String]) -> Expr {
        match self {
            _ if path.is_empty() => document,
            Self::Sqlite => extract("json_extract", document, [sqlite_path(path)]),
            Self::Postgres => extract("jsonb_extract_path", document, path.to_vec()),
        }
    }

    /// The value at a path as SQL has it: text, a number, or on SQLite 1 and 0 and on PostgreSQL
    /// the words for true and false.
    pub(super) fn scalar(self, document: Expr, path: &[String], kind: Kind) -> Expr {
        match (self, kind) {
            (Self::Sqlite, _) => self.json(document, path),
            (Self::Postgres, Kind::Integer | Kind::Decimal | Kind::DateTime) => {
                only(self.json(document, path), "number").cast_as("numeric")
            }
            (Self::Postgres, _) if path.is_empty() => {
                Expr::cust_with_exprs("$1 #>> '{}'", [document])
            }
            (Self::Postgres, _) => extract("jsonb_extract_path_text", document, path.to_vec()),
        }
    }

    /// The elements of a list at a path, as rows with the column `value`.
    pub(super) fn elements(self, document: Expr, path: &[String]) -> FunctionCall {
        match self {
            Self::Sqlite => Func::cust("json_each").arg(document).arg(sqlite_path(path)),
            Self::Postgres => {
                let list = self.json(document, path);
                Func::cust("jsonb_array_elements").arg(only(list, "array"))
            }
        }
    }

    /// Text to be compared by its bytes.
    pub(super) fn by_bytes(self, text: Expr) -> Expr {
        match self {
            Self::Sqlite => text,
            Self::Postgres => Expr::cust_with_exprs("($1) COLLATE \"C\"", [text]),
        }
    }
}

/// A JSON value of one type, NULL instead of any other: PostgreSQL fails on those.
fn only(json: Expr, kind: &'static str) -> Expr {
    let kind_of = Expr::from(Func::cust("jsonb_typeof").arg(json.clone()));
    CaseStatement::new().case(kind_of.eq(kind), json).into()
}

fn extract(function: &'static str, document: Expr, path: impl IntoIterator<Item = String>) -> Expr {
    let call = Func::cust(function).arg(document);
    path.into_iter().fold(call, FunctionCall::arg).into()
}

/// SQLite's notation of a path; the names are the schema's and hold no quotes.
pub(super) fn sqlite_path(path: &[String]) -> String {
    path.iter().fold("$".to_owned(), |mut notation, name| {
        notation.push_str(".\"");
        notation.push_str(name);
        notation.push('"');
        notation
    })
}
