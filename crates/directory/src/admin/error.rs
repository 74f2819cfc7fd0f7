//! Why an administrative use-case was refused or failed: as codes and data. Whoever shows it, words
//! it.

use std::fmt;

use roster::exception::Flaw;
use storage::StorageError;

use super::leaver_refusal::LeaverRefusal;
use super::missing::Missing;
use super::rosters::RosterRefusal;
use crate::contacts::Unkept;
use crate::fault::Fault;

/// A refusal or a failure.
#[derive(Debug)]
pub enum AdminError {
    /// What was named does not exist.
    Missing(Missing),
    /// It exists, but this cannot be done.
    Refused(Refusal),
    /// The database failed.
    Storage(StorageError),
}

/// Why something cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A tenant with that slug exists already.
    SlugTaken {
        /// The slug.
        slug: String,
    },
    /// That is no slug.
    SlugMalformed {
        /// What was given.
        slug: String,
        /// The most characters that a slug may have.
        longest: usize,
    },
    /// The name of a tenant is blank.
    NameBlank,
    /// A token would end later than can be written.
    EndTooLate,
    /// A filter over contacts is wrong.
    FilterUnfit {
        /// What is wrong with it.
        flaw: String,
    },
    /// Several contacts are called so.
    SeveralContacts {
        /// What was given.
        who: String,
        /// Some of them, each with its name, address and id.
        candidates: Vec<String>,
        /// Whether there are more than those.
        are_more: bool,
    },
    /// A token was revoked or has expired, so nothing can take its place.
    TokenEnded {
        /// Its public id.
        id: String,
    },
    /// A tenant is erased, and what it held still stands in the database's files.
    RemainsLeft {
        /// What kept it from being overwritten.
        cause: String,
    },
    /// A label of a tenant is blank, too long or has control characters.
    LabelUnfit {
        /// What was given.
        label: String,
    },
    /// Tenants of a list cannot be made.
    ListUnfit {
        /// The lines, and what is wrong with each.
        flaws: Vec<(u64, String)>,
    },
    /// Something of a company to try things on could not be made.
    DemoUnmade {
        /// Why.
        flaw: String,
    },
    /// An exception cannot be so, or not be ended.
    Exception(Flaw),
    /// A list of exceptions is too long.
    TooManyRows {
        /// The most rows that it may have.
        most: usize,
    },
    /// Schemas or resource types of a tenant's own cannot be so.
    Documents(DocumentRefusal),
    /// What a tenant chose about its roster cannot be so.
    Roster(RosterRefusal),
    /// Something about leavers, or the brake that holds them.
    Leavers(LeaverRefusal),
}

/// Why schemas and resource types of a tenant's own cannot be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentRefusal {
    /// A document is wrong, or does not fit with the others.
    Unfit {
        /// What is wrong with it, and where.
        flaw: String,
    },
    /// The documents of a tenant do not fit with what every tenant has.
    TenantUnfit {
        /// The tenant's slug.
        tenant: String,
        /// What is wrong with them, and where.
        flaw: String,
    },
    /// A resource type is there already, with another endpoint or schema.
    TypeMoved {
        /// Its name.
        id: String,
    },
    /// A schema would lose an attribute that resources use.
    AttributeUsed {
        /// The schema's URN.
        id: String,
        /// The attribute that is left out, or takes other values.
        attribute: String,
        /// The type of the resources.
        resource_type: String,
        /// How many there are.
        count: u64,
    },
    /// A schema is the core of a resource type.
    SchemaOfType {
        /// The schema's URN.
        id: String,
        /// The resource type.
        resource_type: String,
    },
    /// Resources use a schema or a resource type.
    Used {
        /// The URN or name.
        id: String,
        /// The type of the resources.
        resource_type: String,
        /// How many there are.
        count: u64,
    },
}

impl AdminError {
    /// The word for it, which stays the same whatever words people are told.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(missing) => missing.code(),
            Self::Refused(refusal) => refusal.code(),
            Self::Storage(_) => "storage",
        }
    }
}

impl Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::SlugTaken { .. } => "slug_taken",
            Self::SlugMalformed { .. } => "slug_malformed",
            Self::NameBlank => "name_blank",
            Self::EndTooLate => "end_too_late",
            Self::FilterUnfit { .. } => "filter_unfit",
            Self::SeveralContacts { .. } => "several_contacts",
            Self::TokenEnded { .. } => "token_ended",
            Self::RemainsLeft { .. } => "remains_left",
            Self::DemoUnmade { .. } => "demo_unmade",
            Self::LabelUnfit { .. } => "label_unfit",
            Self::ListUnfit { .. } => "list_unfit",
            Self::Exception(_) => "exception_unfit",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::Documents(refusal) => refusal.code(),
            Self::Roster(refusal) => refusal.code(),
            Self::Leavers(refusal) => refusal.code(),
        }
    }
}

impl DocumentRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unfit { .. } => "document_unfit",
            Self::TenantUnfit { .. } => "tenant_unfit",
            Self::TypeMoved { .. } => "type_moved",
            Self::AttributeUsed { .. } => "attribute_used",
            Self::SchemaOfType { .. } => "schema_of_type",
            Self::Used { .. } => "document_used",
        }
    }
}

/// The code, for logs, and what the operator needs to find the cause of a failure.
impl fmt::Display for AdminError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())?;
        match self {
            Self::Storage(error) => write!(formatter, ": {error}"),
            Self::Refused(Refusal::RemainsLeft { cause }) => write!(formatter, ": {cause}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for AdminError {}

impl From<Missing> for AdminError {
    fn from(missing: Missing) -> Self {
        Self::Missing(missing)
    }
}

impl From<Refusal> for AdminError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DocumentRefusal> for AdminError {
    fn from(refusal: DocumentRefusal) -> Self {
        Self::Refused(Refusal::Documents(refusal))
    }
}

impl From<RosterRefusal> for AdminError {
    fn from(refusal: RosterRefusal) -> Self {
        Self::Refused(Refusal::Roster(refusal))
    }
}

impl From<Flaw> for AdminError {
    fn from(flaw: Flaw) -> Self {
        Self::Refused(Refusal::Exception(flaw))
    }
}

impl From<StorageError> for AdminError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<LeaverRefusal> for AdminError {
    fn from(refusal: LeaverRefusal) -> Self {
        Self::Refused(Refusal::Leavers(refusal))
    }
}

/// What is done to people for an administrator is refused by nobody but the storage.
impl From<Fault> for AdminError {
    fn from(fault: Fault) -> Self {
        Self::Storage(match fault {
            Fault::Storage(error) => error,
            Fault::Refused(error) => StorageError::Internal(error.detail().to_owned().into()),
        })
    }
}

impl From<Unkept> for AdminError {
    fn from(unkept: Unkept) -> Self {
        match unkept {
            Unkept::Unfit(flaw) => LeaverRefusal::StayUnfit(flaw).into(),
            Unkept::Failed(fault) => fault.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use storage::StorageError;

    use super::{AdminError, Refusal};

    #[test]
    fn a_log_tells_the_cause_of_a_failure_behind_its_code() {
        let cause = "the file is busy".to_owned();
        let remains = AdminError::from(Refusal::RemainsLeft { cause });
        for (error, told) in [
            (
                AdminError::from(StorageError::Stale),
                "storage: the row changed since it was read",
            ),
            (remains, "remains_left: the file is busy"),
            (AdminError::from(Refusal::NameBlank), "name_blank"),
        ] {
            assert_eq!(error.to_string(), told);
        }
    }
}
