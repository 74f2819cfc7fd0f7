//! A tenant in a fresh database, with a clock that stands still until it is moved and ids that
//! count.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rollcall_directory::{
    Act, Answer, Body, Caller, Clock, Directory, Existing, IdSource, Rendered, Settings, Shape,
    Write, Written, reports, tenants,
};
use scim::message::ListParameters;
use scim::{Limits, ScimError};
use serde_json::{Value, json};
use storage::Database;
use storage::journal::JournalQuery;
use testkit::TestDatabase;
use testkit::plans::log::PlanLog;

pub(crate) const BASE: &str = "https://scim.example/scim/v2";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// 2026-09-21T14:13:20Z.
const START: i64 = 1_790_000_000;

#[derive(Default)]
pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(START + self.0.load(Ordering::SeqCst))
    }
}

#[derive(Default)]
struct CountingIds(AtomicU64);

impl IdSource for CountingIds {
    fn next(&self) -> String {
        id(self.0.fetch_add(1, Ordering::SeqCst) + 1)
    }
}

/// Gives the first id to the world's tenant, and ids that no test counts to what is journaled of
/// making it.
#[derive(Default)]
struct MakingIds(AtomicU64);

impl IdSource for MakingIds {
    fn next(&self) -> String {
        match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => id(1),
            number => id(900_000_000_000 + number),
        }
    }
}

/// The `number`th id that a world gives.
pub(crate) fn id(number: u64) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}

/// The time `seconds` after the start.
pub(crate) fn at(seconds: i64) -> String {
    let time = DateTime::UNIX_EPOCH + TimeDelta::seconds(START + seconds);
    scim::instant::format(time)
}

pub(crate) struct World {
    pub(crate) directory: Directory,
    pub(crate) caller: Caller,
    database: Arc<TestDatabase>,
    clock: Arc<TestClock>,
    ids: Arc<CountingIds>,
    slug: String,
}

impl World {
    pub(crate) async fn both() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in testkit::both() {
            worlds.push(Self::new(database).await);
        }
        worlds
    }

    pub(crate) async fn new(database: TestDatabase) -> Self {
        let opened = Database::open(&database.url).await.unwrap();
        opened
            .migrate(async |conn| migrations::apply(conn).await)
            .await
            .unwrap()
            .unwrap();
        opened.close().await.unwrap();
        let (clock, ids) = (Arc::<TestClock>::default(), Arc::<CountingIds>::default());
        let making = open(&database, &clock, &Arc::<MakingIds>::default()).await;
        let tenant = tenants::create(&making, "contoso", None).await.unwrap();
        making.database().clone().close().await.unwrap();
        ids.0.store(1, Ordering::SeqCst);
        let directory = open(&database, &clock, &ids).await;
        Self {
            caller: caller(tenant.key),
            directory,
            database: Arc::new(database),
            clock,
            ids,
            slug: tenant.slug,
        }
    }

    /// Another tenant of the same server.
    pub(crate) async fn neighbour(&self, slug: &str) -> Self {
        let tenant = tenants::create(&self.directory, slug, None).await.unwrap();
        self.beside(self.directory.clone(), caller(tenant.key), tenant.slug)
    }

    /// The same server, for another tenant that is there.
    pub(crate) async fn of_tenant(&self, slug: &str) -> Self {
        let tenant = tenants::show(&self.directory, slug).await.unwrap();
        self.beside(self.directory.clone(), caller(tenant.key), tenant.slug)
    }

    /// The same tenant, as another server on the same database sees it.
    pub(crate) async fn replica(&self) -> Self {
        let directory = open(&self.database, &self.clock, &self.ids).await;
        self.beside(directory, self.caller.clone(), self.slug.clone())
    }

    /// Has PostgreSQL log how it carries statements out, from now on; `None` on SQLite.
    pub(crate) async fn log_plans(&mut self) -> Option<PlanLog> {
        let log = self.database.log_plans()?;
        // Connections that are open do not.
        let closing = self.directory.database().clone();
        self.directory = open(&self.database, &self.clock, &self.ids).await;
        closing.close().await.unwrap();
        Some(log)
    }

    fn beside(&self, directory: Directory, caller: Caller, slug: String) -> Self {
        Self {
            directory,
            caller,
            database: Arc::clone(&self.database),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            slug,
        }
    }

    /// The tenant's short name.
    pub(crate) fn slug(&self) -> &str {
        &self.slug
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> &str {
        &self.database.url
    }

    /// Moves the clock.
    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) async fn create(&self, kind: &str, body: Value) -> Result<Rendered, ScimError> {
        let shape = Shape::default();
        let body = Ok(body.into());
        rendered(self.write(kind, Act::Create { body, shape }).await)
    }

    pub(crate) async fn replace(
        &self,
        kind: &str,
        id: &str,
        body: Value,
    ) -> Result<Rendered, ScimError> {
        rendered(
            self.write(kind, replacement(existing(id), Ok(body.into())))
                .await,
        )
    }

    pub(crate) async fn patch(
        &self,
        kind: &str,
        id: &str,
        operations: Value,
    ) -> Result<Written, ScimError> {
        let body = json!({"schemas": [PATCH], "Operations": operations});
        let act = Act::Patch {
            existing: existing(id),
            body: Ok(body.into()),
            shape: Shape::default(),
        };
        self.write(kind, act).await
    }

    pub(crate) async fn delete(&self, kind: &str, id: &str) -> Result<(), ScimError> {
        let existing = existing(id);
        let deleted = self.write(kind, Act::Delete { existing }).await?;
        assert_eq!(deleted, Written::Deleted);
        Ok(())
    }

    /// Asks for that to be done to a resource of a type.
    pub(crate) async fn write(&self, kind: &str, act: Act) -> Result<Written, ScimError> {
        let write = Write {
            caller: self.caller.clone(),
            resource_type: kind.to_owned(),
            act,
        };
        self.directory.write(write).await
    }

    pub(crate) async fn get(&self, kind: &str, id: &str) -> Result<Value, ScimError> {
        let shape = Shape::default();
        let rendered = self.directory.get(&self.caller, kind, id, &shape).await?;
        Ok(json_of(rendered.body))
    }

    pub(crate) async fn list(&self, kind: &str, query: &[(&str, &str)]) -> Value {
        let parameters = parameters(query);
        let found = self.directory.list(&self.caller, kind, &parameters).await;
        json_of(found.unwrap())
    }

    /// Makes a user and gives its id.
    pub(crate) async fn user(&self, user_name: &str) -> String {
        let body = json!({"userName": user_name});
        self.create("User", body).await.unwrap().id
    }

    /// Makes a group and gives its id.
    pub(crate) async fn group(&self, display_name: &str, members: &[&str]) -> String {
        let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
        let body = json!({"displayName": display_name, "members": members});
        self.create("Group", body).await.unwrap().id
    }

    /// Sets one attribute of a user.
    pub(crate) async fn set(&self, user: &str, path: &str, value: Value) {
        let operations = json!([{"op": "replace", "path": path, "value": value}]);
        self.patch("User", user, operations).await.unwrap();
    }

    /// The ids of a group's members.
    pub(crate) async fn members(&self, group: &str) -> Vec<String> {
        let group = self.get("Group", group).await.unwrap();
        let members = group["members"].as_array().unwrap();
        members
            .iter()
            .map(|member| member["value"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) async fn contacts(&self) -> Vec<Value> {
        let contacts = reports::contacts(&self.directory, &self.slug, None, None).await;
        contacts
            .unwrap()
            .iter()
            .map(|contact| serde_json::to_value(contact).unwrap())
            .collect()
    }

    /// The tenant's only contact.
    pub(crate) async fn contact(&self) -> Value {
        let mut contacts = self.contacts().await;
        assert_eq!(contacts.len(), 1, "{contacts:?}");
        contacts.remove(0)
    }

    /// The contact with that display name.
    pub(crate) async fn contact_named(&self, name: &str) -> Value {
        let contacts = self.contacts().await;
        contacts
            .into_iter()
            .find(|contact| contact["display_name"] == name)
            .unwrap()
    }

    pub(crate) async fn training_groups(&self) -> Vec<Value> {
        let groups = reports::groups(&self.directory, &self.slug).await;
        groups
            .unwrap()
            .iter()
            .map(|group| serde_json::to_value(group).unwrap())
            .collect()
    }

    /// The journal, newest first.
    pub(crate) async fn journal(&self) -> Vec<Value> {
        let query = JournalQuery {
            limit: 1000,
            status: None,
            since: None,
            until: None,
            target: None,
            action: None,
        };
        let entries = reports::journal(&self.directory, &self.slug, &query).await;
        entries
            .unwrap()
            .iter()
            .map(|entry| serde_json::to_value(entry).unwrap())
            .collect()
    }

    /// The latest journal entry.
    pub(crate) async fn last_entry(&self) -> Value {
        self.journal().await.remove(0)
    }

    pub(crate) async fn sessions(&self) -> Value {
        let sessions = reports::activity(&self.directory, &self.slug, 100).await;
        serde_json::to_value(sessions.unwrap()).unwrap()
    }
}

/// A resource in whatever state it is.
pub(crate) fn existing(id: &str) -> Existing {
    Existing {
        id: id.to_owned(),
        ..Existing::default()
    }
}

/// A resource if it has that version.
pub(crate) fn version(id: &str, if_match: &str) -> Existing {
    Existing {
        if_match: Some(if_match.to_owned()),
        ..existing(id)
    }
}

/// A PUT.
pub(crate) fn replacement(existing: Existing, body: Body) -> Act {
    Act::Replace {
        existing,
        body,
        shape: Shape::default(),
    }
}

fn rendered(outcome: Result<Written, ScimError>) -> Result<Rendered, ScimError> {
    match outcome? {
        Written::Created(rendered) | Written::Changed(rendered) => Ok(rendered),
        other => panic!("{other:?}"),
    }
}

/// A search as a query string asks for it.
pub(crate) fn parameters(query: &[(&str, &str)]) -> ListParameters {
    let pairs = query
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()));
    ListParameters::from_query(pairs).unwrap()
}

/// The body of an answer.
pub(crate) fn body(written: Written) -> Value {
    match written {
        Written::Created(rendered) | Written::Changed(rendered) => rendered.body,
        Written::Unlisted { .. } | Written::Deleted => Value::Null,
    }
}

fn caller(tenant: storage::TenantKey) -> Caller {
    Caller {
        tenant,
        token_id: "token-1".into(),
        request_id: "request-1".into(),
        deadline: None,
    }
}

async fn open(
    database: &TestDatabase,
    clock: &Arc<TestClock>,
    ids: &Arc<impl IdSource + 'static>,
) -> Directory {
    let settings = Settings {
        base_url: BASE.into(),
        limits: Limits::default(),
        max_results: 200,
        default_results: 100,
        cursor_timeout: Duration::from_hours(1),
    };
    let database = Database::open(&database.url).await.unwrap();
    let (clock, ids) = (Arc::clone(clock), Arc::clone(ids));
    Directory::new(database, settings, clock, ids)
}

/// The body of an answer.
pub(crate) fn json_of(answer: Answer) -> Value {
    serde_json::from_str(&text_of(answer)).unwrap()
}

/// The body of an answer, all its parts together.
pub(crate) fn text_of(answer: Answer) -> String {
    let (mut text, rest) = answer.into_parts();
    if let Some(mut rest) = rest {
        while let Some(part) = rest.next_part().unwrap() {
            text.push_str(&part);
        }
    }
    text
}
