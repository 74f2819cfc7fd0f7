//! PATCH agrees with a naive model of RFC 7644 §3.5.2, for random users and operations.

#![cfg(test)]

#[path = "patch_model/model.rs"]
mod model;

use model::{Comparison, EXTENSION, LISTS, Op, Operation, Target};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rollcall_scim::normalize::normalize;
use rollcall_scim::patch::Patch;
use rollcall_scim::{Limits, Registry, Resource, ScimError, validate};
use serde_json::{Map, Value, json};

const WORDS: &[&str] = &["a", "A", "b", "aB", "work", "%"];
const TYPES: &[&str] = &["work", "Work", "home"];

fn word() -> impl Strategy<Value = Value> {
    select(WORDS).prop_map(Value::from)
}

/// An object of some of these parts, never empty.
fn parts(parts: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let some = 1..1_u32 << parts.len();
    let (names, values): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    (some, values)
        .prop_map(move |(some, values)| {
            let parts = names.iter().zip(values).enumerate();
            let chosen = parts.filter(|(index, _)| some & (1 << index) != 0);
            let object: Map<_, _> = chosen
                .map(|(_, (name, value))| ((*name).to_owned(), value))
                .collect();
            Value::Object(object)
        })
        .boxed()
}

fn element() -> BoxedStrategy<Value> {
    parts(vec![
        ("value", word().boxed()),
        ("display", word().boxed()),
        ("type", select(TYPES).prop_map(Value::from).boxed()),
        ("primary", any::<bool>().prop_map(Value::from).boxed()),
    ])
}

fn elements() -> BoxedStrategy<Value> {
    vec(element(), 1..4).prop_map(Value::from).boxed()
}

fn name() -> BoxedStrategy<Value> {
    let word = || word().boxed();
    parts(vec![("givenName", word()), ("familyName", word())])
}

fn enterprise() -> BoxedStrategy<Value> {
    let manager = word().prop_map(|id| json!({ "value": id })).boxed();
    parts(vec![("department", word().boxed()), ("manager", manager)])
}

fn attributes() -> BoxedStrategy<Value> {
    parts(vec![
        ("userName", word().boxed()),
        ("title", word().boxed()),
        ("active", any::<bool>().prop_map(Value::from).boxed()),
        ("name", name()),
        ("emails", elements()),
        ("roles", elements()),
        (EXTENSION, enterprise()),
    ])
}

/// A user as it is stored: what a body of these attributes is read as.
fn user() -> impl Strategy<Value = Value> {
    attributes().prop_map(|mut user| {
        user["userName"] = "ann".into();
        for list in LISTS {
            let mut is_taken = false;
            for element in user[list].as_array_mut().into_iter().flatten() {
                if element["primary"] == true {
                    element["primary"] = (!is_taken).into();
                    is_taken = true;
                }
                element
                    .as_object_mut()
                    .unwrap()
                    .retain(|_, value| !value.is_null());
            }
        }
        user.as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        read(&user)
    })
}

fn read(body: &Value) -> Value {
    let registry = Registry::standard();
    let users = registry.resource_type("User").expect("users");
    let read = normalize(body, users, &Limits::default()).expect("a user");
    assert_eq!(read.ignored, Vec::<String>::new());
    Value::Object(read.resource.into_attributes())
}

fn comparison() -> impl Strategy<Value = Comparison> {
    let operator = || select(vec!["eq", "eq", "eq", "ne", "co"]);
    let of = |name: &'static str, operator: &'static str, literal: Value| Comparison {
        name,
        operator,
        literal,
    };
    prop_oneof![
        3 => (operator(), select(TYPES)).prop_map(move |(op, it)| of("type", op, it.into())),
        2 => (operator(), word()).prop_map(move |(op, it)| of("value", op, it)),
        1 => any::<bool>().prop_map(move |it| of("primary", "eq", it.into())),
    ]
}

/// Comparisons of different sub-attributes.
fn comparisons() -> impl Strategy<Value = Vec<Comparison>> {
    vec(comparison(), 1..3).prop_map(|mut all| {
        all.sort_by_key(|it| it.name);
        all.dedup_by_key(|it| it.name);
        all
    })
}

/// Targets with values that fit them.
fn target() -> impl Strategy<Value = (Target, Value)> {
    let attribute = |in_extension, name, sub| Target::Attribute {
        in_extension,
        name,
        sub,
    };
    let single = move |in_extension, name, sub, value: BoxedStrategy<Value>| {
        value.prop_map(move |value| (attribute(in_extension, name, sub), value))
    };
    let sub = prop_oneof![
        word().prop_map(|it| ("value", it)),
        word().prop_map(|it| ("display", it)),
        select(TYPES).prop_map(|it| ("type", it.into())),
        any::<bool>().prop_map(|it| ("primary", it.into())),
    ];
    let list = |name, comparisons, sub| Target::List {
        name,
        comparisons,
        sub,
    };
    let selection = || prop_oneof![1 => Just(Vec::new()), 4 => comparisons()];
    let lists = || select(LISTS.to_vec());
    prop_oneof![
        2 => attributes().prop_map(|value| (Target::Resource, value)),
        1 => enterprise().prop_map(|value| (Target::Extension, value)),
        1 => single(false, "userName", None, word().boxed()),
        1 => single(false, "title", None, word().boxed()),
        1 => single(false, "active", None, any::<bool>().prop_map(Value::from).boxed()),
        1 => single(false, "name", None, name()),
        1 => single(false, "name", Some("givenName"), word().boxed()),
        1 => single(true, "department", None, word().boxed()),
        1 => single(true, "manager", Some("value"), word().boxed()),
        3 => (lists(), elements()).prop_map(move |(name, it)| (list(name, vec![], None), it)),
        4 => (lists(), comparisons(), element())
            .prop_map(move |(name, which, value)| (list(name, which, None), value)),
        4 => (lists(), selection(), sub)
            .prop_map(move |(name, which, (sub, value))| (list(name, which, Some(sub)), value)),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    let op = select(vec![Op::Add, Op::Replace, Op::Remove]);
    (op, target()).prop_map(|(op, (target, value))| {
        let needs_path = matches!(target, Target::Resource) && op == Op::Remove;
        let op = if needs_path { Op::Add } else { op };
        Operation { op, target, value }
    })
}

/// The path as text.
fn path(target: &Target) -> Option<String> {
    let dotted = |sub: Option<&str>| sub.map(|sub| format!(".{sub}")).unwrap_or_default();
    match target {
        Target::Resource => None,
        Target::Extension => Some(EXTENSION.to_owned()),
        Target::Attribute {
            in_extension,
            name,
            sub,
        } => {
            let urn = if *in_extension {
                format!("{EXTENSION}:")
            } else {
                String::new()
            };
            Some(format!("{urn}{name}{}", dotted(*sub)))
        }
        Target::List {
            name,
            comparisons,
            sub,
        } => {
            let text = |it: &Comparison| format!("{} {} {}", it.name, it.operator, it.literal);
            let filter: Vec<String> = comparisons.iter().map(text).collect();
            let filter = match filter.as_slice() {
                [] => String::new(),
                all => format!("[{}]", all.join(" and ")),
            };
            Some(format!("{name}{filter}{}", dotted(*sub)))
        }
    }
}

fn body(operations: &[Operation]) -> Value {
    let operations: Vec<Value> = operations
        .iter()
        .map(|Operation { op, target, value }| match op {
            Op::Add => json!({"op": "add", "path": path(target), "value": value}),
            Op::Replace => json!({"op": "replace", "path": path(target), "value": value}),
            Op::Remove => json!({"op": "remove", "path": path(target)}),
        })
        .collect();
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations,
    })
}

fn patch(before: &Value, body: &Value) -> Result<Value, ScimError> {
    let registry = Registry::standard();
    let users = registry.resource_type("User").expect("users");
    let mut resource = Resource::from_canonical(before.as_object().expect("a user").clone());
    Patch::parse(body, users, &Limits::default())?.apply(&mut resource)?;
    validate::validate(&resource, users).expect("a patched user is valid");
    Ok(Value::Object(resource.into_attributes()))
}

proptest! {
    #[test]
    fn patch_does_what_the_naive_model_does(
        before in user(),
        operations in vec(operation(), 1..5),
    ) {
        let body = body(&operations);
        let expected = model::apply(&before, &operations);
        match (patch(&before, &body), expected) {
            (Ok(after), Ok(expected)) => prop_assert_eq!(after, expected, "{}\non {}", body, before),
            (Err(_), Err(_)) => {}
            (left, right) => prop_assert!(false, "{body}\non {before}:\n{left:?}\nbut {right:?}"),
        }
    }

    #[test]
    fn putting_back_what_patch_left_changes_nothing(
        before in user(),
        operations in vec(operation(), 1..5),
    ) {
        if let Ok(after) = patch(&before, &body(&operations)) {
            prop_assert_eq!(read(&after), after);
        }
    }
}
