//! One attempt at a write: the open transaction and what all kinds of writes do in it.

use roster::{MemberEdit, Observation, group_action, user_action};
use scim::content::Ids;
use scim::diff::Change;
use scim::project::Projection;
use scim::schema::{Kept, Role};
use scim::validate::validate;
use scim::{Resource, ResourceType, ScimError, diff, retain};
use storage::memberships;
use storage::resources::{self, Stored};
use storage::{StorageError, TenantKey, Transaction, UniqueKey};

use super::described::Described;
use super::done::{Related, Shown};
use super::members::Moved;
use super::record::Record;
use super::selected::Selected;
use crate::contacts::Decider;
use crate::fault::Fault;
use crate::unit::Unit;
use crate::{Existing, Shape, contacts, etag};

/// The most members of a group that is answered from the transaction. While more are read, others who
/// write to SQLite would wait.
const LISTED: u64 = 1_000;

/// A write in its transaction.
pub(super) struct Attempt<'a> {
    pub(super) unit: Unit<'a>,
    pub(super) resource_type: &'a ResourceType,
    pub(super) record: &'a mut Record,
    /// What the filters of a PATCH select.
    pub(super) selected: &'a Selected,
    /// What the body of a POST or PUT describes, until it is asked for.
    pub(super) described: Option<Result<Described, ScimError>>,
}

impl<'a> Attempt<'a> {
    pub(super) fn conn(&self) -> &'a Transaction {
        self.unit.transaction
    }

    pub(super) fn tenant(&self) -> TenantKey {
        self.unit.tenant
    }

    pub(super) fn role(&self) -> Role {
        self.resource_type.role
    }

    pub(super) fn projection(&self, shape: &Shape) -> Result<Projection<'a>, ScimError> {
        shape.projection(self.resource_type)
    }

    /// The resource and the member ids that the body describes, if it is to take the place of
    /// `before`.
    pub(super) fn described(&mut self, before: &Resource) -> Result<(Resource, Ids), ScimError> {
        let Described {
            mut resource,
            members,
            ignored,
        } = self
            .described
            .take()
            .unwrap_or_else(|| Err(without_body()))?;
        self.record.ignored = ignored;
        retain::write_only(before, &mut resource, self.resource_type);
        validate(&resource, self.resource_type)?;
        Ok((resource, members))
    }

    /// Locks the resource that the path names, if the client's conditions hold for it.
    pub(super) async fn load(&mut self, existing: &Existing) -> Result<Stored, Fault> {
        let id = existing.id.as_str();
        let stored = resources::lock(self.conn(), self.tenant(), self.resource_type, id)
            .await?
            .ok_or_else(|| ScimError::not_found(&self.resource_type.name, id))?;
        self.record.target_id = Some(stored.id.clone());
        self.record.target_name = self.name_of(&stored.resource);
        etag::check(
            existing.if_match.as_deref(),
            existing.if_none_match.as_deref(),
            stored.version,
        )?;
        Ok(stored)
    }

    /// Writes a new resource.
    pub(super) async fn insert(&mut self, new: &Stored) -> Result<(), Fault> {
        resources::insert(self.conn(), self.tenant(), self.resource_type, new)
            .await
            .map_err(|error| self.name_taken(error, &new.resource))
    }

    /// Writes the new state of a resource, which was checked, and all that follows from it. What
    /// changes nothing makes no new version.
    pub(super) async fn save(
        &mut self,
        before: Stored,
        resource: Resource,
        moved: Moved,
        edit: Option<MemberEdit>,
    ) -> Result<Stored, Fault> {
        let changes = self.changes(&before.resource, &resource);
        let attributes = !changes.is_empty();
        if self.role() == Role::Group {
            self.record.action = group_action(attributes, edit);
        }
        if !attributes && moved.delta.is_empty() {
            return Ok(before);
        }
        self.record.changes = changes;
        self.record
            .note_links(&before.resource, &resource, self.resource_type);
        let after = Stored {
            id: before.id,
            version: before.version + 1,
            created_at: before.created_at,
            modified_at: self.unit.at.max(before.modified_at),
            resource,
        };
        self.update(&before.resource, &after, attributes).await?;
        self.record.target_name = self.name_of(&after.resource);
        match self.role() {
            Role::User => self.observe(&after).await?,
            Role::Group => self.follow_group(&after, attributes, &moved).await?,
            Role::Other => {}
        }
        self.record.note_members(moved.delta);
        Ok(after)
    }

    /// Has the contact follow its user, never before the user was made or last changed, whatever the
    /// clock says.
    async fn observe(&mut self, user: &Stored) -> Result<(), Fault> {
        let decider = Decider::new(self.unit).await?;
        let (resource, at) = (&user.resource, user.modified_at);
        let observation = Observation::of_user(&user.id, resource, decider.mapping(), at);
        let events = contacts::observe(&decider, &observation, None).await?;
        if let Some(action) = user_action(&events) {
            self.record.action = action;
        }
        contacts::follow(self.unit, &events, &[]).await
    }

    /// Has the training group follow its group, and the contacts in it.
    async fn follow_group(
        &self,
        group: &Stored,
        attributes: bool,
        moved: &Moved,
    ) -> Result<(), Fault> {
        let mut events = Vec::new();
        if attributes {
            events.extend(contacts::describe(self.unit, group).await?);
        }
        if !moved.delta.is_empty() {
            events.extend(contacts::change_members(self.unit, &group.id, &moved.delta).await?);
        }
        let groups: Vec<String> = moved.groups.iter().cloned().collect();
        contacts::follow(self.unit, &events, &groups).await
    }

    /// A resource with what the answer shows beside its document.
    pub(super) async fn with_related(
        &self,
        stored: Stored,
        projection: &Projection<'_>,
    ) -> Result<Shown, Fault> {
        let related = self.resource_type.related_attribute();
        let members =
            related.filter(|it| it.kept == Kept::Members && projection.includes(&it.name));
        if members.is_some() && self.exceeds(&stored, LISTED).await? {
            let related = Related::TooMany;
            return Ok(Shown { stored, related });
        }
        let directory = self.unit.directory;
        let (conn, tenant) = (self.conn(), self.tenant());
        let related = directory.related(conn, tenant, self.resource_type, &stored.id, projection);
        let related = Related::Known(related.await?);
        Ok(Shown { stored, related })
    }

    /// Whether a group has more members than that.
    pub(super) async fn exceeds(&self, group: &Stored, limit: u64) -> Result<bool, Fault> {
        let (conn, tenant) = (self.conn(), self.tenant());
        Ok(memberships::exceed(conn, tenant, &group.id, limit).await?)
    }

    /// What the journal may say of a change of attributes.
    pub(super) fn changes(&self, before: &Resource, after: &Resource) -> Vec<Change> {
        let mut changes = diff::changes(before, after);
        diff::conceal(&mut changes, self.resource_type);
        changes
    }

    /// The unique name of a resource, such as a userName.
    pub(super) fn name_of(&self, resource: &Resource) -> Option<String> {
        let attribute = self.resource_type.unique_attribute()?;
        resource.text(&attribute.name).map(str::to_owned)
    }

    async fn update(
        &self,
        before: &Resource,
        after: &Stored,
        attributes: bool,
    ) -> Result<(), Fault> {
        let (conn, tenant) = (self.conn(), self.tenant());
        if attributes {
            resources::update(conn, tenant, self.resource_type, before, after)
                .await
                .map_err(|error| self.name_taken(error, &after.resource))
        } else {
            resources::bump_version(conn, tenant, &after.id, after.version, after.modified_at)
                .await?;
            Ok(())
        }
    }

    /// Only the unique index knows whether a name is taken, so only its verdict is asked for.
    fn name_taken(&self, error: StorageError, resource: &Resource) -> Fault {
        if !matches!(error, StorageError::Unique(UniqueKey::ResourceName)) {
            return error.into();
        }
        let attribute = self.resource_type.unique_attribute();
        let attribute = attribute.map_or("", |it| it.name.as_str());
        ScimError::uniqueness(format!(
            "{attribute}: another {} of this tenant is named {:?} already, in this or another \
             letter case. Match the existing one, or choose another name.",
            self.resource_type.name,
            self.name_of(resource).unwrap_or_default(),
        ))
        .into()
    }
}

fn without_body() -> ScimError {
    ScimError::with_status(500, "The request has no body that could be written.")
}
