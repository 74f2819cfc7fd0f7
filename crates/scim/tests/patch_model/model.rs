//! PATCH as RFC 7644 §3.5.2 tells it, done as plainly as possible on plain JSON: no schema, no
//! parser, no dialects, no care for cost. It shares no code with the library.
//!
//! Where the RFC leaves room it follows what Rollcall promises: a value path of `eq` comparisons
//! that finds nothing makes an element, and an element that is left with labels alone goes.

use serde_json::{Map, Value, json};

pub(crate) const EXTENSION: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const LISTS: [&str; 2] = ["emails", "roles"];

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    Add,
    Replace,
    Remove,
}

/// A comparison in a value path: `type eq "work"`, or `value co "a"`.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) name: &'static str,
    pub(crate) operator: &'static str,
    pub(crate) literal: Value,
}

#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// No path: the value holds attributes, perhaps of the extension.
    Resource,
    /// The whole extension.
    Extension,
    /// `title`, `name`, `name.givenName`, and the same in the extension.
    Attribute {
        in_extension: bool,
        name: &'static str,
        sub: Option<&'static str>,
    },
    /// `emails`, `emails.value`, `emails[…]`, `emails[…].value`; the comparisons are joined by
    /// `and`.
    List {
        name: &'static str,
        comparisons: Vec<Comparison>,
        sub: Option<&'static str>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) op: Op,
    pub(crate) target: Target,
    pub(crate) value: Value,
}

/// The request was refused, and nothing changed.
#[derive(Debug, PartialEq)]
pub(crate) struct Refused;

/// All operations or none.
pub(crate) fn apply(before: &Value, operations: &[Operation]) -> Result<Value, Refused> {
    let mut resource = before.clone();
    for operation in operations {
        let Operation { op, target, value } = operation;
        run(&mut resource, *op, target, value)?;
    }
    tidy(&mut resource);
    let one_primary = LISTS
        .iter()
        .all(|&name| resource[name].as_array().map_or(0, |all| primaries(all)) < 2);
    if resource["userName"].is_string() && one_primary {
        Ok(resource)
    } else {
        Err(Refused)
    }
}

fn run(resource: &mut Value, op: Op, target: &Target, value: &Value) -> Result<(), Refused> {
    match target {
        Target::Resource => {
            for (name, value) in value.as_object().unwrap() {
                match name.as_str() {
                    EXTENSION => run(resource, op, &Target::Extension, value)?,
                    name => set(object(resource), op, name, None, value),
                }
            }
        }
        Target::Extension if op == Op::Remove => drop(object(resource).remove(EXTENSION)),
        Target::Extension => {
            for (name, value) in value.as_object().unwrap() {
                set(object(&mut resource[EXTENSION]), op, name, None, value);
            }
        }
        Target::Attribute {
            in_extension,
            name,
            sub,
        } => {
            let holder = if *in_extension {
                &mut resource[EXTENSION]
            } else {
                resource
            };
            set(object(holder), op, name, *sub, value);
        }
        Target::List {
            name,
            comparisons,
            sub,
        } if comparisons.is_empty() && sub.is_none() => {
            set(object(resource), op, name, None, value);
        }
        Target::List {
            name,
            comparisons,
            sub,
        } => {
            let elements = resource[*name].as_array().cloned().unwrap_or_default();
            resource[*name] = select(elements, op, comparisons, *sub, value)?.into();
        }
    }
    Ok(())
}

fn object(value: &mut Value) -> &mut Map<String, Value> {
    if value.is_null() {
        *value = json!({});
    }
    value.as_object_mut().unwrap()
}

/// An attribute or sub-attribute as a whole.
fn set(holder: &mut Map<String, Value>, op: Op, name: &str, sub: Option<&str>, value: &Value) {
    if let Some(sub) = sub {
        let complex = holder.entry(name).or_insert_with(|| json!({}));
        return set(object(complex), op, sub, None, value);
    }
    match (op, value, holder.get_mut(name)) {
        (Op::Remove, _, _) => drop(holder.remove(name)),
        // The sub-attributes that are not given stay.
        (_, Value::Object(parts), Some(Value::Object(old))) => old.extend(parts.clone()),
        (Op::Add, Value::Array(new), Some(Value::Array(old))) => *old = join(old, &once(new)),
        (_, Value::Array(new), _) => drop(holder.insert(name.to_owned(), once(new).into())),
        (_, value, _) => drop(holder.insert(name.to_owned(), value.clone())),
    }
}

/// Elements are appended, except that one with the type and value of another adds to that one.
fn join(old: &[Value], new: &[Value]) -> Vec<Value> {
    let mut all = old.to_vec();
    let mut written = Vec::new();
    for element in new {
        let index = all.iter().position(|it| key(it) == key(element));
        let index = index.unwrap_or(all.len());
        match all.get_mut(index) {
            None => all.push(element.clone()),
            Some(known) => {
                for (name, value) in element.as_object().unwrap() {
                    if folded(&known[name]) != folded(value) {
                        known[name] = value.clone();
                    }
                }
            }
        }
        written.push(index);
    }
    give_way(&mut all, &written);
    all
}

/// Operations on the elements that the comparisons select, or on a sub-attribute of theirs.
fn select(
    mut elements: Vec<Value>,
    op: Op,
    comparisons: &[Comparison],
    sub: Option<&str>,
    value: &Value,
) -> Result<Vec<Value>, Refused> {
    let mut selected: Vec<usize> = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        if comparisons.iter().all(|it| it.holds(element)) {
            selected.push(index);
        }
    }
    if op == Op::Remove {
        for index in selected.into_iter().rev() {
            match sub {
                Some(sub) => drop(object(&mut elements[index]).remove(sub)),
                None => drop(elements.remove(index)),
            }
        }
        return Ok(elements);
    }
    if comparisons.is_empty() && selected.len() > 1 {
        return Err(Refused);
    }
    let is_exact = comparisons.iter().all(|it| it.operator == "eq");
    let seed: Map<String, Value> = comparisons
        .iter()
        .filter(|_| is_exact)
        .map(|it| (it.name.to_owned(), it.literal.clone()))
        .collect();
    let write = |element: &mut Value| match (sub, op) {
        (Some(sub), _) => element[sub] = value.clone(),
        (None, Op::Add) => object(element).extend(value.as_object().unwrap().clone()),
        (None, _) => {
            *element = seed.clone().into();
            object(element).extend(value.as_object().unwrap().clone());
        }
    };
    for &index in &selected {
        write(&mut elements[index]);
    }
    if selected.is_empty() {
        let mut made = seed.clone().into();
        write(&mut made);
        if !is_exact || !comparisons.iter().all(|it| it.holds(&made)) {
            return Err(Refused);
        }
        selected.push(elements.len());
        elements.push(made);
    }
    give_way(&mut elements, &selected);
    Ok(elements)
}

impl Comparison {
    fn holds(&self, element: &Value) -> bool {
        let (value, literal) = (folded(&element[self.name]), folded(&self.literal));
        match self.operator {
            "eq" => value == literal,
            "ne" => value != literal,
            "co" => {
                matches!((value.as_str(), literal.as_str()), (Some(a), Some(b)) if a.contains(b))
            }
            other => panic!("{other}"),
        }
    }
}

/// A primary that was written takes it from those that were not.
fn give_way(elements: &mut [Value], written: &[usize]) {
    if written
        .iter()
        .all(|&index| elements[index]["primary"] != true)
    {
        return;
    }
    for (index, element) in elements.iter_mut().enumerate() {
        if !written.contains(&index) && element["primary"] == true {
            element["primary"] = false.into();
        }
    }
}

fn primaries(elements: &[Value]) -> usize {
    elements.iter().filter(|it| it["primary"] == true).count()
}

/// Text in lower case.
fn folded(value: &Value) -> Value {
    value
        .as_str()
        .map_or(value.clone(), |text| text.to_ascii_lowercase().into())
}

/// By what elements are told apart: type and value, or everything where there is no value.
fn key(element: &Value) -> Vec<(String, Value)> {
    let parts = element.as_object().unwrap();
    let is_key = |name: &str| !parts.contains_key("value") || name == "value" || name == "type";
    let mut key: Vec<_> = parts
        .iter()
        .filter(|(name, _)| is_key(name))
        .map(|(name, value)| (name.clone(), folded(value)))
        .collect();
    key.sort_by(|left, right| left.0.cmp(&right.0));
    key
}

/// Each type and value once; the first takes from later ones what it lacks.
fn once(elements: &[Value]) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for element in elements {
        match kept.iter_mut().find(|it| key(it) == key(element)) {
            None => kept.push(element.clone()),
            Some(first) => {
                for (name, value) in element.as_object().unwrap() {
                    object(first).entry(name).or_insert_with(|| value.clone());
                }
            }
        }
    }
    kept
}

/// What has no value is absent, and an element that has only labels says nothing.
fn tidy(resource: &mut Value) {
    for name in LISTS {
        if let Some(elements) = resource[name].as_array() {
            let mut elements = once(elements);
            let says_something = |it: &Value| it.get("value").or(it.get("display")).is_some();
            elements.retain(says_something);
            resource[name] = elements.into();
        }
    }
    if resource[EXTENSION]["manager"] == json!({}) {
        object(&mut resource[EXTENSION]).remove("manager");
    }
    let is_empty = |value: &Value| value.is_null() || value == &json!({}) || value == &json!([]);
    object(resource).retain(|_, value| {
        if let Some(parts) = value.as_object_mut() {
            parts.retain(|_, part| !is_empty(part));
        }
        !is_empty(value)
    });
}
