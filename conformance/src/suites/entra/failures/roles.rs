//! Roles, which Entra writes in ways of its own.

use serde_json::json;

use super::super::wire::{self, Place, expect_kept, expect_taken};
use super::failure;
use crate::check::{Session, Severity, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let mapped = "Microsoft Learn: customize application attributes, AppRoleAssignmentsComplex";
    vec![
        failure(
            29,
            "primary-as-text",
            "The text \"True\" is taken for primary, in roles and in paths",
            "Microsoft SCIM Validator, standard user",
        )
        .why("Microsoft's validator fails every test that begins with a user, and single roles cannot be provisioned.")
        .fix("Read \"True\" as the boolean in the body and in roles[primary eq \"True\"].value before validating, and return the boolean.")
        .needs(Need::Attribute("User", "roles.primary"))
        .needs(Need::Attribute("User", "roles.value"))
        .run(primary_as_text),
        failure(
            30,
            "role-as-json",
            "A role whose value is a JSON document as text is taken",
            mapped,
        )
        .severity(Severity::Advice)
        .why("Administrators who map several roles see every user fail.")
        .fix("Store such a value as it is, or take value and displayName out of it; advise AssertiveAppRoleAssignmentsComplex.")
        .needs(Need::Attribute("User", "roles.value"))
        .run(role_as_json),
        failure(
            30,
            "roles-replaced",
            "A replace of roles leaves no role but those in it",
            "Microsoft Learn: customize application attributes, AssertiveAppRoleAssignmentsComplex",
        )
        .why("People keep roles that were taken from them in Entra.")
        .fix("Set roles to exactly the list of a replace.")
        .needs(Need::Attribute("User", "roles.value"))
        .run(roles_replaced),
    ]
}

async fn primary_as_text(session: Session) -> Verdict {
    let value = Place::new("roles[primary eq \"True\"].value");
    let role = [
        (value.sibling("primary"), json!("True")),
        (value.clone(), json!(session.unique("role"))),
    ];
    let kind = session.resource_type("User")?;
    let body = wire::body(&session, &kind, &role).await?;
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_status(&[201])?;
    expect_kept(&answer, answer.body(), &kind, &role)?;
    let path = answer.path(&kind)?;
    for name in ["Replace", "Add"] {
        let changes = [(value.clone(), json!(session.unique("other")))];
        let operations = wire::one_each(name, &changes);
        expect_taken(&session.patch_with(&path, operations).await?)?;
        let answer = session.read(&path).await?;
        expect_kept(&answer, answer.body(), &kind, &changes)?;
    }
    Ok(())
}

async fn role_as_json(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let name = session.unique("role");
    let id = session.unique("id");
    let role = json!({"id": id, "value": name, "displayName": name}).to_string();
    let operations = json!([{"op": "Add", "path": "roles", "value": [{"value": role}]}]);
    expect_taken(&session.patch_with(&user.path, operations).await?)?;
    let answer = session.read(&user.path).await?;
    let roles = answer.body().get("roles").unwrap_or_default();
    if !roles.to_string().contains(&name) {
        return Err(answer.fail(format!("a role {name}"), format!("roles {roles}")));
    }
    Ok(())
}

async fn roles_replaced(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let (old, new) = (session.unique("old"), session.unique("new"));
    for role in [&old, &new] {
        let list = json!([{"primary": false, "display": role, "value": role}]);
        let operations = json!([{"op": "replace", "path": "roles", "value": list}]);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
    }
    let answer = session.read(&user.path).await?;
    let roles = answer.body().get("roles").map(ToString::to_string);
    let roles = roles.unwrap_or_default();
    if !roles.contains(&new) || roles.contains(&old) {
        return Err(answer.fail(format!("the role {new} alone"), format!("roles {roles}")));
    }
    Ok(())
}
