//! Changes of people, as incremental cycles write them.

use serde_json::{Value, json};

use super::slice::{Setup, Slice, case, expect_values};
use crate::check::{Stop, Test, Verdict};
use crate::suites::entra::service::diff::changes;
use crate::suites::entra::service::directory::Person;
use crate::suites::entra::service::mapping;
use crate::suites::entra::service::place::Place;
use crate::target::Need;

const LISTS: [&str; 3] = ["emails", "addresses", "phoneNumbers"];

pub(super) fn tests(setup: &Setup) -> Vec<Test> {
    let update = case(
        setup,
        "update",
        (2, 0),
        "One PATCH adds what is missing and replaces what differs, and everything else stays",
        "incremental cycle",
        update,
    )
    .why("What is not taken over is sent again in each cycle, and the person's record stays wrong.")
    .fix("Take Add and Replace alike in any letter case, resolve dotted names and full URNs, and apply all operations or none.");
    let bare = case(
        setup,
        "update.bare",
        (1, 0),
        "A user with a name alone gets every other attribute by one PATCH, one element for each type",
        "incremental cycle",
        bare,
    )
    .why("The person's mail, address and phones are refused, or end up in several elements.")
    .fix("Where no element matches emails[type eq \"work\"], make one with that type, and let later operations find it.");
    let neighbours = case(
        setup,
        "update.neighbours",
        (1, 0),
        "A change of the work e-mail leaves the private one and primary alone",
        "incremental cycle",
        neighbours,
    )
    .needs(Need::Attribute("User", "emails"))
    .why("People lose addresses that Entra knows nothing of.")
    .fix("Change only the value of the element that the filter matches.");
    vec![update, bare, neighbours]
}

/// Tests of provisioning on demand, which speaks the legacy dialect whatever the tenant URL says.
pub(super) fn on_demand(setup: &Setup) -> Vec<Test> {
    let update = case(
        setup,
        "update",
        (2, 0),
        "A change computed from the list that the match gave is taken over",
        "provisioning on demand",
        update_on_demand,
    )
    .why("Without a GET in between, Entra takes what the list leaves out for missing, and adds it.")
    .fix("Return complete resources in lists, and take the legacy dialect whatever the tenant URL says.");
    let group = case(
        setup,
        "group",
        (5, 1),
        "A group with five members is brought over in one go",
        "provisioning on demand",
        group_on_demand,
    )
    .why("Administrators try five members by hand before they switch a group on.")
    .fix("Take several members in one Add operation.");
    vec![update, group]
}

async fn update(slice: Slice) -> Verdict {
    let (before, after) = pair(&slice)?;
    let path = format!("/Users/{}", slice.given_person(&before).await?);
    slice.sync(&path, &after).await?;
    slice.expect_person(&path, &after).await
}

async fn bare(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let named = vec![(Place::Attribute("userName"), json!(person.user_name))];
    let path = format!("/Users/{}", slice.given_user(&named).await?);
    slice.sync(&path, &person).await?;
    slice.expect_person(&path, &person).await?;
    let answer = slice.session.read(&path).await?;
    for list in LISTS {
        if let Some(kind) = twice(answer.body().get(list)) {
            return Err(answer.fail(
                format!("one element of {list} for each type"),
                format!("two of type {kind}"),
            ));
        }
    }
    Ok(())
}

async fn neighbours(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let home = format!("{}@home.example", slice.session.unique("home"));
    let mut body = mapping::new_user(&slice.mapping.user(&person));
    if let Some(Value::Array(mails)) = body.get_mut("emails") {
        mails.push(json!({"type": "home", "value": home}));
    }
    let kind = slice.session.resource_type("User")?;
    let path = slice.session.given(&kind, &body).await?.path(&kind)?;
    let after = Person {
        mail: format!("{}@contoso.example", slice.session.unique("new")),
        ..person
    };
    slice.sync(&path, &after).await?;
    slice.expect_person(&path, &after).await?;
    let answer = slice.session.read(&path).await?;
    let private = vec![
        (Place::Element("emails", "home", "value"), json!(home)),
        (Place::Element("emails", "work", "primary"), json!(true)),
    ];
    expect_values(&answer, answer.body(), &private)
}

async fn update_on_demand(slice: Slice) -> Verdict {
    let (before, after) = pair(&slice)?;
    let path = format!("/Users/{}", slice.given_person(&before).await?);
    let by = [Place::Attribute("userName")];
    let hit = slice.service().find_user(&before, &by).await?;
    let shown = hit.map(|hit| hit.resource).unwrap_or_default();
    let changes = changes(&shown, &slice.mapping.user(&after));
    slice.service().update(&path, &changes).await?;
    slice.expect_person(&path, &after).await
}

async fn group_on_demand(slice: Slice) -> Verdict {
    let ids = slice.given_people().await?;
    let unit = slice.group()?;
    slice.service().find_group(&unit).await?;
    let path = slice.given_group(&unit).await?;
    slice.service().add_members(&path, &ids).await?;
    slice.expect_members(&path, &ids).await
}

/// Somebody before and after: half of what can be missing was, and the rest was otherwise.
fn pair(slice: &Slice) -> Result<(Person, Person), Stop> {
    let (before, other) = (slice.person(0)?, slice.person(1)?);
    let before = Person {
        job_title: None,
        mobile: None,
        office: None,
        department: None,
        ..before
    };
    let after = Person {
        number: before.number,
        mail_nickname: before.mail_nickname.clone(),
        department: Some("Quality".to_owned()),
        job_title: Some("Inspector".to_owned()),
        mobile: Some("+1 204 555 0100".to_owned()),
        office: Some("Gate 7".to_owned()),
        // Entra skips what is empty, so only what has a value can be compared afterwards.
        fax: other.fax.or_else(|| before.fax.clone()),
        state: other.state.or_else(|| before.state.clone()),
        ..other
    };
    Ok((before, after))
}

/// A type that two elements of the list have.
fn twice(list: Option<&Value>) -> Option<&str> {
    let kinds: Vec<&str> = list?
        .as_array()?
        .iter()
        .filter_map(|element| element.get("type")?.as_str())
        .collect();
    let mut rest = kinds.as_slice();
    while let [first, others @ ..] = rest {
        if others.contains(first) {
            return Some(first);
        }
        rest = others;
    }
    None
}
