//! Whether an administrator can map every attribute of the default mapping.

use serde_json::Value;

use super::super::wire::{GROUP_ROWS, USER_ROWS};
use super::test;
use crate::check::{Session, Test, Verdict};
use crate::flatten;
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let why = "Entra cannot discover the attribute: rows of the mapping are missing in the portal, and the app is refused for the gallery.";
    let fix = "Serve the attribute in /Schemas, externalId too; give type of emails, phoneNumbers and addresses the canonicalValues work, home, other, mobile and fax. Or delete the row from the mapping that you publish.";
    vec![
        test(
            "15.schema-discoverability.user",
            "The served schemas cover every row of the default mapping of users",
            "Schema_Discoverability_Test",
        )
        .why(why)
        .fix(fix)
        .run(|session| covered(session, &USER_ROWS)),
        test(
            "15.schema-discoverability.group",
            "The served schemas cover every row of the default mapping of groups",
            "Schema_Discoverability_Test",
        )
        .why(why)
        .fix(fix)
        .needs(Need::Type("Group"))
        .run(|session| covered(session, &GROUP_ROWS)),
    ]
}

async fn covered(session: Session, rows: &'static [(&str, &str)]) -> Verdict {
    let answer = session.get("/Schemas").await?;
    answer.expect_status(&[200])?;
    let schemas = answer.expect_object()?.get("Resources");
    let schemas = schemas.and_then(Value::as_array);
    if schemas.is_none_or(Vec::is_empty) {
        return Err(answer.fail("Resources with the schemas", "none"));
    }
    let known = flatten::attributes(answer.body());
    let is_known = |target: &str| known.iter().any(|known| known.eq_ignore_ascii_case(target));
    let missing: Vec<String> = rows
        .iter()
        .filter(|(_, target)| !is_known(target))
        .map(|(source, target)| format!("{source} -> {target}"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let expected = "every row of the default mapping to be discoverable";
    Err(answer.fail(expected, format!("no attribute for {}", missing.join(", "))))
}
