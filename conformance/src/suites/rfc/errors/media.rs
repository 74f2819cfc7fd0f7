//! Media types (RFC 7644 §3.1, §3.8).

use scim::ResourceType;

use crate::check::{Answer, Session, Severity, Stop, Suite, Test, Verdict};
use crate::http::Request;
use crate::target::Target;

/// The media type of SCIM.
const SCIM: &str = "application/scim+json";
/// What older clients and servers use.
const JSON: &str = "application/json";

/// The tests; one resource type stands for all.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let Some(kind) = target.types.first() else {
        return Vec::new();
    };
    let mut tests: Vec<Test> = ANSWERS
        .iter()
        .map(|(what, words)| answered(kind, *what, words))
        .collect();
    tests.extend(requests(kind));
    tests
}

/// Each kind of answer, and how it is called.
const ANSWERS: [(What, &str); 6] = [
    (What::Config, "config"),
    (What::Schemas, "schemas"),
    (What::Resource, "resource"),
    (What::Created, "created"),
    (What::List, "list"),
    (What::Error, "error"),
];

/// A kind of answer.
#[derive(Clone, Copy)]
enum What {
    Config,
    Schemas,
    Resource,
    Created,
    List,
    Error,
}

fn answered(kind: &ResourceType, what: What, words: &str) -> Test {
    let kind = kind.clone();
    let (id, title) = (
        format!("media-type.{words}"),
        format!("The media type of an answer with a {words} is {SCIM}"),
    );
    Test::new(
        Suite::Rfc,
        &format!("errors.{id}"),
        &title,
        "RFC 7644 §3.1, §3.8",
    )
    .severity(Severity::Should)
    .why("Clients that check the media type take anything else for a proxy's or framework's page.")
    .fix("Send Content-Type: application/scim+json with every body, errors included.")
    .run(move |session| {
        let kind = kind.clone();
        async move { expect_type(&ask(&session, &kind, what).await?, &[SCIM]) }
    })
}

fn requests(kind: &ResourceType) -> [Test; 4] {
    let test =
        |id: &str,
         title: &str,
         run: fn(Session, ResourceType) -> crate::http::BoxFuture<'static, Verdict>| {
            let kind = kind.clone();
            Test::new(Suite::Rfc, &format!("errors.{id}"), title, "RFC 7644 §3.8")
            .why("Clients name the media type they were built for; a refusal over it stops them wholly.")
            .fix("Treat application/scim+json and application/json alike, with or without a charset, in Accept and in Content-Type.")
            .run(move |session| run(session, kind.clone()))
        };
    [
        test(
            "accept.scim",
            "Accept: application/scim+json is understood",
            |session, kind| Box::pin(accepted(session, kind, SCIM)),
        ),
        test(
            "accept.json",
            "Accept: application/json is understood",
            |session, kind| Box::pin(accepted(session, kind, JSON)),
        )
        .severity(Severity::Should),
        test(
            "content-type.scim",
            "A body of type application/scim+json is understood",
            |session, kind| Box::pin(sent(session, kind, SCIM)),
        ),
        test(
            "content-type.json",
            "A body of type application/json is understood",
            |session, kind| Box::pin(sent(session, kind, JSON)),
        )
        .severity(Severity::Advice),
    ]
}

async fn ask(session: &Session, kind: &ResourceType, what: What) -> Result<Answer, Stop> {
    match what {
        What::Config => session.get("/ServiceProviderConfig").await,
        What::Schemas => session.get("/Schemas").await,
        What::List => session.get(&format!("{}?count=1", kind.endpoint)).await,
        What::Error => {
            session
                .get(&format!("{}/{}", kind.endpoint, session.unique("nobody")))
                .await
        }
        What::Created => session.given_minimal(kind).await,
        What::Resource => {
            let path = session.given_minimal(kind).await?.path(kind)?;
            session.get(&path).await
        }
    }
}

async fn accepted(session: Session, kind: ResourceType, media_type: &str) -> Verdict {
    let path = session.given_minimal(&kind).await?.path(&kind)?;
    let answer = session
        .send(Request::get(&path).header("accept", media_type))
        .await?;
    answer.expect_status(&[200])?;
    answer.expect_object()?;
    expect_type(&answer, &[SCIM, JSON])
}

async fn sent(session: Session, kind: ResourceType, media_type: &str) -> Verdict {
    let body = session.minimal(&kind).await?.to_string();
    let request = Request::new("POST", &kind.endpoint).text(&body);
    let answer = session
        .send(request.header("content-type", media_type))
        .await?;
    answer.expect_success()?;
    Ok(())
}

/// The media type is one of these; a charset may only be UTF-8.
fn expect_type(answer: &Answer, allowed: &[&str]) -> Verdict {
    let found = answer
        .header("content-type")
        .unwrap_or("none")
        .to_lowercase();
    let (media_type, parameters) = found.split_once(';').unwrap_or((&found, ""));
    let charset = !parameters.contains("charset") || parameters.contains("utf-8");
    if allowed.contains(&media_type.trim()) && charset {
        return Ok(());
    }
    Err(answer.fail(format!("Content-Type: {}", allowed.join(" or ")), found))
}
