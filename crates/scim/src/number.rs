//! Numbers as JSON writes them.

use serde_json::Value;

/// A whole number with all its digits, however it is written: `1`, `1.0` or `1e0`. `None` for a
/// number with a fraction and for what is no number.
pub(crate) fn whole_number(value: &Value) -> Option<String> {
    let Value::Number(number) = value else {
        return None;
    };
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(decimal) => (decimal.fract() == 0.0).then(|| format!("{decimal:.0}")),
        None => Some(number.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::whole_number;

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        for (written, digits) in [
            (json!(1), Some("1")),
            (json!(1.0), Some("1")),
            (json!(-2.0), Some("-2")),
            (json!(1e2), Some("100")),
            (json!(1e22), Some("10000000000000000000000")),
            (json!(u64::MAX), Some("18446744073709551615")),
            (json!(1.5), None),
            (json!("1"), None),
            (json!(true), None),
        ] {
            assert_eq!(whole_number(&written).as_deref(), digits, "{written}");
        }
    }
}
