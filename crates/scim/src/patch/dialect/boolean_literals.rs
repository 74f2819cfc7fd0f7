//! `roles[primary eq "True"].value`.

use super::super::step::Step;
use crate::filter::{Filter, RawValue};
use crate::schema::{Attribute, Kind};

/// Reads a quoted `"True"` or `"False"` as a boolean where the sub-attribute is one. Entra names
/// the elements of an attribute without types in this way.
pub(super) fn rewrite(mut step: Step<'_>) -> Step<'_> {
    if let Some(filter) = &mut step.filter {
        rewrite_filter(filter, step.target.attribute);
    }
    step
}

fn rewrite_filter(filter: &mut Filter, list: &Attribute) {
    match filter {
        Filter::And(filters) | Filter::Or(filters) => {
            for filter in filters {
                rewrite_filter(filter, list);
            }
        }
        Filter::Not(filter) => rewrite_filter(filter, list),
        Filter::Compare(path, _, literal) => {
            if list.sub(&path.name).is_some_and(is_boolean) {
                unquote(literal);
            }
        }
        Filter::Present(_) | Filter::ValuePath(..) => {}
    }
}

fn is_boolean(attribute: &Attribute) -> bool {
    attribute.kind == Kind::Boolean
}

fn unquote(literal: &mut RawValue) {
    let (RawValue::Quoted(text) | RawValue::Bare(text)) = &*literal;
    let word = text.to_ascii_lowercase();
    if word == "true" || word == "false" {
        *literal = RawValue::Bare(word);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::step;
    use super::rewrite;

    #[test]
    fn texts_are_read_as_booleans_where_the_schema_has_one() {
        for (written, read) in [
            (r#"primary eq "True""#, "primary eq true"),
            (
                r#"primary eq "FALSE" and type eq "True""#,
                r#"primary eq false and type eq "True""#,
            ),
            (r#"not (primary eq "true")"#, "not (primary eq true)"),
            (r#"value eq "True""#, r#"value eq "True""#),
            (r#"primary eq "yes""#, r#"primary eq "yes""#),
        ] {
            let path = format!("roles[{written}].value");
            let step = step(rewrite, &json!({"op": "add", "path": path, "value": "x"}));
            assert_eq!(step["filter"], read, "{written}");
        }
    }
}
