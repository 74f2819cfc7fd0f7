//! Writing: every change of a tenant's directory, refused ones included, goes through here.

mod attempt;
mod create;
mod delete;
mod members;
mod patch;
mod record;
mod replace;
mod selected;

use std::time::{Duration, Instant};

use scim::{ResourceType, ScimError};
use storage::{Transaction, journal};

use crate::directory::named;
use crate::fault::Fault;
use crate::unit::Unit;
use crate::{Act, Directory, TenantRegistry, Write, Written};
use attempt::Attempt;
use record::Record;
use selected::Selected;

/// How often a transaction is tried when others keep being faster.
const ATTEMPTS: u32 = 5;

/// How long noting a refusal may take after the deadline of its request.
const NOTE_REFUSAL: Duration = Duration::from_secs(2);

/// A write is given up at its deadline, and that is journaled right after it.
fn to_note_a_refusal(deadline: Instant) -> Instant {
    deadline.max(Instant::now()) + NOTE_REFUSAL
}

impl Directory {
    /// Does what a client asks, all of it or nothing.
    ///
    /// # Errors
    ///
    /// 400 for a body that does not fit the schema, 409 if its unique value is taken, 404 and 412
    /// for a resource that is not there, or not in the state the client named.
    pub async fn write(&self, request: Write<'_>) -> Result<Written, ScimError> {
        let mut attempts_left = ATTEMPTS;
        loop {
            let registry = self.types_of(request.caller.tenant).await?;
            let resource_type = named(&registry, request.resource_type)?;
            let mut record = Record::intended(&request, resource_type, self.limits());
            let attempt = self.attempt(&request, &registry, resource_type, &mut record);
            // It has room for all kinds of writes, which nobody shall move about.
            let fault = match Box::pin(attempt).await {
                Ok(written) => return Ok(written),
                Err(fault) => fault,
            };
            attempts_left -= 1;
            if attempts_left == 0 || !fault.is_transient() {
                return Err(self.refuse(&request, record, fault.into()).await);
            }
        }
    }

    async fn attempt(
        &self,
        request: &Write<'_>,
        registry: &TenantRegistry,
        resource_type: &ResourceType,
        record: &mut Record,
    ) -> Result<Written, Fault> {
        let _turn = self.queue().enter(request).await?;
        let selected = Selected::find(self, registry, request).await?;
        let unit = async |transaction: &Transaction| {
            let tenant = request.caller.tenant;
            let unit = Unit {
                directory: self,
                transaction,
                tenant,
                at: self.now(),
            };
            let mut attempt = Attempt {
                unit,
                resource_type,
                record,
                selected: &selected,
            };
            let written = carry_out(&mut attempt, &request.act).await?;
            let entry = attempt.record.done(self.next_id(), unit.at, request.caller);
            journal::append(transaction, tenant, &entry).await?;
            if let Err(error) = registry.confirm(transaction, tenant).await {
                self.registries().forget(tenant);
                return Err(error.into());
            }
            Ok(written)
        };
        let (tenant, deadline) = (request.caller.tenant, request.caller.deadline);
        self.database().write_of(tenant, deadline, unit).await
    }

    /// Refuses a write without looking at it: it depends on another one that failed. It is journaled
    /// like any other.
    pub(crate) async fn turn_away(&self, request: &Write<'_>, error: ScimError) -> ScimError {
        let registry = match self.types_of(request.caller.tenant).await {
            Ok(registry) => registry,
            Err(fault) => return fault.into(),
        };
        match named(&registry, request.resource_type) {
            Ok(resource_type) => {
                let record = Record::intended(request, resource_type, self.limits());
                self.refuse(request, record, error).await
            }
            Err(unknown) => unknown,
        }
    }

    /// Notes a refusal and gives back what the client is told. If it cannot even be noted, that is
    /// the greater trouble, and the client is told to come again; but what a failure of the storage
    /// left uncertain stays so.
    async fn refuse(&self, request: &Write<'_>, record: Record, error: ScimError) -> ScimError {
        match self.note_refusal(request, record, &error).await {
            Err(fault) if error.status() < 500 => fault.into(),
            Err(fault) => {
                tracing::error!(?fault, "a refused write was not journaled");
                error
            }
            Ok(()) => error,
        }
    }

    async fn note_refusal(
        &self,
        request: &Write<'_>,
        record: Record,
        error: &ScimError,
    ) -> Result<(), Fault> {
        let unit = async |transaction: &Transaction| {
            let entry = record.refused(self.next_id(), self.now(), request.caller, error);
            journal::append(transaction, request.caller.tenant, &entry).await
        };
        let deadline = request.caller.deadline.map(to_note_a_refusal);
        let tenant = request.caller.tenant;
        Ok(self.database().write_of(tenant, deadline, unit).await?)
    }
}

async fn carry_out(attempt: &mut Attempt<'_>, act: &Act<'_>) -> Result<Written, Fault> {
    match act {
        Act::Create { body, shape } => create::carry_out(attempt, body, shape).await,
        Act::Replace {
            existing,
            body,
            shape,
        } => replace::carry_out(attempt, existing, body, shape).await,
        Act::Patch {
            existing,
            body,
            shape,
        } => patch::carry_out(attempt, existing, body, shape).await,
        Act::Delete { existing } => delete::carry_out(attempt, existing).await,
    }
}
