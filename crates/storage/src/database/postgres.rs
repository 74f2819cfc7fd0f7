//! PostgreSQL: one pool of connections.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::Postgres;

use super::health::Health;
use super::options;
use crate::StorageError;

/// After how long the server gives up on a statement.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);

/// After how long without use a connection is tried before it is trusted.
const IDLE: Duration = Duration::from_secs(5);

const CONNECTIONS: u32 = 20;

pub(super) async fn open(
    url: &str,
    health: &Arc<Health>,
) -> Result<DatabaseConnection, StorageError> {
    let mut options = options(url, CONNECTIONS);
    options.test_before_acquire(false);
    let known = Arc::clone(health);
    options.map_sqlx_postgres_pool_opts(move |options| try_doubtful(options, &known));
    options.map_sqlx_postgres_opts(|options| {
        options.application_name("rollcall").options([
            ("default_transaction_isolation", "read committed".to_owned()),
            (
                "statement_timeout",
                STATEMENT_TIMEOUT.as_millis().to_string(),
            ),
        ])
    });
    Ok(sea_orm::Database::connect(options).await?)
}

/// Has a connection tried before it is handed out if it was idle for long, or if any connection was
/// lost since it was last used. After a fail-over all of them are dead, and the first request that
/// notices spares the others.
fn try_doubtful(options: PoolOptions<Postgres>, health: &Arc<Health>) -> PoolOptions<Postgres> {
    let health = Arc::clone(health);
    options.before_acquire(move |connection, meta| {
        let is_doubtful = meta.idle_for >= IDLE || health.lost_one_within(meta.idle_for);
        Box::pin(async move {
            if is_doubtful {
                connection.ping().await?;
            }
            Ok(true)
        })
    })
}
