//! People who leave, come back and leave for good.

use serde_json::json;

use super::super::wire::{self, Made, Place, Verb, expect_kept, expect_taken, find_one};
use super::failure;
use crate::check::{Session, Test, Verdict};
use crate::suites::Dialect;
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let tests = vec![
        failure(
            21,
            "enabled-again",
            "A disabled user is still there and can be enabled again, in both dialects",
            "ssoready/ssoready#155, FusionAuth/fusionauth-issues#3311",
        )
        .why("People who come back stay locked out, or get a second account beside the old one.")
        .fix("Keep disabled users readable by id and by filter, and take active true for them.")
        .run(enabled_again),
        failure(
            22,
            "renamed-and-disabled",
            "A new userName and active false in one PATCH both apply, in both dialects",
            "ssoready/ssoready#166",
        )
        .why("People who were deleted in Entra keep access: Entra renames and disables them in one request.")
        .fix("Apply all operations of a PATCH, however many there are beside active.")
        .run(renamed_and_disabled),
        failure(
            28,
            "disabled-in-list",
            "Whoever is disabled is in the answer of a filter, with active false",
            "sourcegraph/sourcegraph#49325, Microsoft Q&A 2238842",
        )
        .why("Entra believes that the person is gone and creates them anew; Microsoft's validator fails its test of disabling.")
        .fix("Leave disabled users in lists, and return active there.")
        .run(disabled_in_list),
        failure(
            32,
            "deleted-after-disabling",
            "A disabled user can be deleted",
            "MicrosoftDocs/azure-docs#30269",
        )
        .why("Thirty days after somebody left, Entra's DELETE fails and is tried again for weeks.")
        .fix("Support both: active false is the offboarding, DELETE takes away what is left.")
        .run(deleted_after_disabling),
        failure(
            37,
            "active-as-sent",
            "A new user is as active as it was sent",
            "kortix-ai/suna#4244",
        )
        .why("Users who are invited but not confirmed are read as disabled, and enabled again at each cycle.")
        .fix("Return active as it was written; keep a state such as invited elsewhere.")
        .run(active_as_sent),
    ];
    let need = |test: Test| test.needs(Need::Attribute("User", "active"));
    tests.into_iter().map(need).collect()
}

async fn enabled_again(session: Session) -> Verdict {
    let user = wire::user(&session, &[(Place::new("active"), json!(true))]).await?;
    for dialect in Dialect::ALL {
        for active in [false, true] {
            set_active(&session, &user, dialect, active).await?;
            let answer = session.read(&user.path).await?;
            answer.expect_value("/active", &json!(active))?;
            find_one(&session, &user.kind, "userName", &user.name).await?;
        }
    }
    Ok(())
}

async fn renamed_and_disabled(session: Session) -> Verdict {
    for dialect in Dialect::ALL {
        let user = wire::user(&session, &[(Place::new("active"), json!(true))]).await?;
        let name = format!("{}{}", session.unique("deleted"), user.name);
        let changes = [
            (Place::new("userName"), json!(name)),
            (Place::new("active"), json!(false)),
        ];
        let name_of_op = Verb::Replace.name(dialect);
        let operations = json!([
            {"op": name_of_op, "path": "userName", "value": name},
            {"op": name_of_op, "path": "active", "value": false},
        ]);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
        let (answer, found) = find_one(&session, &user.kind, "userName", &name).await?;
        expect_kept(&answer, &found, &user.kind, &changes)?;
    }
    Ok(())
}

async fn disabled_in_list(session: Session) -> Verdict {
    let user = wire::user(&session, &[(Place::new("active"), json!(true))]).await?;
    set_active(&session, &user, Dialect::Legacy, false).await?;
    let (answer, found) = find_one(&session, &user.kind, "userName", &user.name).await?;
    let inactive = [(Place::new("active"), json!(false))];
    expect_kept(&answer, &found, &user.kind, &inactive)
}

async fn deleted_after_disabling(session: Session) -> Verdict {
    let user = wire::user(&session, &[(Place::new("active"), json!(true))]).await?;
    set_active(&session, &user, Dialect::Legacy, false).await?;
    session.delete(&user.path).await?.expect_status(&[204])?;
    session.get(&user.path).await?.expect_status(&[404])?;
    Ok(())
}

async fn active_as_sent(session: Session) -> Verdict {
    for active in [true, false] {
        let user = wire::user(&session, &[(Place::new("active"), json!(active))]).await?;
        user.answer.expect_value("/active", &json!(active))?;
        let answer = session.read(&user.path).await?;
        answer.expect_value("/active", &json!(active))?;
    }
    Ok(())
}

/// Writes a boolean in either dialect: whether texts are taken for booleans is failure 3.
async fn set_active(session: &Session, user: &Made, dialect: Dialect, active: bool) -> Verdict {
    let name = Verb::Replace.name(dialect);
    let operations = json!([{"op": name, "path": "active", "value": active}]);
    expect_taken(&session.patch_with(&user.path, operations).await?)
}
