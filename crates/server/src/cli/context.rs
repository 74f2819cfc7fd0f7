//! What every administrative command works with.

use std::sync::Arc;

use directory::{Directory, SystemClock, UuidSource};
use roster::Actor;
use storage::Database;

use super::error::Failure;
use super::output::Output;
use crate::config::Settings;
use crate::schema_files;

/// An open, migrated database, the use-cases on it, and where results go.
pub(super) struct Context {
    pub(super) directory: Directory,
    pub(super) output: Output,
    /// The base of all SCIM URLs, as administrators are told.
    pub(super) scim_url: String,
}

impl Context {
    /// Migrates too: on a fresh database the first command may well be `tenant create`.
    pub(super) async fn open(settings: Settings, output: Output) -> Result<Self, Failure> {
        let database = open_migrated(&settings).await?;
        let scim_url = settings.scim_url();
        Ok(Self {
            directory: directory(database, &settings, &scim_url)?.acting_as(Actor::System {
                label: "command line".to_owned(),
            }),
            output,
            scim_url,
        })
    }

    pub(super) async fn close(self) {
        close(self.directory.database().clone()).await;
    }
}

/// Opens the database and applies pending migrations.
pub(super) async fn open_migrated(settings: &Settings) -> Result<Database, Failure> {
    let database = Database::open(&settings.database_url).await?;
    let applied = database.migrate(async |conn| migrations::apply(conn).await);
    for name in applied.await?? {
        tracing::info!(migration = name, "applied a migration");
    }
    Ok(database)
}

/// The use-cases of the real world: its clock, its ids, the schemas of its operator.
pub(super) fn directory(
    database: Database,
    settings: &Settings,
    scim_url: &str,
) -> Result<Directory, Failure> {
    let registry = schema_files::registry(settings.schema_dir.as_deref());
    let registry = registry.map_err(Failure::Refused)?;
    let settings = directory::Settings {
        base_url: scim_url.to_owned(),
        limits: settings.limits.clone(),
        max_results: settings.http.max_page_size,
        default_results: settings
            .http
            .default_page_size
            .min(settings.http.max_page_size),
        cursor_timeout: settings.http.cursor_timeout,
    };
    Ok(Directory::with_registry(
        database,
        settings,
        registry,
        Arc::new(SystemClock),
        Arc::new(UuidSource),
    ))
}

/// Closes the database; what was committed is safe whether that works or not.
pub(super) async fn close(database: Database) {
    if let Err(error) = database.close().await {
        let error = error.to_string();
        tracing::warn!(error, "the database was not closed in good order");
    }
}
