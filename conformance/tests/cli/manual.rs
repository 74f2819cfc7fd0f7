//! The manual shows what the program says: each block of output in it comes from here.
//!
//! A block stands behind a comment: `<!-- output: NAME -->` names one of [`OUTPUTS`], and
//! `<!-- by hand: REASON -->` says why none makes it. With `RENEW_MANUAL` set the blocks are written
//! anew instead of compared.

mod outputs;
mod same;

use std::fs;
use std::path::{Path, PathBuf};

use outputs::OUTPUTS;

/// A fenced block of the manual.
struct Block {
    /// What the comment before it says.
    comment: String,
    /// What kind of text it is.
    kind: String,
    /// The lines between the fences.
    lines: std::ops::Range<usize>,
}

fn manual() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/scim-check.md")
}

/// The blocks that show what the program says, with all blocks' places.
fn blocks(lines: &[&str]) -> Vec<Block> {
    let is_fence = |line: &&str| line.trim_start().starts_with("```");
    let fences: Vec<usize> = (0..lines.len())
        .filter(|&at| is_fence(&lines[at]))
        .collect();
    let block = |pair: &[usize]| {
        let before = lines[..pair[0]].iter().rev();
        let comment = before.take_while(|line| !line.is_empty()).next();
        Block {
            comment: comment.map_or("", |line| line.trim()).to_owned(),
            kind: lines[pair[0]].trim_start_matches(['`', ' ']).to_owned(),
            lines: pair[0] + 1..pair[1],
        }
    };
    fences.chunks_exact(2).map(block).collect()
}

fn named(block: &Block) -> Option<&str> {
    let name = block.comment.strip_prefix("<!-- output: ")?;
    name.strip_suffix(" -->")
}

#[test]
fn every_block_of_output_has_a_test_or_a_reason() {
    let text = fs::read_to_string(manual()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut known: Vec<&str> = OUTPUTS.iter().map(|(name, _)| *name).collect();
    for block in blocks(&lines) {
        if let Some(name) = named(&block) {
            let place = known.iter().position(|it| *it == name);
            known.remove(place.unwrap_or_else(|| panic!("{name}: twice, or not known")));
            continue;
        }
        // What somebody types or writes is no output.
        let is_input = ["sh", "toml"].contains(&block.kind.as_str());
        let has_reason = block.comment.starts_with("<!-- by hand: ");
        assert!(is_input || has_reason, "line {}", block.lines.start);
    }
    assert!(known.is_empty(), "not in the manual: {known:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manual_shows_what_the_program_says() {
    let text = fs::read_to_string(manual()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let borrowed: Vec<&str> = text.lines().collect();
    let mut wrong = Vec::new();
    // From the end, so that places stay where they are while blocks are replaced.
    for block in blocks(&borrowed).into_iter().rev() {
        let Some(name) = named(&block) else { continue };
        let (_, output) = OUTPUTS.iter().find(|(known, _)| *known == name).unwrap();
        let said = output().await;
        let made: Vec<String> = said
            .trim_end()
            .lines()
            .map(|it| it.trim_end().to_owned())
            .collect();
        if borrowed[block.lines.clone()] != made {
            wrong.push(format!("{name}:\n{}", made.join("\n")));
        }
        lines.splice(block.lines, made);
    }
    if std::env::var_os("RENEW_MANUAL").is_some() {
        fs::write(manual(), lines.join("\n") + "\n").unwrap();
        return;
    }
    wrong.reverse();
    assert!(
        wrong.is_empty(),
        "RENEW_MANUAL=1 cargo test -p conformance --test cli manual\n{}",
        wrong.join("\n\n")
    );
}
