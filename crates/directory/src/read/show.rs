//! Resources as reads answer them: written from the texts in which they are kept, joined by what is
//! computed. What comes out is what [`Directory::render`] makes of the same resource.

use std::collections::HashMap;

use roster::contact::MembershipKind;
use scim::ResourceType;
use scim::instant;
use scim::project::{Kept, Projection, push_text};
use scim::schema::{self, Role};
use storage::memberships::{self, GroupRef, Member};
use storage::resources::Unread;
use storage::{StorageError, TenantKey};

use crate::Directory;
use crate::etag::etag;

/// The values of an attribute that no document holds, as JSON, by the ids of the resources.
pub(super) type Computed = HashMap<String, String>;

impl Directory {
    /// What the answer shows of resources beside their documents. It is read for all of them at once,
    /// and only if it is part of the answer.
    pub(super) async fn computed_of(
        &self,
        tenant: TenantKey,
        resource_type: &ResourceType,
        page: &[&Unread],
        projection: &Projection<'_>,
    ) -> Result<Computed, StorageError> {
        let attribute = match resource_type.related_attribute() {
            Some(attribute) if !page.is_empty() && projection.includes(&attribute.name) => {
                attribute
            }
            _ => return Ok(HashMap::new()),
        };
        match (attribute.kept, page) {
            (schema::Kept::Groups, [one]) => self.groups_of_one(tenant, &one.id).await,
            (schema::Kept::Groups, _) => self.groups_of_page(tenant, page).await,
            _ => self.members_of(tenant, page).await,
        }
    }

    async fn groups_of_one(&self, tenant: TenantKey, id: &str) -> Result<Computed, StorageError> {
        let conn = self.database().reader();
        let direct = memberships::of_member(conn, tenant, id).await?;
        if direct.groups.is_empty() {
            return Ok(HashMap::new());
        }
        let of_member = HashMap::from([(id.to_owned(), direct.groups)]);
        let outer = if direct.is_nested {
            memberships::outer_of(conn, tenant, &of_member).await?
        } else {
            HashMap::new()
        };
        Ok(self.group_values(of_member, &outer))
    }

    async fn groups_of_page(
        &self,
        tenant: TenantKey,
        page: &[&Unread],
    ) -> Result<Computed, StorageError> {
        let conn = self.database().reader();
        let direct = memberships::of_members(conn, tenant, &ids(page)).await?;
        let outer = memberships::outer_of(conn, tenant, &direct).await?;
        Ok(self.group_values(direct, &outer))
    }

    /// The groups that members are directly in, and after these the groups around them.
    fn group_values(
        &self,
        direct: HashMap<String, Vec<GroupRef>>,
        outer: &HashMap<String, Vec<GroupRef>>,
    ) -> Computed {
        let all = direct.into_iter().map(|(id, direct)| {
            let outer = outer.get(&id).map(Vec::as_slice).unwrap_or_default();
            let direct = direct.iter().map(|it| (it, MembershipKind::Direct));
            let indirect = outer.iter().map(|it| (it, MembershipKind::Indirect));
            let values = list(direct.chain(indirect), |(group, kind), text| {
                let resource_type = self.registry().of_role(Role::Group);
                let display = group.display.as_deref();
                self.push_value(text, &group.id, resource_type, display, kind.as_str());
            });
            (id, values)
        });
        all.collect()
    }

    async fn members_of(
        &self,
        tenant: TenantKey,
        page: &[&Unread],
    ) -> Result<Computed, StorageError> {
        let (conn, ids) = (self.database().reader(), ids(page));
        let mut members = memberships::of_groups(conn, tenant, &ids).await?;
        let all = ids.into_iter().map(|id| {
            let members = members.remove(&id).unwrap_or_default();
            let values = list(members.iter(), |member, text| {
                self.push_member(text, member);
            });
            (id, values)
        });
        Ok(all.collect())
    }

    fn push_member(&self, text: &mut String, member: &Member) {
        let name = &member.resource_type;
        let resource_type = self.registry().resource_type(name);
        self.push_value(
            text,
            &member.id,
            resource_type,
            member.display.as_deref(),
            name,
        );
    }

    fn push_value(
        &self,
        text: &mut String,
        id: &str,
        resource_type: Option<&ResourceType>,
        display: Option<&str>,
        kind: &str,
    ) {
        text.push_str("{\"value\":");
        push_text(text, id);
        if let Some(resource_type) = resource_type {
            text.push_str(",\"$ref\":");
            push_text(text, &self.location(resource_type, id));
        }
        if let Some(display) = display {
            text.push_str(",\"display\":");
            push_text(text, display);
        }
        text.push_str(",\"type\":");
        push_text(text, kind);
        text.push('}');
    }

    /// Adds a resource to `text`.
    pub(super) fn write_one(
        &self,
        resource_type: &ResourceType,
        unread: &Unread,
        computed: &Computed,
        projection: &Projection<'_>,
        text: &mut String,
    ) -> Result<(), StorageError> {
        let kept = Kept {
            document: &unread.document,
            id: &unread.id,
            meta: &self.meta(resource_type, unread),
            related: computed.get(&unread.id).map(String::as_str),
        };
        match projection.write(&kept, text) {
            Some(()) => Ok(()),
            None => Err(StorageError::Internal(
                "a resource's document is no object".into(),
            )),
        }
    }

    fn meta(&self, resource_type: &ResourceType, unread: &Unread) -> String {
        let location = self.location(resource_type, &unread.id);
        let (created, modified) = (unread.created_at, unread.modified_at);
        let fields = [
            ("{\"resourceType\":", resource_type.name.as_str()),
            (",\"created\":", &instant::format(created)),
            (",\"lastModified\":", &instant::format(modified)),
            (",\"location\":", &location),
            (",\"version\":", &etag(unread.version)),
        ];
        let mut meta = String::with_capacity(256);
        for (name, value) in fields {
            meta.push_str(name);
            push_text(&mut meta, value);
        }
        meta.push('}');
        meta
    }
}

fn ids(page: &[&Unread]) -> Vec<String> {
    page.iter().map(|unread| unread.id.clone()).collect()
}

/// A JSON list of what `write` adds for each item.
fn list<T>(items: impl Iterator<Item = T>, write: impl Fn(T, &mut String)) -> String {
    let mut text = "[".to_owned();
    for (count, item) in items.enumerate() {
        if count > 0 {
            text.push(',');
        }
        write(item, &mut text);
    }
    text.push(']');
    text
}
