//! What is true of the whole installation, and kept in its database so that every server and command
//! knows it.

use chrono::{DateTime, Utc};
use storage::{Database, Transaction, installation};

use super::AdminError;

/// The name of the public URL.
const PUBLIC_URL: &str = "public_url";

/// The URL under which clients reach the installation, if a server was ever told one.
///
/// # Errors
///
/// `Storage`.
pub async fn public_url(database: &Database) -> Result<Option<String>, AdminError> {
    Ok(installation::find(database.reader(), PUBLIC_URL).await?)
}

/// Keeps the URL under which clients reach the installation.
///
/// # Errors
///
/// `Storage`.
pub async fn keep_public_url(
    database: &Database,
    url: &str,
    at: DateTime<Utc>,
) -> Result<(), AdminError> {
    let keep = async |unit: &Transaction| {
        Ok::<_, AdminError>(installation::keep(unit, PUBLIC_URL, url, at).await?)
    };
    database.write(keep).await
}
