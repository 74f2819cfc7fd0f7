//! What people and commands ask and do.

use chrono::TimeDelta;
use rollcall_directory::listings::{TenantPages, TokenPages};
use rollcall_directory::pages::JournalPages;
use rollcall_directory::people::{ContactChoice, ContactPages};
use rollcall_directory::tenants::Tenant;
use rollcall_directory::tokens::{self, NewToken};
use rollcall_directory::{
    explain, health, history, installation, logins, names, people, reports, schemas, tenants,
};
use roster::{LoginRefusal, RefusedLogins};
use serde_json::json;
use storage::journal::JournalQuery;

use super::population::{Population, mark};
use super::watch::Watch;

const LATEST: JournalQuery = JournalQuery {
    limit: 50,
    status: None,
    since: None,
    until: None,
    target: None,
    action: None,
};

/// What is known of people and groups, and what happened.
pub(super) async fn reports(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    let (world, copy) = (watch.world, copy + 4);
    let (directory, slug) = (&world.directory, world.slug());
    let contacts = watch.over("report all contacts", world.contacts()).await;
    let email = format!("person-1-{}@mail.example", mark(copy));
    let by_email = people::find(directory, slug, &email);
    let found = watch.over("report a contact by address", by_email).await;
    let id = found.unwrap().id;
    assert!(contacts.iter().any(|contact| contact["id"] == id.as_str()));
    let by_id = people::find(directory, slug, &id);
    watch.over("report a contact by id", by_id).await.unwrap();
    search(watch, copy).await;
    let explained = explain::person(directory, slug, &email);
    watch
        .over("report a contact explained", explained)
        .await
        .unwrap();
    let explained = explain::person(directory, slug, "nobody");
    watch
        .over("report somebody unknown", explained)
        .await
        .unwrap();
    history_of_one(watch, &email).await;
    let groups = watch
        .over("report all groups", world.training_groups())
        .await;
    assert!(groups.len() > people.group_count());

    let journal = reports::journal(directory, slug, &LATEST);
    watch.over("report the journal", journal).await.unwrap();
    let acts = reports::administration(directory, slug, &LATEST);
    watch.over("report acts on the tenant", acts).await.unwrap();
    let acts = reports::installation(directory, &LATEST);
    watch
        .over("report acts on the installation", acts)
        .await
        .unwrap();
    let sessions = reports::activity(directory, slug, 10);
    watch.over("report the sessions", sessions).await.unwrap();
    let health = health::of_tenant(directory, slug);
    watch.over("report the health", health).await.unwrap();
    let health = health::of_all(directory);
    watch
        .over("report the health of all", health)
        .await
        .unwrap();
}

/// What is kept of a person over time.
async fn history_of_one(watch: &mut Watch<'_>, email: &str) {
    let (directory, slug) = (&watch.world.directory, watch.world.slug());
    let versions = history::of_contact(directory, slug, email);
    let versions = watch.over("report a contact's history", versions).await;
    assert!(!versions.unwrap().is_empty());
    let entries = async {
        let mut pages = JournalPages::of_person(directory, slug, email, &LATEST).await?;
        pages.next_page().await
    };
    let entries = watch.over("report the journal of a person", entries).await;
    assert!(entries.unwrap().is_some());
    let latest = reports::journal(directory, slug, &LATEST).await.unwrap();
    let named = names::of_members(directory, slug, &latest, 5);
    watch.over("report members by name", named).await.unwrap();
}

/// Contacts are looked for by what is said of them.
async fn search(watch: &mut Watch<'_>, copy: u32) {
    let (directory, slug) = (&watch.world.directory, watch.world.slug());
    let name = format!("person-1-{}@mail", mark(copy));
    let by_name = people::find(directory, slug, &name);
    watch
        .over("search a contact by a part of a name", by_name)
        .await
        .unwrap();
    let now = directory.now();
    let choice = ContactChoice {
        group: Some("nobody".to_owned()),
        joined_since: Some(now),
        left_since: Some(now),
        ..ContactChoice::default()
    };
    let listing = async {
        let mut pages = ContactPages::of(directory, slug, choice).await?;
        pages.next_page().await
    };
    watch
        .over("list the contacts of a group", listing)
        .await
        .unwrap();
}

/// Who was refused, and what is known of it.
pub(super) async fn refusals(watch: &mut Watch<'_>) {
    let world = watch.world;
    let refused = RefusedLogins {
        token_id: "token-1".to_owned(),
        reason: LoginRefusal::Expired,
        at: world.directory.now(),
        times: 2,
    };
    let refused = [(world.caller.tenant, refused)];
    let keeping = logins::keep(&world.directory, &refused);
    watch.over("keep refused log-ins", keeping).await.unwrap();
    let told = reports::logins(&world.directory, world.slug(), &LATEST);
    watch.over("report refused log-ins", told).await.unwrap();
}

/// What servers do beside requests.
pub(super) async fn jobs(watch: &mut Watch<'_>, people: &Population) {
    let (directory, slug) = (&watch.world.directory, watch.world.slug());
    for (name, slug) in [("report the jobs", Some(slug)), ("report all jobs", None)] {
        let listing = reports::jobs(directory, slug);
        watch.over(name, listing).await.unwrap();
    }
    let working = directory.work("runner");
    let has_worked = watch.over("work on a job", working).await.unwrap();
    assert_eq!(has_worked, people.leaves_jobs());
}

/// What is done to tenants, tokens and schemas.
pub(super) async fn acts(watch: &mut Watch<'_>, copy: u32) {
    let directory = &watch.world.directory;
    let slug = format!("tenant-{copy}");
    let making = tenants::create(directory, &slug, None);
    let tenant = watch.over("create a tenant", making).await.unwrap();
    let mut listed = TenantPages::of(directory);
    let listing = listed.next_page();
    watch.over("list tenants", listing).await.unwrap();
    watch
        .over("show a tenant", tenants::show(directory, &slug))
        .await
        .unwrap();
    let suspending = tenants::suspend(directory, &slug);
    watch.over("suspend a tenant", suspending).await.unwrap();
    watch
        .over("resume a tenant", tenants::resume(directory, &slug))
        .await
        .unwrap();

    acts_on_tokens(watch, &tenant, copy).await;
    let (database, url) = (directory.database(), "https://scim.example");
    let keeping = installation::keep_public_url(database, url, directory.now());
    watch.over("keep the public URL", keeping).await.unwrap();
    let looking = installation::public_url(database);
    assert!(
        watch
            .over("find the public URL", looking)
            .await
            .unwrap()
            .is_some()
    );
    schemas(watch).await;
    let deleting = Box::pin(tenants::delete(&watch.world.directory, &slug));
    watch.over("delete a tenant", deleting).await.unwrap();
}

async fn acts_on_tokens(watch: &mut Watch<'_>, tenant: &Tenant, copy: u32) {
    let (directory, slug) = (&watch.world.directory, tenant.slug.as_str());
    let registering = tokens::register(directory, slug, new_token(format!("token{copy}")));
    let token = watch
        .over("register a token", registering)
        .await
        .unwrap()
        .id;
    let listing = async { TokenPages::of(directory, slug).await?.next_page().await };
    watch.over("list tokens", listing).await.unwrap();
    watch
        .over("find a token", tokens::find(directory, &token))
        .await
        .unwrap();
    for name in ["use a token for the first time", "use a token"] {
        let using = tokens::note_use(directory, tenant.key, &token);
        watch.over(name, using).await.unwrap();
    }
    let next = new_token(format!("next{copy}"));
    let rotating = tokens::rotate(directory, slug, &token, next, TimeDelta::days(7));
    watch.over("rotate a token", rotating).await.unwrap();
    let looking = tokens::any_works(directory, slug);
    assert!(watch.over("look for a token", looking).await.unwrap());
    let keeping = tokens::keep_fast_hash(directory, tenant.key, &token, "fast");
    watch.over("keep a fast hash", keeping).await.unwrap();
    watch
        .over("get the key of tokens", tokens::key(directory))
        .await
        .unwrap();
    let revoking = tokens::revoke(directory, slug, &token);
    watch.over("revoke a token", revoking).await.unwrap();
}

fn new_token(id: String) -> NewToken {
    NewToken {
        id,
        hash: "hash".to_owned(),
        fast_hash: None,
        label: None,
        end: tokens::End::Never,
    }
}

async fn schemas(watch: &mut Watch<'_>) {
    let urn = "urn:example:scim:schemas:acme:2.0:Badge";
    let documents = json!([
        {"id": urn, "attributes": [{"name": "number", "type": "integer"}]},
        {"name": "User", "schemaExtensions": [{"schema": urn}]},
    ]);
    let (directory, slug) = (&watch.world.directory, watch.world.slug());
    let adding = schemas::add(directory, slug, "acme.json", &documents);
    watch.over("add a schema", adding).await.unwrap();
    watch
        .over("list schemas", schemas::list(directory, slug))
        .await
        .unwrap();
    watch
        .over("check schemas", schemas::check_all(directory))
        .await
        .unwrap();
    for id in ["User", urn] {
        let removing = schemas::remove(directory, slug, id);
        watch.over("remove a schema", removing).await.unwrap();
    }
}
