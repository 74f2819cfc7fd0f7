//! Figures that are kept, so that nobody has to count. Triggers keep them, which the migration that
//! made the tables tells of: whatever writes a resource, its figure changes in the same
//! transaction. A figure is the sum of its row and of its deltas, read in one statement.

use std::borrow::Cow;
use std::fmt::Write;

use scim::ResourceType;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Value, Values};

use crate::database::Row;
use crate::statement::{Fixed, Sql};
use crate::{Connection, StorageError, TenantKey, Transaction};

/// What was there before anybody kept a figure of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    name: String,
    day: i64,
    amount: i64,
}

/// How many resources of these types a tenant has; `None` if its figures are not kept yet.
pub(crate) async fn total(
    conn: &Connection,
    tenant: TenantKey,
    resource_types: impl Iterator<Item = &ResourceType>,
) -> Result<Option<u64>, StorageError> {
    let names = resource_types.map(|it| format!("resource:{}", it.name));
    let total = Total {
        tenant,
        names: names.collect(),
    };
    let total = conn.one(total, |row| row.get::<Option<i64>>("total"));
    // Less than none would be a defect, and then it is better to count.
    let total = total.await?.flatten();
    Ok(total.and_then(|total| u64::try_from(total).ok()))
}

/// How many contacts a tenant has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// All of them, those who left too.
    pub contacts: u64,
    /// Those that were made from a day on.
    pub joined: u64,
    /// Those that left from that day on and did not come back.
    pub left: u64,
}

/// How many contacts a tenant has, and how many came and went from a day on, counted since 1970 in UTC.
pub async fn people(
    conn: &Connection,
    tenant: TenantKey,
    since_day: i64,
) -> Result<People, StorageError> {
    const SQL: &str = "
        SELECT CAST(SUM(CASE WHEN name = 'joined' THEN amount ELSE 0 END) AS BIGINT) AS contacts,
            CAST(SUM(CASE WHEN name = 'joined' AND day >= $1 THEN amount ELSE 0 END) AS BIGINT)
                AS came,
            CAST(SUM(CASE WHEN name = 'left' AND day >= $2 THEN amount ELSE 0 END) AS BIGINT) AS went
        FROM (
            SELECT name, day, amount FROM kept_figures
            WHERE tenant_key = $3 AND name IN ('joined', 'left')
            UNION ALL SELECT name, day, amount FROM figure_deltas
            WHERE tenant_key = $4 AND name IN ('joined', 'left')
        ) AS parts";
    let values = [
        since_day.into(),
        since_day.into(),
        tenant.into(),
        tenant.into(),
    ];
    let people = conn.one(Fixed(SQL, values), |row| {
        let count = |column| {
            let count: Option<i64> = row.get(column)?;
            Ok::<_, StorageError>(u64::try_from(count.unwrap_or_default()).unwrap_or_default())
        };
        Ok(People {
            contacts: count("contacts")?,
            joined: count("came")?,
            left: count("went")?,
        })
    });
    Ok(people.await?.unwrap_or_default())
}

/// The sum of a tenant's totals of these names, or null if they are not kept yet.
struct Total {
    tenant: TenantKey,
    names: Vec<String>,
}

impl Sql for Total {
    fn build(self, _: DbBackend) -> (Cow<'static, str>, Values) {
        let mut values: Vec<Value> = vec![self.tenant.into()];
        let mut text = String::from("SELECT CAST(SUM(amount) AS BIGINT) AS total FROM (");
        text.push_str("SELECT 0 AS amount FROM kept_figures");
        text.push_str(" WHERE tenant_key = $1 AND name = 'kept' AND day = 0");
        for table in ["kept_figures", "figure_deltas"] {
            for name in &self.names {
                values.push(self.tenant.into());
                values.push(name.as_str().into());
                let (tenant, name) = (values.len() - 1, values.len());
                // Writing into a text cannot fail.
                let _ = write!(
                    text,
                    " UNION ALL SELECT amount FROM {table} \
                      WHERE tenant_key = ${tenant} AND name = ${name} AND day = 0"
                );
            }
        }
        values.push(self.tenant.into());
        let tenant = values.len();
        let _ = write!(
            text,
            ") AS parts WHERE EXISTS (SELECT 1 FROM kept_figures \
              WHERE tenant_key = ${tenant} AND name = 'kept' AND day = 0)"
        );
        (Cow::Owned(text), Values(values))
    }
}

/// Adds deltas to their figures, so many at most, and tells how many it were. Whoever does the same at
/// that time takes others. SQLite has no deltas.
pub async fn fold(conn: &Transaction, at_most: u64) -> Result<u64, StorageError> {
    const SQL: &str = "
        WITH chosen AS MATERIALIZED (
            SELECT tenant_key, name, day, number FROM figure_deltas
            LIMIT $1 FOR UPDATE SKIP LOCKED
        ), folded AS (
            DELETE FROM figure_deltas USING chosen
            WHERE figure_deltas.tenant_key = chosen.tenant_key
                AND figure_deltas.name = chosen.name
                AND figure_deltas.day = chosen.day
                AND figure_deltas.number = chosen.number
            RETURNING figure_deltas.tenant_key, figure_deltas.name, figure_deltas.day, amount
        ), added AS (
            INSERT INTO kept_figures (tenant_key, name, day, amount)
            SELECT tenant_key, name, day, CAST(SUM(amount) AS BIGINT) FROM folded
            WHERE EXISTS (SELECT 1 FROM tenants WHERE key = tenant_key)
            GROUP BY tenant_key, name, day ORDER BY tenant_key, name, day
            ON CONFLICT (tenant_key, name, day)
                DO UPDATE SET amount = kept_figures.amount + EXCLUDED.amount
        )
        SELECT COUNT(*) AS count FROM folded";
    if conn.backend() != DbBackend::Postgres {
        return Ok(0);
    }
    let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
    let folded = conn.one(Fixed(SQL, [at_most.into()]), |row| row.get::<i64>("count"));
    Ok(u64::try_from(folded.await?.unwrap_or_default()).unwrap_or_default())
}

/// Whether there are deltas to be folded.
pub async fn any_unfolded(conn: &Connection) -> Result<bool, StorageError> {
    let any = Fixed("SELECT 1 AS one FROM figure_deltas LIMIT 1", []);
    Ok(conn.one(any, |_| Ok(())).await?.is_some())
}

/// What a tenant's figures lack: what is there less what they say, which stays the same whenever it is
/// asked. It may read all that the tenant has, and writers do not wait for it.
pub async fn missing(conn: &Connection, tenant: TenantKey) -> Result<Vec<Missing>, StorageError> {
    const SQL: &str = "
        SELECT name, day, CAST(SUM(amount) AS BIGINT) AS amount FROM (
            SELECT 'resource:' || resource_type AS name, 0 AS day, COUNT(*) AS amount
            FROM resources WHERE tenant_key = $1 GROUP BY resource_type
            UNION ALL SELECT name, day, -amount FROM kept_figures
            WHERE tenant_key = $2 AND day = 0 AND name <> 'kept'
            UNION ALL SELECT name, day, -amount FROM figure_deltas WHERE tenant_key = $3 AND day = 0
        ) AS parts GROUP BY name, day";
    let values = [tenant.into(), tenant.into(), tenant.into()];
    conn.scan(tenant, Fixed(SQL, values), read_missing).await
}

fn read_missing(row: &Row<'_>) -> Result<Missing, StorageError> {
    Ok(Missing {
        name: row.get("name")?,
        day: row.get("day")?,
        amount: row.get("amount")?,
    })
}

/// Adds what a tenant's figures lack, from when on they count. Does nothing if they do already.
pub async fn complete(
    conn: &Transaction,
    tenant: TenantKey,
    missing: &[Missing],
) -> Result<(), StorageError> {
    const BEGIN: &str = "INSERT INTO kept_figures (tenant_key, name, day, amount) \
        VALUES ($1, 'kept', 0, 1) ON CONFLICT (tenant_key, name, day) DO NOTHING";
    const ADD: &str = "INSERT INTO kept_figures (tenant_key, name, day, amount) \
        VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_key, name, day) \
        DO UPDATE SET amount = kept_figures.amount + EXCLUDED.amount";
    if conn.execute(Fixed(BEGIN, [tenant.into()])).await? == 0 {
        return Ok(());
    }
    for Missing { name, day, amount } in missing {
        let row = [
            tenant.into(),
            name.as_str().into(),
            (*day).into(),
            (*amount).into(),
        ];
        conn.execute(Fixed(ADD, row)).await?;
    }
    Ok(())
}
