//! What `returned` forbids is never shown, whatever the schema, the resource and the request, and what
//! is written from a stored text is what the projection of its values comes to.

#![cfg(test)]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rollcall_scim::project::{Kept, Projection, in_order};
use rollcall_scim::schema::{Extension, Returned};
use rollcall_scim::{Attribute, ResourceType, Schema};
use serde_json::{Map, Value, json};

const CORE: &str = "urn:example:params:scim:schemas:Thing";
const MORE: &str = "urn:example:params:scim:schemas:extension:2.0:Thing";

fn returned() -> impl Strategy<Value = Returned> {
    use Returned::{Always, Default, Never, Request};
    select(vec![Always, Default, Default, Never, Request])
}

fn attribute(name: String) -> impl Strategy<Value = Attribute> {
    let sub = (select(vec!["one", "two", "Three"]), returned())
        .prop_map(|(name, returned)| Attribute::string(name, "A part.").returned(returned));
    let subs = vec(sub, 0..4).prop_map(|mut subs| {
        subs.sort_by(|left, right| left.name.cmp(&right.name));
        subs.dedup_by(|left, right| left.name == right.name);
        subs
    });
    (subs, any::<bool>(), returned()).prop_map(move |(subs, many, returned)| {
        let attribute = match subs.as_slice() {
            [] => Attribute::string(&name, "Text."),
            _ => Attribute::complex(&name, "Parts.", subs),
        };
        let attribute = attribute.returned(returned);
        if many {
            attribute.multi_valued()
        } else {
            attribute
        }
    })
}

fn schema(urn: &'static str, prefix: &'static str) -> impl Strategy<Value = Schema> {
    let attributes: Vec<_> = (0..4)
        .map(|number| attribute(format!("{prefix}{number}")))
        .collect();
    attributes.prop_map(move |attributes| Schema::new(urn, "Thing", "A thing.", attributes))
}

fn things() -> impl Strategy<Value = ResourceType> {
    (schema(CORE, "a"), schema(MORE, "x")).prop_map(|(core, more)| {
        let more = Extension {
            schema: more,
            required: false,
        };
        ResourceType::new("Thing", "/Things", "Things.", core, vec![more])
    })
}

/// A resource that has every value its type allows.
fn full(things: &ResourceType) -> Map<String, Value> {
    let mut whole = object(&things.schema.attributes);
    whole.insert("schemas".into(), json!([CORE, MORE]));
    whole.insert("id".into(), json!("t-1"));
    whole.insert(
        "meta".into(),
        json!({"resourceType": "Thing", "version": "W/\"1\""}),
    );
    whole.insert(
        MORE.into(),
        Value::Object(object(&things.extensions[0].schema.attributes)),
    );
    whole
}

fn object(attributes: &[Attribute]) -> Map<String, Value> {
    attributes
        .iter()
        .map(|it| (it.name.clone(), value(it)))
        .collect()
}

fn value(attribute: &Attribute) -> Value {
    let single = match attribute.sub_attributes.as_slice() {
        [] => json!("text"),
        subs => Value::Object(object(subs)),
    };
    if attribute.multi_valued {
        json!([single, single])
    } else {
        single
    }
}

/// Every name a client could ask for, and some it could not.
fn names(things: &ResourceType) -> Vec<String> {
    let mut names: Vec<String> = [CORE, MORE, "id", "meta.version", "nosuch", "a0.nosuch", ""]
        .map(str::to_owned)
        .into();
    for (prefix, attributes) in [
        ("", &things.schema.attributes),
        (MORE, &things.extensions[0].schema.attributes),
    ] {
        for attribute in attributes {
            let urn = if prefix.is_empty() {
                String::new()
            } else {
                format!("{prefix}:")
            };
            let name = format!("{urn}{}", attribute.name);
            let subs = attribute.sub_attributes.iter();
            names.extend(subs.map(|sub| format!("{name}.{}", sub.name.to_uppercase())));
            names.push(name);
        }
    }
    names
}

fn list(names: &[String], chosen: &[Index]) -> String {
    let chosen: Vec<&str> = chosen
        .iter()
        .map(|index| index.get(names).as_str())
        .collect();
    chosen.join(",")
}

/// Holds an answered object against the attributes it may have. `asked` are the names in the
/// request that could bring forth what is returned on request only.
fn check(shown: &Map<String, Value>, attributes: &[Attribute], prefix: &str, asked: &str) {
    for (name, value) in shown {
        let attribute = attributes.iter().find(|it| it.name == *name);
        let attribute = attribute.unwrap_or_else(|| panic!("{prefix}{name} is nobody's"));
        let path = format!("{prefix}{name}");
        assert_ne!(attribute.returned, Returned::Never, "{path}");
        let is_asked_for = asked.split(',').any(|it| {
            let it = it.to_lowercase();
            let path = path.to_lowercase();
            it == path || it.starts_with(&format!("{path}."))
        });
        assert!(
            attribute.returned != Returned::Request || is_asked_for,
            "{path} although only {asked} was asked for"
        );
        for part in value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice)
        {
            if let Value::Object(parts) = part {
                check(parts, &attribute.sub_attributes, &format!("{path}."), asked);
            }
        }
    }
}

/// Every attribute that is always returned is there, in whatever is there to hold it.
fn check_always(shown: &Map<String, Value>, attributes: &[Attribute]) {
    for attribute in attributes {
        let value = shown.get(&attribute.name);
        let hides_all = !attribute.sub_attributes.is_empty()
            && attribute
                .sub_attributes
                .iter()
                .all(|sub| sub.returned != Returned::Always);
        assert!(
            attribute.returned != Returned::Always || hides_all || value.is_some(),
            "{} is missing",
            attribute.name
        );
        let parts = value.into_iter().flat_map(|value| match value {
            Value::Array(elements) => elements.as_slice(),
            single => std::slice::from_ref(single),
        });
        for part in parts.filter_map(Value::as_object) {
            check_always(part, &attribute.sub_attributes);
        }
    }
}

/// Any value, whose names may be those of attributes.
fn anything() -> impl Strategy<Value = Value> {
    let simple = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,9}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    simple.prop_recursive(3, 24, 4, |inner| {
        let names = select(vec!["one", "Three", "two", "a0", "x1", "other", "\"\n"]);
        let fields = vec((names, inner.clone()), 0..4);
        let object = fields.prop_map(|fields| {
            let pairs = fields.into_iter();
            pairs
                .map(|(name, value)| (name.to_owned(), value))
                .collect()
        });
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::from),
            object.prop_map(Value::Object)
        ]
    })
}

/// A document with values where the type has attributes, and others, in any order.
fn document() -> impl Strategy<Value = Map<String, Value>> {
    let names: Vec<&str> = vec![
        "a0",
        "a1",
        "a2",
        "a3",
        "a0",
        "a1",
        "externalId",
        "other",
        "\u{e9}\t",
        MORE,
        MORE,
    ];
    let field = (select(names), anything());
    let more = vec(
        (select(vec!["x0", "x1", "x2", "x3", "other"]), anything()),
        0..4,
    );
    (vec(field, 0..7), more, any::<bool>()).prop_map(|(fields, more, has_more)| {
        let owned = |(name, value): (&str, Value)| (name.to_owned(), value);
        let mut document: Map<String, Value> = fields.into_iter().map(owned).collect();
        if has_more {
            document.insert(MORE.into(), more.into_iter().map(owned).collect());
        }
        document
    })
}

/// What a resource of that document is answered as, by way of its values.
fn projected(
    projection: &Projection<'_>,
    things: &ResourceType,
    document: Map<String, Value>,
) -> String {
    let mut whole = Map::new();
    whole.insert("schemas".into(), things.schemas_of(&document).into());
    whole.insert("id".into(), "t-\"1".into());
    in_order(things, document, &mut whole);
    whole.insert("meta".into(), meta());
    Value::Object(projection.apply(whole)).to_string()
}

fn meta() -> Value {
    json!({"resourceType": "Thing", "location": "here", "version": "W/\"1\""})
}

/// A list of elements that not all have something to show.
fn related() -> impl Strategy<Value = Value> {
    let element = (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(one, two, three)| {
        let fields = [("two", two), ("one", one), ("Three", three)];
        let there = fields.into_iter().filter(|(_, is_there)| *is_there);
        there
            .map(|(name, _)| (name.to_owned(), json!("\u{1f600}")))
            .collect::<Value>()
    });
    vec(element, 0..3).prop_map(Value::from)
}

proptest! {
    #[test]
    fn writing_a_stored_text_comes_to_what_projecting_its_values_does(
        mut things in things(),
        document in document(),
        related in prop::option::of(related()),
        is_spaced in any::<bool>(),
        attributes in prop::option::of(vec(any::<Index>(), 0..4)),
        excluded in prop::option::of(vec(any::<Index>(), 0..4)),
    ) {
        let names = names(&things);
        let attributes = attributes.map(|chosen| list(&names, &chosen));
        let excluded = excluded.map(|chosen| list(&names, &chosen));
        if related.is_some() && let Some(attribute) = things.schema.attributes.get_mut(2) {
            attribute.kept = rollcall_scim::schema::Kept::Members;
        }
        let projection = Projection::parse(attributes.as_deref(), excluded.as_deref(), &things);
        let projection = projection.expect("it is read");
        let text = if is_spaced {
            serde_json::to_string_pretty(&document).expect("it is JSON")
        } else {
            Value::Object(document.clone()).to_string()
        };
        let mut whole = document;
        let related = related.filter(|_| things.related_attribute().is_some());
        if let (Some(attribute), Some(values)) = (things.related_attribute(), &related) {
            whole.insert(attribute.name.clone(), values.clone());
        }
        let (meta, values) = (meta().to_string(), related.map(|it| it.to_string()));
        let kept = Kept {
            document: &text,
            id: "t-\"1",
            meta: &meta,
            related: values.as_deref(),
        };
        let mut written = "before".to_owned();
        let wrote = projection.write(&kept, &mut written);
        prop_assert!(wrote.is_some());
        let projected = projected(&projection, &things, whole);
        prop_assert_eq!(written, format!("before{projected}"));
    }

    #[test]
    fn what_is_no_json_object_is_not_written(text in "[{}\\[\\]\",:a0 \\\\]{0,12}") {
        let things = ResourceType::new("Thing", "/Things", "", Schema::new(CORE, "", "", vec![]), vec![]);
        let projection = Projection::parse(None, None, &things).expect("it is read");
        let kept = Kept { document: &text, id: "1", meta: "{}", related: None };
        let wrote = projection.write(&kept, &mut String::new());
        let is_object = serde_json::from_str::<Map<String, Value>>(&text).is_ok();
        prop_assert!(wrote.is_some() || !is_object);
    }

    #[test]
    fn a_projection_shows_what_is_always_returned_and_never_what_is_forbidden(
        things in things(),
        attributes in prop::option::of(vec(any::<Index>(), 0..4)),
        excluded in prop::option::of(vec(any::<Index>(), 0..4)),
    ) {
        let names = names(&things);
        let attributes = attributes.map(|chosen| list(&names, &chosen));
        let excluded = excluded.map(|chosen| list(&names, &chosen));
        let projection = Projection::parse(attributes.as_deref(), excluded.as_deref(), &things);
        let mut shown = projection.expect("it is read").apply(full(&things));
        let asked = attributes.unwrap_or_default();
        for always in ["schemas", "id"] {
            prop_assert!(shown.remove(always).is_some());
        }
        shown.remove("meta");
        let more = shown.remove(MORE);
        let more = more.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
        check(&shown, &things.schema.attributes, "", &asked);
        check(&more, &things.extensions[0].schema.attributes, &format!("{MORE}:"), &asked);
        check_always(&shown, &things.schema.attributes);
        check_always(&more, &things.extensions[0].schema.attributes);
    }
}
