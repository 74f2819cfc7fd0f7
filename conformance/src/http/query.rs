//! Query strings.

use url::form_urlencoded::byte_serialize;

/// The path with these parameters behind it, percent-encoded. A space becomes `%20`, which every
/// server reads; `+` is one only to those that read queries as forms.
pub fn query(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (index, (name, value)) in parameters.iter().enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        out.extend(
            byte_serialize(value.as_bytes()).map(|part| if part == "+" { "%20" } else { part }),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_percent_encoded() {
        let path = query("/Users", &[("filter", r#"a eq "x+y&ü""#), ("count", "1")]);
        assert_eq!(path, "/Users?filter=a%20eq%20%22x%2By%26%C3%BC%22&count=1");
    }
}
