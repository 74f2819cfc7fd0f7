//! Whom a change affects, found again from what the change left behind, so that no list of them has
//! to be kept.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::statement::Fixed;
use crate::time::to_millis;
use crate::{Connection, StorageError, TenantKey, batch, key, nesting};

/// Users, and groups beside them, whose contacts have to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Affected {
    /// Who came into a group or went out of it at a time.
    Changed {
        /// The group's SCIM id.
        group_id: String,
        /// The time, in milliseconds since 1970.
        at: i64,
    },
    /// Everybody in a group, directly or in groups within it.
    Within {
        /// The group's SCIM id.
        group_id: String,
    },
    /// Everybody who has a user as manager.
    ReportsOf {
        /// The manager's SCIM id.
        user_id: String,
    },
}

impl Affected {
    /// Who came into a group or went out of it at that time.
    pub fn changed(group_id: &str, at: DateTime<Utc>) -> Self {
        Self::Changed {
            group_id: group_id.to_owned(),
            at: to_millis(at),
        }
    }

    /// The input of the job that looks at them.
    ///
    /// # Errors
    ///
    /// None that can be met: it is made of texts and numbers.
    pub fn input(&self) -> Result<Value, StorageError> {
        serde_json::to_value(self).map_err(|error| StorageError::internal(error.to_string()))
    }

    /// Whom a job with that input looks at.
    ///
    /// # Errors
    ///
    /// [`StorageError::Internal`] for the input of another kind of job.
    pub fn of_input(input: &Value) -> Result<Self, StorageError> {
        Self::deserialize(input).map_err(|error| StorageError::internal(error.to_string()))
    }

    /// The ids that come after `after`, in order; `limit` of them at most.
    pub async fn page(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        after: &str,
        limit: u64,
    ) -> Result<Vec<String>, StorageError> {
        if let Self::ReportsOf { user_id } = self {
            return reports_of(conn, tenant, user_id, after, limit).await;
        }
        let mut found = BTreeSet::new();
        for (column, mut part) in self.parts(conn.backend(), tenant) {
            let place = self.place(conn.backend(), column);
            part.and_where(place.clone().gt(after))
                .order_by_expr(place, Order::Asc)
                .limit(limit);
            found.extend(conn.scan(tenant, &part, |row| row.get(column)).await?);
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(found.into_iter().take(limit).collect())
    }

    /// Those of these ids that are affected and come after `after`.
    pub(crate) async fn among(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        after: &str,
        ids: &[String],
    ) -> Result<BTreeSet<String>, StorageError> {
        let backend = conn.backend();
        let mut found = BTreeSet::new();
        for (column, mut part) in self.parts(backend, tenant) {
            let known = [("tenant_key", tenant.into())];
            part.and_where(self.place(backend, column).gt(after))
                .and_where(batch::is_one_of(backend, known, column, ids));
            found.extend(conn.scan(tenant, &part, |row| row.get(column)).await?);
        }
        Ok(found)
    }

    /// A column in whose order they come. SQLite, which has no statistics, would rather go through all
    /// of a tenant in this order than look some up and sort them; a plus hides from it that an index
    /// has the order. Of one group, the primary key has it.
    fn place(&self, backend: DbBackend, column: &'static str) -> Expr {
        match self {
            Self::Within { .. } | Self::ReportsOf { .. } if backend != DbBackend::Postgres => {
                Expr::cust(format!("+\"{column}\""))
            }
            _ => Expr::col(column),
        }
    }

    /// Queries that find them together, each with the column that it finds them in.
    fn parts(&self, backend: DbBackend, tenant: TenantKey) -> Vec<(&'static str, SelectStatement)> {
        let of_tenant = Expr::col("tenant_key").eq(tenant);
        match self {
            Self::Changed { group_id, at } => [
                ("memberships", "created_at"),
                ("ended_memberships", "ended_at"),
            ]
            .map(|(table, time)| {
                let changed = ids(table, "member_id")
                    .and_where(of_tenant.clone())
                    .and_where(Expr::col("group_id").eq(group_id.as_str()))
                    .and_where(Expr::col(time).eq(*at))
                    .take();
                ("member_id", changed)
            })
            .into(),
            Self::Within { group_id } => {
                let group = Expr::col("group_id");
                let outermost = Query::select()
                    .columns(["tenant_key", "id"])
                    .from("resources")
                    .and_where(of_tenant.clone())
                    .and_where(Expr::col("id").eq(group_id.as_str()))
                    .take();
                let within = nesting::is_within(backend, group, outermost);
                let members = ids("memberships", "member_id")
                    .and_where(of_tenant)
                    .and_where(within)
                    .take();
                vec![("member_id", members)]
            }
            Self::ReportsOf { user_id } => {
                let reports = ids("contacts", "user_id")
                    .and_where(of_tenant)
                    .and_where(Expr::col("manager_key").eq(key::exact(user_id)))
                    .and_where(Expr::col("user_id").is_not_null())
                    .take();
                vec![("user_id", reports)]
            }
        }
    }
}

/// Every change of a user asks for its reports, so the statement is fixed text. The order is an
/// expression, which no index has: else all users of a tenant might be read in their order.
async fn reports_of(
    conn: &Connection,
    tenant: TenantKey,
    user_id: &str,
    after: &str,
    limit: u64,
) -> Result<Vec<String>, StorageError> {
    let select = Fixed(
        "SELECT user_id FROM contacts WHERE tenant_key = $1 AND manager_key = $2 \
         AND user_id || '' > $3 ORDER BY user_id || '' LIMIT $4 + 0",
        [
            tenant.into(),
            key::exact(user_id).into(),
            after.into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ],
    );
    conn.all(select, |row| row.get("user_id")).await
}

fn ids(table: &'static str, column: &'static str) -> SelectStatement {
    Query::select().distinct().column(column).from(table).take()
}
