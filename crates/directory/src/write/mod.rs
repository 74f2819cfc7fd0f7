//! Writing: every change of a tenant's directory, refused ones included, goes through here.

mod attempt;
mod create;
mod delete;
mod described;
mod done;
mod members;
mod patch;
mod record;
mod replace;
mod selected;

use std::sync::Arc;
use std::time::{Duration, Instant};

use scim::ScimError;
use storage::{Transaction, journal};

use crate::directory::named;
use crate::fault::Fault;
use crate::unit::Unit;
use crate::{Act, Directory, TenantRegistry, Write, Written};
use attempt::Attempt;
use described::Described;
use done::Done;
use record::{Record, Shared};
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
    pub async fn write(&self, request: Write) -> Result<Written, ScimError> {
        let request = Arc::new(request);
        let mut attempts_left = ATTEMPTS;
        loop {
            let registry = self.types_of(request.caller.tenant).await?;
            let resource_type = named(&registry, &request.resource_type)?;
            let intended = || Record::intended(&request, resource_type, self.limits());
            let record = Shared::new(intended());
            let attempt = self.attempt(&request, &registry, record.clone());
            // It has room for all kinds of writes, which nobody shall move about.
            let fault = match Box::pin(attempt).await {
                Ok(written) => return Ok(written),
                Err(fault) => fault,
            };
            attempts_left -= 1;
            if attempts_left == 0 || !fault.is_transient() {
                let record = record.take().unwrap_or_else(intended);
                return Err(self.refuse(&request, record, fault.into()).await);
            }
        }
    }

    async fn attempt(
        &self,
        request: &Arc<Write>,
        registry: &Arc<TenantRegistry>,
        record: Shared,
    ) -> Result<Written, Fault> {
        let _turn = self.queue().enter(request).await?;
        let selected = Selected::find(self, registry, request).await?;
        let (tenant, deadline) = (request.caller.tenant, request.caller.deadline);
        let resource_type = named(registry, &request.resource_type)?;
        let work = Work {
            directory: self.clone(),
            request: Arc::clone(request),
            registry: Arc::clone(registry),
            selected,
            described: Described::of(&request.act, resource_type, self.limits()),
        };
        let unit = async move |transaction: &Transaction| work.carry_out(transaction, record).await;
        let done = self.database().hand_over(tenant, deadline, unit).await?;
        Ok(done.told(self, resource_type, &request.act)?)
    }

    /// Refuses a write without looking at it: it depends on another one that failed. It is journaled
    /// like any other.
    pub(crate) async fn turn_away(&self, request: &Write, error: ScimError) -> ScimError {
        let registry = match self.types_of(request.caller.tenant).await {
            Ok(registry) => registry,
            Err(fault) => return fault.into(),
        };
        match named(&registry, &request.resource_type) {
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
    async fn refuse(&self, request: &Write, record: Record, error: ScimError) -> ScimError {
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
        request: &Write,
        record: Record,
        error: &ScimError,
    ) -> Result<(), Fault> {
        let unit = async |transaction: &Transaction| {
            let entry = record.refused(self.next_id(), self.now(), &request.caller, error);
            journal::append(transaction, request.caller.tenant, &entry).await
        };
        let deadline = request.caller.deadline.map(to_note_a_refusal);
        let tenant = request.caller.tenant;
        Ok(self.database().write_of(tenant, deadline, unit).await?)
    }
}

/// A write, with all that carrying it out needs, wherever that is done.
struct Work {
    directory: Directory,
    request: Arc<Write>,
    registry: Arc<TenantRegistry>,
    selected: Selected,
    described: Option<Result<Described, ScimError>>,
}

impl Work {
    /// Does it, all of it or nothing. How far it came, the record tells in any case.
    async fn carry_out(self, transaction: &Transaction, record: Shared) -> Result<Done, Fault> {
        let directory = &self.directory;
        let resource_type = named(&self.registry, &self.request.resource_type)?;
        let intended = || Record::intended(&self.request, resource_type, directory.limits());
        let mut found = record.take().unwrap_or_else(intended);
        let unit = Unit {
            directory,
            transaction,
            tenant: self.request.caller.tenant,
            at: directory.now(),
        };
        let mut attempt = Attempt {
            unit,
            resource_type,
            record: &mut found,
            selected: &self.selected,
            described: self.described,
        };
        let outcome = do_and_note(&mut attempt, &self.request, &self.registry).await;
        record.put(found);
        outcome
    }
}

/// Does what is asked and journals it.
async fn do_and_note(
    attempt: &mut Attempt<'_>,
    request: &Write,
    registry: &TenantRegistry,
) -> Result<Done, Fault> {
    let done = carry_out(attempt, &request.act).await?;
    let (unit, caller) = (attempt.unit, &request.caller);
    let (entry, members) = attempt.record.done(unit.next_id(), unit.at, caller);
    journal::append_with(unit.transaction, unit.tenant, &entry, &members).await?;
    if let Err(error) = registry.confirm(unit.transaction, unit.tenant).await {
        unit.directory.registries().forget(unit.tenant);
        return Err(error.into());
    }
    Ok(done)
}

async fn carry_out(attempt: &mut Attempt<'_>, act: &Act) -> Result<Done, Fault> {
    match act {
        Act::Create { shape, .. } => create::carry_out(attempt, shape).await,
        Act::Replace {
            existing, shape, ..
        } => replace::carry_out(attempt, existing, shape).await,
        Act::Patch {
            existing,
            body,
            shape,
        } => patch::carry_out(attempt, existing, body, shape).await,
        Act::Delete { existing } => delete::carry_out(attempt, existing).await,
    }
}
