//! Removing a document, once nothing needs it.

use scim::schema::{Document, DocumentKind};
use storage::resources;

use super::{AdminError, Change, DocumentRefusal, Missing};

pub(super) async fn remove(change: &Change<'_>, id: &str) -> Result<(), AdminError> {
    let document = change.documents.iter().find(|document| document.is(id));
    let Some(document) = document else {
        let (tenant, id) = (change.tenant.slug.clone(), id.to_owned());
        return Err(Missing::Document { tenant, id }.into());
    };
    match document.kind() {
        DocumentKind::Schema => remove_schema(change, document.id()).await,
        DocumentKind::ResourceType => remove_resource_type(change, document).await,
    }
}

async fn remove_schema(change: &Change<'_>, urn: &str) -> Result<(), AdminError> {
    let is_core = |document: &&Document| {
        let core = document.core_schema();
        core.is_some_and(|core| core.eq_ignore_ascii_case(urn))
    };
    refuse_used(change, urn).await?;
    if let Some(owner) = change.documents.iter().find(is_core) {
        return Err(DocumentRefusal::SchemaOfType {
            id: urn.to_owned(),
            resource_type: owner.id().to_owned(),
        }
        .into());
    }
    for document in &change.documents {
        detach(change, document, urn).await?;
    }
    change.drop(DocumentKind::Schema, urn).await
}

/// Ends the extension of a resource type. A document that did nothing else goes.
async fn detach(change: &Change<'_>, document: &Document, urn: &str) -> Result<(), AdminError> {
    let is_it = |other: &str| other.eq_ignore_ascii_case(urn);
    if !document.extensions().any(is_it) {
        return Ok(());
    }
    let mut left = document.extensions_with(document);
    left.retain(|(other, _)| !is_it(other));
    if left.is_empty() && document.core_schema().is_none() {
        return change.drop(document.kind(), document.id()).await;
    }
    change
        .put(&document.with_extensions(left))
        .await
        .map(|_| ())
}

async fn remove_resource_type(change: &Change<'_>, document: &Document) -> Result<(), AdminError> {
    let base = change.directory.registry();
    if let Some(known) = base.resource_type(document.id()) {
        let own = document
            .extensions()
            .filter(|urn| known.extension(urn).is_none());
        for urn in own {
            refuse_used(change, urn).await?;
        }
    } else {
        refuse_any(change, document.id()).await?;
    }
    change.drop(document.kind(), document.id()).await
}

async fn refuse_used(change: &Change<'_>, urn: &str) -> Result<(), AdminError> {
    match change.users_of(urn).await? {
        None => Ok(()),
        Some((resource_type, count)) => Err(in_use(urn, &resource_type, count)),
    }
}

async fn refuse_any(change: &Change<'_>, name: &str) -> Result<(), AdminError> {
    let registry = change.directory.registry().extended(&change.documents);
    let registry = registry.map_err(super::refused)?;
    let Some(resource_type) = registry.resource_type(name) else {
        return Ok(());
    };
    let (conn, tenant) = (change.conn, change.tenant.key);
    match resources::count_of(conn, tenant, resource_type, None).await? {
        0 => Ok(()),
        count => Err(in_use(name, name, count)),
    }
}

fn in_use(id: &str, resource_type: &str, count: u64) -> AdminError {
    DocumentRefusal::Used {
        id: id.to_owned(),
        resource_type: resource_type.to_owned(),
        count,
    }
    .into()
}
