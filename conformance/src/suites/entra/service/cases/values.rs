//! Values of types and kinds that are not quite SCIM's.

use serde_json::{Value, json};

use super::slice::{Setup, Slice, case, expect_values};
use crate::check::{Severity, Test, Verdict};
use crate::suites::entra::service::mapping::{self, ACTIVE};
use crate::target::Need;

/// An extension that no server knows.
const STRANGE: &str = "urn:ietf:params:scim:schemas:extension:contoso:2.0:User";
/// What the service makes of a boolean, and what that means.
const SPELLINGS: [(&str, bool); 4] = [
    ("\"False\"", false),
    ("\"True\"", true),
    ("\"false\"", false),
    ("true", true),
];

pub(super) fn tests(setup: &Setup) -> Vec<Test> {
    [booleans(setup), all_else(setup)].concat()
}

fn booleans(setup: &Setup) -> Vec<Test> {
    let created = case(
        setup,
        "values.active-as-text",
        (1, 0),
        "A user created with active as the text True is active",
        "booleans as text",
        created_with_text,
    )
    .needs(Need::Attribute("User", "active"))
    .severity(Severity::Should)
    .why("The mapping of active gives text, and Microsoft's own requests create users with it.")
    .fix("Take \"True\" and \"False\" in any letter case for booleans, and return booleans.");
    let patched = case(
        setup,
        "values.active-in-any-spelling",
        (1, 0),
        "active is changed by texts in any letter case and by booleans",
        "booleans as text",
        patched_with_text,
    )
    .needs(Need::Attribute("User", "active"))
    .why("People who have left keep access.")
    .fix("Take \"True\" and \"False\" in any letter case for booleans, in PATCH too.");
    let role = case(
        setup,
        "values.role-primary-as-text",
        (1, 0),
        "A role whose primary is the text True is kept, and its primary read as a boolean",
        "app roles",
        role,
    )
    .needs(Need::Attribute("User", "roles"))
    .why("Users with app roles are refused.")
    .fix("Take \"True\" and \"False\" for primary as well.");
    vec![created, patched, role]
}

fn all_else(setup: &Setup) -> Vec<Test> {
    let nulls = body_case(
        setup,
        "values.nulls",
        "Nulls for attributes without a value are passed over",
        json!({"title": null, "addresses": null, "phoneNumbers": null}),
    )
    .severity(Severity::Should)
    .why("Whoever lacks a phone or an address is refused.")
    .fix("Treat null as missing (RFC 7643 §2.5).");
    let strange = body_case(
        setup,
        "values.unlisted-extension",
        "An extension that schemas does not list does not stop a user",
        json!({(STRANGE): {"badge": "B-9"}}),
    )
    .severity(Severity::Should)
    .why("Entra sends custom attributes without their URN in schemas.")
    .fix("Pass over what you don't know, or keep it.");
    let group = case(
        setup,
        "values.group-schema",
        (0, 1),
        "A group whose schemas name Microsoft's old URI beside the right one is created",
        "creating a group",
        old_group,
    )
    .severity(Severity::Should)
    .why("Microsoft's documents show every new group with it.")
    .fix("Pass over URIs in schemas that you don't know.");
    vec![nulls, strange, group]
}

/// A user whose body has these members beside the usual ones is created, and all else is kept.
fn body_case(setup: &Setup, id: &str, title: &str, members: Value) -> Test {
    case(setup, id, (1, 0), title, "creating a user", move |slice| {
        let members = members.clone();
        async move { created_with(slice, &members).await }
    })
}

async fn created_with(slice: Slice, members: &Value) -> Verdict {
    let person = slice.person(0)?;
    let hidden = members.as_object().into_iter().flatten();
    let hidden: Vec<&String> = hidden.map(|(name, _)| name).collect();
    let mut values = slice.mapping.user(&person);
    values.retain(|(place, _)| {
        let path = place.to_string();
        !hidden.iter().any(|name| path.starts_with(name.as_str()))
    });
    let mut body = mapping::new_user(&values);
    for (name, value) in members.as_object().into_iter().flatten() {
        if let Some(body) = body.as_object_mut() {
            body.insert(name.clone(), value.clone());
        }
    }
    let answer = slice.session.post("/Users", &body).await?;
    answer.expect_status(&[200, 201])?;
    expect_values(&answer, answer.body(), &values)
}

async fn created_with_text(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let mut body = mapping::new_user(&slice.mapping.user(&person));
    if let Some(active) = body.get_mut("active") {
        *active = json!("True");
    }
    let answer = slice.session.post("/Users", &body).await?;
    answer.expect_status(&[200, 201])?;
    let path = format!("/Users/{}", answer.expect_id()?);
    let read = slice.session.read(&path).await?;
    expect_values(&read, read.body(), &vec![(ACTIVE, json!(true))])
}

async fn patched_with_text(slice: Slice) -> Verdict {
    let path = format!("/Users/{}", slice.given_person(&slice.person(0)?).await?);
    for (spelling, meaning) in SPELLINGS {
        let value: Value = serde_json::from_str(spelling).unwrap_or_default();
        let operations = json!([{"op": "Replace", "path": "active", "value": value}]);
        let answer = slice.session.patch_with(&path, operations).await?;
        answer.expect_success()?;
        let read = slice.session.read(&path).await?;
        expect_values(&read, read.body(), &vec![(ACTIVE, json!(meaning))])?;
    }
    Ok(())
}

async fn old_group(slice: Slice) -> Verdict {
    let values = mapping::group(&slice.group()?);
    let mut body = mapping::new_group(&values);
    if let Some(Value::Array(urns)) = body.get_mut("schemas") {
        urns.push(json!(mapping::LEGACY_GROUP));
    }
    let answer = slice.session.post("/Groups", &body).await?;
    answer.expect_status(&[200, 201])?;
    expect_values(&answer, answer.body(), &values)
}

async fn role(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let mut body = mapping::new_user(&slice.mapping.user(&person));
    if let Some(roles) = body.get_mut("roles") {
        let kind = "WindowsAzureActiveDirectoryRole";
        *roles = json!([{"primary": "True", "type": kind, "value": "Editor"}]);
    }
    let answer = slice.session.post("/Users", &body).await?;
    answer.expect_status(&[200, 201])?;
    let path = format!("/Users/{}", answer.expect_id()?);
    let read = slice.session.read(&path).await?;
    read.expect_value("/roles/0/value", &json!("Editor"))?;
    read.expect_value("/roles/0/primary", &json!(true))?;
    Ok(())
}
