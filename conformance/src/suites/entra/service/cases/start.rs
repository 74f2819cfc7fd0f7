//! The connection test, the match and the first time somebody is sent.

use super::slice::{Setup, Slice, case, expect_values};
use crate::check::{Answer, Severity, Test, Verdict};
use crate::flatten;
use crate::suites::entra::service::client::{probe_groups, probe_users};
use crate::suites::entra::service::directory::{Person, guid};
use crate::suites::entra::service::place::Place;
use crate::suites::entra::wire::{GROUP_ROWS, USER_ROWS};

const USER_NAME: Place = Place::Attribute("userName");
const EXTERNAL_ID: Place = Place::Attribute("externalId");
const WORK_MAIL: Place = Place::Element("emails", "work", "value");

pub(super) fn tests(setup: &Setup) -> Vec<Test> {
    let mut tests = vec![
        case(
            setup,
            "probe.users",
            (0, 0),
            "The connection test's search for a user that cannot exist gives an empty list",
            "connection test",
            probe_for_users,
        )
        .why("Anything but 200 with an empty list fails the connection test, or stops the whole job.")
        .fix("Answer a search without results with HTTP 200 and a ListResponse whose totalResults is 0."),
        case(
            setup,
            "probe.groups",
            (0, 0),
            "The connection test's search for a group that cannot exist gives an empty list",
            "connection test",
            probe_for_groups,
        )
        .why("Entra asks for groups even where only users are provisioned; a 404 stops the whole job.")
        .fix("Serve GET /Groups with excludedAttributes and a filter on displayName, empty if need be."),
        case(
            setup,
            "schemas",
            (0, 0),
            "The served schemas cover every row of the default attribute mapping",
            "schema discovery",
            schemas,
        )
        .severity(Severity::Advice)
        .why("A row that the schemas do not cover is shown as not discoverable, and must be deleted by hand.")
        .fix("Serve the attributes at /Schemas, with work, mobile and fax among the canonicalValues of type."),
    ];
    tests.extend(matching(setup));
    tests.push(
        case(
            setup,
            "create",
            (1, 0),
            "A person with everything the default mapping sends is created and kept as sent",
            "creating a user",
            create,
        )
        .why("What is lost or changed is sent again in each cycle, and the person's record stays wrong.")
        .fix("Take the whole body, also meta.resourceType and an empty roles, and return every value as it came."),
    );
    tests
}

fn matching(setup: &Setup) -> Vec<Test> {
    let by_name = case(
        setup,
        "match.user-name",
        (1, 0),
        "The match by userName finds the whole user",
        "matching by userName",
        |slice| found_by(slice, USER_NAME),
    )
    .why("Entra takes a user that is not found for a new one, and what the list leaves out for missing.")
    .fix("Support filter=userName eq \"…\" and return complete resources in the list.");
    let by_id = case(
        setup,
        "match.external-id",
        (1, 0),
        "The match by externalId finds the whole user",
        "matching by externalId",
        |slice| found_by(slice, EXTERNAL_ID),
    )
    .severity(Severity::Should)
    .why("Administrators who match by a stable id, as is advised, get duplicates.")
    .fix("Support filter=externalId eq \"…\".");
    let by_mail = case(
        setup,
        "match.work-mail",
        (1, 0),
        "The match by the work e-mail finds the whole user",
        "matching by e-mail",
        |slice| found_by(slice, WORK_MAIL),
    )
    .severity(Severity::Should)
    .why("Administrators who match by e-mail get duplicates, or the job stops.")
    .fix("Support value paths in filters: emails[type eq \"work\"].value eq \"…\".");
    let precedence = case(
        setup,
        "match.precedence",
        (1, 0),
        "After a first match without result the second one finds the user",
        "matching precedence",
        precedence,
    )
    .severity(Severity::Should)
    .why("With several matching attributes Entra asks for one after the other until one finds somebody.")
    .fix("Answer a search without results with HTTP 200 and an empty list, whatever the attribute.");
    vec![by_name, by_id, by_mail, precedence]
}

async fn probe_for_users(slice: Slice) -> Verdict {
    let guid = guid(&mut fastrand::Rng::new());
    nobody(&slice.session.send(probe_users(&guid)).await?)
}

async fn probe_for_groups(slice: Slice) -> Verdict {
    let guid = guid(&mut fastrand::Rng::new());
    nobody(&slice.session.send(probe_groups(&guid)).await?)
}

fn nobody(answer: &Answer) -> Verdict {
    let list = answer.list()?;
    if list.resources.is_empty() && list.total.unwrap_or_default() == 0 {
        return Ok(());
    }
    Err(answer.fail(
        "an empty list",
        format!("{} resources", list.resources.len()),
    ))
}

async fn schemas(slice: Slice) -> Verdict {
    let answer = slice.session.get("/Schemas").await?;
    answer.list()?;
    let served = flatten::attributes(answer.body());
    let covered = |row: &&str| served.iter().any(|known| known.eq_ignore_ascii_case(row));
    let rows = USER_ROWS.iter().chain(&GROUP_ROWS);
    let mut missing: Vec<&str> = rows
        .map(|(_, row)| *row)
        .filter(|row| !covered(row))
        .collect();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    for row in &missing {
        slice.session.note(format!("not discoverable: {row}"));
    }
    let found = format!("none for {}", missing.join(", "));
    Err(answer.fail("an attribute for every row of the default mapping", found))
}

async fn found_by(slice: Slice, place: Place) -> Verdict {
    let person = slice.person(0)?;
    let id = slice.given_person(&person).await?;
    let hit = slice.expect_found(&person, &[place], &id).await?;
    expect_values(&hit.answer, &hit.resource, &slice.mapping.user(&person))
}

async fn precedence(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let id = slice.given_person(&person).await?;
    let other = Person {
        mail_nickname: slice.session.unique("other"),
        ..person
    };
    slice
        .expect_found(&other, &[EXTERNAL_ID, USER_NAME], &id)
        .await?;
    Ok(())
}

async fn create(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let values = slice.mapping.user(&person);
    let answer = slice.service().create_user(&values).await?;
    answer.expect_status(&[200, 201])?;
    expect_values(&answer, answer.body(), &values)?;
    let path = format!("/Users/{}", answer.expect_id()?);
    slice.expect_person(&path, &person).await
}
