//! How often the slow hash is computed.

use crate::support::{TestServer, on_both};
use chrono::TimeDelta;
use futures_util::future::join_all;
use rollcall_server::token::Token;

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

/// A token that is well formed and has the public id of `token`, but another secret.
fn forged(token: &str, filler: char) -> String {
    let id = Token::parse(token).unwrap().id().to_owned();
    let body = format!("rc_{id}_{}", filler.to_string().repeat(43));
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut sum = crc32fast::hash(body.as_bytes()) as usize;
    let mut checksum = Vec::new();
    for _ in 0..6 {
        checksum.insert(0, alphabet[sum % 62]);
        sum /= 62;
    }
    body + std::str::from_utf8(&checksum).unwrap()
}

#[tokio::test]
async fn many_first_requests_at_once_cost_one_hash() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let tokens = vec![tenant.token.clone(); 50];
        assert_eq!(statuses(&server, &tokens).await, vec![200; 50]);
        assert_eq!(statuses(&server, &tokens).await, vec![200; 50]);
        assert_eq!(server.authenticator.argon2_runs(), 1);
    })
    .await;
}

#[tokio::test]
async fn asking_the_database_again_costs_no_hash() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for _ in 0..5 {
            assert_eq!(
                statuses(&server, std::slice::from_ref(&tenant.token)).await,
                [200]
            );
            server.clock.advance(TimeDelta::seconds(3));
        }
        assert_eq!(server.authenticator.argon2_runs(), 1);
    })
    .await;
}

#[tokio::test]
async fn f18_unknown_tokens_cost_no_hash() {
    on_both(async |server| {
        let unknown = (0..20).map(|_| Token::generate().unwrap().reveal().to_owned());
        let unknown: Vec<_> = unknown.collect();
        assert_eq!(statuses(&server, &unknown).await, vec![401; 20]);
        assert_eq!(server.authenticator.argon2_runs(), 0);
    })
    .await;
}

#[tokio::test]
async fn f18_wrong_secrets_of_a_verified_token_cost_no_hash() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        assert_eq!(
            statuses(&server, std::slice::from_ref(&tenant.token)).await,
            [200]
        );
        let wrong: Vec<_> = ('a'..='z')
            .map(|filler| forged(&tenant.token, filler))
            .collect();
        assert_eq!(statuses(&server, &wrong).await, vec![401; 26]);
        assert_eq!(server.authenticator.argon2_runs(), 1);
    })
    .await;
}

#[tokio::test]
async fn f18_guessing_at_an_unverified_token_is_slowed_down_and_ends() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let same = vec![forged(&tenant.token, 'a'); 20];
        assert_eq!(statuses(&server, &same).await, vec![401; 20]);
        assert_eq!(server.authenticator.argon2_runs(), 1);

        let wrong: Vec<_> = ('b'..='j')
            .map(|filler| forged(&tenant.token, filler))
            .collect();
        assert_eq!(statuses(&server, &wrong).await, vec![401; 9]);
        let one_more = [forged(&tenant.token, 'k')];
        assert_eq!(statuses(&server, &one_more).await, [429]);
        assert_eq!(server.authenticator.argon2_runs(), 10);

        server.clock.advance(TimeDelta::seconds(60));
        assert_eq!(statuses(&server, &one_more).await, [401]);
        assert_eq!(
            statuses(&server, std::slice::from_ref(&tenant.token)).await,
            [200]
        );
        assert_eq!(server.authenticator.argon2_runs(), 12);
    })
    .await;
}
