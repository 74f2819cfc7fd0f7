//! What commands print on stdout: text for people, or exactly one JSON document.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt};

use serde::Serialize;
use serde_json::Value;

/// Prints results.
#[derive(Clone, Copy, Debug)]
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(super) fn is_json(self) -> bool {
        self.json
    }

    /// Prints one result.
    pub(super) fn show<T: Serialize>(
        self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> io::Result<()> {
        if self.json {
            return print(&serde_json::to_string_pretty(value)?);
        }
        print(readable(&text(value)).trim_end())
    }
}

/// Whether what is printed goes nowhere: into the null device, which the runtime also puts in the
/// place of a closed stdout.
pub(super) fn goes_nowhere() -> io::Result<bool> {
    let stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?).metadata()?;
    let null = std::fs::metadata("/dev/null");
    Ok(null.is_ok_and(|null| null.rdev() == stdout.rdev() && stdout.file_type().is_char_device()))
}

/// The text without anything that a terminal would obey or that would turn the order of what is
/// shown: names come from clients. Line breaks stay.
pub(super) fn readable(text: &str) -> String {
    let shown = |character| match character {
        '\n' => '\n',
        character if is_steering(character) => ' ',
        character => character,
    };
    text.chars().map(shown).collect()
}

fn is_steering(character: char) -> bool {
    let is_bidirectional = matches!(
        character,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    );
    let is_separator = matches!(character, '\u{2028}' | '\u{2029}');
    character.is_control() || is_bidirectional || is_separator
}

/// Prints a line at once, even into a pipe.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

/// One `name: value` line for each field.
pub(super) fn fields(fields: &[(&str, String)]) -> String {
    let width = fields
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        + 2;
    let lines = fields.iter().map(|(name, value)| {
        let name = format!("{name}:");
        format!("{name:width$}{}", one_line(value))
            .trim_end()
            .to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What stands for a missing value.
pub(super) fn or_dash<T: ToString>(value: Option<&T>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// A value of JSON in words: what stands for none, and what stands between the elements of a list.
pub(super) fn in_words(value: &Value, none: &str, between: &str) -> String {
    match value {
        Value::Null => none.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let words = values.iter().map(|value| in_words(value, none, between));
            words.collect::<Vec<_>>().join(between)
        }
        other => other.to_string(),
    }
}

/// A value that stays within its line.
pub(super) fn one_line(text: &str) -> String {
    readable(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_shown() {
        let steering = "\0\t\r\u{7}\u{1b}\u{7f}\u{85}\u{9b}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}";
        let turning = "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
        for character in steering.chars().chain(turning.chars()) {
            assert_eq!(
                readable(&format!("a{character}b\nc")),
                "a b\nc",
                "{character:?}"
            );
        }
        assert_eq!(one_line("a\nb\u{202e}c"), "a b c");
        assert_eq!(readable("Zażółć \u{5e9}\u{200d}"), "Zażółć \u{5e9}\u{200d}");
    }

    #[test]
    fn fields_are_aligned_behind_their_names() {
        let text = fields(&[
            ("id", "1".into()),
            ("name", "\u{1b}[31mAnn".into()),
            ("x", String::new()),
        ]);
        assert_eq!(text, "id:   1\nname:  [31mAnn\nx:");
    }
}
