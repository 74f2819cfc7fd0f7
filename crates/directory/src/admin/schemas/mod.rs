//! Schemas and resource types of a tenant's own: added, listed and removed.

mod merge;
mod removal;

use roster::{Action, Target};
use scim::schema::{Document, DocumentKind};
use serde_json::Value;
use storage::schema_documents;
use storage::tenants::Tenant;
use storage::{Transaction, resources};

pub use storage::schema_documents::StoredDocument;

use super::note::{Act, note};
use super::{AdminError, DocumentRefusal, Missing, tenants};
use crate::Directory;
use crate::registries;

/// Adds the documents of a file: one, a list, or a `ListResponse`. A schema that is there already is
/// replaced if everything that fitted the old one fits the new one; the extensions of a resource
/// type that is there are added to it. All of them are added, or none. Returns what the tenant has
/// now under the names in the file.
///
/// # Errors
///
/// `Missing` if there is no such tenant; `Refused` for a document that is wrong or does not fit
/// with the others, naming `source`, the place and the reason.
pub async fn add(
    directory: &Directory,
    tenant_slug: &str,
    source: &str,
    file: &Value,
) -> Result<Vec<StoredDocument>, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let given = Document::read_all(source, file).map_err(refused)?;
    let unit = async |transaction: &Transaction| {
        let change = Change::begin(directory, transaction, &tenant).await?;
        let merged = merge::merge(&change, given).await?;
        change.check(&merged.documents())?;
        let added = merged.put(&change).await?;
        for document in &added {
            note(
                directory,
                transaction,
                act(directory, &tenant, Action::Create, &document.id),
            )
            .await?;
        }
        Ok::<_, AdminError>(added)
    };
    let added = directory.database().write(unit).await?;
    directory.registries().forget(tenant.key);
    Ok(added)
}

/// The documents that were added for the tenant, oldest first.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn list(
    directory: &Directory,
    tenant_slug: &str,
) -> Result<Vec<StoredDocument>, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    Ok(schema_documents::list(directory.database().reader(), tenant.key).await?)
}

/// Removes the schema with that URN, or the resource type of that name. A schema that extends
/// resource types extends them no longer.
///
/// # Errors
///
/// `Missing` if there is no such tenant, or it has no such document; `Refused` as long as a
/// resource of the tenant uses it, or a resource type has it as its own schema.
pub async fn remove(directory: &Directory, tenant_slug: &str, id: &str) -> Result<(), AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let unit = async |transaction: &Transaction| {
        let change = Change::begin(directory, transaction, &tenant).await?;
        removal::remove(&change, id).await?;
        let act = act(directory, &tenant, Action::Delete, id);
        Ok::<_, AdminError>(note(directory, transaction, act).await?)
    };
    directory.database().write(unit).await?;
    directory.registries().forget(tenant.key);
    Ok(())
}

/// Holds the documents of all tenants against what every tenant has.
///
/// # Errors
///
/// `Refused` for the first tenant whose documents do not fit with it.
pub async fn check_all(directory: &Directory) -> Result<(), AdminError> {
    let reader = directory.database().reader();
    for tenant in schema_documents::owners(reader).await? {
        let stored = schema_documents::list(reader, tenant.key).await?;
        let documents = registries::read(&stored);
        documents
            .and_then(|documents| directory.registry().extended(&documents))
            .map_err(|flaw| {
                let (tenant, flaw) = (tenant.slug.clone(), flaw.to_string());
                DocumentRefusal::TenantUnfit { tenant, flaw }
            })?;
    }
    Ok(())
}

/// Something that is done to a document of a tenant now.
fn act<'a>(directory: &Directory, tenant: &Tenant, action: Action, id: &'a str) -> Act<'a> {
    Act {
        tenant: Some(tenant.key),
        action,
        target: Target::Schema,
        id,
        name: None,
        is_new: true,
        changes: Vec::new(),
        at: directory.now(),
    }
}

/// A change of a tenant's documents in its transaction, and what there was before.
struct Change<'a> {
    directory: &'a Directory,
    conn: &'a Transaction,
    tenant: &'a Tenant,
    stored: Vec<StoredDocument>,
    documents: Vec<Document>,
}

impl<'a> Change<'a> {
    async fn begin(
        directory: &'a Directory,
        conn: &'a Transaction,
        tenant: &'a Tenant,
    ) -> Result<Self, AdminError> {
        schema_documents::lock(conn, tenant.key).await?;
        let stored = schema_documents::list(conn, tenant.key).await?;
        Ok(Self {
            directory,
            conn,
            tenant,
            documents: registries::read(&stored).map_err(refused)?,
            stored,
        })
    }

    /// Refuses documents that do not fit together.
    fn check(&self, documents: &[Document]) -> Result<(), AdminError> {
        let extended = self.directory.registry().extended(documents);
        extended.map(|_| ()).map_err(refused)
    }

    async fn put(&self, document: &Document) -> Result<StoredDocument, AdminError> {
        let kept = self
            .stored
            .iter()
            .find(|it| it.kind == document.kind() && document.is(&it.id));
        let now = self.directory.now();
        let stored = StoredDocument {
            kind: document.kind(),
            id: document.id().to_owned(),
            document: document.to_json().clone(),
            revision: self.directory.next_id(),
            created_at: kept.map_or(now, |kept| kept.created_at),
        };
        schema_documents::put(self.conn, self.tenant.key, &stored).await?;
        Ok(stored)
    }

    async fn drop(&self, kind: DocumentKind, id: &str) -> Result<(), AdminError> {
        Ok(schema_documents::remove(self.conn, self.tenant.key, kind, id).await?)
    }

    /// How many of the tenant's resources have attributes of a schema, and of which type they are.
    async fn users_of(&self, urn: &str) -> Result<Option<(String, u64)>, AdminError> {
        let registry = self.directory.registry().extended(&self.documents);
        let registry = registry.map_err(refused)?;
        for resource_type in registry.resource_types() {
            let extension = match resource_type.extension(urn) {
                Some(schema) => Some(schema.id.as_str()),
                None if resource_type.schema.is(urn) => None,
                None => continue,
            };
            let tenant = self.tenant.key;
            let count = resources::count_of(self.conn, tenant, resource_type, extension).await?;
            if count > 0 {
                return Ok(Some((resource_type.name.clone(), count)));
            }
        }
        Ok(None)
    }
}

fn refused(flaw: impl std::fmt::Display) -> AdminError {
    let flaw = flaw.to_string();
    DocumentRefusal::Unfit { flaw }.into()
}
