//! The attributes every resource has (RFC 7643 §3.1), and shapes that several schemas share.

use super::attribute::Attribute;
use super::characteristics::{Mutability, Returned};

/// `schemas`, `id` and `meta`: part of every resource, of no schema.
pub(super) fn attributes() -> Vec<Attribute> {
    vec![
        schemas(),
        read_only(
            Attribute::string("id", "The id Rollcall gave this resource.")
                .case_exact()
                .returned(Returned::Always),
        ),
        meta(),
    ]
}

/// `externalId`: common to all resources, yet announced with each schema, because Entra maps it
/// and looks there for every attribute it maps.
pub(super) fn external_id() -> Attribute {
    Attribute::string(
        "externalId",
        "The id the provisioning client gave this resource.",
    )
    .case_exact()
}

/// A multi-valued attribute with `value`, `display`, `type` and `primary` (RFC 7643 §2.4).
///
/// `display` is kept but not announced: Microsoft's validator refuses schemas that list it. Nor is a
/// `type` without suggested values, for which the validator would make some up.
pub(super) fn plural(name: &str, description: &str, value: Attribute, types: &[&str]) -> Attribute {
    let mut kind = Attribute::string("type", "What the value is used for.").canonical(types);
    kind.advertised = !types.is_empty();
    Attribute::complex(
        name,
        description,
        vec![
            value,
            Attribute::string("display", "A name for people to read.").unadvertised(),
            kind,
            Attribute::boolean("primary", "Whether this is the preferred value."),
        ],
    )
    .multi_valued()
}

pub(super) fn read_only(attribute: Attribute) -> Attribute {
    attribute.mutability(Mutability::ReadOnly)
}

/// URNs ignore letter case, unlike other references.
fn schemas() -> Attribute {
    let attribute = Attribute::reference("schemas", &["uri"], "The schemas this resource follows.");
    read_only(Attribute {
        case_exact: false,
        ..attribute.multi_valued().returned(Returned::Always)
    })
}

fn meta() -> Attribute {
    let facts = vec![
        Attribute::string("resourceType", "The name of the resource type.").case_exact(),
        Attribute::date_time("created", "When the resource was created."),
        Attribute::date_time("lastModified", "When the resource last changed."),
        Attribute::reference("location", &["uri"], "The address of the resource.").unsearchable(),
        Attribute::string("version", "The version, as in the ETag header.").case_exact(),
    ];
    let facts = facts.into_iter().map(read_only).collect();
    read_only(Attribute::complex(
        "meta",
        "Facts about the resource itself.",
        facts,
    ))
}
