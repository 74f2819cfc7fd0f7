//! What is asked with each sort of operator, and what the RFC leaves open about the answer.

use scim::comparable;
use scim::filter::CompareOp;
use scim::schema::{AttrRef, Kind};
use serde_json::{Value, json};

use super::super::order::compare;
use super::super::own::Own;
use super::ask::{Question, values_at};

/// Operators of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Equality,
    LetterCase,
    Substring,
    Order,
    Presence,
}

impl Family {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [
        Self::Equality,
        Self::LetterCase,
        Self::Substring,
        Self::Order,
        Self::Presence,
    ];

    /// The word in a test's id.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Equality => "equality",
            Self::LetterCase => "letter-case",
            Self::Substring => "substring",
            Self::Order => "order",
            Self::Presence => "presence",
        }
    }

    /// Whether the RFC defines these operators for attributes of that kind.
    pub(super) fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Equality => kind != Kind::Complex,
            Self::LetterCase | Self::Substring => kind == Kind::String,
            Self::Order => matches!(
                kind,
                Kind::String | Kind::Integer | Kind::Decimal | Kind::DateTime
            ),
            Self::Presence => true,
        }
    }

    /// The title of their test.
    pub(super) fn title(self, kind: Kind) -> String {
        let kind = kind.as_str();
        match self {
            Self::Equality => {
                format!("eq and ne find the right resources by every {kind} attribute")
            }
            Self::LetterCase => {
                format!("eq heeds letter case in a {kind} attribute just if it is caseExact")
            }
            Self::Substring => {
                format!("co, sw and ew find the right resources by every {kind} attribute")
            }
            Self::Order => {
                format!("gt, ge, lt and le find the right resources by every {kind} attribute")
            }
            Self::Presence => {
                format!("pr finds the resources that have a value, by every {kind} attribute")
            }
        }
    }
}

/// What is asked about a place with these operators.
pub(super) fn questions<'o>(
    own: &'o Own,
    place: &AttrRef<'_>,
    family: Family,
) -> Vec<Question<'o>> {
    let path = place.path();
    if family == Family::Presence {
        return vec![Question::new(own, format!("{path} pr"))];
    }
    // The ordering is asked by a value in the middle, all else by one at an end.
    let from = if family == Family::Order {
        own.resources.first()
    } else {
        own.resources.last()
    };
    let Some(value) = from.and_then(|it| values_at(it, place).0.first().copied().cloned()) else {
        return Vec::new();
    };
    let ask = |operator: CompareOp, literal: &Value| {
        let filter = format!("{path} {} {literal}", operator.as_str());
        Question::new(own, filter).doubting(|it| in_doubt(it, place, operator, literal))
    };
    let text = value.as_str().unwrap_or_default();
    match family {
        Family::Equality => [CompareOp::Eq, CompareOp::Ne]
            .map(|it| ask(it, &value))
            .into(),
        Family::LetterCase => {
            let other = other_case(text);
            let changed = other != text;
            changed
                .then(|| ask(CompareOp::Eq, &json!(other)))
                .into_iter()
                .collect()
        }
        Family::Substring => substrings(text)
            .into_iter()
            .map(|(operator, part)| ask(operator, &json!(part)))
            .collect(),
        Family::Order => [CompareOp::Gt, CompareOp::Ge, CompareOp::Lt, CompareOp::Le]
            .map(|it| ask(it, &value))
            .into(),
        Family::Presence => Vec::new(),
    }
}

/// Parts of a text, asked for where they are and where they are not.
fn substrings(text: &str) -> [(CompareOp, &str); 6] {
    let (sw, co, ew) = parts(text);
    [
        (CompareOp::Sw, sw),
        (CompareOp::Co, co),
        (CompareOp::Ew, ew),
        (CompareOp::Sw, ew),
        (CompareOp::Ew, sw),
        (CompareOp::Eq, co),
    ]
}

/// Whether the RFC leaves it to the server if the resource matches.
fn in_doubt(resource: &Value, place: &AttrRef<'_>, operator: CompareOp, literal: &Value) -> bool {
    let (values, possible) = values_at(resource, place);
    let leaf = place.leaf();
    let equal = |value: &&Value| comparable::value(leaf, value) == comparable::value(leaf, literal);
    let equals = values.iter().filter(|value| equal(value)).count();
    match operator {
        // A missing boolean may count as false, as `primary` does (RFC 7643 §2.4).
        CompareOp::Eq => leaf.kind == Kind::Boolean && values.len() < possible.max(1),
        // Nothing is not identical, but servers on SQL say it is unknown. And of a list, one value
        // may differ or all.
        CompareOp::Ne => values.len() < possible.max(1) || (equals > 0 && equals < values.len()),
        CompareOp::Gt | CompareOp::Ge | CompareOp::Lt | CompareOp::Le => values
            .iter()
            .any(|value| compare(leaf, Some(value), Some(literal)).is_none()),
        CompareOp::Co | CompareOp::Sw | CompareOp::Ew => false,
    }
}

/// The text with upper-case letters for lower-case ones, else the other way round.
fn other_case(text: &str) -> String {
    let upper = text.to_ascii_uppercase();
    if upper == text {
        text.to_ascii_lowercase()
    } else {
        upper
    }
}

/// All but the last character, all but the first and the last, and all but the first; as far as
/// something is left.
fn parts(text: &str) -> (&str, &str, &str) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let last = text.chars().next_back().map_or(0, char::len_utf8);
    let cut = |from: usize, to: usize| {
        let part = text.get(from..to).filter(|part| !part.trim().is_empty());
        part.unwrap_or(text)
    };
    let end = text.len() - last;
    (cut(0, end), cut(first, end), cut(first, text.len()))
}
