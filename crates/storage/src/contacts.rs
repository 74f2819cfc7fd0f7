//! Training contacts. A contact outlives the SCIM user it came from.

mod view;

use chrono::{DateTime, Utc};
use roster::{Contact, ExternalState, Profile, Source};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};
use serde_json::Value;

use self::view::contacts_of;
use crate::entity::contacts::{ActiveModel, Column, Entity};
use crate::time::to_millis;
use crate::{StorageError, TenantKey, batch, key};

/// A contact to be made, or to be taken up again, for a SCIM user.
#[derive(Clone, Copy, Debug)]
pub struct NewContact<'a> {
    /// The contact's id.
    pub id: &'a str,
    /// The id of the SCIM user it stands for.
    pub user_id: &'a str,
    /// That user's userName.
    pub user_name: &'a str,
    /// What the user says about the person.
    pub profile: &'a Profile,
    /// By which road it comes.
    pub source: Source,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What a write means for a contact's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stays as it is.
    Unchanged,
    /// The person was disabled, and was in the training groups with these slugs.
    Disabled {
        /// The slugs, for later reports.
        groups: Vec<String>,
    },
    /// The person was enabled again.
    Enabled,
}

/// Makes a contact. Its state is the profile's.
///
/// # Errors
///
/// [`crate::UniqueKey::ContactUser`] if the user has a contact already.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    new: &NewContact<'_>,
) -> Result<(), StorageError> {
    let mut row = ActiveModel {
        tenant_key: Set(tenant.into()),
        id: Set(new.id.to_owned()),
        in_scope: Set(true),
        created_at: Set(to_millis(new.at)),
        ..taken_by(new)
    };
    if new.profile.state == ExternalState::Disabled {
        disable(&mut row, &[], new.at);
    }
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Takes a leaver's contact up again for a new user: one that came by SCIM and that no live user
/// holds, with the same externalId (the latest, if several), else the same userName. It keeps its
/// id and history and gets everything else from `new`. Returns its id; `None` if there is none.
pub async fn take_up<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    new: &NewContact<'_>,
) -> Result<Option<String>, StorageError> {
    while let Some(id) = leaver(conn, tenant, new).await? {
        let mut row = taken_by(new);
        if new.profile.state == ExternalState::Active {
            enable(&mut row);
        }
        let taken = Entity::update_many()
            .set(row)
            .filter(Column::TenantKey.eq(tenant))
            .filter(Column::Id.eq(&id))
            .filter(Column::UserId.is_null())
            .exec(conn)
            .await?;
        if taken.rows_affected > 0 {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Brings the contact of a user up to date after a write of that user.
pub async fn update<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_id: &str,
    user_name: &str,
    profile: &Profile,
    standing: &Standing,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let mut row = described(user_name, profile, at);
    match standing {
        Standing::Unchanged => {}
        Standing::Disabled { groups } => disable(&mut row, groups, at),
        Standing::Enabled => enable(&mut row),
    }
    of_user(tenant, user_id).set(row).exec(conn).await?;
    Ok(())
}

/// Notes a write of a user of which nothing shows in its contact.
pub async fn synced<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_id: &str,
    user_name: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = ActiveModel {
        user_name_key: Set(Some(key::folded(user_name))),
        synced_at: Set(Some(to_millis(at))),
        ..ActiveModel::default()
    };
    of_user(tenant, user_id).set(row).exec(conn).await?;
    Ok(())
}

/// Lets go of a user that is being deleted: the contact stays, disabled. `groups` are the slugs of
/// the training groups it was in; those of an earlier leave are kept.
pub async fn release<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_id: &str,
    groups: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = ActiveModel {
        user_id: Set(None),
        external_state: Set(ExternalState::Disabled.as_str().to_owned()),
        synced_at: Set(Some(to_millis(at))),
        updated_at: Set(to_millis(at)),
        ..ActiveModel::default()
    };
    let first = |column: Column, value: Expr| {
        let kept = Expr::col(column);
        Expr::from(Func::coalesce([kept, value]))
    };
    let groups = Expr::val(Value::from(groups));
    of_user(tenant, user_id)
        .set(row)
        .col_expr(
            Column::DisabledAt,
            first(Column::DisabledAt, Expr::val(to_millis(at))),
        )
        .col_expr(Column::GroupsAtLeave, first(Column::GroupsAtLeave, groups))
        .exec(conn)
        .await?;
    Ok(())
}

/// Notes that the contacts of these users changed through a group. Leavers show the groups of the
/// day they left, so theirs do not change.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let users = batch::texts(conn.get_database_backend(), user_ids);
    Entity::update_many()
        .col_expr(Column::UpdatedAt, Expr::val(to_millis(at)))
        .filter(Column::TenantKey.eq(tenant))
        .filter(Column::UserId.in_subquery(users))
        .filter(Column::ExternalState.eq(ExternalState::Active.as_str()))
        .exec(conn)
        .await?;
    Ok(())
}

/// The contacts of a tenant, by id, of one state or source where given.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    state: Option<ExternalState>,
    source: Option<Source>,
) -> Result<Vec<Contact>, StorageError> {
    let mut select = of_tenant(tenant).order_by_asc(Column::Id);
    if let Some(state) = state {
        select = select.filter(Column::ExternalState.eq(state.as_str()));
    }
    if let Some(source) = source {
        select = select.filter(Column::Source.eq(source.as_str()));
    }
    let rows = select.all(conn).await?;
    contacts_of(conn, tenant, rows).await
}

/// The contact with that id, else the one with that e-mail address in any letter case. Of several
/// with one address an active one is preferred, then the latest.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id_or_email: &str,
) -> Result<Option<Contact>, StorageError> {
    let by_id = of_tenant(tenant).filter(Column::Id.eq(id_or_email));
    let mut row = by_id.one(conn).await?;
    if row.is_none() {
        row = of_tenant(tenant)
            .filter(Column::EmailKey.eq(key::folded(id_or_email)))
            // "active" comes before "disabled".
            .order_by_asc(Column::ExternalState)
            .order_by_desc(Column::UpdatedAt)
            .order_by_desc(Column::Id)
            .one(conn)
            .await?;
    }
    let contacts = contacts_of(conn, tenant, row.into_iter().collect()).await?;
    Ok(contacts.into_iter().next())
}

fn of_tenant(tenant: TenantKey) -> Select<Entity> {
    Entity::find().filter(Column::TenantKey.eq(tenant))
}

/// An update of the contact that stands for a user.
fn of_user(tenant: TenantKey, user_id: &str) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::TenantKey.eq(tenant))
        .filter(Column::UserId.eq(user_id))
}

/// The contact that a new user would take up.
async fn leaver<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    new: &NewContact<'_>,
) -> Result<Option<String>, StorageError> {
    let latest = || {
        of_tenant(tenant)
            .select_only()
            .column(Column::Id)
            .filter(Column::Source.eq(Source::Scim.as_str()))
            .filter(Column::UserId.is_null())
            .order_by_desc(Column::UpdatedAt)
            .order_by_desc(Column::Id)
    };
    if let Some(external_id) = &new.profile.external_id {
        let found = latest()
            .filter(Column::ExternalKey.eq(key::exact(external_id)))
            .filter(Column::ExternalId.eq(external_id))
            .into_tuple()
            .one(conn)
            .await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let same_name = latest().filter(Column::UserNameKey.eq(key::folded(new.user_name)));
    Ok(same_name.into_tuple().one(conn).await?)
}

/// What a contact gets from the user that takes it.
fn taken_by(new: &NewContact<'_>) -> ActiveModel {
    ActiveModel {
        user_id: Set(Some(new.user_id.to_owned())),
        source: Set(new.source.as_str().to_owned()),
        ..described(new.user_name, new.profile, new.at)
    }
}

/// What a write of its user says about a contact.
fn described(user_name: &str, profile: &Profile, at: DateTime<Utc>) -> ActiveModel {
    let profile = profile.clone();
    ActiveModel {
        user_name_key: Set(Some(key::folded(user_name))),
        email_key: Set(profile.email.as_deref().map(key::folded)),
        email: Set(profile.email),
        first_name: Set(profile.first_name),
        last_name: Set(profile.last_name),
        display_name: Set(profile.display_name),
        title: Set(profile.title),
        department: Set(profile.department),
        location: Set(profile.location),
        telephone: Set(profile.telephone),
        language: Set(profile.language),
        employee_number: Set(profile.employee_number),
        manager_value: Set(profile.manager_value),
        external_key: Set(profile.external_id.as_deref().map(key::exact)),
        external_id: Set(profile.external_id),
        external_state: Set(profile.state.as_str().to_owned()),
        synced_at: Set(Some(to_millis(at))),
        updated_at: Set(to_millis(at)),
        ..ActiveModel::default()
    }
}

fn disable(row: &mut ActiveModel, groups: &[String], at: DateTime<Utc>) {
    row.disabled_at = Set(Some(to_millis(at)));
    row.groups_at_leave = Set(Some(Value::from(groups)));
}

fn enable(row: &mut ActiveModel) {
    row.disabled_at = Set(None);
    row.groups_at_leave = Set(None);
}
