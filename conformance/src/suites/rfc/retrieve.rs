//! Reading single resources (RFC 7644 §3.4.1).

use scim::ResourceType;

use crate::check::{Session, Suite, Test, Verdict, contains};
use crate::target::Target;
use crate::values;

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    target.types.iter().flat_map(for_type).collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    let test = |id: &str, title: &str, source: &str| {
        let id = format!("retrieve.{}.{id}", kind.name);
        Test::new(Suite::Rfc, &id, title, source)
    };
    let name = kind.name.clone();
    let as_created = test(
        "as-created",
        "GET of a new resource gives everything it was created with",
        "RFC 7644 §3.4.1",
    )
    .why("A client that reads back less than it wrote sends the rest again and again.")
    .fix("Store every attribute that the schema announces as writable, and return it by default.")
    .run(move |session| as_created(session, name.clone()));
    let name = kind.name.clone();
    let unknown = test(
        "unknown-id",
        "GET of an id that nobody has is a 404 with a SCIM error",
        "RFC 7644 §3.12",
    )
    .why("Clients take anything else for a broken server, and stop provisioning.")
    .fix("Answer 404 with the Error schema, and the status as text.")
    .run(move |session| unknown_id(session, name.clone()));
    vec![as_created, unknown]
}

async fn as_created(session: Session, name: String) -> Verdict {
    let kind = session.resource_type(&name)?;
    let sent = values::full(&session, &kind);
    let path = session.given(&kind, &sent).await?.path(&kind)?;
    let answer = session.read(&path).await?;
    for place in values::writable(&session, &kind) {
        let pointer = values::pointer(&place);
        let (Some(sent), attribute) = (sent.pointer(&pointer), place.attribute) else {
            continue;
        };
        if attribute.returned != scim::schema::Returned::Default {
            continue;
        }
        let found = answer.body().pointer(&pointer);
        if !found.is_some_and(|found| contains(attribute, found, sent)) {
            let found = found.map_or("nothing".to_owned(), ToString::to_string);
            return Err(answer.fail(format!("{} {sent}", place.path()), found));
        }
    }
    Ok(())
}

async fn unknown_id(session: Session, name: String) -> Verdict {
    let kind = session.resource_type(&name)?;
    let path = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    session.get(&path).await?.expect_error(&[404])?;
    Ok(())
}
