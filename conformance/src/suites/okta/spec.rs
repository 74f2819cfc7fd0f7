//! Okta's SPEC test, step by step, on users of its own.

use serde_json::{Value, json};

use super::wire::{SPEC, by_user_name, get, given_user, okta, send, test, user};
use crate::check::{Answer, Session, Severity, Stop, Test, Verdict};
use crate::http::{Credentials, Request};

/// Members of a user that the test looks for, as JSON pointers.
const REQUIRED: [&str; 6] = [
    "/id",
    "/name/familyName",
    "/name/givenName",
    "/userName",
    "/active",
    "/emails/0/value",
];

/// The longest an answer to a list may take, in milliseconds.
const PATIENCE: u64 = 600;

pub(super) fn tests() -> Vec<Test> {
    [users(), all_else()].concat()
}

fn users() -> Vec<Test> {
    vec![
        test("spec.list", "GET /Users with count and startIndex is a ListResponse with numbers", SPEC)
            .why("Okta tests the connection with this request, and refuses it if a count is text.")
            .fix("Answer with schemas, Resources, and totalResults, startIndex and itemsPerPage as JSON numbers.")
            .run(list),
        test("spec.required-attributes", "A user in a list has id, both names, userName, active and an e-mail address", SPEC)
            .why("Okta cannot import or match users whose list entries lack these.")
            .fix("Return whole resources in lists, with active as a boolean even if it was never changed.")
            .run(required_attributes),
        test("spec.get-user", "GET of a user has id, both names, userName, active and an e-mail address", SPEC)
            .why("Okta reads a user before it writes one, and sends back what it read.")
            .fix("Return the whole resource by id.")
            .run(get_user),
        test("spec.unknown-name", "A filter for a userName that nobody has gives an empty ListResponse", SPEC)
            .why("Okta looks before it creates; an error stops the creation.")
            .fix("Answer 200 with totalResults 0.")
            .run(unknown_name),
        test("spec.unknown-id", "GET of an id that nobody has is a 404 with detail and schemas", SPEC)
            .why("Okta tells a deleted user from a broken server by it.")
            .fix("Answer 404 with the Error schema, a detail, and the status as text.")
            .run(unknown_id),
        test("spec.create", "POST of a user gives it back whole, with 201", SPEC)
            .why("Okta links its user to the id in this answer; without one provisioning fails.")
            .fix("Answer 201 with the resource: id, schemas, names, userName and active as they were sent.")
            .run(create),
        test("spec.created", "GET of a new user has the name it was created with", SPEC)
            .why("Okta verifies what it created.")
            .fix("Store userName and both names as they were sent.")
            .run(created),
        test("spec.duplicate", "POST of a second user with the same userName is a 409", SPEC)
            .why("Okta takes anything else for success, and then two accounts are one person.")
            .fix("Keep userName unique, and answer 409 with scimType uniqueness.")
            .run(duplicate),
        test("spec.user-name-case", "A filter for a userName in capitals is a 200 with a ListResponse", SPEC)
            .why("Okta's test sends it, and treats an error as a server that cannot be listed.")
            .fix("Take letter case of userName for no difference: the schema says caseExact false.")
            .run(user_name_case),
    ]
}

fn all_else() -> Vec<Test> {
    vec![
        test("spec.groups", "GET /Groups is a ListResponse", SPEC)
            .severity(Severity::Should)
            .why("Okta's test asks for it, though a server without groups may do without.")
            .fix("Answer 200 with a ListResponse, empty if there are no groups.")
            .run(groups),
        test(
            "spec.status-401",
            "A wrong token is a 401 with status, detail and schemas",
            SPEC,
        )
        .why("Okta shows the detail to the administrator who must replace the token.")
        .fix("Answer 401 with the Error schema, a detail, and the status as text.")
        .run(status_401),
        test(
            "spec.status-404",
            "The body of a 404 has the status as text",
            SPEC,
        )
        .why("Okta's test compares it letter by letter.")
        .fix("Write \"status\": \"404\", with quotes.")
        .run(status_404),
        test(
            "spec.discovery",
            "The three discovery endpoints answer with 200",
            SPEC,
        )
        .severity(Severity::Should)
        .why("Okta's import of custom attributes reads the schemas.")
        .fix("Serve /ServiceProviderConfig, /ResourceTypes and /Schemas.")
        .run(discovery),
        test(
            "spec.response-time",
            "Lists of users and groups come within 600 milliseconds",
            SPEC,
        )
        .severity(Severity::Advice)
        .why("Okta's test has this limit; measured from here, it includes the way to the server.")
        .fix("Page in the database, and count without reading every row.")
        .alone()
        .run(response_time),
    ]
}

async fn list(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    given_user(&session).await?;
    let path = format!("{}?count=1&startIndex=1", users.endpoint);
    let answer = get(&session, &path).await?;
    let list = answer.list()?;
    for name in ["totalResults", "startIndex", "itemsPerPage"] {
        let found = answer.body().get(name).unwrap_or(&Value::Null);
        if !found.is_u64() {
            return Err(answer.fail(format!("{name} as a number"), found.to_string()));
        }
    }
    if list.resources.len() != 1 {
        let found = format!("{} resources", list.resources.len());
        return Err(answer.fail("one resource, as count asks", found));
    }
    Ok(())
}

async fn required_attributes(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let (sent, _) = given_user(&session).await?;
    let name = sent.get("userName").and_then(Value::as_str);
    let answer = get(&session, &by_user_name(&users, name.unwrap_or_default())).await?;
    let list = answer.list()?;
    let Some(user) = list.resources.first() else {
        return Err(answer.fail("the user that was made before", "an empty list"));
    };
    require(&answer, user)
}

async fn get_user(session: Session) -> Verdict {
    let (_, path) = given_user(&session).await?;
    let answer = get(&session, &path).await?;
    answer.expect_status(&[200])?;
    require(&answer, answer.expect_object()?)
}

async fn unknown_name(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let name = format!("{}@example.com", session.unique("nobody"));
    let answer = get(&session, &by_user_name(&users, &name)).await?;
    answer.list()?;
    answer.expect_value("/totalResults", &json!(0))?;
    Ok(())
}

async fn unknown_id(session: Session) -> Verdict {
    let answer = ask_for_nobody(&session).await?;
    answer.expect_text("/detail")?;
    Ok(())
}

async fn create(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let sent = user(&session);
    let answer = send(&session, "POST", &users.endpoint, &sent).await?;
    answer.expect_status(&[201])?;
    answer.expect_id()?;
    let schemas = answer.body().get("schemas").and_then(Value::as_array);
    let core = json!("urn:ietf:params:scim:schemas:core:2.0:User");
    if !schemas.is_some_and(|urns| urns.contains(&core)) {
        return Err(answer.fail("schemas with the User schema", "others"));
    }
    answer.expect_value("/active", &json!(true))?;
    answer.expect_nothing("/password")?;
    echoed(&answer, &sent)
}

async fn created(session: Session) -> Verdict {
    let (sent, path) = given_user(&session).await?;
    let answer = get(&session, &path).await?;
    answer.expect_status(&[200])?;
    echoed(&answer, &sent)
}

async fn duplicate(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let (sent, _) = given_user(&session).await?;
    let mut again = user(&session);
    if let (Some(again), Some(name)) = (again.as_object_mut(), sent.get("userName")) {
        again.insert("userName".to_owned(), name.clone());
    }
    let answer = send(&session, "POST", &users.endpoint, &again).await?;
    answer.expect_status(&[409])?;
    Ok(())
}

async fn user_name_case(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let (sent, _) = given_user(&session).await?;
    let name = sent.get("userName").and_then(Value::as_str);
    let shouted = name.unwrap_or_default().to_uppercase();
    get(&session, &by_user_name(&users, &shouted))
        .await?
        .list()?;
    Ok(())
}

async fn groups(session: Session) -> Verdict {
    let groups = session.resource_type("Group")?;
    get(&session, &groups.endpoint).await?.list()?;
    Ok(())
}

async fn status_401(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let wrong = Credentials::Header(format!("Bearer {}", session.unique("wrong")));
    let request = okta(Request::get(&users.endpoint)).credentials(wrong);
    let answer = session.send(request).await?;
    answer.expect_error(&[401])?.expect_text("/detail")?;
    Ok(())
}

async fn status_404(session: Session) -> Verdict {
    ask_for_nobody(&session).await?;
    Ok(())
}

async fn discovery(session: Session) -> Verdict {
    for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
        get(&session, path).await?.expect_status(&[200])?;
    }
    Ok(())
}

async fn response_time(session: Session) -> Verdict {
    for path in [
        "/Users?count=1&startIndex=1",
        "/Groups?count=100&startIndex=1",
    ] {
        let answer = get(&session, path).await?;
        if answer.milliseconds() > PATIENCE {
            let found = format!("{} ms for {path}", answer.milliseconds());
            return Err(answer.fail(format!("at most {PATIENCE} ms"), found));
        }
    }
    Ok(())
}

async fn ask_for_nobody(session: &Session) -> Result<Answer, Stop> {
    let users = session.resource_type("User")?;
    let path = format!("{}/{}", users.endpoint, session.unique("0091"));
    let answer = get(session, &path).await?;
    answer.expect_error(&[404])?;
    Ok(answer)
}

fn require(answer: &Answer, user: &Value) -> Verdict {
    for pointer in REQUIRED {
        let empty = match user.pointer(pointer) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.is_empty(),
            Some(_) => false,
        };
        if empty {
            return Err(answer.fail(format!("a user with {pointer}"), "none"));
        }
    }
    Ok(())
}

fn echoed(answer: &Answer, sent: &Value) -> Verdict {
    for pointer in ["/userName", "/name/familyName", "/name/givenName"] {
        let value = sent.pointer(pointer).unwrap_or(&Value::Null);
        answer.expect_value(pointer, value)?;
    }
    Ok(())
}
