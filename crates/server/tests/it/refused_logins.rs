//! What the journal tells of requests to get in that were refused.

use chrono::{DateTime, TimeDelta, Utc};
use directory::{reports, tenants, tokens};
use rollcall_server::auth::Authenticator;
use rollcall_server::token::Token;
use roster::{Action, JournalCategory, JournalEntry, LoginRefusal, Status, Target};
use serde_json::json;
use storage::journal::JournalQuery;

use crate::support::{Program, TestServer, forged, on_both, register_old_token, register_token};

const ALL: JournalQuery = JournalQuery {
    limit: 100_000,
    status: None,
    since: None,
    until: None,
    target: None,
    action: None,
};

/// One that no task empties behind a test.
fn quiet(server: &TestServer) -> Authenticator {
    Authenticator::new(server.directory.clone(), 2)
}

async fn refused(authenticator: &Authenticator, token: &str, times: u32) {
    for _ in 0..times {
        let outcome = authenticator.authenticate(token).await;
        assert!(outcome.is_err(), "{outcome:?}");
    }
}

/// Entries without their ids, newest first.
async fn journaled(server: &TestServer, tenant: &str) -> Vec<JournalEntry> {
    let entries = reports::logins(&server.directory, tenant, &ALL).await;
    let mut entries = entries.unwrap();
    for entry in &mut entries {
        entry.id.clear();
    }
    entries
}

fn entry(token: &Token, reason: LoginRefusal, at: DateTime<Utc>, times: u32) -> JournalEntry {
    JournalEntry {
        id: String::new(),
        at,
        action: Action::LogIn,
        target: Target::Token,
        resource_type: None,
        target_id: Some(token.id().to_owned()),
        target_name: None,
        status: Status::Failure,
        changes: Vec::new(),
        error: Some(reason.error()),
        token_id: Some(token.id().to_owned()),
        request_id: None,
        ignored: Vec::new(),
        membership_changes: 0,
        category: JournalCategory::Login,
        actor: None,
        times: Some(times),
    }
}

#[tokio::test]
async fn each_reason_is_journaled_for_the_tenant_whose_token_it_is() {
    on_both(async |server| {
        let (directory, now) = (&server.directory, server.directory.now());
        server.tenant("fabrikam").await;
        server.tenant("contoso").await;
        let live = server.token("contoso").await;
        let expired = register_token(directory, "contoso", Some(TimeDelta::zero())).await;
        let revoked = server.token("contoso").await;
        let gone = tokens::revoke(directory, "contoso", revoked.id()).await;
        assert!(gone.is_ok());
        let old = register_old_token(directory, "contoso", Some(TimeDelta::zero())).await;
        let unknown = Token::generate().unwrap();

        let authenticator = quiet(&server);
        refused(&authenticator, unknown.reveal(), 3).await;
        refused(&authenticator, &forged(live.reveal(), 'a'), 3).await;
        refused(&authenticator, expired.reveal(), 2).await;
        refused(&authenticator, revoked.reveal(), 1).await;
        refused(&authenticator, old.reveal(), 1).await;
        authenticator.authenticate(live.reveal()).await.unwrap();
        tenants::suspend(directory, "contoso").await.unwrap();
        server.clock.advance(TimeDelta::seconds(2));
        refused(&authenticator, live.reveal(), 4).await;
        authenticator.keep_refusals().await;

        let mut found = journaled(&server, "contoso").await;
        let later = now + TimeDelta::seconds(2);
        let mut expected = vec![
            entry(&live, LoginRefusal::WrongSecret, now, 3),
            entry(&expired, LoginRefusal::Expired, now, 2),
            entry(&revoked, LoginRefusal::Revoked, now, 1),
            entry(&old, LoginRefusal::Expired, now, 1),
            entry(&live, LoginRefusal::Suspended, later, 4),
        ];
        let order = |entry: &JournalEntry| (entry.token_id.clone(), entry.times);
        found.sort_by_key(order);
        expected.sort_by_key(order);
        assert_eq!(found, expected);
        assert_eq!(journaled(&server, "fabrikam").await, []);
        let sessions = reports::activity(directory, "contoso", 10).await.unwrap();
        assert_eq!(sessions, []);
        let writes = reports::journal(directory, "contoso", &ALL).await.unwrap();
        assert_eq!(writes, []);
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_in_one_minute_is_one_entry_whenever_and_wherever_it_is_written() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let token = Token::parse(&tenant.token).unwrap();
        let (one, other) = (quiet(&server), quiet(&server));
        let wrong = forged(token.reveal(), 'a');
        let now = server.directory.now();
        for authenticator in [&one, &other, &one] {
            refused(authenticator, &wrong, 5).await;
            authenticator.keep_refusals().await;
            server.clock.advance(TimeDelta::seconds(20));
        }
        refused(&one, &wrong, 1).await;
        one.keep_refusals().await;
        one.keep_refusals().await;
        let reason = LoginRefusal::WrongSecret;
        let expected = [
            entry(&token, reason, now + TimeDelta::seconds(60), 1),
            entry(&token, reason, now + TimeDelta::seconds(40), 15),
        ];
        assert_eq!(journaled(&server, "contoso").await, expected);
    })
    .await;
}

#[tokio::test]
async fn refused_requests_write_nothing_one_by_one_and_their_number_is_bounded() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let wrong = forged(&tenant.token, 'a');
        let authenticator = quiet(&server);
        refused(&authenticator, &wrong, 1).await;
        server.directory.database().record_statements();
        for _ in 0..5_000 {
            refused(&authenticator, &wrong, 1).await;
            server.clock.advance(TimeDelta::minutes(1));
        }
        let sent = server.directory.database().recorded_statements();
        assert_eq!(sent.len(), 0);
        authenticator.keep_refusals().await;
        assert_eq!(journaled(&server, "contoso").await.len(), 4_096);
    })
    .await;
}

#[tokio::test]
async fn what_a_tenant_that_has_gone_was_refused_keeps_nothing_of_others_out() {
    on_both(async |server| {
        let gone = server.tenant("contoso").await;
        let tenant = server.tenant("fabrikam").await;
        let authenticator = quiet(&server);
        for tenant in [&gone, &tenant] {
            refused(&authenticator, &forged(&tenant.token, 'a'), 1).await;
        }
        tenants::delete(&server.directory, "contoso").await.unwrap();
        authenticator.keep_refusals().await;
        assert_eq!(journaled(&server, "fabrikam").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_refused_is_in_the_log_and_after_the_server_has_ended_in_the_journal() {
    let program = Program::new();
    let running = program.serve(&["--tenant", "contoso"]);
    let (token, client) = (running.token(), reqwest::Client::new());
    for filler in ['a', 'b'] {
        let request = client.get(format!("{}/scim/v2/Users", running.url));
        let request = request.bearer_auth(forged(&token, filler));
        assert_eq!(request.send().await.unwrap().status(), 401);
    }
    running.signal("TERM");
    let (status, log) = running.wait();
    assert_eq!(status, Some(0), "{log}");
    let id = Token::parse(&token).unwrap().id().to_owned();
    let lines = log.lines().filter(|line| {
        line.contains("a log-in was refused") && line.contains(&id) && line.contains("wrong_secret")
    });
    assert!((1..=2).contains(&lines.count()), "{log}");

    let login = ["journal", "list", "contoso", "--category", "login"];
    let entries = program.json(&login);
    let entries = entries.as_array().unwrap();
    let times = entries.iter().map(|entry| entry["times"].as_u64().unwrap());
    assert_eq!(times.sum::<u64>(), 2, "{entries:?}");
    let entry = &entries[0];
    let told = json!([
        entry["action"],
        entry["target"],
        entry["target_id"],
        entry["status"],
        entry["error"],
        entry["category"]
    ]);
    let error = json!({"status": 401, "scim_type": null,
        "detail": "The secret is not the one of this token."});
    let expected = json!(["log_in", "token", id, "failure", error, "login"]);
    assert_eq!(told, expected);
    let text = program.run(&login).stdout;
    assert!(
        text.contains("401 The secret is not the one of this token. ("),
        "{text}"
    );
    assert_eq!(program.json(&["journal", "list", "contoso"]), json!([]));
}
