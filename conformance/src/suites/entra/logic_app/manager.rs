//! Setting, changing and removing a manager.

use serde_json::{Value, json};

use super::super::wire::{self, MANAGER, MANAGER_ID, expect_taken};
use super::test;
use crate::check::{Session, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let test = test(
        "25.update-manager",
        "A manager is set, changed and removed by the id as text",
        "SCIM_Update_Manager_Test",
    );
    vec![
        test.why("People have no manager or the wrong one, and Entra logs the reference as failed at each cycle.")
            .fix("Take the manager's id as a text and the empty text as no manager, and return {\"value\": id} below the enterprise extension.")
            .needs(Need::Attribute("User", MANAGER))
            .run(manager),
    ]
}

async fn manager(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let first = wire::user(&session, &[]).await?;
    let second = wire::user(&session, &[]).await?;
    let steps = [("Add", &first.id), ("replace", &second.id)];
    for (name, id) in steps {
        set(&session, &user.path, name, &json!(id)).await?;
        let answer = session.read(&user.path).await?;
        answer.expect_value(MANAGER_ID, &json!(id))?;
    }
    set(&session, &user.path, "replace", &json!("")).await?;
    session.read(&user.path).await?.expect_nothing(MANAGER_ID)?;
    Ok(())
}

async fn set(session: &Session, path: &str, name: &str, value: &Value) -> Verdict {
    let operations = json!([{"op": name, "path": MANAGER, "value": value}]);
    expect_taken(&session.patch_with(path, operations).await?)
}
