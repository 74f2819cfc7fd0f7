//! Creating, replacing and deleting resources (RFC 7644 §3.3, §3.5.1, §3.6).

use scim::normalize::{normalize, take_members};
use scim::schema::Uniqueness;
use scim::{Attribute, Resource, ResourceType, ScimError, comparable, retain, validate};
use serde_json::{Map, Value};

use super::store::Record;
use super::{Server, condition};

/// What a client wants a resource to be.
pub(super) struct Wish<'k> {
    pub(super) kind: &'k ResourceType,
    pub(super) body: Value,
    pub(super) if_match: Option<String>,
}

impl Server {
    /// The resource of that type and id.
    pub(super) fn record(&self, kind: &ResourceType, id: &str) -> Result<&Record, ScimError> {
        let found = self.store.get(&kind.name, id);
        found.ok_or_else(|| ScimError::not_found(&kind.name, id))
    }

    /// Makes a resource and gives its id, which is `id` if that is set.
    pub(super) fn create(
        &mut self,
        wish: &Wish<'_>,
        id: Option<String>,
    ) -> Result<String, ScimError> {
        let (resource, members) = self.accept(wish, None)?;
        let id = id.unwrap_or_else(|| self.store.new_id());
        let now = self.store.tick();
        self.store.put(Record {
            kind: wish.kind.name.clone(),
            id: id.clone(),
            version: 1,
            created: now,
            modified: now,
            resource,
            members,
        });
        Ok(id)
    }

    /// Gives a resource other attributes; what is left out is taken away.
    pub(super) fn replace(&mut self, wish: &Wish<'_>, id: &str) -> Result<(), ScimError> {
        let old = self.record(wish.kind, id)?.clone();
        condition::check(wish.if_match.as_deref(), old.version)?;
        let (resource, members) = self.accept(wish, Some(&old))?;
        validate::protect(&old.resource, &resource, wish.kind)?;
        self.change(old, resource, members);
        Ok(())
    }

    /// Takes a resource away.
    pub(super) fn delete(
        &mut self,
        kind: &ResourceType,
        id: &str,
        if_match: Option<&str>,
    ) -> Result<(), ScimError> {
        condition::check(if_match, self.record(kind, id)?.version)?;
        self.store.remove(id);
        Ok(())
    }

    /// Keeps a resource's new state. Nothing happens if it is the old one.
    pub(super) fn change(&mut self, old: Record, resource: Resource, members: Vec<String>) {
        if old.resource == resource && old.members == members {
            return;
        }
        let modified = self.store.tick();
        self.store.put(Record {
            version: old.version + 1,
            modified,
            resource,
            members,
            ..old
        });
    }

    /// Refuses a resource that takes what must be unique from another one than `own`.
    pub(super) fn check_unique(
        &self,
        kind: &ResourceType,
        resource: &Resource,
        own: Option<&str>,
    ) -> Result<(), ScimError> {
        for (urn, attribute) in unique_attributes(kind) {
            let Some(value) = value(resource.attributes(), urn, attribute) else {
                continue;
            };
            let mut others = self.store.of_kind(&kind.name);
            let taken = others.any(|other| {
                let theirs = self::value(other.resource.attributes(), urn, attribute);
                Some(other.id.as_str()) != own && theirs.as_ref() == Some(&value)
            });
            if taken {
                return Err(ScimError::uniqueness(format!(
                    "There is a {} with the {} {value} already.",
                    kind.name, attribute.name
                )));
            }
        }
        Ok(())
    }

    /// Refuses members that don't exist.
    pub(super) fn check_members(&self, members: &[String]) -> Result<(), ScimError> {
        match members.iter().find(|id| !self.store.knows(id)) {
            None => Ok(()),
            Some(id) => Err(ScimError::invalid_value(format!(
                "members: there is nothing with the id {id:?}."
            ))),
        }
    }

    fn accept(
        &self,
        wish: &Wish<'_>,
        old: Option<&Record>,
    ) -> Result<(Resource, Vec<String>), ScimError> {
        let mut resource = normalize(&wish.body, wish.kind, &self.limits)?.resource;
        let members = take_members(&mut resource, wish.kind);
        if let Some(old) = old {
            retain::write_only(&old.resource, &mut resource, wish.kind);
        }
        validate::validate(&resource, wish.kind)?;
        let own = old.map(|old| old.id.as_str());
        self.check_unique(wish.kind, &resource, own)?;
        self.check_members(&members)?;
        Ok((resource, members))
    }
}

/// Attributes of which no two resources have the same value, each with the URN of its extension.
/// A user's name is one whatever the schema says.
fn unique_attributes(kind: &ResourceType) -> impl Iterator<Item = (Option<&str>, &Attribute)> {
    let core = kind.schema.attributes.iter().map(|it| (None, it));
    let extended = kind.extensions.iter().flat_map(|extension| {
        let attributes = extension.schema.attributes.iter();
        attributes.map(|it| (Some(extension.schema.id.as_str()), it))
    });
    core.chain(extended).filter(|(_, attribute)| {
        attribute.uniqueness != Uniqueness::None || attribute.is_named("userName")
    })
}

/// The value of an attribute as it is compared.
fn value(
    attributes: &Map<String, Value>,
    urn: Option<&str>,
    attribute: &Attribute,
) -> Option<Value> {
    let holder = match urn {
        Some(urn) => attributes.get(urn)?.as_object()?,
        None => attributes,
    };
    Some(comparable::value(attribute, holder.get(&attribute.name)?))
}
