//! Resources that refer to each other in a circle (RFC 7644 §3.7.1). Each is made without what is
//! yet to be made, and given that afterwards. Since each needs the others, all are made or none.

use std::collections::HashSet;

use scim::ScimError;
use scim::bulk::{Method, Operation};

use super::job::{Done, Job, failed_before};

/// A resource of the circle that exists.
struct Made<'a> {
    position: usize,
    operation: &'a Operation,
    written: Done,
    /// Whether something it refers to was yet to be made.
    has_gaps: bool,
}

/// What went wrong, and where.
struct Failure {
    position: usize,
    error: ScimError,
}

/// Carries out the operations at these positions, all of them POSTs.
pub(super) async fn carry_out(job: &mut Job<'_>, positions: &[usize]) {
    let mut made = Vec::with_capacity(positions.len());
    let result = match make(job, positions, &mut made).await {
        Ok(()) => fill_gaps(job, &mut made).await,
        Err(failure) => Err(failure),
    };
    match result {
        Ok(()) => {
            for one in made {
                job.note(one.position, Ok(one.written));
            }
        }
        Err(failure) => give_up(job, positions, made, failure).await,
    }
}

async fn make<'a>(
    job: &mut Job<'a>,
    positions: &[usize],
    made: &mut Vec<Made<'a>>,
) -> Result<(), Failure> {
    let circle: HashSet<&str> = positions.iter().filter_map(|it| job.bulk_id(*it)).collect();
    for &position in positions {
        let fail = |error| Failure { position, error };
        let operation = job.operation(position).map_err(fail)?;
        if let Err(error) = job.check(operation, |name| circle.contains(name)) {
            return Err(fail(job.turn_away(operation, error).await));
        }
        let has_gaps = job.check(operation, |_| false).is_err();
        let written = job.write(job.resolved(operation)).await.map_err(fail)?;
        job.name(position, Some(&written.id));
        made.push(Made {
            position,
            operation,
            written,
            has_gaps,
        });
    }
    Ok(())
}

/// Gives resources what they were made without, unless someone else changed them meanwhile.
async fn fill_gaps(job: &Job<'_>, made: &mut [Made<'_>]) -> Result<(), Failure> {
    for one in made.iter_mut().filter(|one| one.has_gaps) {
        let replacement = Operation {
            method: Method::Put,
            id: Some(one.written.id.clone()),
            version: one.written.version.clone(),
            ..job.resolved(one.operation)
        };
        let position = one.position;
        let replaced = job.write(replacement).await;
        let replaced = replaced.map_err(|error| Failure { position, error })?;
        one.written.version = replaced.version;
    }
    Ok(())
}

/// Removes what was made, and says of each operation why it failed.
async fn give_up(job: &mut Job<'_>, positions: &[usize], made: Vec<Made<'_>>, failure: Failure) {
    let cause = job.bulk_id(failure.position).unwrap_or_default();
    let mut reached = HashSet::from([failure.position]);
    for one in made {
        job.name(one.position, None);
        let removed = job.undo(removal(&one)).await;
        if reached.insert(one.position) {
            let error = undone(cause, removed.err().as_ref());
            job.note(one.position, Err(error));
        }
    }
    for &position in positions {
        if reached.insert(position) {
            let error = match job.operation(position) {
                Ok(operation) => job.turn_away(operation, failed_before(cause)).await,
                Err(error) => error,
            };
            job.note(position, Err(error));
        }
    }
    job.note(failure.position, Err(failure.error));
}

fn removal(made: &Made<'_>) -> Operation {
    Operation {
        method: Method::Delete,
        id: Some(made.written.id.clone()),
        version: None,
        ..made.operation.clone()
    }
}

fn undone(cause: &str, problem: Option<&ScimError>) -> ScimError {
    let what = match problem {
        None => "was undone".to_owned(),
        Some(error) => format!("could not be undone ({})", error.detail()),
    };
    ScimError::with_status(
        409,
        format!(
            "The resource refers in a circle to \"bulkId:{cause}\", whose operation failed, so this \
             one {what}. Correct that one and send all of the circle again."
        ),
    )
}
