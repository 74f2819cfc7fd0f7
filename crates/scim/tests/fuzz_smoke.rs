//! A short and repeatable run of every fuzz target: its corpus as it is, and changed at random.

#![cfg(test)]

use std::fs;
use std::path::Path;

#[expect(unreachable_pub, reason = "the file is also a crate of its own")]
#[path = "../../../fuzz/src/lib.rs"]
mod targets;

/// Changed inputs for each seed of a corpus.
const CHANGED: usize = 100;
/// Changes of one input.
const CHANGES: usize = 4;
/// Pieces that grammars and bodies are made of.
const WORDS: [&str; 27] = [
    " and ",
    " or ",
    "not (",
    ")",
    "[",
    "]",
    ".",
    ":",
    "\"",
    "\\",
    "\\u0000",
    " eq ",
    " pr",
    "null",
    "true",
    "{",
    "}",
    ",",
    "\"value\":",
    "\"op\":\"remove\"",
    "\"path\":",
    "\"primary\":true",
    "ß",
    "$ref",
    "bulkId:",
    "0",
    " ",
];

/// Always the same numbers (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    /// A part of the input.
    fn part<'i>(&mut self, input: &'i [u8]) -> &'i [u8] {
        let start = self.below(input.len() + 1);
        let length = self.below(input.len() - start + 1);
        &input[start..start + length]
    }

    /// The input after one change: a word put in, a part taken out, doubled or taken from another
    /// seed, or one byte replaced.
    fn change(&mut self, mut input: Vec<u8>, other: &[u8]) -> Vec<u8> {
        let at = self.below(input.len() + 1);
        let put = match self.below(5) {
            0 => WORDS[self.below(WORDS.len())].as_bytes().to_vec(),
            1 => self.part(other).to_vec(),
            2 => self.part(&input).to_vec(),
            3 => {
                let end = (at + 1 + self.below(8)).min(input.len());
                input.drain(at.min(end)..end);
                return input;
            }
            _ => vec![u8::try_from(self.below(256)).unwrap()],
        };
        let end = (at + self.below(2)).min(input.len());
        input.splice(at..end, put);
        input
    }
}

/// The seeds of a target, in the order of their names.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let entries = fs::read_dir(directory.join(target)).expect("a corpus");
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn check(target: &str, run: fn(&[u8])) {
    let seeds = corpus(target);
    assert!(seeds.len() > 10, "{target} has a corpus");
    let mut numbers = Numbers(0x5EED);
    for seed in &seeds {
        try_input(seed, run);
        for _ in 0..CHANGED {
            let mut input = seed.clone();
            for _ in 0..=numbers.below(CHANGES) {
                let other = numbers.below(seeds.len());
                input = numbers.change(input, &seeds[other]);
            }
            try_input(&input, run);
        }
    }
}

/// Runs one input, and names it if it breaks a promise.
fn try_input(input: &[u8], run: fn(&[u8])) {
    let outcome = std::panic::catch_unwind(|| run(input));
    assert!(outcome.is_ok(), "{}", String::from_utf8_lossy(input));
}

#[test]
fn filters() {
    check("filter", targets::filter);
}

#[test]
fn paths() {
    check("path", targets::path);
}

#[test]
fn patch_bodies() {
    check("patch", targets::patch);
}

#[test]
fn resource_bodies() {
    check("resource", targets::resource);
}

#[test]
fn bulk_bodies() {
    check("bulk", targets::bulk);
}

#[test]
fn cursors() {
    check("cursor", targets::cursor);
}
