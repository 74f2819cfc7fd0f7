//! The fields of a contact that sources fill, and what differs between two states of them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What stands before the name of a tenant's own field.
const CUSTOM: &str = "custom.";

/// Declares the fields: the word in JSON and in the database, and the attribute of the contact's
/// schema that filters name.
macro_rules! fields {
    ($($(#[$doc:meta])+ $field:ident => $word:literal, $attribute:expr;)+) => {
        /// A field of a contact. All of them hold text.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $($(#[$doc])+ $field,)+
            /// One of the tenant's own, by its name.
            Custom(String),
        }

        impl Field {
            /// Every field but the tenant's own.
            pub const ALL: &'static [Self] = &[$(Self::$field),+];

            /// The attribute of the contact's schema that shows the field alone.
            pub fn attribute(&self) -> Option<&'static str> {
                match self {
                    $(Self::$field => $attribute,)+
                    Self::Custom(_) => None,
                }
            }

            /// The field that a word stands for, such as `first_name` or `custom.shoe_size`.
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$field),)+
                    _ => {
                        let name = word.strip_prefix(CUSTOM)?;
                        (!name.is_empty()).then(|| Self::Custom(name.to_owned()))
                    }
                }
            }
        }

        impl fmt::Display for Field {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$field => formatter.write_str($word),)+
                    Self::Custom(name) => write!(formatter, "{CUSTOM}{name}"),
                }
            }
        }
    };
}

fields! {
    /// The name that identifies the person at the source.
    UserName => "user_name", Some("userName");
    /// The provisioning client's id for the person.
    ExternalId => "external_id", Some("externalId");
    /// E-mail address.
    Email => "email", Some("email");
    /// Given name.
    FirstName => "first_name", Some("firstName");
    /// Family name.
    LastName => "last_name", Some("lastName");
    /// The name to show.
    DisplayName => "display_name", Some("displayName");
    /// Job title.
    Title => "title", Some("title");
    /// Department.
    Department => "department", Some("department");
    /// Division.
    Division => "division", Some("division");
    /// Organisation.
    Organization => "organization", Some("organization");
    /// Organisational unit, as directories with a tree have it.
    OrganizationalUnit => "organizational_unit", Some("organizationalUnit");
    /// Cost centre.
    CostCenter => "cost_center", Some("costCenter");
    /// Office or city.
    Location => "location", Some("location");
    /// Telephone number, mobile rather than desk.
    Telephone => "telephone", Some("telephone");
    /// Preferred language, as a language tag.
    Language => "language", Some("language");
    /// The organisation's number for the person.
    EmployeeNumber => "employee_number", Some("employeeNumber");
    /// How the person relates to the organisation, such as `Member` or `Guest`.
    UserType => "user_type", Some("userType");
    /// The id that the source has for the manager, who need not be here (yet). Filters see the
    /// manager's contact instead.
    Manager => "manager_value", None;
    /// First day of work: a date, or a date with time and offset.
    HireDate => "hire_date", Some("hireDate");
    /// Last day of work, likewise.
    LeaveDate => "leave_date", Some("leaveDate");
}

impl Field {
    /// Whether [`Contact`](super::Contact) shows the field. Its `updated_at` moves with these only.
    pub fn is_shown(&self) -> bool {
        !matches!(
            self,
            Self::UserName
                | Self::Division
                | Self::Organization
                | Self::OrganizationalUnit
                | Self::CostCenter
                | Self::UserType
                | Self::HireDate
                | Self::LeaveDate
                | Self::Custom(_)
        )
    }
}

impl Field {
    /// Whether a tenant may take the field from elsewhere. People are recognised by the others.
    pub fn may_come_from_elsewhere(&self) -> bool {
        !matches!(
            self,
            Self::UserName | Self::ExternalId | Self::Manager | Self::Custom(_)
        )
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::parse(&word).ok_or_else(|| de::Error::custom(format!("no field is named {word:?}")))
    }
}

/// The values of a contact's fields. A field without a value is absent: there is no empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields(BTreeMap<Field, String>);

/// One field whose value differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which one.
    pub field: Field,
    /// The value before; null if there was none.
    pub old: Option<String>,
    /// The value after; null if there is none.
    pub new: Option<String>,
}

impl Fields {
    /// The value of a field.
    pub fn get(&self, field: &Field) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Gives a field a value, or none; an empty text is none.
    pub fn set(&mut self, field: Field, value: Option<String>) {
        match value.filter(|text| !text.is_empty()) {
            Some(text) => self.0.insert(field, text),
            None => self.0.remove(&field),
        };
    }

    /// The fields that have a value.
    pub fn iter(&self) -> impl Iterator<Item = (&Field, &str)> {
        self.0.iter().map(|(field, value)| (field, value.as_str()))
    }

    /// What differs in a later state, in the order of [`Field`].
    pub fn changes_to(&self, later: &Self) -> Vec<FieldChange> {
        let mut fields: Vec<&Field> = self.0.keys().chain(later.0.keys()).collect();
        fields.sort_unstable();
        fields.dedup();
        let change = |field: &Field| FieldChange {
            field: field.clone(),
            old: self.0.get(field).cloned(),
            new: later.0.get(field).cloned(),
        };
        fields
            .into_iter()
            .map(change)
            .filter(|change| change.old != change.new)
            .collect()
    }
}

impl FromIterator<(Field, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (Field, String)>>(fields: I) -> Self {
        let mut all = Self::default();
        for (field, value) in fields {
            all.set(field, Some(value));
        }
        all
    }
}
