//! Emptying attributes, first with empty texts, then with null.

use scim::schema::Kind;
use serde_json::{Value, json};

use super::super::wire::{self, Made, Place, expect_taken, merged, one_each};
use super::{places, test};
use crate::check::{Session, Test, Verdict};

pub(super) fn tests() -> Vec<Test> {
    let why = "What is emptied in Entra stays filled here, or is an empty text that Entra takes for a value.";
    let fix = "Take an empty text and null in replace as no value, in every place, and leave the attribute out of answers.";
    let named = "SCIM_Null_Update_Test";
    vec![
        test(
            "16.null-update",
            "Empty texts and null in one replace without path empty every attribute",
            named,
        )
        .why(why)
        .fix(fix)
        .run(|session| clear(session, merged)),
        test(
            "16.null-update-verbose",
            "An empty text and null in a replace of each attribute empty every one",
            named,
        )
        .why(why)
        .fix(fix)
        .run(|session| clear(session, one_each)),
    ]
}

async fn clear(session: Session, writing: fn(&str, &[(Place, Value)]) -> Value) -> Verdict {
    let kind = session.resource_type("User")?;
    let mut places = places::single_values(&session, &kind)?;
    let first = places::first_values(&session, &kind, &places);
    let user = wire::user(&session, &first).await?;
    places.retain(|place| is_optional_text(&user, place));
    for empty in [json!(""), Value::Null] {
        let changes: Vec<_> = places
            .iter()
            .map(|place| (place.clone(), empty.clone()))
            .collect();
        let answer = session
            .patch_with(&user.path, writing("replace", &changes))
            .await?;
        expect_taken(&answer)?;
        expect_empty(&session, &user, &places, &empty).await?;
    }
    Ok(())
}

fn is_optional_text(user: &Made, place: &Place) -> bool {
    place.writable(&user.kind).is_some_and(|known| {
        known.leaf().kind == Kind::String
            && !known.leaf().required
            && !known.attribute.required
            && known.attribute.name != "externalId"
    })
}

/// None of the places holds anything, but the empty text if that was written.
async fn expect_empty(
    session: &Session,
    user: &Made,
    places: &[Place],
    written: &Value,
) -> Verdict {
    let answer = session.read(&user.path).await?;
    let left = places.iter().filter_map(|place| {
        let found = place.find(answer.body()).filter(|found| !found.is_null())?;
        (found != written).then(|| format!("{place} {found}"))
    });
    let left: Vec<String> = left.collect();
    if left.is_empty() {
        return Ok(());
    }
    let expected = format!("nothing where {written} was written");
    Err(answer.fail(expected, left.join(", ")))
}
