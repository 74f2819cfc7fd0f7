//! Memory is bounded by settings, not by requests: the peaks of the real program, measured.

use std::io::Read;

use reqwest::Client;
use sea_orm::ConnectionTrait;

use serde_json::json;
use testkit::TestDatabase;

use crate::support::{Program, Running};

const MIB: u64 = 1024 * 1024;

/// Users, all of whom are in the largest group.
const USERS: u64 = 100_000;

/// Members of each of four groups.
const MEMBERS: u64 = 10_000;

/// Rows of each kind that the command line lists.
const ROWS: u64 = 15_000;

/// A server with a tenant, and what it is asked with.
struct Served {
    server: Running,
    program: Program,
    database: TestDatabase,
    client: Client,
    token: String,
}

impl Served {
    fn start(database: TestDatabase) -> Self {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        let server = program.serve(&["--tenant", "contoso"]);
        Self {
            token: server.token(),
            server,
            program,
            database,
            client: Client::new(),
        }
    }

    /// Makes users and a group of some of them, with statements of the database.
    async fn seed(&self, users: u64, groups: &[(&str, u64)]) {
        let (json, zeros) = dialect(&self.database.url);
        let user = format!("'aaaaaaaa-0000-7000-8000-' || {zeros}");
        let mut statements = vec![format!(
            "{} INSERT INTO resources (tenant_key, id, resource_type, version, created_at, \
             modified_at, document, comparable) SELECT 1, {user}, 'User', 1, 0, 0, \
             ('{{\"displayName\":\"Somebody of that name ' || i || '\"}}'){json}, '{{}}'{json} \
             FROM n",
            numbers(users)
        )];
        for (group, members) in groups {
            statements.push(format!(
                "INSERT INTO resources (tenant_key, id, resource_type, version, created_at, \
                 modified_at, unique_key, display_key, document, comparable) VALUES (1, '{group}', \
                 'Group', 1, 0, 0, '{group}', '{group}', '{{\"displayName\":\"{group}\"}}', '{{}}')"
            ));
            if *members > 0 {
                statements.push(format!(
                    "{} INSERT INTO memberships (tenant_key, group_id, member_id, member_type, \
                     created_at) SELECT 1, '{group}', {user}, 'User', 0 FROM n",
                    numbers(*members)
                ));
            }
        }
        execute(&self.database.url, &statements).await;
    }

    /// Sends a request and reads its answer to the end, but keeps none of it. Returns its status and
    /// length.
    async fn ask(&self, method: &str, path: &str, body: String) -> (u16, u64) {
        let url = format!("{}/scim/v2{path}", self.server.url);
        let request = self.client.request(method.parse().unwrap(), url);
        let request = request.bearer_auth(&self.token).body(body);
        let mut response = request.send().await.unwrap();
        let (status, mut length) = (response.status().as_u16(), 0);
        while let Some(chunk) = response.chunk().await.unwrap() {
            length += chunk.len() as u64;
        }
        (status, length)
    }

    /// By how much memory grows at most while something is done, in bytes.
    async fn growth(&self, work: impl AsyncFn()) -> u64 {
        let id = self.server.id();
        let idle = status(id, "VmRSS");
        std::fs::write(format!("/proc/{id}/clear_refs"), "5").unwrap();
        work().await;
        status(id, "VmHWM").saturating_sub(idle)
    }
}

/// How a document is written, and a number with twelve digits.
fn dialect(url: &str) -> (&'static str, &'static str) {
    if url.starts_with("postgres") {
        ("::jsonb", "lpad(i::text, 12, '0')")
    } else {
        ("", "printf('%012d', i)")
    }
}

fn numbers(count: u64) -> String {
    format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})")
}

async fn execute(url: &str, statements: &[String]) {
    let conn = sea_orm::Database::connect(url).await.unwrap();
    for statement in statements {
        conn.execute_unprepared(statement).await.unwrap();
    }
    conn.close().await.unwrap();
}

/// What the system knows of the memory of a process, in bytes; 0 if it has ended.
fn status(id: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.split_ascii_whitespace().nth(1));
    kib.map_or(0, |kib| kib.parse::<u64>().unwrap() * 1024)
}

/// The members of a group, so many users.
fn members(users: u64) -> String {
    let members: Vec<String> = (1..=users)
        .map(|it| format!("{{\"value\":\"aaaaaaaa-0000-7000-8000-{it:012}\"}}"))
        .collect();
    members.join(",")
}

/// A PATCH that adds users to a group, or removes them.
fn patch(op: &str, users: u64) -> String {
    let members = members(users);
    format!("{{\"Operations\":[{{\"op\":\"{op}\",\"path\":\"members\",\"value\":[{members}]}}]}}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_large_groups_is_never_in_memory_whole_and_nothing_of_it_stays() {
    for database in testkit::both() {
        let served = Served::start(database);
        let groups = ["a", "b", "c", "d"].map(|group| (group, MEMBERS));
        served.seed(MEMBERS, &groups).await;
        served.ask("GET", "/Groups?count=1", String::new()).await;
        let list = async || {
            let (status, length) = served.ask("GET", "/Groups", String::new()).await;
            assert_eq!(status, 200);
            assert!(length > 4 * MEMBERS * 100, "{length} bytes");
        };
        let growth = served.growth(list).await;
        assert!(growth < 32 * MIB, "it grew by {growth} bytes");
        let four = async || {
            tokio::join!(list(), list(), list(), list());
        };
        let growth = served.growth(four).await;
        assert!(growth < 64 * MIB, "it grew by {growth} bytes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_many_members_takes_less_than_four_times_its_body() {
    for database in testkit::both() {
        let served = Served::start(database);
        served.seed(USERS, &[("some", 0), ("all", 0)]).await;
        // The code that a large change needs is in memory from then on.
        for op in ["add", "remove"] {
            let body = patch(op, USERS / 8);
            served.ask("PATCH", "/Groups/some", body).await;
        }
        let limit = 4 * patch("add", USERS).len() as u64;
        let check = async |what: &str, method: &str, path: &str, body: String| {
            let growth = served
                .growth(async || {
                    let (status, _) = served.ask(method, path, body.clone()).await;
                    assert!((200..=204).contains(&status), "{what}: {status}");
                })
                .await;
            assert!(
                growth < limit,
                "{what}: it grew by {growth} bytes of {limit}"
            );
        };
        check("add", "PATCH", "/Groups/all", patch("add", USERS)).await;
        let list = ["journal", "list", "contoso", "--limit", "1"];
        let journal = served.program.json(&list);
        let added = &journal[0]["changes"][0]["new"];
        let ids = (1..=USERS).map(|it| format!("aaaaaaaa-0000-7000-8000-{it:012}"));
        let ids = json!(ids.collect::<Vec<_>>());
        assert!(*added == ids, "not all are journaled");

        check("remove", "PATCH", "/Groups/all", patch("remove", USERS)).await;
        let half = |path: &str| {
            let data = patch("add", USERS / 2);
            format!("{{\"method\":\"PATCH\",\"path\":\"/Groups/{path}\",\"data\":{data}}}")
        };
        let bulk = format!("{{\"Operations\":[{},{}]}}", half("all"), half("some"));
        check("bulk", "POST", "/Bulk", bulk).await;
        let all = r#"{"Operations":[{"op":"remove","path":"members"}]}"#.to_owned();
        check("remove all", "PATCH", "/Groups/all", all).await;
        let members = members(USERS);
        let whole = format!("{{\"displayName\":\"all\",\"members\":[{members}]}}");
        check("PUT", "PUT", "/Groups/all?attributes=id", whole).await;
        check("DELETE", "DELETE", "/Groups/all", String::new()).await;
    }
}

/// Rows of everything that the command line lists.
async fn seed_lists(database: &TestDatabase) {
    let (json, zeros) = dialect(&database.url);
    let insert = |into: &str, what: String| {
        format!("{} INSERT INTO {into} SELECT {what} FROM n", numbers(ROWS))
    };
    let statements = [
        insert(
            "tenants (id, slug, name, status, created_at)",
            format!("'tenant-' || i, 'tenant-' || {zeros}, 'A name', 'active', 0"),
        ),
        insert(
            "tokens (id, tenant_key, label, hash, created_at)",
            format!(
                "'token-' || {zeros}, 1, 'A label', '{}', i",
                "x".repeat(100)
            ),
        ),
        insert(
            "jobs (tenant_key, id, kind, state, input, done, attempts, created_at, updated_at)",
            format!("1, 'job-' || {zeros}, 'decide_contacts', 'done', '{{}}'{json}, 0, 0, i, i"),
        ),
        insert(
            "training_groups (tenant_key, id, group_id, slug, display_name, source, created_at, \
             updated_at)",
            format!("1, 'group-' || i, 'group-' || i, 'slug-' || {zeros}, 'A name', 'scim', 0, 0"),
        ),
        insert(
            "journal (tenant_key, id, at, action, target, status, changes, ignored, \
             membership_changes)",
            format!(
                "1, 'entry-' || {zeros}, i * 1000000, 'update', 'user', 'success', \
                 '[{{\"attribute\":\"title\",\"old\":null,\"new\":\"Analyst\"}}]'{json}, \
                 '[]'{json}, 0"
            ),
        ),
    ];
    execute(&database.url, &statements).await;
}

/// How much memory a command takes at most while it prints, and how many lines it prints.
fn peak(program: &Program, arguments: &[&str]) -> (u64, usize) {
    let mut child = program.start(arguments);
    let mut stdout = child.stdout.take().unwrap();
    let (mut peak, mut lines) = (0, 0);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = stdout.read(&mut piece).unwrap();
        if length == 0 {
            break;
        }
        lines += piece[..length].split(|byte| *byte == b'\n').count() - 1;
        peak = Ord::max(peak, status(child.id(), "VmHWM"));
    }
    assert!(child.wait().unwrap().success(), "{arguments:?}");
    (peak, lines)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_on_the_command_line_is_never_in_memory_whole() {
    let database = testkit::sqlite();
    let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
    program.json(&["tenant", "create", "contoso"]);
    seed_lists(&database).await;
    let rows = ROWS.to_string();
    let (idle, _) = peak(&program, &["tenant", "show", "contoso"]);
    for arguments in [
        &["tenant", "list", "--json"][..],
        &["tenant", "list"],
        &["token", "list", "contoso", "--json"],
        &["job", "list", "--json"],
        &["group", "list", "contoso", "--json"],
        &["journal", "list", "contoso", "--limit", &rows, "--json"],
        &["activity", "list", "contoso", "--limit", &rows, "--json"],
    ] {
        let (peak, lines) = peak(&program, arguments);
        assert!(lines >= 15_000, "{arguments:?}: {lines} lines");
        assert!(peak < idle + 32 * MIB, "{arguments:?}: {idle}, then {peak}");
    }
}
