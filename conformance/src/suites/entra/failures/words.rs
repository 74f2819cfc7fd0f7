//! Booleans as text, and names of operations in any letter case.

use serde_json::{Value, json};

use super::super::wire::{self, Place, Verb, expect_kept, expect_taken};
use super::failure;
use crate::check::{Session, Severity, Test, Verdict};
use crate::suites::Dialect;
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    vec![
        failure(
            3,
            "boolean-as-text",
            "Texts such as \"False\" are taken for active, in any letter case, and booleans too",
            "thomaspoignant/scim-patch#872, scimmyjs/scimmy#51",
        )
        .why("People who leave keep their accounts: Entra logs BadRequest for every disabled user.")
        .fix("Read \"True\" and \"False\" in any letter case as booleans wherever the attribute is one, before validating, and return booleans.")
        .needs(Need::Attribute("User", "active"))
        .run(boolean_as_text),
        failure(
            4,
            "operation-in-capitals",
            "Add, Replace and Remove are taken in either letter case",
            "Captain-P-Goldfish/scim-for-keycloak#5, imulab/go-scim#46",
        )
        .why("No update gets through: every PATCH of the legacy dialect is a BadRequest in Entra's log.")
        .fix("Compare the names of operations without regard to letter case.")
        .needs(Need::Attribute("User", "title"))
        .run(operation_in_capitals),
        failure(
            23,
            "add-where-something-is",
            "An add sets a single value that is there already",
            "getsentry/self-hosted#3573",
        )
        .why("Entra adds active and other values at each cycle: every user is logged as failed each time.")
        .fix("Support add for every attribute; for a single value it is the same as replace (RFC 7644 §3.5.2.1).")
        .needs(Need::Attribute("User", "active"))
        .run(add_where_something_is),
        failure(
            33,
            "remove-of-single-value",
            "A Remove of a single value that says which value is taken",
            "Microsoft Q&A 5746233",
        )
        .severity(Severity::Advice)
        .why("Entra shows a parser's error message for a request that has one clear meaning.")
        .fix("Ignore value in a remove whose path names a single-valued attribute.")
        .needs(Need::Attribute("User", "title"))
        .run(remove_of_single_value),
    ]
}

async fn boolean_as_text(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let values = [
        (json!("False"), false),
        (json!("true"), true),
        (json!("false"), false),
        (json!("True"), true),
        (json!(false), false),
    ];
    for (written, read) in values {
        let operations = json!([{"op": "Replace", "path": "active", "value": written}]);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
        let answer = session.read(&user.path).await?;
        answer.expect_value("/active", &json!(read))?;
    }
    let active = [(Place::new("active"), json!("True"))];
    let body = wire::body(&session, &user.kind, &active).await?;
    let answer = session.post(&user.kind.endpoint, &body).await?;
    answer.expect_status(&[201])?;
    answer.expect_value("/active", &json!(true))?;
    Ok(())
}

async fn operation_in_capitals(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let title = Place::new("title");
    for dialect in Dialect::ALL {
        for verb in [Verb::Add, Verb::Replace] {
            let value = json!(session.unique("title"));
            let operations = json!([{"op": verb.name(dialect), "path": "title", "value": value}]);
            expect_taken(&session.patch_with(&user.path, operations).await?)?;
            let answer = session.read(&user.path).await?;
            let changes = [(title.clone(), value)];
            expect_kept(&answer, answer.body(), &user.kind, &changes)?;
        }
        let operations = json!([{"op": Verb::Remove.name(dialect), "path": "title"}]);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
        session.read(&user.path).await?.expect_nothing("/title")?;
    }
    Ok(())
}

async fn add_where_something_is(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let values = |session: &Session| -> Vec<(Place, Value)> {
        let name = (Place::new("displayName"), json!(session.unique("name")));
        let active = (Place::new("active"), json!(true));
        let both = [name, active].into_iter();
        both.filter(|(place, _)| place.writable(&kind).is_some())
            .collect()
    };
    let user = wire::user(&session, &values(&session)).await?;
    for dialect in Dialect::ALL {
        let changes = values(&session);
        // Booleans stay booleans here: whether texts are taken for them is failure 3.
        let operations: Vec<Value> = changes
            .iter()
            .map(|(place, value)| {
                json!({"op": Verb::Add.name(dialect), "path": place.to_string(), "value": value})
            })
            .collect();
        expect_taken(&session.patch_with(&user.path, json!(operations)).await?)?;
        let answer = session.read(&user.path).await?;
        expect_kept(&answer, answer.body(), &kind, &changes)?;
    }
    Ok(())
}

async fn remove_of_single_value(session: Session) -> Verdict {
    let title = json!(session.unique("title"));
    let user = wire::user(&session, &[(Place::new("title"), title.clone())]).await?;
    let operations = json!([{"op": "Remove", "path": "title", "value": title}]);
    expect_taken(&session.patch_with(&user.path, operations).await?)?;
    session.read(&user.path).await?.expect_nothing("/title")?;
    Ok(())
}
