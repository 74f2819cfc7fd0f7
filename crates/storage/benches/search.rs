//! What it takes to make a search into SQL and run it where nothing is stored: the database's share
//! is small then, and what is left is the compiler's.

use std::error::Error;
use std::hint::black_box;

use criterion::Criterion;
use scim::filter::compile;
use scim::{Limits, Registry};
use storage::resources::{self, ListQuery};
use storage::tenants::{self, NewTenant};
use storage::{Database, TenantKey};
use testkit::{TestDatabase, sqlite};
use tokio::runtime::{Builder, Runtime};

const FILTERS: [(&str, &str); 3] = [
    ("by name", r#"userName eq "ann.lee@contoso.example""#),
    ("by group", r#"groups.value eq "g-1""#),
    (
        "long",
        r#"emails[type eq "work" and value ew "@contoso.example"] and (active eq true or title co "x")"#,
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let place = sqlite();
    let (database, tenant) = runtime.block_on(open(&place))?;
    searches(&mut criterion, &runtime, &database, tenant)?;
    criterion.final_summary();
    Ok(())
}

fn searches(
    criterion: &mut Criterion,
    runtime: &Runtime,
    database: &Database,
    tenant: TenantKey,
) -> Result<(), Box<dyn Error>> {
    let registry = Registry::standard();
    let users = registry.resource_type("User").ok_or("no users")?;
    let mut group = criterion.benchmark_group("search of an empty store");
    for (name, text) in FILTERS {
        let filter = compile(text, users, &Limits::default())?;
        let query = ListQuery {
            filter: Some(&filter),
            limit: 10,
            ..ListQuery::default()
        };
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let reader = database.reader();
                let listed = resources::list(reader, tenant, users, black_box(&query));
                runtime.block_on(listed)
            });
        });
    }
    group.finish();
    Ok(())
}

async fn open(place: &TestDatabase) -> Result<(Database, TenantKey), Box<dyn Error>> {
    let database = Database::open(&place.url).await?;
    let migrated = database.migrate(async |conn| migrations::apply(conn).await);
    migrated.await??;
    let new = NewTenant {
        id: "bench".to_owned(),
        slug: "bench".to_owned(),
        name: "bench".to_owned(),
        created_at: chrono::DateTime::UNIX_EPOCH,
    };
    let transaction = database.begin().await?;
    let tenant = tenants::insert(&transaction, &new).await?;
    transaction.commit().await?;
    Ok((database, tenant.key))
}
