//! Values without parts, written.

use super::tape::{Kind, Node};

/// Adds a text in quotation marks.
pub fn push_text(out: &mut String, text: &str) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

/// The same by itself.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    push_text(&mut quoted, text);
    quoted
}

/// Adds a simple value. Texts with escapes and numbers can be written in several ways; all come out in
/// one.
pub(super) fn push_simple(out: &mut String, node: &Node<'_>) {
    let is_settled = node.kind == Kind::Plain || node.kind == Kind::Other && is_settled(node.text);
    if is_settled {
        out.push_str(node.text);
    } else if let Ok(value) = serde_json::from_str::<serde_json::Value>(node.text) {
        out.push_str(&value.to_string());
    }
}

/// Whether it is a word, or a whole number that has one form only.
fn is_settled(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_short = digits.len() < 18 && text != "-0";
    matches!(text, "true" | "false" | "null")
        || is_short && digits.bytes().all(|byte| byte.is_ascii_digit())
}
