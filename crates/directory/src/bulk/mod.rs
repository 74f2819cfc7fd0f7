//! Bulk (RFC 7644 §3.7): the writes of one message, each in a transaction of its own and by the same
//! rules as if it had come alone.

mod circle;
mod job;

use scim::bulk::BulkRequest;
use scim::{Content, ScimError};
use serde_json::Value;

use crate::{Caller, Directory};
use job::Job;

impl Directory {
    /// Carries out a bulk request and answers it. An operation that fails does not keep the others
    /// from being done, unless they refer to it or the client wants to stop after so many errors.
    /// What is not begun at the caller's deadline is refused with 503.
    ///
    /// # Errors
    ///
    /// Those of [`BulkRequest::parse`]; then nothing was done.
    pub async fn bulk(&self, caller: &Caller, body: Content) -> Result<Value, ScimError> {
        let registry = self.registry_of(caller).await?;
        let request = BulkRequest::parse(body, &registry, self.limits())?;
        let mut job = Job::new(self, &registry, caller, &request);
        for unit in request.units(&registry) {
            if job.is_late() {
                job.refuse_late(&unit.positions);
            } else if unit.is_circular {
                circle::carry_out(&mut job, &unit.positions).await;
            } else {
                job.carry_out(&unit.positions).await;
            }
            if job.is_over() {
                break;
            }
        }
        Ok(job.answer())
    }
}
