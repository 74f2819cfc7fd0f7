//! What Microsoft Entra makes of a server's schemas.
//!
//! When an administrator opens the attribute mapping, Entra turns the answer of `GET /Schemas` into
//! a flat list of attributes that can be mapped to. A row of the mapping that is not in the list is
//! "not discoverable", so a server's schemas are tested by flattening them the same way.

use serde_json::Value;

/// The URNs of the core schemas, whose attributes go by their bare names, begin with this.
const CORE: &str = "urn:ietf:params:scim:schemas:core:";

/// References to other resources that Entra maps as one attribute, whatever their parts are.
const LINKS: [&str; 2] = ["manager", "members"];

/// The attributes a mapping may name, from the answer of `GET /Schemas` (a `ListResponse`), in
/// order:
/// `title`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department` and so on.
/// An attribute that cannot be mapped is left out; an answer of another shape gives an empty list.
pub fn attributes(schemas: &Value) -> Vec<String> {
    items(schemas, "Resources")
        .flat_map(schema_attributes)
        .collect()
}

fn schema_attributes(schema: &Value) -> Vec<String> {
    let urn = text(schema, "id");
    let prefix = if urn.starts_with(CORE) {
        String::new()
    } else {
        format!("{urn}:")
    };
    items(schema, "attributes")
        .flat_map(attribute_names)
        .map(|name| format!("{prefix}{name}"))
        .collect()
}

fn attribute_names(attribute: &Value) -> Vec<String> {
    let name = text(attribute, "name");
    if LINKS.contains(&name) {
        return vec![name.to_owned()];
    }
    match (text(attribute, "type"), flag(attribute, "multiValued")) {
        ("reference", _) => Vec::new(),
        ("complex", false) => dotted(name, attribute),
        ("complex", true) => selectors(attribute)
            .iter()
            .flat_map(|selector| selected(name, selector, attribute))
            .collect(),
        _ => vec![name.to_owned()],
    }
}

fn dotted(name: &str, attribute: &Value) -> Vec<String> {
    let simple = |sub: &&Value| !matches!(text(sub, "type"), "complex" | "reference");
    items(attribute, "subAttributes")
        .filter(simple)
        .map(|sub| format!("{name}.{}", text(sub, "name")))
        .collect()
}

/// How a mapping names one element of a list: by each suggested type, or else as the primary one.
fn selectors(attribute: &Value) -> Vec<String> {
    let types: Vec<String> = items(attribute, "subAttributes")
        .filter(|sub| text(sub, "name") == "type")
        .flat_map(|sub| items(sub, "canonicalValues"))
        .filter_map(Value::as_str)
        .map(|value| format!("type eq \"{value}\""))
        .collect();
    if types.is_empty() {
        vec!["primary eq \"True\"".to_owned()]
    } else {
        types
    }
}

fn selected(name: &str, selector: &str, attribute: &Value) -> Vec<String> {
    items(attribute, "subAttributes")
        .map(|sub| text(sub, "name"))
        .filter(|sub| !matches!(*sub, "type" | "primary"))
        .map(|sub| format!("{name}[{selector}].{sub}"))
        .collect()
}

fn items<'v>(object: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    object
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn text<'v>(object: &'v Value, name: &str) -> &'v str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn flag(object: &Value, name: &str) -> bool {
    object
        .get(name)
        .and_then(Value::as_bool)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn simple(name: &str, kind: &str) -> Value {
        json!({"name": name, "type": kind, "multiValued": false})
    }

    fn check(urn: &str, attribute: &Value, names: &[&str]) {
        let answer = json!({"Resources": [{"id": urn, "attributes": [attribute]}]});
        assert_eq!(attributes(&answer), names, "{attribute}");
    }

    #[test]
    fn each_shape_of_attribute_is_named_as_entra_names_it() {
        let core = "urn:ietf:params:scim:schemas:core:2.0:User";
        let extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        check(core, &simple("title", "string"), &["title"]);
        check(core, &simple("profileUrl", "reference"), &[]);
        check(
            core,
            &json!({"name": "name", "type": "complex", "multiValued": false,
                "subAttributes": [simple("givenName", "string"), simple("page", "reference")]}),
            &["name.givenName"],
        );
        check(
            core,
            &json!({"name": "emails", "type": "complex", "multiValued": true, "subAttributes": [
                simple("value", "string"), simple("primary", "boolean"),
                {"name": "type", "type": "string", "canonicalValues": ["work", "home"]}]}),
            &[
                "emails[type eq \"work\"].value",
                "emails[type eq \"home\"].value",
            ],
        );
        check(
            core,
            &json!({"name": "roles", "type": "complex", "multiValued": true, "subAttributes": [
                simple("value", "string"), simple("type", "string")]}),
            &["roles[primary eq \"True\"].value"],
        );
        check(
            extension,
            &json!({"name": "manager", "type": "complex", "multiValued": false,
                "subAttributes": [simple("value", "string")]}),
            &["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"],
        );
    }

    #[test]
    fn an_answer_that_is_no_list_of_schemas_makes_nothing_mappable() {
        assert_eq!(attributes(&json!("<html>")), Vec::<String>::new());
    }
}
