//! Learns what a server does not take, before the tests.
//!
//! A server that refuses one value of one attribute would refuse every whole resource, and one
//! mistake would be counted a hundred times. So a whole resource of each type is tried first; where
//! it is refused, each attribute is tried alone, and those that are refused are left out of all
//! tests but the ones about them.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::AttrRef;
use serde_json::Value;

use crate::check::{Session, Shared, Stop};
use crate::values;

/// What the exchanges of this stage belong to.
const STAGE: &str = "before-the-tests";

/// Tries resources of every type, and leaves out of the profile what the server refuses; what that
/// is joins what [was assumed](crate::target::Target::assumed). Everything is deleted again. Does
/// nothing while anyone else holds `shared`.
pub async fn fit(shared: &mut Arc<Shared>) {
    let (mut refused, mut left) = (Vec::new(), Vec::new());
    for kind in &shared.target.types {
        let session = Session::new(Arc::clone(shared), STAGE, 0);
        refused.extend(refused_of(&session, kind).await);
        left.extend(session.clean_up().await);
    }
    if let Some(shared) = Arc::get_mut(shared) {
        let left = left
            .iter()
            .map(|path| format!("{path} was made to learn that, and stays"));
        shared.target.assumed.extend(left);
        for (place, reason) in refused {
            shared.target.assumed.push(format!(
                "{place} is left out of all tests but its own, since the server refuses it: {reason}"
            ));
            shared.profile.leave_out.push(place);
        }
    }
}

/// The attributes of the type that the server refuses, by how a profile names them, each with what
/// it says about it. A server that takes nothing, or not even the smallest resource, tells nothing.
async fn refused_of(session: &Session, kind: &ResourceType) -> Vec<(String, String)> {
    if is_taken(session, kind, session.full(kind).await).await
        || !is_taken(session, kind, session.minimal(kind).await).await
    {
        return Vec::new();
    }
    let mut refused = Vec::new();
    for place in values::writable(session, kind) {
        if let Ok(Some(reason)) = refusal(session, kind, &place).await {
            refused.push((values::key(kind, &place), reason));
        }
    }
    refused
}

async fn is_taken(session: &Session, kind: &ResourceType, body: Result<Value, Stop>) -> bool {
    let Ok(body) = body else {
        return false;
    };
    let answer = session.post(&kind.endpoint, &body).await;
    answer.is_ok_and(|answer| answer.expect_success().is_ok())
}

/// What the server says against the smallest resource with the attribute added, if it refuses it.
async fn refusal(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
) -> Result<Option<String>, Stop> {
    let mut body = session.minimal(kind).await?;
    let Some(value) = values::value(session, kind, place, 0) else {
        return Ok(None);
    };
    values::put(&mut body, place, value);
    let answer = session.post(&kind.endpoint, &body).await?;
    let is_refused = (400..500).contains(&answer.status());
    Ok(is_refused.then(|| answer.status_in_words()))
}
