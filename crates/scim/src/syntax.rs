//! What the grammars of filters and paths share: parsing with nom, and errors that name a place.

use std::borrow::Cow;

use nom::bytes::complete::take_while;
use nom::combinator::cut;
use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Offset, Parser};

use crate::{Limits, ScimError};

/// How much of the text an error quotes, in characters.
const EXCERPT: usize = 24;

/// What a rule of a grammar gives: the text behind it and its meaning.
pub(crate) type Parsed<'a, T> = IResult<&'a str, T, Problem<'a>>;

/// Where reading stopped, and why.
#[derive(Debug)]
pub(crate) struct Problem<'a> {
    rest: &'a str,
    reason: Cow<'static, str>,
}

impl<'a> ParseError<&'a str> for Problem<'a> {
    fn from_error_kind(rest: &'a str, _kind: ErrorKind) -> Self {
        let reason = "this does not belong here".into();
        Self { rest, reason }
    }

    fn append(_rest: &'a str, _kind: ErrorKind, inner: Self) -> Self {
        inner
    }
}

/// Reads the whole of `text` by one rule. `subject` names the text in errors, `refuse` makes them.
pub(crate) fn read_all<'a, T>(
    subject: &str,
    text: &'a str,
    limits: &Limits,
    refuse: fn(String) -> ScimError,
    rule: impl FnOnce(&'a str) -> Parsed<'a, T>,
) -> Result<T, ScimError> {
    if text.len() > limits.filter_length {
        let (length, limit) = (text.len(), limits.filter_length);
        let detail = format!(
            "The {subject} is {length} bytes long; at most {limit} are read \
             (max_filter_bytes). Ask for less at once."
        );
        return Err(refuse(detail));
    }
    match rule(text) {
        Ok((_, meaning)) => Ok(meaning),
        Err(Err::Error(problem) | Err::Failure(problem)) => {
            Err(refuse(describe(subject, text, &problem)))
        }
        Err(Err::Incomplete(_)) => Err(refuse(format!("The {subject} ends too early."))),
    }
}

/// White space, if any. Unlike nom's `multispace0`, it keeps its place at the end of the text.
pub(crate) fn blank(text: &str) -> Parsed<'_, &str> {
    take_while(|character: char| character.is_ascii_whitespace())(text)
}

/// Whether a path or a value without quotes goes on with this character.
pub(crate) fn is_word_character(character: char) -> bool {
    !character.is_whitespace() && !matches!(character, '(' | ')' | '[' | ']' | '"')
}

/// Commits to a rule: if it does not apply, reading stops with what was expected instead.
pub(crate) fn expect<'a, T>(
    expected: &'static str,
    mut rule: impl Parser<&'a str, Output = T, Error = Problem<'a>>,
) -> impl FnMut(&'a str) -> Parsed<'a, T> {
    move |text| match rule.parse(text) {
        Err(Err::Error(_)) => stop(text, format!("expected {expected}")),
        other => other,
    }
}

/// Refuses the text at `rest` whatever other rules there are.
pub(crate) fn stop<T>(rest: &str, reason: impl Into<Cow<'static, str>>) -> Parsed<'_, T> {
    let reason = reason.into();
    Err(Err::Failure(Problem { rest, reason }))
}

/// A rule after which nothing may follow.
pub(crate) fn to_the_end<'a, T>(
    expected: &'static str,
    rule: impl Parser<&'a str, Output = T, Error = Problem<'a>>,
) -> impl Parser<&'a str, Output = T, Error = Problem<'a>> {
    let end = expect(expected, nom::combinator::eof);
    nom::sequence::terminated(cut(rule), end)
}

fn describe(subject: &str, text: &str, problem: &Problem<'_>) -> String {
    let offset = text.offset(problem.rest);
    let (read, rest) = text.split_at_checked(offset).unwrap_or((text, ""));
    let position = read.chars().count() + 1;
    let reason = &problem.reason;
    if rest.is_empty() {
        return format!(
            "The {subject} cannot be read: it ends at character {position}, but {reason}."
        );
    }
    let excerpt = excerpt(rest);
    format!(
        "The {subject} cannot be read at character {position}, where '{excerpt}' stands: {reason}."
    )
}

/// The beginning of `text`, fit to stand in a line.
pub(crate) fn excerpt(text: &str) -> String {
    let mut excerpt: String = text
        .chars()
        .take(EXCERPT)
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    if text.chars().nth(EXCERPT).is_some() {
        excerpt.push('…');
    }
    excerpt
}
