//! Whether an answer is the right one.

use serde::Deserialize;

use super::connection::Answer;
use super::operation::Operation;

#[derive(Deserialize)]
struct Identified {
    id: String,
}

#[derive(Deserialize)]
struct Counted {
    #[serde(rename = "totalResults")]
    total: u64,
}

/// Whether the server did what the operation asks for.
pub(crate) fn is_right(operation: Operation, answer: &Answer) -> bool {
    match operation {
        Operation::FilterHit | Operation::GroupFilter => total_of(answer) == Some(1),
        Operation::FilterMiss => total_of(answer) == Some(0),
        Operation::Get => answer.status == 200,
        Operation::Create => answer.status == 201,
        Operation::Patch | Operation::Add(_) | Operation::Remove | Operation::Cycle(_) => {
            matches!(answer.status, 200 | 204)
        }
    }
}

/// The id of the resource in the answer.
pub(crate) fn id_of(answer: &Answer) -> Option<String> {
    let found: Identified = serde_json::from_slice(&answer.body).ok()?;
    Some(found.id)
}

fn total_of(answer: &Answer) -> Option<u64> {
    let counted: Counted = serde_json::from_slice(&answer.body).ok()?;
    (answer.status == 200).then_some(counted.total)
}
