//! What every administrative command works with.

use std::sync::Arc;

use directory::{Directory, SystemClock, UuidSource};
use roster::Actor;
use storage::{Access, Database, StorageError, Trouble};

use super::error::Failure;
use super::output::Output;
use super::public_url;
use crate::config::Settings;
use crate::schema_files;

/// What a command needs of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// One that is up to date; a missing or empty one is made.
    Make,
    /// One that is there and up to date.
    Write,
    /// The same, only to look at.
    Read,
}

/// An open, migrated database, the use-cases on it, and where results go.
pub(super) struct Context {
    pub(super) directory: Directory,
    pub(super) output: Output,
    /// The base of all SCIM URLs, as administrators are told.
    pub(super) scim_url: String,
}

impl Context {
    pub(super) async fn open(
        settings: Settings,
        output: Output,
        need: Need,
    ) -> Result<Self, Failure> {
        let database = open_as_needed(&settings, need).await?;
        let scim_url = public_url::of_command(&database, &settings).await?.scim();
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

/// Opens the database for a command that migrates at most an empty one.
async fn open_as_needed(settings: &Settings, need: Need) -> Result<Database, Failure> {
    let access = match need {
        Need::Make => Access::Make,
        Need::Write => Access::Write,
        Need::Read => Access::Read,
    };
    let database = open(settings, access).await?;
    if database.is_empty().await? {
        if need != Need::Make {
            return Err(missing(settings));
        }
        migrate(&database).await?;
        return Ok(database);
    }
    let pending = migrations::missing(&database.applied_migrations().await?)?;
    match pending.len() {
        0 => Ok(database),
        count => Err(Failure::Refused(format!(
            "{} is behind this version of Rollcall, migrations pending: {count}. Run `rollcall \
             migrate`, or start `rollcall serve`, which does so first",
            settings.database()
        ))),
    }
}

/// Opens the database, whatever is in it.
pub(super) async fn open(settings: &Settings, access: Access) -> Result<Database, Failure> {
    match Database::open_for(&settings.database_url, access).await {
        Err(StorageError::Unavailable(Trouble::Missing)) => Err(missing(settings)),
        Err(StorageError::Unavailable(trouble)) => Err(Failure::Refused(format!(
            "{} cannot be used: {trouble}",
            settings.database()
        ))),
        opened => Ok(opened?),
    }
}

fn missing(settings: &Settings) -> Failure {
    Failure::Missing(settings.database())
}

/// Opens the database and applies pending migrations.
pub(super) async fn migrate(database: &Database) -> Result<(), Failure> {
    let applied = database.migrate(async |conn| migrations::apply(conn).await);
    let applied = applied.await??;
    if let Some(last) = applied.last() {
        tracing::info!(count = applied.len(), %last, "applied migrations");
    }
    Ok(())
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
