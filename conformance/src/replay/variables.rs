//! Values that steps hand to later steps.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A placeholder names something that no earlier step remembered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing is remembered under the name {0:?}")]
pub struct UnknownVariable(pub String);

/// Named values, filled by captures and used by placeholders.
#[derive(Clone, Debug, Default)]
pub struct Variables(BTreeMap<String, Value>);

/// What a whole string means in an expectation.
pub(super) enum Placeholder<'t> {
    /// Any value at all.
    Any,
    /// Any value, remembered under the name.
    Capture(&'t str),
    /// The value remembered under the name.
    Use(&'t str),
    /// Text, perhaps with names inside.
    Text,
}

impl<'t> Placeholder<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let inner = text
            .strip_prefix("{{")
            .and_then(|rest| rest.strip_suffix("}}"));
        match inner {
            None => Self::Text,
            Some("any") => Self::Any,
            Some(name) if name.contains("{{") => Self::Text,
            Some(name) => name
                .strip_prefix("capture:")
                .map_or(Self::Use(name), Self::Capture),
        }
    }
}

impl Variables {
    /// Remembers `value` under `name`, in place of what was there.
    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// What is remembered under `name`.
    ///
    /// # Errors
    /// Nothing is.
    pub fn get(&self, name: &str) -> Result<&Value, UnknownVariable> {
        self.0
            .get(name)
            .ok_or_else(|| UnknownVariable(name.to_owned()))
    }

    /// `template` with every placeholder replaced. A string that is one placeholder becomes the
    /// remembered value of whatever type; inside longer text the value is written out.
    ///
    /// # Errors
    /// A placeholder names nothing that is remembered.
    pub fn fill(&self, template: &Value) -> Result<Value, UnknownVariable> {
        match template {
            Value::String(text) => self.fill_string(text),
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(members) => self.fill_object(members),
            other => Ok(other.clone()),
        }
    }

    /// `template` with every placeholder written out.
    ///
    /// # Errors
    /// A placeholder names nothing that is remembered.
    pub fn fill_text(&self, template: &str) -> Result<String, UnknownVariable> {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, name, after)) = next_placeholder(rest) {
            text.push_str(before);
            text.push_str(&written(self.get(name)?));
            rest = after;
        }
        text.push_str(rest);
        Ok(text)
    }

    fn fill_string(&self, text: &str) -> Result<Value, UnknownVariable> {
        match Placeholder::of(text) {
            Placeholder::Use(name) => self.get(name).cloned(),
            _ => self.fill_text(text).map(Value::String),
        }
    }

    fn fill_object(&self, members: &Map<String, Value>) -> Result<Value, UnknownVariable> {
        let filled = members
            .iter()
            .map(|(name, value)| Ok((self.fill_text(name)?, self.fill(value)?)))
            .collect::<Result<Map<_, _>, _>>()?;
        Ok(Value::Object(filled))
    }
}

fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, opened) = text.split_once("{{")?;
    let (name, after) = opened.split_once("}}")?;
    Some((before, name, after))
}

fn written(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("ann", json!("u-1"));
        variables.set("count", json!(3));
        variables
    }

    #[test]
    fn a_lone_placeholder_keeps_the_type_and_inside_text_the_value_is_written_out() {
        let template = json!({"n": "{{count}}", "path": ["/Users/{{ann}}?count={{count}}"]});
        let filled = variables().fill(&template);
        assert_eq!(filled, Ok(json!({"n": 3, "path": ["/Users/u-1?count=3"]})));
    }

    #[test]
    fn an_unknown_name_is_an_error_that_names_it() {
        let filled = variables().fill(&json!("{{bob}} and {{ann}}"));
        assert_eq!(filled, Err(UnknownVariable("bob".into())));
    }
}
