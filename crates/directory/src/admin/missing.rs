//! What somebody named that does not exist.

/// What does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A tenant.
    Tenant {
        /// The slug that was given.
        slug: String,
    },
    /// A contact of a tenant.
    Contact {
        /// The tenant's slug.
        tenant: String,
        /// By what it was looked for.
        who: String,
    },
    /// A training group of a tenant.
    Group {
        /// The tenant's slug.
        tenant: String,
        /// By what it was looked for.
        who: String,
    },
    /// A token of a tenant.
    Token {
        /// The tenant's slug.
        tenant: String,
        /// The public id that was given.
        id: String,
    },
    /// A policy.
    Policy {
        /// The name that was given.
        name: String,
    },
    /// A preview of a tenant.
    Preview {
        /// The tenant's slug.
        tenant: String,
        /// The id that was given.
        id: String,
    },
    /// An exception of a tenant.
    Exception {
        /// The tenant's slug.
        tenant: String,
        /// The id that was given.
        id: String,
    },
    /// A schema or resource type of a tenant's own.
    Document {
        /// The tenant's slug.
        tenant: String,
        /// The URN or name that was given.
        id: String,
    },
}

impl Missing {
    /// The word for it, which stays the same.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Tenant { .. } => "no_tenant",
            Self::Contact { .. } => "no_contact",
            Self::Group { .. } => "no_group",
            Self::Token { .. } => "no_token",
            Self::Exception { .. } => "no_exception",
            Self::Document { .. } => "no_document",
            Self::Preview { .. } => "no_preview",
            Self::Policy { .. } => "no_policy",
        }
    }
}
