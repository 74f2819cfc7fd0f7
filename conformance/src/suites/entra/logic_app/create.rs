//! Making a user and a group.

use serde_json::Value;

use super::super::wire;
use super::test;
use crate::check::{Session, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let why = "Entra cannot provision anybody: without an id in the answer it has nothing to update later.";
    let fix = "Answer 201 with the whole resource, its id included.";
    vec![
        test(
            "17.user-create",
            "A new user gets an id and keeps its userName",
            "SCIM_User_Create_Test",
        )
        .why(why)
        .fix(fix)
        .run(|session| create(session, "User", "/userName")),
        test(
            "19.group-create",
            "A new group gets an id and keeps its displayName",
            "SCIM_Group_Create_Test",
        )
        .why(why)
        .fix(fix)
        .needs(Need::Type("Group"))
        .run(|session| create(session, "Group", "/displayName")),
    ]
}

async fn create(session: Session, name: &str, named_by: &str) -> Verdict {
    let kind = session.resource_type(name)?;
    let body = wire::body(&session, &kind, &[]).await?;
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_status(&[200, 201])?;
    answer.expect_id()?;
    let sent = body
        .pointer(named_by)
        .and_then(Value::as_str)
        .unwrap_or_default();
    let found = answer.expect_text(named_by)?;
    if !found.eq_ignore_ascii_case(sent) {
        return Err(answer.fail(format!("{named_by} {sent}"), found));
    }
    Ok(())
}
