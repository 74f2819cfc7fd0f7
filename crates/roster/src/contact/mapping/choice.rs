//! A tenant's own mapping, as it is chosen and kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::source::Source;
use super::{Mapping, Row, parse, standard};
use crate::contact::Field;
use crate::word::words;

/// Rows to begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Preset {
    /// Those that hold unless a tenant has its own.
    #[default]
    Default,
    /// The userName comes before the e-mail, if it is an address.
    Phishspot,
}

words!(Preset {
    Default => "default",
    Phishspot => "phishspot",
});

/// What a tenant chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MappingChoice {
    /// Rows to begin with.
    pub preset: Preset,
    /// Fields with other sources.
    pub fields: BTreeMap<Field, FieldChoice>,
    /// The language of everybody who has none.
    pub default_language: Option<String>,
    /// Whether job titles are taken over.
    pub job_title: bool,
    /// The tenant's own fields, each with its sources.
    pub custom: BTreeMap<String, Vec<String>>,
}

/// Where a field comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldChoice {
    /// From places in the SCIM user, in order of preference.
    Sources(Vec<String>),
    /// Everybody has one value.
    Fixed {
        /// The value.
        fixed: String,
    },
}

impl Default for MappingChoice {
    fn default() -> Self {
        Self {
            preset: Preset::Default,
            fields: BTreeMap::new(),
            default_language: None,
            job_title: true,
            custom: BTreeMap::new(),
        }
    }
}

impl MappingChoice {
    /// The mapping that it makes.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in a sentence.
    pub fn made(&self) -> Result<Mapping, String> {
        let standard = standard::rows().into_iter();
        let mut rows: Vec<(Field, Row)> = standard
            .map(|(field, places)| (field, Row::Places(places)))
            .collect();
        if self.preset == Preset::Phishspot {
            set(
                &mut rows,
                Field::Email,
                Row::Places(standard::user_name_first()),
            );
        }
        for (field, choice) in &self.fields {
            if !field.may_come_from_elsewhere() {
                return Err(format!(
                    "{field} cannot come from elsewhere: people are recognised by it, and the tenant's own \
                     fields stand under custom"
                ));
            }
            set(&mut rows, field.clone(), row(field, choice)?);
        }
        for (name, sources) in &self.custom {
            check_name(name)?;
            let field = Field::Custom(name.clone());
            let places = places(&field, sources)?;
            set(&mut rows, field, Row::Places(places));
        }
        if !self.job_title {
            rows.retain(|(field, _)| *field != Field::Title);
        }
        Ok(Mapping {
            rows,
            default_language: self.default_language.clone(),
        })
    }
}

fn set(rows: &mut Vec<(Field, Row)>, field: Field, row: Row) {
    rows.retain(|(known, _)| *known != field);
    rows.push((field, row));
}

fn row(field: &Field, choice: &FieldChoice) -> Result<Row, String> {
    Ok(match choice {
        FieldChoice::Sources(sources) => Row::Places(places(field, sources)?),
        FieldChoice::Fixed { fixed } => Row::Fixed(fixed.clone()),
    })
}

fn places(field: &Field, sources: &[String]) -> Result<Vec<Source>, String> {
    let places = sources.iter().map(|text| parse::source(field, text));
    let places = places.collect::<Result<_, _>>();
    places.map_err(|flaw| format!("{field}: {flaw}"))
}

/// Filters name a tenant's own field behind `custom.`, so its name is that of an attribute.
fn check_name(name: &str) -> Result<(), String> {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_name = name.as_bytes().first().is_some_and(is_letter) && name.bytes().all(is_inner);
    if is_name && name.len() <= 64 {
        return Ok(());
    }
    Err(format!(
        "{name:?} cannot be the name of a field: it takes letters of a to z, digits and _, begins with \
         a letter and has 64 characters at most"
    ))
}
