//! What answers show of resources beside their documents: the groups of users, the members of
//! groups.

use scim::project::{Projection, push_text};
use scim::schema::{Kept, Role};
use scim::{Id, ResourceType};
use storage::memberships::{self, Link, Linked};
use storage::resources::Unread;
use storage::{StorageError, TenantKey};

use crate::Directory;
use roster::contact::MembershipKind;

impl Directory {
    /// Reads it for all resources of a page at once, and only if it is part of the answer.
    pub(super) async fn related_of(
        &self,
        tenant: TenantKey,
        resource_type: &ResourceType,
        page: &[&Unread],
        projection: &Projection<'_>,
    ) -> Result<Linked, StorageError> {
        let attribute = match resource_type.related_attribute() {
            Some(attribute) if !page.is_empty() && projection.includes(&attribute.name) => {
                attribute
            }
            _ => return Ok(Linked::default()),
        };
        match (attribute.kept, page) {
            (Kept::Groups, [one]) => self.groups_of_one(tenant, &one.id).await,
            (Kept::Groups, _) => self.groups_of_page(tenant, page).await,
            _ => memberships::of_groups(self.database().reader(), tenant, &ids(page)).await,
        }
    }

    async fn groups_of_one(&self, tenant: TenantKey, id: &str) -> Result<Linked, StorageError> {
        let conn = self.database().reader();
        let direct = memberships::of_member(conn, tenant, id).await?;
        let mut linked = Linked::default();
        add(&mut linked, 0, &direct.groups, MembershipKind::Direct)?;
        if direct.is_nested {
            let of_member = [(id.to_owned(), direct.groups)].into();
            let outer = memberships::outer_of(conn, tenant, &of_member).await?;
            for groups in outer.values() {
                add(&mut linked, 0, groups, MembershipKind::Indirect)?;
            }
        }
        Ok(linked)
    }

    /// The groups that users are directly in, and after these the groups around them.
    async fn groups_of_page(
        &self,
        tenant: TenantKey,
        page: &[&Unread],
    ) -> Result<Linked, StorageError> {
        let conn = self.database().reader();
        let direct = memberships::of_members(conn, tenant, &ids(page)).await?;
        let outer = memberships::outer_of(conn, tenant, &direct).await?;
        let mut linked = Linked::default();
        for (place, user) in page.iter().enumerate() {
            for (groups, kind) in [
                (&direct, MembershipKind::Direct),
                (&outer, MembershipKind::Indirect),
            ] {
                let groups = groups.get(&user.id).map(Vec::as_slice);
                add(&mut linked, place, groups.unwrap_or_default(), kind)?;
            }
        }
        Ok(linked)
    }

    /// Adds one of them to a text, in parts of these names. What says nothing then is left out, and
    /// this returns false.
    pub(super) fn push_link(
        &self,
        text: &mut String,
        link: Link<'_>,
        kept: Kept,
        parts: &[&str],
    ) -> bool {
        let resource_type = match kept {
            Kept::Groups => self.registry().of_role(Role::Group),
            _ => self.registry().resource_type(link.kind),
        };
        let length = text.len();
        for part in parts {
            let before = if text.len() == length { '{' } else { ',' };
            let mut push = |value: &str| {
                text.push(before);
                push_text(text, part);
                text.push(':');
                push_text(text, value);
            };
            match (*part, resource_type, link.display) {
                ("value", _, _) => link.id.with_text(push),
                ("$ref", Some(resource_type), _) => {
                    push(&link.id.with_text(|id| self.location(resource_type, id)));
                }
                ("display", _, Some(display)) => push(display),
                ("type", _, _) => push(link.kind),
                _ => {}
            }
        }
        let says_something = text.len() > length;
        if says_something {
            text.push('}');
        }
        says_something
    }
}

fn add(
    linked: &mut Linked,
    place: usize,
    groups: &[memberships::GroupRef],
    kind: MembershipKind,
) -> Result<(), StorageError> {
    for group in groups {
        let (id, display) = (Id::from(group.id.as_str()), group.display.as_deref());
        linked.add(place, id, display, kind.as_str())?;
    }
    Ok(())
}

fn ids(page: &[&Unread]) -> Vec<String> {
    page.iter().map(|unread| unread.id.clone()).collect()
}
