//! Creating a resource (RFC 7644 §3.3).

use roster::Action;
use scim::Resource;
use scim::schema::Role;
use storage::resources::Stored;

use super::attempt::Attempt;
use super::members::Delta;
use super::{Operation, groups, people};
use crate::Rendered;
use crate::fault::Fault;

pub(super) struct Create;

impl Operation for Create {
    type Output = Rendered;

    const INTENDED: Action = Action::Create;

    async fn run(attempt: &mut Attempt<'_>) -> Result<Rendered, Fault> {
        let projection = attempt.projection()?;
        let (resource, member_ids) = attempt.described(&Resource::default())?;
        let new = Stored {
            id: attempt.directory.next_id(),
            version: 1,
            created_at: attempt.at,
            modified_at: attempt.at,
            resource,
        };
        attempt.insert(&new).await?;
        let joined = match attempt.role() {
            Role::User => people::join(attempt, &new).await.map(|()| Delta::default()),
            Role::Group => groups::found(attempt, &new, member_ids).await,
            Role::Other => Ok(Delta::default()),
        }?;
        let mut changes = attempt.changes(&Resource::default(), &new.resource);
        changes.extend(joined.change());
        attempt.record.changes = changes;
        let nothing = Resource::default();
        attempt
            .record
            .note_links(&nothing, &new.resource, attempt.resource_type);
        attempt.record.membership_changes = joined.len();
        attempt.record.target_id = Some(new.id.clone());
        attempt.record.target_name = attempt.name_of(&new.resource);
        attempt.render(new, &projection).await
    }
}
