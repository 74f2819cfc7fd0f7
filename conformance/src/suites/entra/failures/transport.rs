//! What goes wrong before SCIM begins: headers, content types, credentials, routes.

use serde_json::json;

use super::super::wire::{self, expect_media_type, expect_nobody, matching};
use super::failure;
use crate::check::{Answer, Session, Test, Verdict};
use crate::http::{Credentials, Request};

pub(super) fn tests() -> Vec<Test> {
    [headers(), answers()].concat()
}

fn headers() -> Vec<Test> {
    vec![
        failure(
            12,
            "no-groups",
            "/Groups answers a probe with an empty list",
            "grokability/snipe-it#11913",
        )
        .why("Test Connection fails or the job is quarantined for an HTTP 404, although users work: Entra probes both.")
        .fix("Serve GET /Groups with 200 and an empty ListResponse even where there are no groups.")
        .run(probe_groups),
        failure(
            13,
            "no-user-agent",
            "A request without User-Agent gets through",
            "kortix-ai/suna#7297",
        )
        .why("Test Connection fails with the error page of a firewall: Entra sends no User-Agent.")
        .fix("Take the SCIM path out of the firewall's rule against requests without User-Agent.")
        .run(|session| probe_with(session, None)),
        failure(
            14,
            "not-acceptable",
            "What Accept says does not matter, and it may be missing",
            "MicrosoftDocs/azure-docs#94189",
        )
        .why("Test Connection fails with HTTP 406.")
        .fix("Answer application/scim+json whatever Accept says.")
        .run(any_accept),
        failure(
            15,
            "body-not-read",
            "A body of application/scim+json with a charset is read",
            "MicrosoftDocs/azure-docs#12728, medplum/medplum#4143",
        )
        .why("Every user is refused for want of a userName that Entra did send.")
        .fix("Register application/scim+json for JSON parsing, whatever parameters stand behind it.")
        .run(body_is_read),
    ]
}

fn answers() -> Vec<Test> {
    vec![
        failure(
            16,
            "media-type",
            "Every answer with a body says that it is application/scim+json",
            "AzureAD/SCIMReferenceCode#108, MicrosoftDocs/azure-docs#104859",
        )
        .why("Microsoft's validator stops at the first answer of another type, and the app is not onboarded.")
        .fix("Set Content-Type to application/scim+json on every answer with a body, errors included.")
        .run(media_type),
        failure(
            17,
            "login-page",
            "A wrong token gets a 401 that is neither a redirect nor a page",
            "grokability/snipe-it#14138",
        )
        .why("Entra cannot deserialize the login page it is sent to, reports ServiceIncompatible, and nobody sees that the token has expired.")
        .fix("Answer 401 with a SCIM error on SCIM routes; never redirect or render HTML there.")
        .run(login_page),
    ]
}

async fn probe_groups(session: Session) -> Verdict {
    let target = session.target().resource_type("Group");
    let endpoint = target.map_or("/Groups", |kind| kind.endpoint.as_str());
    let name = session.unique("nothing");
    let path = format!("{endpoint}?excludedAttributes=members&filter=displayName+eq+%22{name}%22");
    expect_nobody(&session.get(&path).await?)
}

async fn any_accept(session: Session) -> Verdict {
    for accept in [
        None,
        Some("*/*"),
        Some("application/json"),
        Some("application/scim+json"),
    ] {
        probe_with(session.clone(), accept).await?;
    }
    Ok(())
}

/// The probe for a user who is not there is answered, with this `Accept` or none.
async fn probe_with(session: Session, accept: Option<&str>) -> Verdict {
    let kind = session.resource_type("User")?;
    let name = format!("{}@example.com", session.unique("nobody"));
    let mut request = Request::get(&matching(&kind, "userName", &name));
    if let Some(accept) = accept {
        request = request.header("accept", accept);
    }
    expect_nobody(&session.send(request).await?)
}

async fn body_is_read(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let body = wire::body(&session, &kind, &[]).await?;
    let request = Request::with_body("POST", &kind.endpoint, &body)
        .header("content-type", "application/scim+json; charset=utf-8");
    session.send(request).await?.expect_status(&[201])?;
    Ok(())
}

async fn media_type(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    expect_media_type(&user.answer)?;
    expect_media_type(&session.read(&user.path).await?)?;
    let path = matching(&user.kind, "userName", &user.name);
    expect_media_type(&session.get(&path).await?)?;
    let operations = json!([{"op": "Replace", "path": "userName", "value": user.name}]);
    expect_if_body(&session.patch_with(&user.path, operations).await?)?;
    let unknown = format!("{}/{}", user.kind.endpoint, session.unique("nobody"));
    expect_if_body(&session.get(&unknown).await?)?;
    expect_media_type(&session.get("/Schemas").await?)
}

fn expect_if_body(answer: &Answer) -> Verdict {
    if answer.response().body.is_empty() {
        return Ok(());
    }
    expect_media_type(answer)
}

async fn login_page(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let path = format!("{}?count=1", kind.endpoint);
    let wrong = Credentials::Header(format!("Bearer {}", session.unique("wrong")));
    for credentials in [wrong, Credentials::None] {
        let request = Request::get(&path).credentials(credentials);
        let answer = session.send(request).await?;
        answer.expect_status(&[401, 403])?;
        expect_no_page(&answer)?;
    }
    let unknown = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    let answer = session.get(&unknown).await?;
    answer.expect_status(&[404])?;
    expect_no_page(&answer)
}

fn expect_no_page(answer: &Answer) -> Verdict {
    let kind = answer.header("content-type").unwrap_or_default();
    if kind.to_ascii_lowercase().contains("html") {
        return Err(answer.fail("a SCIM error", format!("a page: {kind}")));
    }
    Ok(())
}
