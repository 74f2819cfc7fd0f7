//! What a file adds to what a tenant has.

use scim::schema::{Document, DocumentKind};
use storage::schema_documents::StoredDocument;

use super::{AdminError, Change, DocumentRefusal};

/// All documents of the tenant with those of the file; of the latter each with whether it is new.
pub(super) struct Merged {
    kept: Vec<Document>,
    given: Vec<(Document, bool)>,
}

impl Merged {
    pub(super) fn documents(&self) -> Vec<Document> {
        let given = self.given.iter().map(|(document, _)| document);
        self.kept.iter().chain(given).cloned().collect()
    }

    /// Writes what is new, and gives back what the file describes as it is kept.
    pub(super) async fn put(&self, change: &Change<'_>) -> Result<Vec<StoredDocument>, AdminError> {
        let mut stored = Vec::with_capacity(self.given.len());
        for (document, is_new) in &self.given {
            let present = change
                .stored
                .iter()
                .find(|it| it.kind == document.kind() && document.is(&it.id));
            match present {
                Some(present) if !is_new => stored.push(present.clone()),
                _ => stored.push(change.put(document).await?),
            }
        }
        Ok(stored)
    }
}

pub(super) async fn merge(change: &Change<'_>, given: Vec<Document>) -> Result<Merged, AdminError> {
    let mut merged = Merged {
        kept: change.documents.clone(),
        given: Vec::new(),
    };
    for document in given {
        let (kind, id) = (document.kind(), document.id().to_owned());
        let same = |it: &Document| it.kind() == kind && it.is(&id);
        if let Some(earlier) = merged.given.iter_mut().find(|(it, _)| same(it)) {
            // The second of one name in a file: extensions of a type, or a flaw for the registry.
            match kind {
                DocumentKind::ResourceType => *earlier = (extended(&earlier.0, &document), true),
                DocumentKind::Schema => merged.kept.push(document),
            }
            continue;
        }
        let present = merged.kept.iter().position(same);
        let entry = match present.map(|position| merged.kept.remove(position)) {
            None => (document, true),
            Some(present) => join(change, &present, document).await?,
        };
        merged.given.push(entry);
    }
    Ok(merged)
}

/// A document in the place of one that is there.
async fn join(
    change: &Change<'_>,
    present: &Document,
    document: Document,
) -> Result<(Document, bool), AdminError> {
    if document.says_the_same(present) {
        return Ok((document, false));
    }
    let is_own = change
        .directory
        .registry()
        .resource_type(document.id())
        .is_none();
    if is_own && present.is_moved_by(&document) {
        let id = document.id().to_owned();
        return Err(DocumentRefusal::TypeMoved { id }.into());
    }
    if document.kind() == DocumentKind::ResourceType {
        let joined = extended(present, &document);
        let is_new = !joined.says_the_same(present);
        return Ok((joined, is_new));
    }
    if let Some(attribute) = present.broken_by(&document)
        && let Some((resource_type, count)) = change.users_of(document.id()).await?
    {
        return Err(DocumentRefusal::AttributeUsed {
            id: document.id().to_owned(),
            attribute: attribute.clone(),
            resource_type,
            count,
        }
        .into());
    }
    Ok((document, true))
}

/// The later document's extensions beside those that are there.
fn extended(present: &Document, later: &Document) -> Document {
    let extensions = present.extensions_with(later);
    if later.core_schema().is_some() {
        return later.with_extensions(extensions);
    }
    present.with_extensions(extensions)
}
