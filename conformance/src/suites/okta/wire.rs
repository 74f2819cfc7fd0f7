//! Requests as Okta writes them.

use scim::ResourceType;
use serde_json::{Value, json};

use crate::check::{Answer, Session, Severity, Stop, Suite, Test};
use crate::http::{Request, query};

/// Where what Okta's published test demands is written.
pub(super) const SPEC: &str = "Okta SCIM 2.0 SPEC test";
/// Where what its provisioning sends is written.
pub(super) const REFERENCE: &str = "Okta SCIM 2.0 protocol reference";

/// A test without which Okta doesn't work.
pub(super) fn test(id: &str, title: &str, source: &str) -> Test {
    Test::new(Suite::Okta, id, title, source).severity(Severity::VendorRequired)
}

/// The headers Okta adds to every request.
pub(super) fn okta(request: Request) -> Request {
    request
        .header("accept", "application/scim+json")
        .header("accept-charset", "utf-8")
        .header("user-agent", "OKTA SCIM Integration")
        .header("content-type", "application/scim+json; charset=utf-8")
}

/// Sends a `GET` as Okta does.
pub(super) async fn get(session: &Session, path: &str) -> Result<Answer, Stop> {
    session.send(okta(Request::get(path))).await
}

/// Sends a request with a body as Okta does.
pub(super) async fn send(
    session: &Session,
    method: &str,
    path: &str,
    body: &Value,
) -> Result<Answer, Stop> {
    let request = Request::with_body(method, path, body);
    session.send(okta(request)).await
}

/// Sends a PATCH with one operation without a path, which is how Okta changes single values.
pub(super) async fn replace(session: &Session, path: &str, value: Value) -> Result<Answer, Stop> {
    patch(session, path, json!([{"op": "replace", "value": value}])).await
}

/// Sends a PATCH with these operations. Okta takes the resource or nothing for an answer.
pub(super) async fn patch(
    session: &Session,
    path: &str,
    operations: Value,
) -> Result<Answer, Stop> {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations,
    });
    let answer = send(session, "PATCH", path, &body).await?;
    answer.expect_status(&[200, 204])?;
    Ok(answer)
}

/// The path of a search for the user of that name.
pub(super) fn by_user_name(users: &ResourceType, user_name: &str) -> String {
    let filter = format!("userName eq {}", json!(user_name));
    let page = [("startIndex", "1"), ("count", "100")];
    query(
        &users.endpoint,
        &[[("filter", filter.as_str())].as_slice(), &page].concat(),
    )
}

/// A user as Okta creates one.
pub(super) fn user(session: &Session) -> Value {
    let name = format!("{}@example.com", session.unique("okta"));
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name,
        "name": {"givenName": "Nora", "familyName": "Quist"},
        "emails": [{"primary": true, "value": name, "type": "work"}],
        "displayName": "Nora Quist",
        "locale": "en-US",
        "externalId": session.unique("00u"),
        "groups": [],
        "password": session.unique("Pw1"),
        "active": true,
    })
}

/// Makes such a user, and gives what was sent and where it is.
pub(super) async fn given_user(session: &Session) -> Result<(Value, String), Stop> {
    let users = session.resource_type("User")?;
    let sent = user(session);
    let answer = session.given(&users, &sent).await?;
    Ok((sent, answer.path(&users)?))
}
