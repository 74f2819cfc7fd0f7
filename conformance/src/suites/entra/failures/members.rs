//! Members of groups that vanish or stay.

use serde_json::{Value, json};

use super::super::wire::{self, expect_members, expect_taken};
use super::failure;
use crate::check::{Session, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    vec![
        failure(
            1,
            "remove-empties-group",
            "Removing one member leaves all others in the group, in both dialects",
            "AzureAD/SCIMReferenceCode#10, apache/directory-scimple#436",
        )
        .why("When one person leaves a group everybody in it loses access, and Entra does not notice.")
        .fix("Take a Remove of members with a value as a removal of those ids only; without a value it empties the group.")
        .needs(Need::Type("Group"))
        .run(remove_one),
        failure(
            2,
            "value-in-remove",
            "A Remove that has a value is taken",
            "Captain-P-Goldfish/SCIM-SDK#149, pingidentity/scim2#174",
        )
        .why("Nobody ever leaves a group: Entra logs BadRequest and puts the group into escrow.")
        .fix("Accept value in remove operations, although RFC 7644 does not mention it.")
        .needs(Need::Type("Group"))
        .run(remove_with_value),
    ]
}

async fn remove_one(session: Session) -> Verdict {
    let first = wire::user(&session, &[]).await?;
    let second = wire::user(&session, &[]).await?;
    let third = wire::user(&session, &[]).await?;
    let group = wire::group(&session, &[&first.id, &second.id, &third.id]).await?;
    let legacy =
        json!({"op": "Remove", "path": "members", "value": [{"$ref": null, "value": first.id}]});
    let refused = session
        .patch_with(&group.path, json!([legacy]))
        .await?
        .status()
        == 400;
    let answer = session.read(&group.path).await?;
    if refused {
        // Which is failure 2, and empties nothing.
        return expect_members(&answer, &[&first.id, &second.id, &third.id]);
    }
    expect_members(&answer, &[&second.id, &third.id])?;
    let path = format!("members[value eq \"{}\"]", second.id);
    remove(
        &session,
        &group.path,
        &json!({"op": "remove", "path": path}),
    )
    .await?;
    expect_members(&session.read(&group.path).await?, &[&third.id])
}

async fn remove_with_value(session: Session) -> Verdict {
    let first = wire::user(&session, &[]).await?;
    let second = wire::user(&session, &[]).await?;
    let group = wire::group(&session, &[&first.id, &second.id]).await?;
    let forms = [
        json!([{"$ref": null, "value": first.id}]),
        json!([{"value": second.id}]),
    ];
    for form in forms {
        let operation = json!({"op": "Remove", "path": "members", "value": form});
        remove(&session, &group.path, &operation).await?;
    }
    expect_members(&session.read(&group.path).await?, &[])
}

async fn remove(session: &Session, path: &str, operation: &Value) -> Verdict {
    expect_taken(&session.patch_with(path, json!([operation])).await?)
}
