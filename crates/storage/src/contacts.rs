//! Training contacts. A contact outlives the SCIM user it came from.

mod view;

use chrono::{DateTime, Utc};
use roster::{Contact, ExternalState, Profile, Source};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement, UpdateStatement};
use serde_json::Value;

use crate::statement::{self, Assignments};
use crate::time::{later, to_millis};
use crate::{Connection, StorageError, TenantKey, Transaction, batch, key};

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
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    new: &NewContact<'_>,
) -> Result<(), StorageError> {
    let mut row = taken_by(new);
    row.extend([
        ("tenant_key", tenant.into()),
        ("id", new.id.into()),
        ("in_scope", true.into()),
        ("created_at", to_millis(new.at).into()),
    ]);
    if new.profile.state == ExternalState::Disabled {
        row.extend(disabled(&[], new.at));
    }
    conn.execute(&statement::insert("contacts", row)?).await?;
    Ok(())
}

/// Takes a leaver's contact up again for a new user: one that came by SCIM and that no live user
/// holds, with the same externalId (the latest, if several), else the same userName. It keeps its
/// id and history and gets everything else from `new`. Returns its id; `None` if there is none.
pub async fn take_up(
    conn: &Transaction,
    tenant: TenantKey,
    new: &NewContact<'_>,
) -> Result<Option<String>, StorageError> {
    while let Some(id) = leaver(conn, tenant, new).await? {
        let mut row = taken_by(new);
        if new.profile.state == ExternalState::Active {
            row.extend(enabled());
        }
        let take = statement::update("contacts", row)
            .and_where(of_tenant(tenant))
            .and_where(Expr::col("id").eq(id.as_str()))
            .and_where(Expr::col("user_id").is_null())
            .take();
        if conn.execute(&take).await? > 0 {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Brings the contact of a user up to date after a write of that user.
pub async fn update(
    conn: &Transaction,
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
        Standing::Disabled { groups } => row.extend(disabled(groups, at)),
        Standing::Enabled => row.extend(enabled()),
    }
    conn.execute(&of_user(tenant, user_id, row)).await?;
    Ok(())
}

/// Notes a write of a user of which nothing shows in its contact.
pub async fn synced(
    conn: &Transaction,
    tenant: TenantKey,
    user_id: &str,
    user_name: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = vec![
        ("user_name_key", key::folded(user_name).into()),
        ("synced_at", to_millis(at).into()),
    ];
    conn.execute(&of_user(tenant, user_id, row)).await?;
    Ok(())
}

/// Lets go of a user that is being deleted: the contact stays, disabled. `groups` are the slugs of
/// the training groups it was in; those of an earlier leave are kept.
pub async fn release(
    conn: &Transaction,
    tenant: TenantKey,
    user_id: &str,
    groups: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = vec![
        ("user_id", None::<String>.into()),
        ("external_state", ExternalState::Disabled.as_str().into()),
        ("synced_at", to_millis(at).into()),
    ];
    let kept =
        |column: &'static str, value: Expr| Expr::from(Func::coalesce([Expr::col(column), value]));
    let now = later(conn.backend(), "created_at", at);
    let groups = Expr::val(Value::from(groups));
    let release = of_user(tenant, user_id, row)
        .value("updated_at", later(conn.backend(), "updated_at", at))
        .value("disabled_at", kept("disabled_at", now))
        .value("groups_at_leave", kept("groups_at_leave", groups))
        .take();
    conn.execute(&release).await?;
    Ok(())
}

/// Notes that the contacts of these users changed through a group. Leavers show the groups of the
/// day they left, so theirs do not change.
pub async fn touch(
    conn: &Transaction,
    tenant: TenantKey,
    user_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    if user_ids.is_empty() {
        return Ok(());
    }
    let known = [("tenant_key", tenant.into())];
    let touch = statement::update("contacts", Vec::new())
        .value("updated_at", later(conn.backend(), "updated_at", at))
        .and_where(batch::is_one_of(conn.backend(), known, "user_id", user_ids))
        .and_where(Expr::col("external_state").eq(ExternalState::Active.as_str()))
        .take();
    conn.look_up(user_ids.len(), &touch, |_| Ok(())).await?;
    Ok(())
}

/// The contacts of a tenant, by id, of one state or source where given.
pub async fn list(
    conn: &Connection,
    tenant: TenantKey,
    state: Option<ExternalState>,
    source: Option<Source>,
) -> Result<Vec<Contact>, StorageError> {
    let mut select = whole(tenant);
    select.order_by("id", Order::Asc);
    if let Some(state) = state {
        select.and_where(Expr::col("external_state").eq(state.as_str()));
    }
    if let Some(source) = source {
        select.and_where(Expr::col("source").eq(source.as_str()));
    }
    view::read(conn, tenant, &select).await
}

/// The contact with that id, else the one with that e-mail address in any letter case. Of several
/// with one address an active one is preferred, then the latest.
pub async fn find(
    conn: &Connection,
    tenant: TenantKey,
    id_or_email: &str,
) -> Result<Option<Contact>, StorageError> {
    let by_id = whole(tenant)
        .and_where(Expr::col("id").eq(id_or_email))
        .take();
    let mut found = view::read(conn, tenant, &by_id).await?;
    if found.is_empty() {
        let by_email = whole(tenant)
            .and_where(Expr::col("email_key").eq(key::folded(id_or_email)))
            // "active" comes before "disabled".
            .order_by("external_state", Order::Asc)
            .order_by("updated_at", Order::Desc)
            .order_by("id", Order::Desc)
            .limit(1)
            .take();
        found = view::read(conn, tenant, &by_email).await?;
    }
    Ok(found.into_iter().next())
}

fn of_tenant(tenant: TenantKey) -> Expr {
    Expr::col("tenant_key").eq(tenant)
}

/// A query of contacts with all that [`view::read`] shows.
fn whole(tenant: TenantKey) -> SelectStatement {
    Query::select()
        .columns(view::COLUMNS)
        .from("contacts")
        .and_where(of_tenant(tenant))
        .take()
}

/// An update of the contact that stands for a user.
fn of_user(tenant: TenantKey, user_id: &str, row: Assignments) -> UpdateStatement {
    statement::update("contacts", row)
        .and_where(of_tenant(tenant))
        .and_where(Expr::col("user_id").eq(user_id))
        .take()
}

/// The contact that a new user would take up.
async fn leaver(
    conn: &Transaction,
    tenant: TenantKey,
    new: &NewContact<'_>,
) -> Result<Option<String>, StorageError> {
    let latest = || {
        Query::select()
            .column("id")
            .from("contacts")
            .and_where(of_tenant(tenant))
            .and_where(Expr::col("source").eq(Source::Scim.as_str()))
            .and_where(Expr::col("user_id").is_null())
            .order_by("updated_at", Order::Desc)
            .order_by("id", Order::Desc)
            .limit(1)
            .take()
    };
    if let Some(external_id) = &new.profile.external_id {
        let same_id = latest()
            .and_where(Expr::col("external_key").eq(key::exact(external_id)))
            .and_where(Expr::col("external_id").eq(external_id.as_str()))
            .take();
        let found = conn.one(&same_id, |row| row.get("id")).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let same_name = latest()
        .and_where(Expr::col("user_name_key").eq(key::folded(new.user_name)))
        .take();
    conn.one(&same_name, |row| row.get("id")).await
}

/// What a contact gets from the user that takes it.
fn taken_by(new: &NewContact<'_>) -> Assignments {
    let mut row = described(new.user_name, new.profile, new.at);
    row.extend([
        ("user_id", new.user_id.into()),
        ("source", new.source.as_str().into()),
    ]);
    row
}

/// What a write of its user says about a contact.
fn described(user_name: &str, profile: &Profile, at: DateTime<Utc>) -> Assignments {
    let text = |value: &Option<String>| value.clone().into();
    let folded = |value: &Option<String>| value.as_deref().map(key::folded).into();
    let exact = |value: &Option<String>| value.as_deref().map(key::exact).into();
    vec![
        ("user_name_key", key::folded(user_name).into()),
        ("email_key", folded(&profile.email)),
        ("email", text(&profile.email)),
        ("first_name", text(&profile.first_name)),
        ("last_name", text(&profile.last_name)),
        ("display_name", text(&profile.display_name)),
        ("title", text(&profile.title)),
        ("department", text(&profile.department)),
        ("location", text(&profile.location)),
        ("telephone", text(&profile.telephone)),
        ("language", text(&profile.language)),
        ("employee_number", text(&profile.employee_number)),
        ("manager_value", text(&profile.manager_value)),
        ("external_key", exact(&profile.external_id)),
        ("external_id", text(&profile.external_id)),
        ("external_state", profile.state.as_str().into()),
        ("synced_at", to_millis(at).into()),
        ("updated_at", to_millis(at).into()),
    ]
}

fn disabled(groups: &[String], at: DateTime<Utc>) -> Assignments {
    vec![
        ("disabled_at", to_millis(at).into()),
        ("groups_at_leave", Value::from(groups).into()),
    ]
}

fn enabled() -> Assignments {
    vec![
        ("disabled_at", None::<i64>.into()),
        ("groups_at_leave", None::<Value>.into()),
    ]
}
