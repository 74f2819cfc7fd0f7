//! Updating users, in one operation without path or in one for each attribute.

use scim::ResourceType;
use serde_json::{Value, json};

use super::super::wire::{
    self, Made, Place, expect_kept, expect_nobody, expect_taken, find_one, matching, merged,
    one_each,
};
use super::{person, test};
use crate::check::{Session, Stop, Test, Verdict};
use crate::values;

/// How operations are made of values.
type Writing = fn(&str, &[(Place, Value)]) -> Value;

pub(super) fn tests() -> Vec<Test> {
    [attributes(), names()].concat()
}

fn attributes() -> Vec<Test> {
    let dotted = "Resolve keys of a value without path as paths: name.givenName is a part of name, urn:…:User:department one of the extension. Create the element that a path such as emails[type eq \"work\"] names.";
    let verbose = "Apply every operation of a PATCH in order; create the element that a path such as emails[type eq \"work\"].value names where there is none, and read roles[primary eq \"True\"] as the boolean.";
    let old =
        "People who changed name, department or phone number in Entra keep the old ones here.";
    let lost = "What people get in Entra after they were provisioned never arrives, and each cycle fails again.";
    vec![
        test(
            "u6.replace-attributes",
            "A replace without path sets every attribute",
            "Patch User - Replace Attributes",
        )
        .why(old)
        .fix(dotted)
        .run(|session| replace(session, merged)),
        test(
            "u6.replace-attributes-verbose",
            "One replace for each attribute sets every one",
            "Patch User - Replace Attributes, verbose request",
        )
        .why(old)
        .fix(verbose)
        .run(|session| replace(session, one_each)),
        test(
            "u7.add-attributes",
            "An add without path fills a bare user",
            "Patch User - Add Attributes",
        )
        .why(lost)
        .fix(dotted)
        .run(|session| add(session, merged)),
        test(
            "u7.add-attributes-verbose",
            "One add for each attribute fills a bare user",
            "Patch User - Add Attributes, verbose request",
        )
        .why(lost)
        .fix(verbose)
        .run(|session| add(session, one_each)),
    ]
}

fn names() -> Vec<Test> {
    vec![
        test(
            "u8.update-user-name",
            "A user gets another userName",
            "Update User userName",
        )
        .why("People who marry or move to another domain cannot be updated any more, or appear twice.")
        .fix("Allow userName to be replaced, and find the user by the new one only.")
        .run(rename),
        test(
            "u9.disable-user",
            "A disabled user is still found, as not active",
            "Disable User",
        )
        .why("Entra cannot find who it disabled, creates them anew when they return, and DuplicateTargetEntries follows.")
        .fix("Keep who is set to active false in every answer, with active false.")
        .run(disable),
    ]
}

async fn replace(session: Session, writing: Writing) -> Verdict {
    let kind = session.resource_type("User")?;
    let user = person::given(&session, &kind).await?;
    let changes = person::values(&session, &kind);
    apply(&session, &user, &writing("replace", &changes), &changes).await
}

async fn add(session: Session, writing: Writing) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let mut changes = person::values(&session, &user.kind);
    let primary = person::primary(&session, &user.kind).into_iter();
    changes.extend(primary.filter(|(_, value)| value.is_boolean()));
    apply(&session, &user, &writing("add", &changes), &changes).await
}

async fn apply(
    session: &Session,
    user: &Made,
    operations: &Value,
    changes: &[(Place, Value)],
) -> Verdict {
    let answer = session.patch_with(&user.path, operations.clone()).await?;
    expect_taken(&answer)?;
    if !answer.response().body.is_empty() {
        expect_kept(&answer, answer.expect_object()?, &user.kind, changes)?;
    }
    let (answer, found) = find_one(session, &user.kind, "userName", &user.name).await?;
    expect_kept(&answer, &found, &user.kind, changes)
}

async fn rename(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let name = another_name(&session, &user.kind)?;
    let operations = json!([{"op": "replace", "value": {"userName": name}}]);
    expect_taken(&session.patch_with(&user.path, operations).await?)?;
    find_one(&session, &user.kind, "userName", &name).await?;
    let path = matching(&user.kind, "userName", &user.name);
    expect_nobody(&session.get(&path).await?)
}

/// A `userName` that nobody has.
fn another_name(session: &Session, kind: &ResourceType) -> Result<String, Stop> {
    let place = kind.find_path("userName");
    let value = place.and_then(|place| values::value(session, kind, &place, 1));
    let name = value.as_ref().and_then(Value::as_str).map(str::to_owned);
    name.ok_or_else(|| Stop::NotClaimed("the served schemas of User have no userName".to_owned()))
}

async fn disable(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let user = person::given(&session, &kind).await?;
    let inactive = [(Place::new("active"), json!(false))];
    let operations = one_each("replace", &inactive);
    expect_taken(&session.patch_with(&user.path, operations).await?)?;
    let (answer, found) = find_one(&session, &kind, "userName", &user.name).await?;
    expect_kept(&answer, &found, &kind, &inactive)
}
