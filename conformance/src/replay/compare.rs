//! Whole comparison of an answer with what was expected.

use std::fmt;

use serde_json::{Map, Value};

use super::variables::{Placeholder, Variables};

/// One place where an answer is not what was expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where, as in `body.Resources[0].title`.
    pub place: String,
    /// What was expected there, or nothing.
    pub expected: Option<Value>,
    /// What was found there, or nothing.
    pub actual: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |value: &Option<Value>| {
            value
                .as_ref()
                .map_or_else(|| "nothing".to_owned(), Value::to_string)
        };
        let (expected, actual) = (side(&self.expected), side(&self.actual));
        write!(
            formatter,
            "{}: expected {expected}, found {actual}",
            self.place
        )
    }
}

/// Every place in which `actual` differs from `expected`, where members that nobody expected count
/// as differences too. Captures in `expected` are put into `variables`.
pub fn compare(
    place: &str,
    expected: &Value,
    actual: &Value,
    variables: &mut Variables,
) -> Vec<Difference> {
    let mut comparison = Comparison {
        variables,
        differences: Vec::new(),
    };
    comparison.value(place, expected, actual);
    comparison.differences
}

struct Comparison<'v> {
    variables: &'v mut Variables,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn value(&mut self, place: &str, expected: &Value, actual: &Value) {
        match (expected, actual) {
            (Value::String(text), _) => self.text(place, text, actual),
            (Value::Object(expected), Value::Object(actual)) => {
                self.objects(place, expected, actual);
            }
            (Value::Array(expected), Value::Array(actual)) => self.arrays(place, expected, actual),
            _ if expected == actual => {}
            _ => self.differ(place, Some(expected), Some(actual)),
        }
    }

    fn text(&mut self, place: &str, expected: &str, actual: &Value) {
        match Placeholder::of(expected) {
            Placeholder::Any => {}
            Placeholder::Capture(name) => self.variables.set(name, actual.clone()),
            Placeholder::Use(_) | Placeholder::Text => {
                match self.variables.fill(&Value::String(expected.to_owned())) {
                    Ok(filled) if filled == *actual => {}
                    Ok(filled) => self.differ(place, Some(&filled), Some(actual)),
                    Err(unknown) => {
                        self.differ(place, Some(&unknown.to_string().into()), Some(actual));
                    }
                }
            }
        }
    }

    fn objects(&mut self, place: &str, expected: &Map<String, Value>, actual: &Map<String, Value>) {
        for (name, value) in expected {
            let inner = format!("{place}.{name}");
            match actual.get(name) {
                Some(found) => self.value(&inner, value, found),
                None => self.differ(&inner, Some(value), None),
            }
        }
        for (name, value) in actual
            .iter()
            .filter(|(name, _)| !expected.contains_key(*name))
        {
            self.differ(&format!("{place}.{name}"), None, Some(value));
        }
    }

    fn arrays(&mut self, place: &str, expected: &[Value], actual: &[Value]) {
        for index in 0..expected.len().max(actual.len()) {
            let inner = format!("{place}[{index}]");
            match (expected.get(index), actual.get(index)) {
                (Some(value), Some(found)) => self.value(&inner, value, found),
                (value, found) => self.differ(&inner, value, found),
            }
        }
    }

    fn differ(&mut self, place: &str, expected: Option<&Value>, actual: Option<&Value>) {
        self.differences.push(Difference {
            place: place.to_owned(),
            expected: expected.cloned(),
            actual: actual.cloned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(expected: &Value, actual: &Value, differences: &[&str]) {
        let mut variables = Variables::default();
        variables.set("ann", json!("u-1"));
        let found = compare("body", expected, actual, &mut variables);
        let found: Vec<String> = found.iter().map(Difference::to_string).collect();
        assert_eq!(found, differences, "{expected} against {actual}");
    }

    #[test]
    fn an_answer_is_compared_whole() {
        check(
            &json!({"id": "{{ann}}", "n": 1}),
            &json!({"id": "u-1", "n": 1}),
            &[],
        );
        check(&json!({"t": "{{any}}"}), &json!({"t": {"deep": true}}), &[]);
        check(
            &json!({"t": "{{any}}"}),
            &json!({}),
            &[r#"body.t: expected "{{any}}", found nothing"#],
        );
        check(
            &json!({}),
            &json!({"x": null}),
            &["body.x: expected nothing, found null"],
        );
        check(
            &json!([1, 2]),
            &json!([1]),
            &["body[1]: expected 2, found nothing"],
        );
        check(
            &json!([1]),
            &json!([1, 2]),
            &["body[1]: expected nothing, found 2"],
        );
        check(&json!("1"), &json!(1), &[r#"body: expected "1", found 1"#]);
        check(
            &json!("/{{ann}}"),
            &json!("/u-2"),
            &[r#"body: expected "/u-1", found "/u-2""#],
        );
    }

    #[test]
    fn a_capture_is_remembered() {
        let mut variables = Variables::default();
        let expected = json!({"id": "{{capture:bob}}"});
        assert_eq!(
            compare("body", &expected, &json!({"id": "u-2"}), &mut variables),
            vec![]
        );
        assert_eq!(variables.get("bob"), Ok(&json!("u-2")));
    }
}
