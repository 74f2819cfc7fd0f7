//! One attribute and its characteristics (RFC 7643 §2, §7).

use super::characteristics::{Kept, Kind, Mutability, Returned, Uniqueness};

/// An attribute or sub-attribute with its characteristics. Made by [`Attribute::string`] and its
/// siblings, refined by the methods after them.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "RFC 7643 §7 defines them as booleans"
)]
pub struct Attribute {
    /// Canonical name.
    pub name: String,
    /// What it means, for people.
    pub description: String,
    /// Data type.
    pub kind: Kind,
    /// Whether the value is a list.
    pub multi_valued: bool,
    /// Whether a resource must have it.
    pub required: bool,
    /// Whether letter case matters when values are compared.
    pub case_exact: bool,
    /// Who may change it.
    pub mutability: Mutability,
    /// When it is answered.
    pub returned: Returned,
    /// Within which bounds it is unique.
    pub uniqueness: Uniqueness,
    /// Values that are suggested; others are accepted too.
    pub canonical_values: Vec<String>,
    /// What a reference may point at: resource type names, `uri` or `external`.
    pub reference_types: Vec<String>,
    /// The parts of a complex attribute.
    pub sub_attributes: Vec<Attribute>,
    /// Whether `/Schemas` names it. Some attributes are kept for clients that send them but make
    /// Microsoft's validator stumble when they are announced.
    pub advertised: bool,
    /// Whether a filter may name it. Values that are made from the public URL may not be searched.
    pub searchable: bool,
    /// Where its values are kept.
    pub kept: Kept,
}

impl Attribute {
    /// A single-valued, case-insensitive, readWrite string.
    pub fn string(name: &str, description: &str) -> Self {
        Self::new(name, Kind::String, description)
    }

    /// A single-valued boolean.
    pub fn boolean(name: &str, description: &str) -> Self {
        Self::new(name, Kind::Boolean, description)
    }

    /// A single-valued point in time.
    pub fn date_time(name: &str, description: &str) -> Self {
        Self::new(name, Kind::DateTime, description)
    }

    /// Base64 data.
    pub fn binary(name: &str, description: &str) -> Self {
        Self::new(name, Kind::Binary, description).case_exact()
    }

    /// A URI that may name one of `reference_types`.
    pub fn reference(name: &str, reference_types: &[&str], description: &str) -> Self {
        let mut attribute = Self::new(name, Kind::Reference, description).case_exact();
        attribute.reference_types = owned(reference_types);
        attribute
    }

    /// An object with sub-attributes.
    pub fn complex(name: &str, description: &str, sub_attributes: Vec<Self>) -> Self {
        Self {
            sub_attributes,
            ..Self::new(name, Kind::Complex, description)
        }
    }

    /// Makes the value a list.
    #[must_use]
    pub fn multi_valued(self) -> Self {
        Self {
            multi_valued: true,
            ..self
        }
    }

    /// Makes a value mandatory.
    #[must_use]
    pub fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// Makes letter case matter.
    #[must_use]
    pub fn case_exact(self) -> Self {
        Self {
            case_exact: true,
            ..self
        }
    }

    /// Sets who may change it.
    #[must_use]
    pub fn mutability(self, mutability: Mutability) -> Self {
        Self { mutability, ..self }
    }

    /// Sets when it is answered.
    #[must_use]
    pub fn returned(self, returned: Returned) -> Self {
        Self { returned, ..self }
    }

    /// Makes the value unique within the tenant and resource type.
    #[must_use]
    pub fn unique(self) -> Self {
        Self {
            uniqueness: Uniqueness::Server,
            ..self
        }
    }

    /// Suggests values.
    #[must_use]
    pub fn canonical(self, values: &[&str]) -> Self {
        Self {
            canonical_values: owned(values),
            ..self
        }
    }

    /// Leaves it out of `/Schemas`.
    #[must_use]
    pub fn unadvertised(self) -> Self {
        Self {
            advertised: false,
            ..self
        }
    }

    /// Says where its values are kept.
    #[must_use]
    pub fn kept(self, kept: Kept) -> Self {
        Self { kept, ..self }
    }

    /// Refuses it in filters.
    #[must_use]
    pub fn unsearchable(self) -> Self {
        Self {
            searchable: false,
            ..self
        }
    }

    /// The sub-attribute of that name, in any letter case.
    pub fn sub(&self, name: &str) -> Option<&Self> {
        self.sub_attributes.iter().find(|sub| sub.is_named(name))
    }

    /// Whether its values name other resources of the service provider: by their addresses, or by
    /// ids beside which a `$ref` with the address stands.
    pub fn is_reference(&self) -> bool {
        let names = |attribute: &Self| {
            let is_elsewhere = |kind: &String| kind == "external" || kind == "uri";
            attribute.kind == Kind::Reference && !attribute.reference_types.iter().all(is_elsewhere)
        };
        names(self) || self.sub_attributes.iter().any(names)
    }

    /// Whether `name` is this attribute's name; attribute names ignore case (RFC 7643 §2.1).
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Any attribute, single-valued, case-insensitive and readWrite.
    pub(super) fn new(name: &str, kind: Kind, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            description: description.to_owned(),
            kind,
            multi_valued: false,
            required: false,
            case_exact: false,
            mutability: Mutability::ReadWrite,
            returned: Returned::Default,
            uniqueness: Uniqueness::None,
            canonical_values: Vec::new(),
            reference_types: Vec::new(),
            sub_attributes: Vec::new(),
            advertised: true,
            searchable: true,
            kept: Kept::Document,
        }
    }
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}
