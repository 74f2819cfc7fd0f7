//! Who may ask at all (RFC 7644 §2, §7).

use std::sync::Arc;

use scim::ResourceType;

use super::about::About;
use crate::check::{Answer, Session, Severity, Stop, Suite, Test, Verdict};
use crate::http::{Credentials, Request};
use crate::target::Target;

/// What programs say about themselves when they fail unseen.
const TRACES: [&str; 12] = [
    "Traceback (most recent call last)",
    "Exception in thread",
    "java.lang.",
    "   at System.",
    "node_modules/",
    "goroutine ",
    "panicked at",
    "SQLSTATE",
    "ORA-0",
    "sqlite3.",
    ".rs:",
    "stack backtrace",
];

/// The tests.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let mut tests: Vec<Test> = target.types.iter().flat_map(for_type).collect();
    tests.extend(for_all(target));
    tests
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("security", kind);
    let mut tests = Vec::new();
    for (id, words, credentials) in [
        ("stranger", "without a token", Credentials::None),
        (
            "wrong-token",
            "with a wrong token",
            Credentials::Header("Bearer scim-check-made-this-up".to_owned()),
        ),
        (
            "wrong-scheme",
            "with a password that nobody has",
            Credentials::Header("Basic c2NpbTpjaGVjaw==".to_owned()),
        ),
    ] {
        for method in ["GET", "PUT", "DELETE"] {
            let id = format!("{id}-{}", method.to_lowercase());
            let title = format!("{method} of a {{type}} {words} is refused");
            let credentials = credentials.clone();
            tests.push(
                about
                    .test(&id, &title, "RFC 7644 §2", move |session, kind| refused(session, kind, method, credentials.clone()))
                    .why("Whoever finds the address could read or change everyone's data.")
                    .fix("Authenticate every request before anything else looks at it, on every path and method."),
            );
        }
    }
    tests
}

fn for_all(target: &Target) -> Vec<Test> {
    let endpoint = target
        .types
        .first()
        .map_or("/Users", |kind| &kind.endpoint)
        .to_owned();
    let test = |id: &str, title: &str, source: &str, look: Look| {
        let endpoint = endpoint.clone();
        Test::new(Suite::Rfc, &format!("security.{id}"), title, source)
            .run(move |session| unauthorized(session, endpoint.clone(), look))
    };
    let mut tests = vec![
        test(
            "unauthorized",
            "A request without a token is answered with 401",
            "RFC 7644 §3.12",
            Look::Status,
        )
        .severity(Severity::Should)
        .why("Clients renew their token on 401 and on nothing else.")
        .fix("Answer 401, not 403 or 400 or a redirect to a login page."),
        test(
            "www-authenticate",
            "A 401 names the supported schemes in WWW-Authenticate",
            "RFC 7644 §2, RFC 7235 §4.1",
            Look::Challenge,
        )
        .why("It tells clients and people how to authenticate here.")
        .fix("Send WWW-Authenticate: Bearer with every 401."),
        test(
            "error",
            "A 401 is a SCIM error",
            "RFC 7644 §3.12",
            Look::Body,
        )
        .why("Provisioning logs show what is in the body; an empty one reads like an outage.")
        .fix("Give the answer of your gateway or framework a SCIM error as body."),
    ];
    tests.extend(advice(&endpoint));
    tests
}

fn advice(endpoint: &str) -> [Test; 4] {
    let test = |id: &str, title: &str, source: &str| {
        Test::new(Suite::Rfc, &format!("security.{id}"), title, source).severity(Severity::Advice)
    };
    let (in_query, traced, shared) = (
        endpoint.to_owned(),
        endpoint.to_owned(),
        endpoint.to_owned(),
    );
    [
        test(
            "token-in-query",
            "A token in the address is not accepted",
            "RFC 6750 §2.3, §5.3",
        )
        .why("Addresses end up in logs of proxies and servers, and the token with them.")
        .fix("Read the token from the Authorization header only.")
        .run(move |session| token_in_query(session, in_query.clone())),
        test(
            "no-traces",
            "Errors tell nothing of the program behind the server",
            "RFC 7644 §7",
        )
        .why("Stack traces and database messages help attackers, and nobody else who sees them.")
        .fix("Catch errors at the edge, log them there, and send a sentence of your own.")
        .run(move |session| no_traces(session, traced.clone())),
        test("tls", "The server is reached over TLS", "RFC 7644 §7.2")
            .why("Over plain HTTP everyone on the way reads the token and all personal data.")
            .fix("Serve SCIM under https only, with TLS 1.2 or later.")
            .run(|session| async move { tls(&session) }),
        test(
            "no-shared-cache",
            "Answers may not be kept by caches that others share",
            "RFC 7234 §3.2",
        )
        .why("What a shared cache keeps, it may give to someone who may not see it.")
        .fix("Send Cache-Control: no-store, or nothing; never public or s-maxage.")
        .run(move |session| no_shared_cache(session, shared.clone())),
    ]
}

async fn refused(
    session: Session,
    kind: Arc<ResourceType>,
    method: &str,
    credentials: Credentials,
) -> Verdict {
    let body = session.minimal(&kind).await?;
    let path = session.given(&kind, &body).await?.path(&kind)?;
    let request = match method {
        "PUT" => Request::with_body(method, &path, &body),
        _ => Request::new(method, &path),
    };
    let answer = session.send(request.credentials(credentials)).await?;
    match answer.status() {
        200..=299 => Err(answer.fail("HTTP 401", answer.status_in_words())),
        _ => Ok(()),
    }
}

/// What is looked at in the answer to a stranger.
#[derive(Clone, Copy)]
enum Look {
    Status,
    Challenge,
    Body,
}

async fn unauthorized(session: Session, endpoint: String, look: Look) -> Verdict {
    let request = Request::get(&format!("{endpoint}?count=1")).credentials(Credentials::None);
    let answer = session.send(request).await?;
    if let Look::Status = look {
        answer.expect_status(&[401])?;
        return Ok(());
    }
    if answer.status() != 401 {
        return Err(Stop::NotClaimed(format!(
            "the answer is no 401 but {}",
            answer.status()
        )));
    }
    match look {
        Look::Challenge => answer.expect_header("www-authenticate").map(|_| ()),
        Look::Body | Look::Status => answer.expect_error(&[401]).map(|_| ()),
    }
}

async fn token_in_query(session: Session, endpoint: String) -> Verdict {
    let request = Request::get(&format!("{endpoint}?count=1")).credentials(Credentials::Query);
    let answer = session.send(request).await?;
    match answer.status() {
        200..=299 => Err(answer.fail("HTTP 401", answer.status_in_words())),
        _ => Ok(()),
    }
}

async fn no_traces(session: Session, endpoint: String) -> Verdict {
    let nobody = format!("{endpoint}/{}", session.unique("nobody"));
    let requests = [
        Request::get(&format!("{endpoint}?filter=%27%20or%201%3D1%20--")),
        Request::get(&format!("{endpoint}/%27%22%3B--")),
        Request::get(&nobody),
        Request::new("POST", &endpoint).text("{\"schemas\": 7"),
    ];
    for request in requests {
        let answer = session.send(request).await?;
        expect_no_trace(&answer)?;
    }
    Ok(())
}

fn expect_no_trace(answer: &Answer) -> Verdict {
    let body = answer.response().body.as_str();
    match TRACES.iter().find(|trace| body.contains(*trace)) {
        Some(trace) => Err(answer.fail("a sentence for people", format!("{trace:?} in the body"))),
        None => Ok(()),
    }
}

fn tls(session: &Session) -> Verdict {
    let base = session.target().base_url.as_str();
    let host = base.split("://").nth(1).unwrap_or_default();
    let host = host.split(['/', '?']).next().unwrap_or_default();
    let near = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|near| host.starts_with(near));
    if base.starts_with("https://") || near {
        return Ok(());
    }
    Err(Stop::Failed(crate::check::Finding {
        expected: "https://".to_owned(),
        found: format!("http:// to {host}, which is another machine"),
        exchange: None,
    }))
}

async fn no_shared_cache(session: Session, endpoint: String) -> Verdict {
    let answer = session.get(&format!("{endpoint}?count=1")).await?;
    let control = answer
        .header("cache-control")
        .unwrap_or_default()
        .to_lowercase();
    if control.contains("public") || control.contains("s-maxage") {
        return Err(answer.fail(
            "no Cache-Control: public",
            format!("Cache-Control: {control}"),
        ));
    }
    Ok(())
}
