//! Writing: every change of a tenant's directory, refused ones included, goes through here.

mod attempt;
mod create;
mod delete;
mod members;
mod patch;
mod record;
mod replace;

use std::time::{Duration, Instant};

use roster::Action;
use scim::{ResourceType, ScimError};
use storage::{Transaction, journal};

use crate::directory::named;
use crate::fault::Fault;
use crate::unit::Unit;
use crate::{Directory, Patched, Rendered, TenantRegistry, Write};
use attempt::Attempt;
use record::Record;

/// How often a transaction is tried when others keep being faster.
const ATTEMPTS: u32 = 5;

/// How long noting a refusal may take after the deadline of its request.
const NOTE_REFUSAL: Duration = Duration::from_secs(2);

/// One kind of write. It is run inside a transaction and may be run again from the start.
trait Operation {
    /// What the client gets.
    type Output: Send;

    /// What the journal says was meant, as long as nothing better is known.
    const INTENDED: Action;

    fn run(attempt: &mut Attempt<'_>) -> impl Future<Output = Result<Self::Output, Fault>> + Send;
}

/// A write is given up at its deadline, and that is journaled right after it.
fn to_note_a_refusal(deadline: Instant) -> Instant {
    deadline.max(Instant::now()) + NOTE_REFUSAL
}

impl Directory {
    /// Makes a resource (RFC 7644 §3.3).
    ///
    /// # Errors
    ///
    /// 400 for a body that does not fit the schema, 409 if its unique value is taken.
    pub async fn create(&self, request: Write<'_>) -> Result<Rendered, ScimError> {
        self.write::<create::Create>(&request).await
    }

    /// Gives a resource other attributes (RFC 7644 §3.5.1).
    ///
    /// # Errors
    ///
    /// As [`Directory::create`], and 404 and 412.
    pub async fn replace(&self, request: Write<'_>) -> Result<Rendered, ScimError> {
        self.write::<replace::Replace>(&request).await
    }

    /// Changes a resource in part (RFC 7644 §3.5.2).
    ///
    /// # Errors
    ///
    /// As [`Directory::replace`].
    pub async fn patch(&self, request: Write<'_>) -> Result<Patched, ScimError> {
        self.write::<patch::Patch>(&request).await
    }

    /// Removes a resource (RFC 7644 §3.6).
    ///
    /// # Errors
    ///
    /// 404 and 412.
    pub async fn delete(&self, request: Write<'_>) -> Result<(), ScimError> {
        self.write::<delete::Delete>(&request).await
    }

    async fn write<O: Operation>(&self, request: &Write<'_>) -> Result<O::Output, ScimError> {
        let mut attempts_left = ATTEMPTS;
        loop {
            let registry = self.types_of(request.caller.tenant).await?;
            let resource_type = named(&registry, request.resource_type)?;
            let mut record = Record::intended(O::INTENDED, request, resource_type, self.limits());
            let fault = match self
                .attempt::<O>(request, &registry, resource_type, &mut record)
                .await
            {
                Ok(output) => return Ok(output),
                Err(fault) => fault,
            };
            attempts_left -= 1;
            if attempts_left == 0 || !fault.is_transient() {
                return Err(self.refuse(request, record, fault.into()).await);
            }
        }
    }

    async fn attempt<O: Operation>(
        &self,
        request: &Write<'_>,
        registry: &TenantRegistry,
        resource_type: &ResourceType,
        record: &mut Record,
    ) -> Result<O::Output, Fault> {
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
                request,
                resource_type,
                record,
            };
            let output = O::run(&mut attempt).await?;
            let entry = attempt.record.done(self.next_id(), unit.at, request.caller);
            journal::append(transaction, tenant, &entry).await?;
            if let Err(error) = registry.confirm(transaction, tenant).await {
                self.registries().forget(tenant);
                return Err(error.into());
            }
            Ok(output)
        };
        let _turn = self.queue().enter(request).await?;
        let deadline = request.caller.deadline;
        self.database().write_until(deadline, unit).await
    }

    /// Refuses a write without looking at it: it depends on another one that failed. It is journaled
    /// like any other.
    pub(crate) async fn turn_away(
        &self,
        intended: Action,
        request: &Write<'_>,
        error: ScimError,
    ) -> ScimError {
        let registry = match self.types_of(request.caller.tenant).await {
            Ok(registry) => registry,
            Err(fault) => return fault.into(),
        };
        match named(&registry, request.resource_type) {
            Ok(resource_type) => {
                let record = Record::intended(intended, request, resource_type, self.limits());
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
        Ok(self.database().write_until(deadline, unit).await?)
    }
}
