//! Comparison values: JSON strings, and words without quotes.
//!
//! ```text
//! value  = string / word
//! string = <"> *( character / escape ) <">
//! escape = "\" ( <"> / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4hex [ "\u" 4hex ] )
//! word   = 1*( any character except white space, brackets, parentheses and <"> )
//! ```
//!
//! Wider than the RFC: a word need not be a JSON number, `true`, `false` or `null`, because clients
//! forget the quotes; and control characters need no escape. A NUL is refused, escaped or not:
//! databases cannot hold one.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n, take_while1};
use nom::character::complete::{anychar, char};
use nom::combinator::map_opt;
use nom::multi::fold_many0;
use nom::sequence::{delimited, preceded};

use super::ast::RawValue;
use crate::syntax::{Parsed, expect, is_word_character, stop};

/// `value`
pub(super) fn value(text: &str) -> Parsed<'_, RawValue> {
    let rule = alt((string.map(RawValue::Quoted), word.map(RawValue::Bare)));
    expect(
        "a value, in double quotes unless it is a number, true, false or null",
        rule,
    )(text)
}

/// `string`
fn string(text: &str) -> Parsed<'_, String> {
    let contents = fold_many0(piece, String::new, |mut contents: String, piece| {
        match piece {
            Piece::Plain(text) => contents.push_str(text),
            Piece::Escaped(character) => contents.push(character),
        }
        contents
    });
    let close = expect("a double quote at the end of the value", char('"'));
    delimited(char('"'), contents, close).parse(text)
}

/// A part of a string that is read in one step.
enum Piece<'a> {
    Plain(&'a str),
    Escaped(char),
}

/// `1*character / escape`
fn piece(text: &str) -> Parsed<'_, Piece<'_>> {
    alt((plain.map(Piece::Plain), escape.map(Piece::Escaped))).parse(text)
}

/// `1*character`
fn plain(text: &str) -> Parsed<'_, &str> {
    let (rest, plain) = take_while1(|character| !matches!(character, '"' | '\\')).parse(text)?;
    without_nul(plain, rest)
}

/// `word`
fn word(text: &str) -> Parsed<'_, String> {
    if text.starts_with('\'') {
        return stop(text, "a value stands in double quotes, not in single ones");
    }
    let (rest, word) = take_while1(is_word_character).parse(text)?;
    let (rest, word) = without_nul(word, rest)?;
    Ok((rest, word.to_owned()))
}

/// `escape`
fn escape(text: &str) -> Parsed<'_, char> {
    let (after, _) = char('\\').parse(text)?;
    let (rest, character) = match anychar(after)? {
        (rest, simple @ ('"' | '\\' | '/')) => (rest, Some(simple)),
        (rest, 'b') => (rest, Some('\u{8}')),
        (rest, 'f') => (rest, Some('\u{c}')),
        (rest, 'n') => (rest, Some('\n')),
        (rest, 'r') => (rest, Some('\r')),
        (rest, 't') => (rest, Some('\t')),
        (rest, 'u') => code_point(rest)?,
        (rest, _) => (rest, None),
    };
    match character {
        Some('\0') => stop(text, NUL),
        Some(character) => Ok((rest, character)),
        None => stop(
            text,
            "this is not a JSON escape; write \\\\ for a backslash",
        ),
    }
}

/// What stands behind `\u`: one UTF-16 unit, or a surrogate and the escape of its other half.
fn code_point(text: &str) -> Parsed<'_, Option<char>> {
    let (rest, high) = utf16_unit(text)?;
    if !(0xD800..0xDC00).contains(&high) {
        return Ok((rest, char::from_u32(u32::from(high))));
    }
    let (rest, low) = expect(
        "the other half of a surrogate pair",
        preceded(tag("\\u"), utf16_unit),
    )(rest)?;
    let character = char::decode_utf16([high, low]).next().and_then(Result::ok);
    Ok((rest, character))
}

/// `4hex`
fn utf16_unit(text: &str) -> Parsed<'_, u16> {
    let digits = take_while_m_n(4, 4, |character: char| character.is_ascii_hexdigit());
    let unit = map_opt(digits, |digits| u16::from_str_radix(digits, 16).ok());
    expect("four hexadecimal digits", unit)(text)
}

const NUL: &str = "a value cannot hold a NUL character";

fn without_nul<'a>(read: &'a str, rest: &'a str) -> Parsed<'a, &'a str> {
    match read.find('\0').and_then(|at| read.get(at..)) {
        Some(nul) => stop(nul, NUL),
        None => Ok((rest, read)),
    }
}
