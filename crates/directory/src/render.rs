//! Resources on their way out after a write: what was stored, joined by what is computed.

use std::collections::HashMap;

use roster::contact::MembershipKind;
use scim::project::{Projection, in_order};
use scim::schema::{Kept, Role};
use scim::{ResourceType, instant};
use serde_json::{Map, Value, json};
use storage::memberships::{self, GroupRef, Member};
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

    /// Renders one resource. Memberships are read only if they are part of the answer.
    pub(crate) async fn render(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        resource_type: &ResourceType,
        stored: Stored,
        projection: &Projection<'_>,
    ) -> Result<Rendered, StorageError> {
        let ids = [stored.id.clone()];
        let mut computed = self
            .computed(conn, tenant, resource_type, &ids, projection)
            .await?;
        let computed = computed.remove(&stored.id);
        Ok(self.assemble(resource_type, stored, computed, projection))
    }

    async fn computed(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        resource_type: &ResourceType,
        ids: &[String],
        projection: &Projection<'_>,
    ) -> Result<HashMap<String, Value>, StorageError> {
        let attribute = match resource_type.related_attribute() {
            Some(attribute) if !ids.is_empty() && projection.includes(&attribute.name) => attribute,
            _ => return Ok(HashMap::new()),
        };
        if attribute.kept == Kept::Groups {
            return self.groups_of(conn, tenant, ids).await;
        }
        let mut members = memberships::of_groups(conn, tenant, ids).await?;
        for id in ids {
            members.entry(id.clone()).or_default();
        }
        let values = members.into_iter().map(|(id, members)| {
            let members = members.into_iter();
            (
                id,
                members.map(|member| self.member_value(member)).collect(),
            )
        });
        Ok(values.collect())
    }

    /// The values of `groups` by member id: the groups they are directly in, and after these the
    /// groups around them.
    async fn groups_of(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        ids: &[String],
    ) -> Result<HashMap<String, Value>, StorageError> {
        let direct = memberships::of_members(conn, tenant, ids).await?;
        let mut outer = memberships::outer_of(conn, tenant, &direct).await?;
        let all = direct.into_iter().map(|(id, direct)| {
            let outer = outer.remove(&id).unwrap_or_default();
            let direct = direct
                .iter()
                .map(|group| self.group_value(group, MembershipKind::Direct));
            let indirect = outer
                .iter()
                .map(|group| self.group_value(group, MembershipKind::Indirect));
            (id, direct.chain(indirect).collect())
        });
        Ok(all.collect())
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

    fn member_value(&self, member: Member) -> Value {
        let mut value = Map::new();
        value.insert("value".into(), json!(member.id));
        if let Some(resource_type) = self.registry().resource_type(&member.resource_type) {
            let location = self.location(resource_type, &member.id);
            value.insert("$ref".into(), location.into());
        }
        if let Some(display) = member.display {
            value.insert("display".into(), display.into());
        }
        value.insert("type".into(), member.resource_type.into());
        Value::Object(value)
    }

    fn assemble(
        &self,
        resource_type: &ResourceType,
        stored: Stored,
        computed: Option<Value>,
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
        if let (Some(attribute), Some(value)) = (resource_type.related_attribute(), computed) {
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
