//! Values that refer to other resources. Those are made first, and taken away with the rest.

use scim::schema::{AttrRef, Kind, Mutability};
use scim::{Attribute, ResourceType};
use serde_json::{Value, json};

use super::answer::Answer;
use super::session::Session;
use super::stop::Stop;
use crate::values;

impl Session {
    /// The `nth` value for an attribute as [`values::value`] makes it. Where it refers to another
    /// resource, a new one is made for it, so that it differs each time. Nothing for what a client
    /// may not write, and for references to what the server does not serve.
    ///
    /// # Errors
    /// What it refers to could not be made.
    pub async fn given_value(
        &self,
        kind: &ResourceType,
        place: &AttrRef<'_>,
        nth: usize,
    ) -> Result<Option<Value>, Stop> {
        let attribute = place.attribute;
        let is_this = |other: &AttrRef<'_>| other == place;
        if values::refers(attribute) && !values::referring(self, kind).iter().any(is_this) {
            return Ok(None);
        }
        let value = values::value(self, kind, place, nth);
        if value.is_some() || !values::refers(attribute) {
            return Ok(value);
        }
        let Some(referred) = self.referred(attribute) else {
            return Ok(None);
        };
        let other = values::minimal(self, &referred);
        let value = self.reference(attribute, &referred, &self.given(&referred, &other).await?)?;
        Ok(Some(if attribute.multi_valued {
            json!([value])
        } else {
            value
        }))
    }

    /// The first type of resources that the attribute may refer to and that is served.
    pub fn referred(&self, attribute: &Attribute) -> Option<ResourceType> {
        let parts = std::iter::once(attribute).chain(&attribute.sub_attributes);
        let named = parts.flat_map(|part| &part.reference_types);
        let served = |name: &String| self.target().resource_type(name);
        let user = || self.target().resource_type("User");
        named
            .filter(|name| *name != "external" && *name != "uri")
            .find_map(served)
            .or_else(user)
            .cloned()
    }

    fn reference(
        &self,
        attribute: &Attribute,
        kind: &ResourceType,
        other: &Answer,
    ) -> Result<Value, Stop> {
        let id = other.expect_id()?;
        let made = || format!("{}{}/{id}", self.target().base_url, kind.endpoint);
        let told = other.body().pointer("/meta/location");
        let location = told.cloned().unwrap_or_else(|| json!(made()));
        let by_kind = |attribute: &Attribute| match attribute.kind {
            Kind::Reference => location.clone(),
            _ => json!(id),
        };
        if attribute.kind != Kind::Complex {
            return Ok(by_kind(attribute));
        }
        let writable = |sub: &&Attribute| sub.mutability != Mutability::ReadOnly;
        let value = attribute.sub("value").filter(writable);
        Ok(match value {
            Some(value) => json!({"value": by_kind(value)}),
            None => json!({"$ref": location}),
        })
    }
}
