//! Which source a field is taken from when several know the person.

use std::collections::BTreeMap;

use crate::contact::{Field, Fields, Source};

/// The sources in the order in which they own fields.
const ORDER: [Source; 4] = [Source::Scim, Source::Graph, Source::Csv, Source::Manual];

/// Where the value of a field comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Somebody decided that it stays what was given by hand.
    Pin,
    /// A source said it.
    Source(Source),
}

/// The value of a field, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The value.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Takes each field from the source that owns it: a pin before SCIM, Graph, CSV and what was entered
/// by hand. A field for which a source has no value comes from the next. Of two profiles of one
/// source the first is preferred.
pub fn merge(pins: &Fields, observed: &[(Source, &Fields)]) -> BTreeMap<Field, Owned> {
    let pinned = std::iter::once((Origin::Pin, pins));
    let ordered = ORDER.iter().flat_map(|source| {
        let of_source = observed.iter().filter(move |(other, _)| other == source);
        of_source.map(|(source, fields)| (Origin::Source(*source), *fields))
    });
    let mut merged = BTreeMap::new();
    for (origin, fields) in pinned.chain(ordered) {
        for (field, value) in fields.iter() {
            merged.entry(field.clone()).or_insert_with(|| Owned {
                value: value.to_owned(),
                origin,
            });
        }
    }
    merged
}

/// The values alone.
pub fn values(merged: &BTreeMap<Field, Owned>) -> Fields {
    let fields = merged.iter();
    fields
        .map(|(field, owned)| (field.clone(), owned.value.clone()))
        .collect()
}
