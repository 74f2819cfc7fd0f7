//! The characteristics an attribute can have (RFC 7643 §2, §7), and where its values are kept.

/// The data type of an attribute (RFC 7643 §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Unicode text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A number with a fraction.
    Decimal,
    /// A whole number.
    Integer,
    /// A point in time.
    DateTime,
    /// Base64 data.
    Binary,
    /// A URI; which resources it may name stands in `reference_types`.
    Reference,
    /// An object with sub-attributes.
    Complex,
}

impl Kind {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::String,
        Self::Boolean,
        Self::Decimal,
        Self::Integer,
        Self::DateTime,
        Self::Binary,
        Self::Reference,
        Self::Complex,
    ];

    /// The name RFC 7643 §7 gives the type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::DateTime => "dateTime",
            Self::Binary => "binary",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

/// Who may change an attribute, and when (RFC 7643 §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    /// Only the service provider.
    ReadOnly,
    /// Anyone, at any time.
    ReadWrite,
    /// A client, once.
    Immutable,
    /// A client may write but nobody reads it.
    WriteOnly,
}

impl Mutability {
    /// Every one of them.
    pub const ALL: [Self; 4] = [
        Self::ReadOnly,
        Self::ReadWrite,
        Self::Immutable,
        Self::WriteOnly,
    ];

    /// The name RFC 7643 §7 gives it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "readOnly",
            Self::ReadWrite => "readWrite",
            Self::Immutable => "immutable",
            Self::WriteOnly => "writeOnly",
        }
    }
}

/// When an attribute is part of an answer (RFC 7643 §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// In every answer, whatever was asked for.
    Always,
    /// In none.
    Never,
    /// Unless excluded, or others were asked for.
    Default,
    /// Only when asked for.
    Request,
}

impl Returned {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Always, Self::Never, Self::Default, Self::Request];

    /// The name RFC 7643 §7 gives it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Default => "default",
            Self::Request => "request",
        }
    }
}

/// Within which bounds a value must be unique (RFC 7643 §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uniqueness {
    /// It need not be.
    None,
    /// Within the tenant and resource type.
    Server,
    /// Everywhere.
    Global,
}

impl Uniqueness {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Server, Self::Global];

    /// The name RFC 7643 §7 gives it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Server => "server",
            Self::Global => "global",
        }
    }
}

/// Where the values of an attribute are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// In the resource's document.
    #[default]
    Document,
    /// As rows, one for each member of the group that the resource is.
    Members,
    /// As the same rows, seen from the other end: one for each group that the resource is in.
    Groups,
}
