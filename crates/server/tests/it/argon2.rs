//! How often the slow hash is computed, and whom guessing at secrets keeps out.

use crate::support::{TestServer, forged, on_both, register_old_token};
use chrono::TimeDelta;
use directory::tokens;
use futures_util::future::join_all;
use rollcall_server::auth::{Authenticator, Identity, Refusal};
use rollcall_server::token::Token;
use roster::LoginRefusal;

/// A token of the tenant `contoso` as versions before the fast hash made them.
async fn old_token(server: &TestServer) -> String {
    server.tenant("contoso").await;
    let token = register_old_token(&server.directory, "contoso", None).await;
    token.reveal().to_owned()
}

/// As another process has it, or this one after a restart.
fn another(server: &TestServer) -> Authenticator {
    Authenticator::new(server.directory.clone(), 2)
}

async fn statuses(server: &TestServer, tokens: &[String]) -> Vec<u16> {
    let requests = tokens.iter().map(|token| {
        server
            .anonymous("GET", "/scim/v2/ServiceProviderConfig")
            .bearer(token)
            .send()
    });
    join_all(requests)
        .await
        .iter()
        .map(|answer| answer.status)
        .collect()
}

#[tokio::test]
async fn a_token_costs_no_slow_hash_in_any_process() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let tokens = vec![tenant.token.clone(); 50];
        assert_eq!(statuses(&server, &tokens).await, vec![200; 50]);
        server.clock.advance(TimeDelta::seconds(3));
        assert_eq!(statuses(&server, &tokens).await, vec![200; 50]);
        assert_eq!(server.authenticator.argon2_runs(), 0);
        let another = another(&server);
        another.authenticate(&tenant.token).await.unwrap();
        assert_eq!(another.argon2_runs(), 0);
    })
    .await;
}

#[tokio::test]
async fn many_first_requests_with_an_old_token_at_once_cost_one_slow_hash() {
    on_both(async |server| {
        let tokens = vec![old_token(&server).await; 50];
        assert_eq!(statuses(&server, &tokens).await, vec![200; 50]);
        server.clock.advance(TimeDelta::seconds(3));
        assert_eq!(statuses(&server, &tokens).await, vec![200; 50]);
        assert_eq!(server.authenticator.argon2_runs(), 1);
    })
    .await;
}

fn assert_wrong(outcome: &Result<Identity, Refusal>) {
    let is_wrong = matches!(outcome, Err(Refusal::Named(_, LoginRefusal::WrongSecret)));
    assert!(is_wrong, "{outcome:?}");
}

#[tokio::test]
async fn an_old_token_costs_no_slow_hash_once_it_was_accepted() {
    on_both(async |server| {
        let token = old_token(&server).await;
        assert_eq!(statuses(&server, std::slice::from_ref(&token)).await, [200]);
        let id = Token::parse(&token).unwrap().id().to_owned();
        // It is written behind the answer.
        while tokens::find(&server.directory, &id)
            .await
            .unwrap()
            .unwrap()
            .token
            .fast_hash
            .is_none()
        {
            tokio::task::yield_now().await;
        }
        let another = another(&server);
        another.authenticate(&token).await.unwrap();
        let wrong = another.authenticate(&forged(&token, 'a')).await;
        assert_wrong(&wrong);
        assert_eq!(another.argon2_runs(), 0);
    })
    .await;
}

#[tokio::test]
async fn unknown_tokens_cost_no_hash() {
    on_both(async |server| {
        let unknown = (0..20).map(|_| Token::generate().unwrap().reveal().to_owned());
        let unknown: Vec<_> = unknown.collect();
        assert_eq!(statuses(&server, &unknown).await, vec![401; 20]);
        assert_eq!(server.authenticator.argon2_runs(), 0);
    })
    .await;
}

#[tokio::test]
async fn wrong_secrets_cost_no_slow_hash_and_keep_the_right_one_from_nothing() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let restarted = another(&server);
        for filler in ('a'..='z').chain('A'..='Z') {
            let wrong = restarted.authenticate(&forged(&tenant.token, filler)).await;
            assert_wrong(&wrong);
        }
        restarted.authenticate(&tenant.token).await.unwrap();
        let wrong = restarted.authenticate(&forged(&tenant.token, 'a')).await;
        assert_wrong(&wrong);
        assert_eq!(restarted.argon2_runs(), 0);
    })
    .await;
}

#[tokio::test]
async fn guessing_at_an_old_token_is_slowed_down_and_keeps_the_right_one_out_for_a_second() {
    on_both(async |server| {
        let token = old_token(&server).await;
        let same = vec![forged(&token, 'a'); 20];
        assert_eq!(statuses(&server, &same).await, vec![401; 20]);
        assert_eq!(server.authenticator.argon2_runs(), 1);

        let wrong: Vec<_> = ('b'..='j').map(|filler| forged(&token, filler)).collect();
        assert_eq!(statuses(&server, &wrong).await, vec![401; 9]);
        let more: Vec<_> = ('k'..='z').map(|filler| forged(&token, filler)).collect();
        assert_eq!(statuses(&server, &more).await, vec![429; 16]);
        assert_eq!(server.authenticator.argon2_runs(), 10);

        server.clock.advance(TimeDelta::seconds(1));
        assert_eq!(statuses(&server, std::slice::from_ref(&token)).await, [200]);
        assert_eq!(statuses(&server, &more).await, vec![401; 16]);
        assert_eq!(server.authenticator.argon2_runs(), 11);
    })
    .await;
}
