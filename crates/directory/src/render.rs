//! Resources on their way out after a write: what was stored, joined by what is computed.

use std::collections::HashMap;

use roster::contact::MembershipKind;
use scim::project::{Projection, in_order};
use scim::schema::{Kept, Role};
use scim::{ResourceType, instant};
use serde_json::{Map, Value, json};
use storage::memberships::{self, GroupRef, Link};
use storage::resources::Stored;
use storage::{Connection, StorageError, TenantKey};

use crate::etag::etag;
use crate::{Directory, Rendered};

impl Directory {
    /// The address of a resource.
    pub(crate) fn location(&self, resource_type: &ResourceType, id: &str) -> String {
        let base = &self.settings().base_url;
        format!("{base}{}/{id}", resource_type.endpoint)
    }

    /// What the answer shows of a resource beside its document: the groups of a member, or the members
    /// of a group. It is read only if it is part of the answer.
    pub(crate) async fn related(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        resource_type: &ResourceType,
        id: &str,
        projection: &Projection<'_>,
    ) -> Result<Option<Value>, StorageError> {
        let attribute = match resource_type.related_attribute() {
            Some(attribute) if projection.includes(&attribute.name) => attribute,
            _ => return Ok(None),
        };
        if attribute.kept == Kept::Groups {
            return self.groups_of(conn, tenant, id).await;
        }
        let linked = memberships::of_groups(conn, tenant, &[id.to_owned()]).await?;
        let members = linked.of(0).filter_map(|place| linked.get(place));
        let members = members.map(|member| self.member_value(member));
        Ok(Some(members.collect()))
    }

    /// The groups that a member is directly in, and after these the groups around them.
    async fn groups_of(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        id: &str,
    ) -> Result<Option<Value>, StorageError> {
        let direct = memberships::of_member(conn, tenant, id).await?;
        if direct.groups.is_empty() {
            return Ok(None);
        }
        let of_member = HashMap::from([(id.to_owned(), direct.groups)]);
        let outer = if direct.is_nested {
            memberships::outer_of(conn, tenant, &of_member).await?
        } else {
            HashMap::new()
        };
        let direct = of_member.values().flatten();
        let direct = direct.map(|group| self.group_value(group, MembershipKind::Direct));
        let outer = outer.values().flatten();
        let outer = outer.map(|group| self.group_value(group, MembershipKind::Indirect));
        Ok(Some(direct.chain(outer).collect()))
    }

    fn group_value(&self, group: &GroupRef, kind: MembershipKind) -> Value {
        let mut value = Map::new();
        value.insert("value".into(), json!(group.id));
        if let Some(resource_type) = self.registry().of_role(Role::Group) {
            let location = self.location(resource_type, &group.id);
            value.insert("$ref".into(), location.into());
        }
        if let Some(display) = &group.display {
            value.insert("display".into(), json!(display));
        }
        value.insert("type".into(), kind.as_str().into());
        Value::Object(value)
    }

    fn member_value(&self, member: Link<'_>) -> Value {
        let mut value = Map::new();
        value.insert("value".into(), json!(member.id));
        if let Some(resource_type) = self.registry().resource_type(member.kind) {
            let location = member.id.with_text(|id| self.location(resource_type, id));
            value.insert("$ref".into(), location.into());
        }
        if let Some(display) = member.display {
            value.insert("display".into(), display.into());
        }
        value.insert("type".into(), member.kind.into());
        Value::Object(value)
    }

    /// A resource as it is answered after a write.
    pub(crate) fn render(
        &self,
        resource_type: &ResourceType,
        stored: Stored,
        related: Option<Value>,
        projection: &Projection<'_>,
    ) -> Rendered {
        let version = etag(stored.version);
        let location = self.location(resource_type, &stored.id);
        let meta = json!({
            "resourceType": resource_type.name,
            "created": instant::format(stored.created_at),
            "lastModified": instant::format(stored.modified_at),
            "location": location,
            "version": version,
        });
        let mut attributes = stored.resource.into_attributes();
        if let (Some(attribute), Some(value)) = (resource_type.related_attribute(), related) {
            attributes.insert(attribute.name.clone(), value);
        }
        let mut whole = Map::new();
        let schemas = resource_type.schemas_of(&attributes);
        whole.insert("schemas".into(), schemas.into());
        whole.insert("id".into(), json!(stored.id));
        in_order(resource_type, attributes, &mut whole);
        whole.insert("meta".into(), meta);
        Rendered {
            id: stored.id,
            version,
            location,
            body: Value::Object(projection.apply(whole)),
        }
    }
}
