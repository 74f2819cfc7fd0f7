//! Making and deleting users.

use serde_json::Value;

use super::super::wire::{self, expect_kept, expect_media_type, find_one};
use super::{person, test};
use crate::check::{Session, Test, Verdict};

pub(super) fn tests() -> Vec<Test> {
    vec![
        test(
            "u1.create-user",
            "A new user is there afterwards with everything it was sent with",
            "Create a new User",
        )
        .why("Entra logs the user as failed, or finds differences at every cycle and writes them again.")
        .fix("Answer 201, and store and return every attribute that /Schemas announces: texts in primary, a manager who is not there yet and names of countries too.")
        .run(create),
        test(
            "u2.duplicate-user",
            "A second user of the same userName is refused with 409",
            "Create a duplicate User",
        )
        .why("Two people of one name make Entra log DuplicateTargetEntries and stop updating either.")
        .fix("Keep userName unique without regard to letter case, and answer 409 with scimType uniqueness.")
        .run(duplicate),
        test(
            "u13.delete-user",
            "A deleted user is gone",
            "Delete a User",
        )
        .why("People who were deleted in Entra keep their accounts.")
        .fix("Answer DELETE with 204 and no body, and 404 to everything about that id from then on.")
        .run(delete),
    ]
}

async fn create(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let missing = person::missing(&session, &kind);
    if !missing.is_empty() {
        session.note(format!(
            "not sent, since /Schemas has none: {}",
            missing.join(", ")
        ));
    }
    let sent = person::whole(&session, &kind);
    let body = wire::body(&session, &kind, &sent).await?;
    let name = body
        .get("userName")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_status(&[201])?;
    answer.expect_id()?;
    let (found, user) = find_one(&session, &kind, "userName", name).await?;
    expect_kept(&found, &user, &kind, &sent)?;
    expect_media_type(&answer)
}

async fn duplicate(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let again = session.post(&user.kind.endpoint, &user.sent).await?;
    again.expect_status(&[409])?;
    Ok(())
}

async fn delete(session: Session) -> Verdict {
    let path = wire::user(&session, &[]).await?.path;
    session.delete(&path).await?.expect_status(&[204])?;
    session.get(&path).await?.expect_status(&[404])?;
    Ok(())
}
