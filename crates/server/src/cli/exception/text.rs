//! The text of a table, and where in it a row stands.

use std::iter::{Enumerate, Peekable};
use std::str::Bytes;

/// Text of any encoding that spreadsheets write, without the mark that tells it.
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, left) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().copied().map(unit).collect();
        left.is_empty().then(|| String::from_utf16(&units).ok())?
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        plain => String::from_utf8(plain.to_vec()).ok(),
    }
}

/// What stands between cells, by the first line, which has names alone.
pub(super) fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let candidates = [b';', b'\t'];
    let found = candidates.into_iter();
    let mut found = found.filter(|it| first.bytes().any(|byte| byte == *it));
    found.next().unwrap_or(b',')
}

/// Counts the lines of a text. A reader of tables says where in a text a row begins, but counts the end
/// of the line before, and empty lines, to the row.
pub(super) struct Lines<'t> {
    left: Peekable<Enumerate<Bytes<'t>>>,
    line: u64,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            left: text.bytes().enumerate().peekable(),
            line: 1,
        }
    }

    /// The line of the row that begins at this byte or after the line breaks there.
    pub(super) fn line_at(&mut self, begin: u64) -> u64 {
        let begin = usize::try_from(begin).unwrap_or(usize::MAX);
        let is_before = |(place, byte): &(usize, u8)| *place < begin || b"\r\n".contains(byte);
        while let Some((_, byte)) = self.left.next_if(is_before) {
            self.line += u64::from(byte == b'\n');
        }
        self.line
    }
}
