//! A tenant of some 20,000 users. The use-cases make a handful of people and groups; then the rows of
//! every table are copied, with other ids and names, whatever tables there are.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::json;

use super::exceptions;
use crate::world::{ENTERPRISE, World};

/// What ids begin with, and what names hold. A copy has its number in place of the first zeros.
const MARK: &str = "00000000-0000-7000";

/// The people and groups of which each copy has its own.
pub(super) struct Population {
    users: Vec<String>,
    groups: Vec<String>,
    copies: u32,
    /// The id of a group that half of all users are in.
    pub(super) large: String,
}

/// What a copy has in place of [`MARK`].
pub(super) fn mark(copy: u32) -> String {
    MARK.replacen("00000000", &format!("{copy:08}"), 1)
}

impl Population {
    /// Makes so many copies, each of eleven users and four groups.
    pub(super) async fn make(world: &World, conn: &DatabaseConnection, copies: u32) -> Self {
        let users = users(world).await;
        let groups = groups(world, &users).await;
        let tenant = i64::from(world.caller.tenant);
        copy_all(conn, tenant, copies).await;
        let large = world.group("Everybody", &[]).await;
        let join = format!(
            "INSERT INTO memberships (tenant_key, group_id, member_id, member_type, created_at)
             SELECT tenant_key, '{large}', id, 'User', 0 FROM resources
             WHERE tenant_key = {tenant} AND resource_type = 'User' AND id < '{}'",
            mark(copies / 2)
        );
        conn.execute_unprepared(&join).await.unwrap();
        Self {
            users,
            groups,
            copies,
            large,
        }
    }

    /// How many groups there are at least.
    pub(super) fn group_count(&self) -> usize {
        usize::try_from(self.copies).unwrap() * self.groups.len()
    }

    /// Whether so many are in the large group that its changes are left to jobs.
    pub(super) fn leaves_jobs(&self) -> bool {
        self.copies > 200
    }

    /// A user of a copy whose like are in the large group, and one whose are not.
    pub(super) fn in_and_outside_large(&self, copy: u32) -> (String, String) {
        (self.user(copy, 1), self.user(copy + self.copies / 2, 1))
    }

    /// A user of a copy: the manager of the next one is 0, in no group; 10 is disabled.
    pub(super) fn user(&self, copy: u32, number: usize) -> String {
        self.users[number].replace(MARK, &mark(copy))
    }

    /// A group of a copy: 0 has members, 1 has 0 in it, 2 has members, 3 is empty.
    pub(super) fn group(&self, copy: u32, number: usize) -> String {
        self.groups[number].replace(MARK, &mark(copy))
    }
}

/// Ten active users, of whom all others report to the first, one who is disabled, and one who left. The
/// second has a pin and waits for the end of a leave.
async fn users(world: &World) -> Vec<String> {
    let mut users: Vec<String> = Vec::new();
    for number in 0..11 {
        let name = format!("person-{number}-{MARK}");
        let manager = users.first().map(|id| json!({"value": id}));
        let body = json!({
            "userName": format!("{name}@contoso.example"), "externalId": name,
            "displayName": name, "active": number < 10,
            "emails": [{"value": format!("{name}@mail.example"), "type": "work"}],
            ENTERPRISE: {"department": "Risk", "manager": manager},
        });
        users.push(world.create("User", body).await.unwrap().id);
    }
    let name = format!("leaver-{MARK}");
    let leaver = world.create("User", json!({"userName": name, "externalId": name}));
    let leaver = leaver.await.unwrap().id;
    world.delete("User", &leaver).await.unwrap();
    for draft in [exceptions::pinned(), exceptions::on_leave(world)] {
        exceptions::add(world, &users[1], draft).await;
    }
    users
}

async fn groups(world: &World, users: &[String]) -> Vec<String> {
    let name = |number: u32| format!("Group {number} {MARK}");
    let some = [1, 2, 3, 4].map(|it: usize| users[it].as_str());
    let others = [3, 4, 5, 6, 7].map(|it: usize| users[it].as_str());
    let inner = world.group(&name(0), &some).await;
    let outer = world.group(&name(1), &[&inner]).await;
    let plain = world.group(&name(2), &others).await;
    let empty = world.group(&name(3), &[]).await;
    vec![inner, outer, plain, empty]
}

/// Copies what the tenant has in every table. Resources come first, since others refer to them.
async fn copy_all(conn: &DatabaseConnection, tenant: i64, copies: u32) {
    let mut tables = tables(conn).await;
    tables.sort_by_key(|(table, _)| table != "resources");
    for (table, columns) in tables {
        // Figures are kept by what is copied.
        let is_kept = ["kept_figures", "figure_deltas"].contains(&table.as_str());
        // Of these a tenant has one row only.
        let is_kept = is_kept || ["brakes", "roster_settings"].contains(&table.as_str());
        if is_kept || !columns.iter().any(|(column, _)| column == "tenant_key") {
            continue;
        }
        let copy = copy(
            conn.get_database_backend(),
            tenant,
            &table,
            &columns,
            copies,
        );
        conn.execute_unprepared(&copy).await.unwrap();
    }
}

/// Keeps the database from making statistics by itself: they may come while the statements are
/// watched that shall have none, and would have kept plans made anew.
pub(super) async fn keep_from_analyzing(conn: &DatabaseConnection) {
    for (table, _) in tables(conn).await {
        let alone = format!("ALTER TABLE {table} SET (autovacuum_enabled = false)");
        conn.execute_unprepared(&alone).await.unwrap();
    }
}

/// Adds other tenants with a token and settings each: without them, PostgreSQL would rightly read all of a table
/// that has one row.
pub(super) async fn add_neighbours(conn: &DatabaseConnection) {
    let count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)";
    for insert in [
        "INSERT INTO tenants (id, slug, name, status, created_at)
         SELECT 'tenant-' || i, 'neighbour-' || i, 'Neighbour', 'active', 0 FROM n",
        "INSERT INTO tokens (id, tenant_key, hash, created_at)
         SELECT 'token-' || key, key, 'hash', 0 FROM tenants",
        "INSERT INTO roster_settings (tenant_key, revision, settings, decided_at, decided_by)
         SELECT key, 2, '{}', 0, '{}' FROM tenants WHERE slug LIKE 'neighbour-%'",
        "INSERT INTO brakes (tenant_key, settings, updated_at)
         SELECT key, '{}', 0 FROM tenants WHERE slug LIKE 'neighbour-%'",
    ] {
        let insert = format!("{count} {insert}");
        conn.execute_unprepared(&insert).await.unwrap();
    }
}

/// The columns of a table, with their types.
type Columns = Vec<(String, String)>;

async fn tables(conn: &DatabaseConnection) -> Vec<(String, Columns)> {
    let backend = conn.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c, data_type::text AS k
             FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1"
        }
        _ => {
            "SELECT m.name AS t, p.name AS c, p.type AS k
             FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p
             WHERE m.type = 'table' ORDER BY 1"
        }
    };
    let rows = conn.query_all_raw(Statement::from_string(backend, sql));
    let mut tables: Vec<(String, Columns)> = Vec::new();
    for row in rows.await.unwrap() {
        let text = |column| row.try_get::<String>("", column).unwrap();
        let (table, column) = (text("t"), (text("c"), text("k")));
        match tables.last_mut().filter(|(last, _)| *last == table) {
            Some((_, columns)) => columns.push(column),
            None => tables.push((table, vec![column])),
        }
    }
    tables
}

/// A statement that copies a table, with another mark in every text.
fn copy(backend: DbBackend, tenant: i64, table: &str, columns: &Columns, copies: u32) -> String {
    let number = match backend {
        DbBackend::Postgres => "lpad(i::text, 8, '0')",
        _ => "printf('%08d', i)",
    };
    let (names, values): (Vec<&str>, Vec<String>) = columns
        .iter()
        .map(|(name, kind)| (name.as_str(), copied(name, kind)))
        .unzip();
    let (names, values) = (names.join(", "), values.join(", "));
    let end = MARK.trim_start_matches('0');
    format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies}),
         copies (mark) AS (SELECT {number} || '{end}' FROM n)
         INSERT INTO {table} ({names})
         SELECT {values} FROM {table} CROSS JOIN copies WHERE tenant_key = {tenant}"
    )
}

fn copied(name: &str, kind: &str) -> String {
    match kind {
        "TEXT" | "text" => format!("replace({name}, '{MARK}', mark)"),
        "jsonb" => format!("replace({name}::text, '{MARK}', mark)::jsonb"),
        _ => name.to_owned(),
    }
}
