//! A database that is reached through an injector of faults, and past it.

use std::sync::Arc;

use directory::{Directory, SystemClock, UuidSource, tenants};
use scim::Limits;
use storage::Database;

use crate::support::{Program, register_token};

/// Lets something fail on the way to a database.
pub(super) trait Injector {
    /// From now on calls or messages are counted, and the one of that number fails.
    fn arm(&self, first: u32);

    /// Whether anything has failed since it was armed.
    fn has_fired(&self) -> bool;

    /// From now on nothing fails.
    fn disarm(&self);

    /// How a write may be answered that came to nothing.
    fn refusals(&self) -> &'static [u16] {
        &[503]
    }
}

pub(super) struct Place {
    /// The program with the injector.
    pub(super) faulty: Program,
    /// The program without.
    pub(super) sound: Program,
    /// The use-cases in this process, without.
    pub(super) directory: Directory,
}

impl Place {
    /// A migrated database. `environment` brings the injector into the program; what is in there
    /// goes before the database's URL.
    pub(super) async fn new(url: &str, environment: &[(&str, String)]) -> Self {
        let sound = Program::new().with("ROLLCALL_DATABASE_URL", url);
        let mut faulty = Program::new().with("ROLLCALL_DATABASE_URL", url);
        for (name, value) in environment {
            faulty = faulty.with(name, value);
        }
        let database = Database::open(url).await.unwrap();
        database
            .migrate(async |conn| migrations::apply(conn).await)
            .await
            .unwrap()
            .unwrap();
        Self {
            faulty,
            sound,
            directory: use_cases(database),
        }
    }

    /// Makes a tenant and returns a token of it that was never used.
    pub(super) async fn tenant(&self, slug: &str) -> String {
        tenants::create(&self.directory, slug, None).await.unwrap();
        let token = register_token(&self.directory, slug, None).await;
        token.reveal().to_owned()
    }
}

fn use_cases(database: Database) -> Directory {
    let settings = directory::Settings {
        base_url: "http://rollcall.example/scim/v2".to_owned(),
        limits: Limits::default(),
        max_results: 1000,
        default_results: 100,
        cursor_timeout: std::time::Duration::from_mins(1),
    };
    Directory::new(
        database,
        settings,
        Arc::new(SystemClock),
        Arc::new(UuidSource),
    )
}
