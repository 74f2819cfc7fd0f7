//! What keeps a database from doing its work, in words for its operator.

use std::fmt;

use super::tls::TlsTrouble;

/// What keeps a database from doing its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It cannot be reached, or the connection to it was lost.
    Unreachable,
    /// It refuses this user: name, password, or where the connection comes from.
    NotAdmitted,
    /// It refuses the connection for another reason.
    Refused,
    /// No TLS connection to it came about.
    Tls(TlsTrouble),
    /// All connections are in use.
    NoConnection,
    /// Its disk is full.
    DiskFull,
    /// Its disk fails to read or write.
    DiskFailed,
    /// It may only be read, such as a standby.
    ReadOnly,
    /// There is none.
    Missing,
    /// Its file cannot be opened.
    CannotOpen,
    /// It is out of memory.
    OutOfMemory,
    /// It gave up on a statement that took too long.
    TimedOut,
    /// Its file is damaged, or was read wrongly: SQLite takes some failed reads for damage.
    Damaged,
}

impl Trouble {
    /// Whether it is about the database as a whole, and not about one request or how many there
    /// are.
    pub(crate) fn is_of_the_database(self) -> bool {
        !matches!(self, Self::NoConnection | Self::TimedOut)
    }

    /// Whether another connection may do better at once.
    pub(crate) fn is_lost_connection(self) -> bool {
        self == Self::Unreachable
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Tls(trouble) => return trouble.fmt(formatter),
            Self::NotAdmitted => {
                "it does not let this user in: check the name, the password and the server's pg_hba.conf"
            }
            Self::Refused => "it refuses the connection; its log says why",
            Self::Unreachable => "it cannot be reached",
            Self::NoConnection => "all connections are in use",
            Self::DiskFull => "its disk is full",
            Self::DiskFailed => "its disk fails",
            Self::ReadOnly => "it may only be read",
            Self::Missing => "there is none",
            Self::CannotOpen => "its file cannot be opened",
            Self::OutOfMemory => "it is out of memory",
            Self::TimedOut => "a statement took too long",
            Self::Damaged => "its file is damaged or cannot be read",
        })
    }
}
