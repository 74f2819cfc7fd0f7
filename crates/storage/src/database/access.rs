//! What a database is opened for.

/// What a database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To read and write; a missing SQLite file is made.
    Make,
    /// To read and write what is there.
    Write,
    /// To read what is there. On SQLite no connection that writes is opened.
    Read,
}
