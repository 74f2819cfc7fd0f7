//! Query strings.

use scim::ScimError;

/// The decoded pairs of a query string, where `+` is a space. A percent sign that begins no escape
/// stands for itself, as browsers have it.
pub(in crate::http) fn pairs(query: &str) -> Result<Vec<(String, String)>, ScimError> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &str) -> Result<String, ScimError> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = next(rest) {
        decoded.push(byte);
        rest = after;
    }
    String::from_utf8(decoded).map_err(|_| {
        ScimError::with_status(400, "The query string is not UTF-8 after percent-decoding.")
    })
}

fn next(bytes: &[u8]) -> Option<(u8, &[u8])> {
    match bytes {
        [b'+', after @ ..] => Some((b' ', after)),
        [b'%', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            Some((hex(*high) << 4 | hex(*low), after))
        }
        [byte, after @ ..] => Some((*byte, after)),
        [] => None,
    }
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_pair_by_pair() {
        let check = |query: &str, expected: &[(&str, &str)]| {
            let pairs = pairs(query).unwrap();
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            assert_eq!(pairs, expected, "{query}");
        };
        check("", &[]);
        check("a", &[("a", "")]);
        check("a=&b=1&&c=2", &[("a", ""), ("b", "1"), ("c", "2")]);
        check(
            "filter=userName+eq+%22a%40b%22",
            &[("filter", "userName eq \"a@b\"")],
        );
        check(
            "filter=userName%20eq%20\"a+b\"",
            &[("filter", "userName eq \"a b\"")],
        );
        check("filter=a+eq+`%60`", &[("filter", "a eq ```")]);
        check("filter=a%20eq%20%22x%2By%22", &[("filter", "a eq \"x+y\"")]);
        check("a=b=c", &[("a", "b=c")]);
        check("a=100%&b=%zz", &[("a", "100%"), ("b", "%zz")]);
        check("a=%C3%A9%c3%a9", &[("a", "éé")]);
    }

    #[test]
    fn what_is_not_utf8_is_refused() {
        assert_eq!(pairs("a=%ff").unwrap_err().status(), 400);
        assert_eq!(pairs("%C3=1").unwrap_err().status(), 400);
    }
}
