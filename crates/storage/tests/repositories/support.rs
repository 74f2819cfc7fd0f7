//! Migrated databases with a tenant, and short ways to fill them.

use chrono::{DateTime, Utc};
use scim::{Registry, Resource, ResourceType};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};
use storage::resources::{self, Stored};
use storage::tenants::{self, NewTenant};
use storage::{Database, TenantKey};
use testkit::TestDatabase;

/// A migrated database with one tenant.
pub(crate) struct Store {
    pub(crate) database: Database,
    pub(crate) tenant: TenantKey,
    pub(crate) registry: Registry,
    pub(crate) place: TestDatabase,
}

/// Runs a check on SQLite and on PostgreSQL.
pub(crate) async fn on_both(check: impl AsyncFn(&Store)) {
    for place in testkit::both() {
        let database = open(&place).await;
        let tenant = tenant(&database, "contoso").await;
        let store = Store {
            database,
            tenant,
            registry: Registry::standard(),
            place,
        };
        check(&store).await;
    }
}

/// Opens and migrates a database.
pub(crate) async fn open(place: &TestDatabase) -> Database {
    let database = Database::open(&place.url).await.unwrap();
    database
        .migrate(async |conn| ::migrations::apply(conn).await)
        .await
        .unwrap()
        .unwrap();
    database
}

/// Makes a tenant.
pub(crate) async fn tenant(database: &Database, slug: &str) -> TenantKey {
    let new = NewTenant {
        id: format!("tenant-{slug}"),
        slug: slug.to_owned(),
        name: slug.to_owned(),
        created_at: at(0),
    };
    let transaction = database.begin().await.unwrap();
    let tenant = tenants::insert(&transaction, &new).await.unwrap();
    transaction.commit().await.unwrap();
    tenant.key
}

/// A point in time, in milliseconds since the tests' beginning of time.
pub(crate) fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_770_000_000_000 + millis).unwrap()
}

/// A resource in its first state.
pub(crate) fn stored(id: &str, attributes: Value) -> Stored {
    Stored {
        id: id.to_owned(),
        version: 1,
        created_at: at(0),
        modified_at: at(0),
        resource: resource(attributes),
    }
}

/// A resource made of a JSON object.
pub(crate) fn resource(attributes: Value) -> Resource {
    let Value::Object(attributes) = attributes else {
        panic!("a resource is an object");
    };
    Resource::from_canonical(attributes)
}

/// A user with a name and nothing else.
pub(crate) fn user(id: &str) -> Stored {
    stored(id, json!({"userName": format!("{id}@contoso.example")}))
}

/// A group with a name and nothing else.
pub(crate) fn group(id: &str) -> Stored {
    stored(id, json!({"displayName": id}))
}

/// Names of several resources: `prefix` and a number of five digits.
pub(crate) fn ids(prefix: &str, count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("{prefix}{number:05}"))
        .collect()
}

/// Members of the type User.
pub(crate) fn users(ids: &[String]) -> Vec<(String, String)> {
    ids.iter()
        .map(|id| (id.clone(), "User".to_owned()))
        .collect()
}

impl Store {
    pub(crate) fn is_sqlite(&self) -> bool {
        self.place.url.starts_with("sqlite:")
    }

    /// Tells the planner what the tables hold. PostgreSQL does so by itself after a while, SQLite
    /// never.
    pub(crate) async fn analyze(&self) {
        let conn = sea_orm::Database::connect(&self.place.url).await.unwrap();
        conn.execute_unprepared("ANALYZE").await.unwrap();
        conn.close().await.unwrap();
    }

    pub(crate) fn users(&self) -> &ResourceType {
        self.registry.resource_type("User").unwrap()
    }

    pub(crate) fn groups(&self) -> &ResourceType {
        self.registry.resource_type("Group").unwrap()
    }

    /// Adds resources in one transaction.
    pub(crate) async fn add(&self, resource_type: &ResourceType, resources: &[Stored]) {
        let transaction = self.database.begin().await.unwrap();
        for resource in resources {
            resources::insert(&transaction, self.tenant, resource_type, resource)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
    }

    /// Makes resources members of a group.
    pub(crate) async fn join(&self, group: &str, members: &[(String, String)]) -> Vec<String> {
        let transaction = self.database.begin().await.unwrap();
        let added = storage::memberships::add(&transaction, self.tenant, group, members, at(1))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        added
    }
}

/// A resource as it would be answered, for the evaluator: with `id`, `meta` and what is given of
/// other resources.
pub(crate) fn answered(
    resource_type: &ResourceType,
    stored: &Stored,
    related: Option<(&str, Vec<Value>)>,
) -> Map<String, Value> {
    let mut answer = stored.resource.attributes().clone();
    let schemas = resource_type.schemas_of(&answer).into();
    answer.insert("schemas".to_owned(), schemas);
    answer.insert("id".to_owned(), stored.id.clone().into());
    let meta = json!({
        "resourceType": resource_type.name,
        "created": scim::instant::format(stored.created_at),
        "lastModified": scim::instant::format(stored.modified_at),
        "version": format!("W/\"{}\"", stored.version),
    });
    answer.insert("meta".to_owned(), meta);
    if let Some((name, values)) = related.filter(|(_, values)| !values.is_empty()) {
        answer.insert(name.to_owned(), values.into());
    }
    answer
}
