//! The check of a bearer token that is known already, which every request begins with.

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;

use criterion::Criterion;
use directory::{Directory, Settings, SystemClock, UuidSource, tenants, tokens};
use rollcall_server::auth::Authenticator;
use rollcall_server::config::HttpSettings;
use rollcall_server::token::{self, FastHasher, Token};
use scim::Limits;
use storage::Database;
use testkit::{TestDatabase, sqlite};
use tokio::runtime::Builder;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let place = sqlite();
    let directory = runtime.block_on(open(&place))?;
    let known = runtime.block_on(register(&directory))?;
    let stranger = Token::generate()?;
    let authenticator = Authenticator::new(directory, 1);
    let mut group = criterion.benchmark_group("token");
    // An unknown one is looked up the first time, and remembered like the other from then on.
    for (name, token) in [("known", &known), ("unknown", &stranger)] {
        group.bench_function(name, |bencher| {
            let presented = token.reveal();
            bencher.iter(|| runtime.block_on(authenticator.authenticate(black_box(presented))));
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}

async fn open(place: &TestDatabase) -> Result<Directory, Box<dyn Error>> {
    let http = HttpSettings::default();
    let database = Database::open_for_requests(&place.url, http.time_limits()).await?;
    let migrated = database.migrate(async |conn| migrations::apply(conn).await);
    migrated.await??;
    let settings = Settings {
        base_url: "http://127.0.0.1/scim/v2".to_owned(),
        limits: Limits::default(),
        max_results: http.max_page_size,
        default_results: http.default_page_size,
        cursor_timeout: http.cursor_timeout,
    };
    let (clock, ids) = (Arc::new(SystemClock), Arc::new(UuidSource));
    Ok(Directory::new(database, settings, clock, ids))
}

async fn register(directory: &Directory) -> Result<Token, Box<dyn Error>> {
    tenants::create(directory, "bench", None).await?;
    let token = Token::generate()?;
    let hasher = FastHasher::new(tokens::key(directory).await?);
    let new = tokens::NewToken {
        id: token.id().to_owned(),
        hash: token::hash(token.secret())?,
        fast_hash: Some(hasher.hash(token.reveal()).to_string()),
        label: None,
        end: tokens::End::Never,
    };
    tokens::register(directory, "bench", new).await?;
    Ok(token)
}
