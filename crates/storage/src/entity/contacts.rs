//! Training contacts.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contacts")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_key: i64,
    /// The contact's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The SCIM user it stands for, while there is one.
    pub user_id: Option<String>,
    /// Key of that user's `userName`, the last one after it left.
    pub user_name_key: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Its key.
    pub email_key: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// The name to show.
    pub display_name: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Office or city.
    pub location: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Preferred language.
    pub language: Option<String>,
    /// The organisation's number for the person.
    pub employee_number: Option<String>,
    /// SCIM id of the manager, who may be unknown yet.
    pub manager_value: Option<String>,
    /// The provisioning client's id.
    pub external_id: Option<String>,
    /// Its key.
    pub external_key: Option<String>,
    /// `active` or `disabled`.
    pub external_state: String,
    /// By which road it came.
    pub source: String,
    /// Whether the person takes part.
    pub in_scope: bool,
    /// Slugs of the groups it was in when it was disabled.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub groups_at_leave: Option<Json>,
    /// Last successful write of its user.
    pub synced_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
    /// When it last changed.
    pub updated_at: i64,
    /// Since when it is disabled.
    pub disabled_at: Option<i64>,
}

/// Joins are written out where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
