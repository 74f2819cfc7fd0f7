//! Searches that find nobody, everybody or two.

use serde_json::json;

use super::super::wire::{self, Place, expect_nobody, find_one, matching};
use super::{failure, served};
use crate::check::{Answer, List, Session, Severity, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    [filters(), special_filters(), uniqueness()].concat()
}

fn filters() -> Vec<Test> {
    let thread = "langwatch/langwatch#616";
    let why = "Entra does not recognize who is there already and creates them again, or takes a stranger for them.";
    vec![
        failure(
            19,
            "external-id",
            "The filter for an externalId finds the one user who has it, and nobody else",
            thread,
        )
        .why(why)
        .fix("Support filter=externalId eq \"…\": administrators match by it as well as by userName.")
        .run(external_id),
        failure(
            19,
            "mail-of-a-type",
            "The filter for a work address finds the one user who has it",
            thread,
        )
        .severity(Severity::Advice)
        .why("Administrators who match people by mail address get duplicates.")
        .fix("Support paths such as emails[type eq \"work\"].value in filters.")
        .run(mail),
        failure(
            19,
            "unquoted-value",
            "A filter value without quotes is understood",
            thread,
        )
        .severity(Severity::Advice)
        .why(why)
        .fix("Read a word without quotes as a text, as Microsoft's documentation writes it.")
        .run(unquoted),
        failure(
            19,
            "unknown-attribute",
            "A filter that the server does not understand never gives everybody",
            thread,
        )
        .why("Entra takes the first of the list for the person it looked for, and overwrites them.")
        .fix("Answer 400 with scimType invalidFilter, or an empty list; never leave the filter out.")
        .run(unknown_attribute),
    ]
}

fn special_filters() -> Vec<Test> {
    vec![
        failure(
            27,
            "special-characters",
            "Quotes and backslashes in a filter's value are read as JSON has them",
            "Captain-P-Goldfish/SCIM-SDK#913",
        )
        .why("People with such characters in their id fail at each cycle with an invalid filter.")
        .fix("Read the value of a comparison as a JSON string, \\\" and \\\\ included.")
        .run(special_characters),
    ]
}

fn uniqueness() -> Vec<Test> {
    vec![
        failure(
            20,
            "case-of-user-name",
            "A userName that differs only in letter case is found, and refused for another user",
            "ory/polis#4066, langfuse/langfuse#13528",
        )
        .why("The search says that nobody is there and the creation that somebody is: Entra tries again forever.")
        .fix("Normalize userName the same way for searching and for uniqueness, and answer 409 with scimType uniqueness.")
        .run(case_of_user_name),
        failure(
            20,
            "shared-mail",
            "Two users may have the same mail address",
            "ory/polis#4066",
        )
        .severity(Severity::Advice)
        .why("People who share a mailbox, or were renamed, are refused as duplicates that Entra cannot find.")
        .fix("Keep userName unique, not mail addresses.")
        .needs(Need::Attribute("User", "emails.type"))
        .run(shared_mail),
    ]
}

async fn external_id(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let place = served(&kind, "externalId")?;
    let id = session.unique("external");
    let user = wire::user(&session, &[(place, json!(id))]).await?;
    let (answer, found) = find_one(&session, &kind, "externalId", &id).await?;
    if found.get("id") != Some(&json!(user.id)) {
        return Err(answer.fail(format!("id {}", user.id), "another"));
    }
    let unknown = matching(&kind, "externalId", &session.unique("unknown"));
    expect_nobody(&session.get(&unknown).await?)
}

async fn mail(session: Session) -> Verdict {
    const WORK: &str = "emails[type eq \"work\"].value";
    let kind = session.resource_type("User")?;
    let mail = format!("{}@example.com", session.unique("mail"));
    wire::user(&session, &[(served(&kind, WORK)?, json!(mail))]).await?;
    find_one(&session, &kind, WORK, &mail).await?;
    Ok(())
}

async fn unquoted(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let place = served(&kind, "externalId")?;
    // A word of letters and digits: more than that is nobody's idea of a filter.
    let id = session.unique("external").replace('-', "x");
    wire::user(&session, &[(place, json!(id))]).await?;
    let path = format!("{}?filter=externalId+eq+{id}", kind.endpoint);
    let answer = session.get(&path).await?;
    expect_one(&answer, &answer.list()?)
}

fn expect_one(answer: &Answer, list: &List) -> Verdict {
    match list.resources.len() {
        1 => Ok(()),
        count => Err(answer.fail("one resource", format!("{count} resources"))),
    }
}

async fn unknown_attribute(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let answer = session
        .get(&matching(&user.kind, "noSuchAttribute", "x"))
        .await?;
    if (400..500).contains(&answer.status()) {
        return Ok(());
    }
    expect_nobody(&answer)
}

async fn special_characters(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let place = served(&kind, "externalId")?;
    let id = format!("{}\\\"quoted\"", session.unique("external"));
    wire::user(&session, &[(place, json!(id))]).await?;
    find_one(&session, &kind, "externalId", &id).await?;
    Ok(())
}

async fn case_of_user_name(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let name = user.name.to_uppercase();
    find_one(&session, &user.kind, "userName", &name).await?;
    let mut body = wire::body(&session, &user.kind, &[]).await?;
    Place::new("userName").put(&mut body, json!(name));
    let answer = session.post(&user.kind.endpoint, &body).await?;
    answer.expect_scim_type(409, "uniqueness")?;
    Ok(())
}

async fn shared_mail(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let place = served(&kind, "emails[type eq \"work\"].value")?;
    let mail = [(
        place,
        json!(format!("{}@example.com", session.unique("mail"))),
    )];
    wire::user(&session, &mail).await?;
    let second = wire::body(&session, &kind, &mail).await?;
    session
        .post(&kind.endpoint, &second)
        .await?
        .expect_status(&[201])?;
    Ok(())
}
