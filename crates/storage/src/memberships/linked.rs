//! What is linked to resources by memberships, kept short: four groups of a hundred thousand members
//! each are in memory at once when one page shows them.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use scim::Id;
use sea_orm::sea_query::Query;

use super::names;
use crate::database::Row;
use crate::{Connection, StorageError, TenantKey, batch};

/// Names are looked up for so many at a time.
const AT_A_TIME: usize = 2_000;

/// The members of several groups, or the groups of several members.
#[derive(Debug, Default)]
pub struct Linked {
    /// In the order of the resources that they are linked to.
    links: Vec<Kept>,
    /// The names of all, one behind the other.
    names: String,
    /// The words that say what kind of link there is.
    kinds: Vec<String>,
}

#[derive(Debug)]
struct Kept {
    id: Id,
    /// Which of the resources that were asked for it is linked to.
    owner: u32,
    kind: u32,
    /// Where its name begins and ends.
    name: Option<(u32, u32)>,
}

/// Something that is linked to a resource.
#[derive(Clone, Copy, Debug)]
pub struct Link<'l> {
    /// Its id.
    pub id: &'l Id,
    /// Its displayName.
    pub display: Option<&'l str>,
    /// The name of a member's resource type, or the word for how a member is in a group.
    pub kind: &'l str,
}

impl Linked {
    /// Adds something behind what is there. Resources come in the order of their places, by which
    /// what is linked to them is found again.
    ///
    /// # Errors
    ///
    /// [`StorageError::Internal`] if all names together are longer than 4 GiB.
    pub fn add(
        &mut self,
        owner: usize,
        id: Id,
        display: Option<&str>,
        kind: &str,
    ) -> Result<(), StorageError> {
        let (owner, kind) = (short(owner)?, self.kind(kind)?);
        let name = display.map(|display| self.name(display)).transpose()?;
        self.links.push(Kept {
            id,
            owner,
            kind,
            name,
        });
        Ok(())
    }

    /// The places of what is linked to the resource at that place among those that were asked for.
    pub fn of(&self, owner: usize) -> Range<usize> {
        let start = self.links.partition_point(|it| (it.owner as usize) < owner);
        let end = self.links.partition_point(|it| it.owner as usize <= owner);
        start..end
    }

    /// What stands at a place.
    pub fn get(&self, place: usize) -> Option<Link<'_>> {
        let kept = self.links.get(place)?;
        let name = kept.name.map(|(start, end)| start as usize..end as usize);
        Some(Link {
            id: &kept.id,
            display: name.and_then(|name| self.names.get(name)),
            kind: self.kinds.get(kept.kind as usize)?,
        })
    }

    fn kind(&mut self, kind: &str) -> Result<u32, StorageError> {
        if let Some(place) = self.kinds.iter().position(|known| known == kind) {
            return short(place);
        }
        self.kinds.push(kind.to_owned());
        short(self.kinds.len() - 1)
    }

    fn name(&mut self, name: &str) -> Result<(u32, u32), StorageError> {
        let start = short(self.names.len())?;
        self.names.push_str(name);
        Ok((start, short(self.names.len())?))
    }

    /// Gives those that have none yet their names. Whoever is in several groups has one name.
    async fn look_names_up(
        &mut self,
        conn: &Connection,
        tenant: TenantKey,
    ) -> Result<(), StorageError> {
        self.links.sort_unstable_by(|one, two| one.id.cmp(&two.id));
        let mut done = 0;
        while done < self.links.len() {
            let next = self.links.iter().skip(done).take(AT_A_TIME);
            let ids: Vec<String> = next.map(|link| link.id.to_string()).collect();
            let found = names(conn, tenant, ids).await?;
            for place in done..Ord::min(done + AT_A_TIME, self.links.len()) {
                self.give_name(place, &found)?;
            }
            done += AT_A_TIME;
        }
        Ok(())
    }

    fn give_name(
        &mut self,
        place: usize,
        found: &HashMap<String, String>,
    ) -> Result<(), StorageError> {
        let before = place
            .checked_sub(1)
            .and_then(|before| self.links.get(before));
        let same = before.zip(self.links.get(place));
        let same = same.filter(|(before, link)| before.id == link.id);
        let name = if let Some((before, _)) = same {
            before.name
        } else {
            let link = self.links.get(place);
            let name = link.and_then(|link| link.id.with_text(|id| found.get(id)));
            name.map(|name| self.name(name)).transpose()?
        };
        if let Some(link) = self.links.get_mut(place) {
            link.name = name;
        }
        Ok(())
    }
}

/// The members of groups, in the order of their ids.
pub async fn of_groups(
    conn: &Connection,
    tenant: TenantKey,
    group_ids: &[String],
) -> Result<Linked, StorageError> {
    if group_ids.is_empty() {
        return Ok(Linked::default());
    }
    let known = [("tenant_key", tenant.into())];
    let select = Query::select()
        .columns(["group_id", "member_id", "member_type"])
        .from("memberships")
        .and_where(batch::is_one_of(
            conn.backend(),
            known,
            "group_id",
            group_ids,
        ))
        .take();
    let gathered = Gathered::of(group_ids);
    let Gathered { mut linked, .. } = conn.gather(tenant, &select, gathered, add).await?;
    linked.look_names_up(conn, tenant).await?;
    let order = |link: &Kept| link.owner;
    linked
        .links
        .sort_unstable_by(|one, two| (order(one), &one.id).cmp(&(order(two), &two.id)));
    Ok(linked)
}

/// Members that are being read.
struct Gathered {
    /// The ids of the groups in order, with their places.
    groups: Vec<(String, usize)>,
    linked: Linked,
}

impl Gathered {
    fn of(group_ids: &[String]) -> Self {
        let places = group_ids.iter().cloned().zip(0..);
        let mut groups: Vec<_> = places.collect();
        groups.sort_unstable();
        Self {
            groups,
            linked: Linked::default(),
        }
    }
}

fn add(gathered: &mut Gathered, row: &Row<'_>) -> Result<ControlFlow<()>, StorageError> {
    let (group, kind): (String, String) = (row.get("group_id")?, row.get("member_type")?);
    let groups = &gathered.groups;
    let found = groups.binary_search_by(|(id, _)| id.as_str().cmp(&group));
    let place = found.ok().and_then(|found| groups.get(found));
    let (_, place) =
        place.ok_or_else(|| StorageError::internal("a group that was not asked for"))?;
    gathered
        .linked
        .add(*place, row.get("member_id")?, None, &kind)?;
    Ok(ControlFlow::Continue(()))
}

fn short(number: usize) -> Result<u32, StorageError> {
    u32::try_from(number).map_err(|_| StorageError::internal("too many members for one answer"))
}
