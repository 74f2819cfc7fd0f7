//! Places in a resource, as an attribute mapping names them.

use std::fmt;

use scim::ResourceType;
use scim::schema::{AttrRef, Mutability};
use serde_json::{Map, Value, json};

/// A place such as `title`, `name.givenName`, `emails[type eq "work"].value`,
/// `roles[primary eq "True"].display` or `urn:…:User:department`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    text: String,
    urn: Option<String>,
    name: String,
    selector: Option<(String, String)>,
    sub: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl Place {
    /// Reads a place. What is malformed becomes a place that no schema knows.
    pub fn new(text: &str) -> Self {
        let (head, rest) = match text.split_once('[') {
            Some((head, rest)) => (head, Some(rest)),
            None => (text, None),
        };
        let (urn, path) = match head.rsplit_once(':') {
            Some((urn, path)) => (Some(urn.to_owned()), path),
            None => (None, head),
        };
        let (name, dotted) = match path.split_once('.') {
            Some((name, sub)) => (name, Some(sub)),
            None => (path, None),
        };
        let (condition, after) = rest.and_then(|rest| rest.split_once(']')).unzip();
        let sub = dotted.or_else(|| after.and_then(|after: &str| after.strip_prefix('.')));
        Self {
            text: text.to_owned(),
            urn,
            name: name.to_owned(),
            selector: condition.and_then(selector),
            sub: sub.map(str::to_owned),
        }
    }

    /// Whether it names one element of a list, so that it cannot be a key of a value without path.
    pub fn selects(&self) -> bool {
        self.selector.is_some()
    }

    /// Another part of the same object or element.
    #[must_use]
    pub fn sibling(&self, sub: &str) -> Self {
        let text = match &self.sub {
            Some(own) => self.text.strip_suffix(own.as_str()),
            None => None,
        };
        Self {
            text: text.map_or_else(|| format!("{self}.{sub}"), |text| format!("{text}{sub}")),
            sub: Some(sub.to_owned()),
            ..self.clone()
        }
    }

    /// What the type's schemas say of it, if a client may write it. A type of element that the
    /// schema does not suggest counts as unknown, as it does in Entra.
    pub fn writable<'k>(&self, kind: &'k ResourceType) -> Option<AttrRef<'k>> {
        let found = kind.find(self.urn.as_deref(), &self.name, self.sub.as_deref())?;
        if let Some((by, literal)) = &self.selector {
            let suggested = &found.attribute.sub(by)?.canonical_values;
            let known = suggested
                .iter()
                .any(|value| value.eq_ignore_ascii_case(literal));
            if !suggested.is_empty() && !known {
                return None;
            }
        }
        let open = |part: &scim::Attribute| part.mutability != Mutability::ReadOnly;
        (open(found.attribute) && open(found.leaf())).then_some(found)
    }

    /// What stands there.
    pub fn find<'v>(&self, resource: &'v Value) -> Option<&'v Value> {
        let holder = match &self.urn {
            Some(urn) => member(resource, urn).unwrap_or(resource),
            None => resource,
        };
        let mut found = member(holder, &self.name)?;
        if let Some(selector) = &self.selector {
            let mut elements = found.as_array()?.iter();
            found = elements.find(|element| is_selected(element, selector))?;
        }
        match &self.sub {
            Some(sub) => member(found, sub),
            None => Some(found),
        }
    }

    /// How many elements of the list are meant: one, unless a server mixes them up.
    pub fn elements(&self, resource: &Value) -> usize {
        let list = Self {
            selector: None,
            sub: None,
            ..self.clone()
        };
        let Some(selector) = &self.selector else {
            return usize::from(list.find(resource).is_some());
        };
        let elements = list.find(resource).and_then(Value::as_array);
        let meant = |element: &&Value| is_selected(element, selector);
        elements.into_iter().flatten().filter(meant).count()
    }

    /// Puts a value there, with whatever it needs around it.
    pub fn put(&self, resource: &mut Value, value: Value) {
        let holder = match &self.urn {
            Some(urn) => entry(resource, urn),
            None => resource,
        };
        let mut target = Some(entry(holder, &self.name));
        if let Some(selector) = &self.selector {
            target = target.and_then(|list| element(list, selector));
        }
        if let Some(sub) = &self.sub {
            target = target.map(|object| entry(object, sub));
        }
        if let Some(target) = target {
            *target = value;
        }
    }
}

/// The parts of `type eq "work"`.
fn selector(condition: &str) -> Option<(String, String)> {
    let (by, literal) = condition.split_once(" eq ")?;
    Some((by.to_owned(), literal.trim_matches('"').to_owned()))
}

/// A member of an object, its name in any letter case (RFC 7643 §2.1).
fn member<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = object.as_object()?.iter();
    let (_, value) = members.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(value)
}

/// Whether an element is meant: the literal is text even where the attribute is a boolean.
fn is_selected(element: &Value, (by, literal): &(String, String)) -> bool {
    match member(element, by) {
        Some(Value::String(text)) => text.eq_ignore_ascii_case(literal),
        Some(other) => other.to_string().eq_ignore_ascii_case(literal),
        None => false,
    }
}

/// The member of that name, made if there is none. What is no object becomes one.
fn entry<'v>(holder: &'v mut Value, name: &str) -> &'v mut Value {
    if !holder.is_object() {
        *holder = Value::Object(Map::new());
    }
    match holder {
        Value::Object(object) => object.entry(name).or_insert(Value::Null),
        other => other,
    }
}

/// The element that is meant, made if there is none.
fn element<'v>(list: &'v mut Value, selector: &(String, String)) -> Option<&'v mut Value> {
    if !list.is_array() {
        *list = json!([]);
    }
    let elements = list.as_array_mut()?;
    if !elements
        .iter()
        .any(|element| is_selected(element, selector))
    {
        elements.push(started(selector));
    }
    elements
        .iter_mut()
        .find(|element| is_selected(element, selector))
}

/// An element with nothing but what it is selected by.
fn started((by, literal): &(String, String)) -> Value {
    match literal.as_str() {
        "True" => json!({ by: true }),
        text => json!({ by: text }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, before: Value, after: &Value) {
        let place = Place::new(text);
        let mut resource = before;
        place.put(&mut resource, json!("v"));
        assert_eq!(resource, *after, "{text}");
        assert_eq!(place.find(&resource), Some(&json!("v")), "{text}");
        assert_eq!(place.to_string(), text);
    }

    #[test]
    fn a_value_is_found_where_it_was_put() {
        check("title", json!({}), &json!({"title": "v"}));
        check(
            "name.givenName",
            json!({"name": {"familyName": "f"}}),
            &json!({"name": {"familyName": "f", "givenName": "v"}}),
        );
        check(
            "emails[type eq \"work\"].value",
            json!({"emails": [{"type": "home"}, {"type": "Work", "primary": true}]}),
            &json!({"emails": [{"type": "home"}, {"type": "Work", "primary": true, "value": "v"}]}),
        );
        check(
            "roles[primary eq \"True\"].value",
            json!({}),
            &json!({"roles": [{"primary": true, "value": "v"}]}),
        );
        check(
            "urn:a:2.0:User:department",
            json!({}),
            &json!({"urn:a:2.0:User": {"department": "v"}}),
        );
    }
}
