//! Finding users by their names.

use super::super::wire::{self, expect_media_type, expect_nobody, find_one, matching};
use super::{person, test};
use crate::check::{Session, Test, Verdict};

pub(super) fn tests() -> Vec<Test> {
    vec![
        test(
            "u3.filter-existing-user",
            "The filter for a userName finds the one user of that name",
            "Filter for an existing user",
        )
        .why("Entra cannot tell that the person is there already, and creates them again and again.")
        .fix("Support filter=userName eq \"…\" on /Users, and answer a ListResponse as application/scim+json: with another content type the validator gives up altogether.")
        .run(existing),
        test(
            "u4.filter-unknown-user",
            "The filter for a userName that nobody has gives an empty list",
            "Filter for a non-existing user",
        )
        .why("Entra probes the server with such a filter; anything but an empty list puts the job into quarantine.")
        .fix("Answer 200 with totalResults 0, never 404 or 400.")
        .run(unknown),
        test(
            "u5.filter-different-case",
            "The filter for a userName finds the user in any letter case",
            "Filter for an existing user with a different case",
        )
        .why("Entra misses people whose name is written differently there, then fails to create them.")
        .fix("Compare userName without regard to letter case: it is not caseExact (RFC 7643 §4.1.1).")
        .run(different_case),
    ]
}

async fn existing(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let user = person::given(&session, &kind).await?;
    let (answer, found) = find_one(&session, &kind, "userName", &user.name).await?;
    answer.expect_value("/totalResults", &1.into())?;
    if found.get("id") != Some(&user.id.as_str().into()) {
        return Err(answer.fail("the id it was given when it was made", "another"));
    }
    let name = found.get("userName").and_then(serde_json::Value::as_str);
    if !name.is_some_and(|name| name.eq_ignore_ascii_case(&user.name)) {
        let found = name.unwrap_or("none");
        return Err(answer.fail(format!("userName {}", user.name), found));
    }
    expect_media_type(&answer)
}

async fn unknown(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let name = format!("{}@example.com", session.unique("nobody"));
    let answer = session.get(&matching(&kind, "userName", &name)).await?;
    expect_nobody(&answer)?;
    answer.expect_value("/totalResults", &0.into())?;
    expect_media_type(&answer)
}

async fn different_case(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    find_one(&session, &user.kind, "userName", &user.name.to_uppercase()).await?;
    Ok(())
}
