//! Who is let in.

use chrono::TimeDelta;
use directory::{tenants, tokens};
use rollcall_server::token::Token;

use crate::support::{Answer, TestServer, on_both, register_token};

const PATH: &str = "/scim/v2/ServiceProviderConfig";
const BARE: &str = "Bearer realm=\"Rollcall\"";
const MALFORMED: &str = "Bearer realm=\"Rollcall\", error=\"invalid_request\"";
const INVALID: &str = "Bearer realm=\"Rollcall\", error=\"invalid_token\"";

async fn with_header(server: &TestServer, value: &str) -> Answer {
    server
        .anonymous("GET", PATH)
        .header("authorization", value)
        .send()
        .await
}

async fn with_token(server: &TestServer, token: &str) -> u16 {
    server
        .anonymous("GET", PATH)
        .bearer(token)
        .send()
        .await
        .status
}

fn assert_refused(answer: &Answer, challenge: &str, what: &str) {
    assert_eq!(answer.status, 401, "{what}: {answer:?}");
    assert_eq!(
        answer.header("www-authenticate"),
        Some(challenge),
        "{what}: {answer:?}"
    );
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let token = tenant.token.as_str();
        let last = if token.ends_with('0') { '1' } else { '0' };
        let mistyped = format!("{}{last}", &token[..token.len() - 1]);

        assert_refused(&server.anonymous("GET", PATH).send().await, BARE, "none");
        for (header, challenge) in [
            (format!("Basic {token}"), BARE),
            (format!("Token {token}"), BARE),
            (format!("Digest username=\"{token}\", realm=\"x\""), BARE),
            (String::new(), MALFORMED),
            (token.to_owned(), MALFORMED),
            ("Bearer".into(), MALFORMED),
            ("bearer ".into(), MALFORMED),
            (format!("Bearer{token}"), MALFORMED),
            (format!("Bearer {token} {token}"), MALFORMED),
            (format!("Bearer {token} a b"), MALFORMED),
            (format!("Bearer {token}, Bearer {token}"), MALFORMED),
            (format!("Bearer {token}\u{df}"), MALFORMED),
            (format!("Bearer {mistyped}"), INVALID),
            (format!("Bearer {}", token.to_uppercase()), INVALID),
            (format!("Bearer {token}0"), INVALID),
            (format!("Bearer \"{token}\""), INVALID),
            ("Bearer nonsense".into(), INVALID),
            (format!("Bearer rc_{}", "a".repeat(4_000)), INVALID),
            (
                format!("Bearer {}", Token::generate().unwrap().reveal()),
                INVALID,
            ),
        ] {
            assert_refused(&with_header(&server, &header).await, challenge, &header);
        }
    })
    .await;
}

#[tokio::test]
async fn the_scheme_may_be_written_in_any_case() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
            let answer = with_header(&server, &format!("{scheme} {}", tenant.token)).await;
            assert_eq!(answer.status, 200, "{scheme}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_authorization_headers_are_refused() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let twice = server
            .anonymous("GET", PATH)
            .bearer(&tenant.token)
            .bearer(&tenant.token);
        assert_refused(&twice.send().await, MALFORMED, "twice");
    })
    .await;
}

#[tokio::test]
async fn unknown_expired_and_revoked_tokens_look_alike() {
    on_both(async |server| {
        server.tenant("contoso").await;
        let lifetime = Some(TimeDelta::zero());
        let expired = register_token(&server.directory, "contoso", lifetime).await;
        let revoked = server.token("contoso").await;
        tokens::revoke(&server.directory, "contoso", revoked.id())
            .await
            .unwrap();

        let unknown = Token::generate().unwrap();
        let expected = with_header(&server, &format!("Bearer {}", unknown.reveal())).await;
        for token in [expired, revoked] {
            let answer = with_header(&server, &format!("Bearer {}", token.reveal())).await;
            assert_refused(&answer, INVALID, "dead");
            assert_eq!(answer.visible(), expected.visible());
        }
        assert_eq!(server.authenticator.argon2_runs(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_token_ends_by_the_clock() {
    on_both(async |server| {
        server.tenant("contoso").await;
        let lifetime = Some(TimeDelta::milliseconds(1_500));
        let token = register_token(&server.directory, "contoso", lifetime).await;
        assert_eq!(with_token(&server, token.reveal()).await, 200);
        server.clock.advance(TimeDelta::milliseconds(1_499));
        assert_eq!(with_token(&server, token.reveal()).await, 200);
        server.clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(with_token(&server, token.reveal()).await, 401);
    })
    .await;
}

#[tokio::test]
async fn a_revocation_elsewhere_is_noticed_within_two_seconds() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let other = server.token("contoso").await;
        assert_eq!(with_token(&server, &tenant.token).await, 200);
        let id = Token::parse(&tenant.token).unwrap().id().to_owned();
        tokens::revoke(&server.elsewhere(), "contoso", &id)
            .await
            .unwrap();
        server.clock.advance(TimeDelta::seconds(2));
        assert_eq!(with_token(&server, &tenant.token).await, 401);
        assert_eq!(with_token(&server, other.reveal()).await, 200);
    })
    .await;
}

#[tokio::test]
async fn a_suspended_tenant_is_refused_until_it_is_resumed() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let unseen = server.token("contoso").await;
        let foreign = server.tenant("fabrikam").await;
        assert_eq!(with_token(&server, &tenant.token).await, 200);
        tenants::suspend(&server.elsewhere(), "contoso")
            .await
            .unwrap();
        server.clock.advance(TimeDelta::seconds(2));
        assert_eq!(with_token(&server, &tenant.token).await, 403);
        assert_eq!(with_token(&server, unseen.reveal()).await, 403);
        assert_eq!(with_token(&server, &foreign.token).await, 200);
        tenants::resume(&server.elsewhere(), "contoso")
            .await
            .unwrap();
        server.clock.advance(TimeDelta::seconds(2));
        assert_eq!(with_token(&server, &tenant.token).await, 200);
    })
    .await;
}

#[tokio::test]
async fn the_tokens_of_an_erased_tenant_are_refused() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        assert_eq!(with_token(&server, &tenant.token).await, 200);
        tenants::delete(&server.elsewhere(), "contoso")
            .await
            .unwrap();
        server.clock.advance(TimeDelta::seconds(2));
        assert_eq!(with_token(&server, &tenant.token).await, 401);
    })
    .await;
}
