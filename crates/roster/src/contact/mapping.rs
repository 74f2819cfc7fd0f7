//! Where each field of a contact comes from: rows of sources, the first that is not empty wins. A tenant
//! may have rows of its own.

mod choice;
mod parse;
mod source;
mod standard;

use std::sync::LazyLock;

use scim::Resource;

use super::Field;
use source::Source;

pub use choice::{FieldChoice, MappingChoice, Preset};
pub(crate) use source::addresses;

/// Where each field comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    rows: Vec<(Field, Row)>,
    default_language: Option<String>,
}

/// The sources of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    /// Places, in order of preference.
    Places(Vec<Source>),
    /// Everybody has this value.
    Fixed(String),
}

impl Mapping {
    /// What holds unless a tenant has its own.
    pub fn standard() -> &'static Self {
        static STANDARD: LazyLock<Mapping> = LazyLock::new(|| {
            let rows = standard::rows().into_iter();
            Mapping {
                rows: rows.map(|(field, row)| (field, Row::Places(row))).collect(),
                default_language: None,
            }
        });
        &STANDARD
    }

    /// The fields that a user fills, with their values.
    pub(super) fn fields<'m>(
        &'m self,
        user: &'m Resource,
    ) -> impl Iterator<Item = (Field, String)> + 'm {
        let filled = self.rows.iter();
        filled.filter_map(|(field, row)| Some((field.clone(), self.value(field, row, user)?)))
    }

    fn value(&self, field: &Field, row: &Row, user: &Resource) -> Option<String> {
        let value = match row {
            Row::Places(places) => places.iter().find_map(|place| place.read(user)),
            Row::Fixed(value) => Some(value.clone()),
        };
        match field {
            Field::Language => value.or_else(|| self.default_language.clone()),
            _ => value,
        }
    }

    /// The place in a user that fills a field, and what stands there. `None` if nothing does.
    pub fn path_of(&self, field: &Field, user: &Resource) -> Option<(String, String)> {
        let (_, row) = self.rows.iter().find(|(filled, _)| filled == field)?;
        let Row::Places(places) = row else {
            return None;
        };
        places
            .iter()
            .find_map(|place| Some((place.path(), place.read(user)?)))
    }

    /// The names of the tenant's own fields, sorted.
    pub fn custom(&self) -> Vec<String> {
        let custom = self.rows.iter().filter_map(|(field, _)| match field {
            Field::Custom(name) => Some(name.clone()),
            _ => None,
        });
        let mut custom: Vec<String> = custom.collect();
        custom.sort_unstable();
        custom
    }

    /// Each field with its sources as administrators write them; a value that everybody has, in quotes.
    pub fn shown(&self) -> Vec<(Field, Vec<String>)> {
        let rows = self.rows.iter();
        rows.map(|(field, row)| {
            let sources = match row {
                Row::Places(places) => places.iter().map(Source::path).collect(),
                Row::Fixed(value) => vec![format!("{value:?}")],
            };
            (field.clone(), sources)
        })
        .collect()
    }
}
