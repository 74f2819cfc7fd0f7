//! What is asked of the ceiling's database.

/// A look-up of one document.
#[derive(Clone, Debug)]
pub(super) enum Lookup {
    /// By the folded `userName`.
    UserName(String),
    /// By the id of a user.
    UserId(String),
    /// By the folded `displayName`.
    GroupName(String),
}

/// A change, with the request's body.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// A new user.
    CreateUser(String),
    /// Attributes of the user with this id.
    PatchUser(String, String),
    /// A new group.
    CreateGroup(String),
    /// Members of the group with this id.
    PatchGroup(String, String),
}

/// What became of a change.
#[derive(Clone, Debug)]
pub(super) struct Done {
    /// The HTTP status.
    pub(super) status: u16,
    /// The document as it is now, or nothing.
    pub(super) document: String,
}

impl Done {
    /// With a document.
    pub(super) fn with(status: u16, document: String) -> Self {
        Self { status, document }
    }

    /// Without one.
    pub(super) fn only(status: u16) -> Self {
        Self::with(status, String::new())
    }
}
