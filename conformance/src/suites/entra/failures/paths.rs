//! Paths that name one element of a list, or a part of an object.

use serde_json::json;

use super::super::wire::{
    self, ENTERPRISE, Place, Verb, expect_kept, expect_taken, merged, one_each,
};
use super::{failure, served};
use crate::check::{Session, Test, Verdict};
use crate::suites::Dialect;
use crate::target::Need;

const WORK: &str = "emails[type eq \"work\"].value";
const HOME: &str = "emails[type eq \"home\"].value";

pub(super) fn tests() -> Vec<Test> {
    [elements(), parts()].concat()
}

fn elements() -> Vec<Test> {
    vec![
        failure(
            5,
            "no-target",
            "A path that selects an element by type makes it where there is none",
            "sourcegraph/sourcegraph#49200, thomaspoignant/scim-patch#42",
        )
        .why("Nobody who is given a mail address or a phone number later ever gets it: Entra logs noTarget at each cycle and puts the user into escrow.")
        .fix("Where no element matches emails[type eq \"work\"].value, add {\"type\": \"work\", \"value\": …}, for add and for replace.")
        .run(no_target),
        failure(
            6,
            "other-elements",
            "A replace of the work address leaves the others, and what else is said of it",
            "Captain-P-Goldfish/SCIM-SDK#668",
        )
        .why("Private mail addresses vanish whenever the one at work changes.")
        .fix("Change the one part of the one element that the path names.")
        .run(other_elements),
        failure(
            7,
            "one-address-in-parts",
            "Parts of one address that come in operations of their own end up in one address",
            "Captain-P-Goldfish/SCIM-SDK#680",
        )
        .why("People have one address for the country, one for the city and one for the region.")
        .fix("Apply each operation to what the one before left: the element it added is there for the next.")
        .run(one_address),
        failure(
            38,
            "remove-of-another-value",
            "A Remove with another value than the present one does not set it",
            "AzureAD/SCIMReferenceCode#87",
        )
        .why("A mail address that was to be taken away becomes the one the person has.")
        .fix("Never store the value of a remove; take something away only if it is the same.")
        .run(remove_of_another),
    ]
}

fn parts() -> Vec<Test> {
    vec![
        failure(
            8,
            "dotted-keys",
            "Keys such as name.givenName in a value without path are taken as paths",
            "thomaspoignant/scim-patch#132, pingidentity/scim2#224, RIPAGlobal/scimitar#69",
        )
        .why("Names never change: the new one lies beside the old one under a key that nobody reads.")
        .fix("Split keys at dots, and those that begin with the URN of an extension behind it; merge objects into what is there.")
        .needs(Need::Attribute("User", "name.givenName"))
        .needs(Need::Attribute("User", "name.familyName"))
        .run(dotted_keys),
    ]
}

async fn no_target(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let place = served(&kind, WORK)?;
    let ways = [
        (Dialect::Legacy, Verb::Add),
        (Dialect::Legacy, Verb::Replace),
        (Dialect::Compliant, Verb::Add),
        (Dialect::Compliant, Verb::Replace),
    ];
    for (dialect, verb) in ways {
        let user = wire::user(&session, &[]).await?;
        let changes = [(place.clone(), json!(mail(&session)))];
        let operations = one_each(verb.name(dialect), &changes);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
        let answer = session.read(&user.path).await?;
        expect_kept(&answer, answer.body(), &kind, &changes)?;
    }
    Ok(())
}

async fn other_elements(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let (work, home) = (served(&kind, WORK)?, served(&kind, HOME)?);
    let primary = work.sibling("primary");
    let mut kept = vec![(home, json!(mail(&session)))];
    kept.extend(
        primary
            .writable(&kind)
            .map(|_| (primary.clone(), json!(true))),
    );
    let first = [kept.clone(), vec![(work.clone(), json!(mail(&session)))]].concat();
    let user = wire::user(&session, &first).await?;
    for dialect in Dialect::ALL {
        let changes = [(work.clone(), json!(mail(&session)))];
        let operations = one_each(Verb::Replace.name(dialect), &changes);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
        let answer = session.read(&user.path).await?;
        let expected = [kept.as_slice(), &changes].concat();
        expect_kept(&answer, answer.body(), &kind, &expected)?;
    }
    Ok(())
}

async fn one_address(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let part = |name: &str| served(&kind, &format!("addresses[type eq \"work\"].{name}"));
    let changes = [
        (part("country")?, json!("AU")),
        (part("locality")?, json!("Perth")),
        (part("region")?, json!("WA")),
    ];
    for dialect in Dialect::ALL {
        let user = wire::user(&session, &[]).await?;
        let operations = one_each(Verb::Add.name(dialect), &changes);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
        let answer = session.read(&user.path).await?;
        expect_kept(&answer, answer.body(), &kind, &changes)?;
    }
    Ok(())
}

async fn remove_of_another(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let work = served(&kind, WORK)?;
    let user = wire::user(&session, &[(work.clone(), json!(mail(&session)))]).await?;
    let other = json!(mail(&session));
    let operations = json!([{"op": "Remove", "path": WORK, "value": other}]);
    session.patch_with(&user.path, operations).await?;
    let answer = session.read(&user.path).await?;
    if work.find(answer.body()) == Some(&other) {
        return Err(answer.fail(format!("anything but {other} in {WORK}"), other.to_string()));
    }
    Ok(())
}

async fn dotted_keys(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let family = (
        Place::new("name.familyName"),
        json!(session.unique("family")),
    );
    let user = wire::user(&session, std::slice::from_ref(&family)).await?;
    for name in ["add", "replace"] {
        let changes: Vec<_> = [
            (Place::new("name.givenName"), json!(session.unique("given"))),
            (
                Place::new(&format!("{ENTERPRISE}:department")),
                json!(session.unique("unit")),
            ),
        ]
        .into_iter()
        .filter(|(place, _)| place.writable(&kind).is_some())
        .collect();
        let operations = merged(name, &changes);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
        let answer = session.read(&user.path).await?;
        expect_kept(&answer, answer.body(), &kind, &changes)?;
    }
    let given = json!(session.unique("nested"));
    let nested = json!([{"op": "replace", "value": {"name": {"givenName": given}}}]);
    expect_taken(&session.patch_with(&user.path, nested).await?)?;
    let answer = session.read(&user.path).await?;
    let expected = [(Place::new("name.givenName"), given), family];
    expect_kept(&answer, answer.body(), &kind, &expected)
}

/// A mail address that nobody has.
fn mail(session: &Session) -> String {
    format!("{}@example.com", session.unique("mail"))
}
