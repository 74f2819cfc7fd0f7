//! The blocks of the README and of the documents are run as they stand there, in bash, in a directory of
//! their own. What begins with `rollcall serve` is started first and goes on beside the others. What is not
//! run has the reason in a comment above it. A block of text below is what the one before prints, with `…`
//! for what nobody can know, unless a comment above says that it is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Program, Running};

const NOT_RUN: &str = "<!-- not run: ";

const OF_ANOTHER: &str = "<!-- not of the block above: ";

/// A block between fences.
#[derive(Debug)]
struct Block {
    language: String,
    text: String,
    /// The line above it that is not empty.
    above: String,
}

impl Block {
    fn is_run(&self) -> bool {
        self.language == "sh" && !self.above.starts_with(NOT_RUN)
    }

    fn serves(&self) -> bool {
        self.is_run() && self.text.starts_with("rollcall serve")
    }

    /// The name of the file that it shows.
    fn file(&self) -> Option<&str> {
        self.above.strip_prefix('`')?.strip_suffix("`:")
    }
}

fn page(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(name)).unwrap()
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut above) = (Vec::new(), String::new());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text = lines.by_ref().take_while(|line| *line != "```");
            blocks.push(Block {
                language: language.to_owned(),
                text: text.flat_map(|line| [line, "\n"]).collect(),
                above: std::mem::take(&mut above),
            });
        } else if !line.is_empty() {
            line.clone_into(&mut above);
        }
    }
    blocks
}

/// Where the blocks of a page are run.
struct Place {
    program: Program,
    running: Option<Running>,
    /// Whether the page takes for granted what the first steps in the README made.
    is_prepared: bool,
}

impl Place {
    /// With a server beside it if the page starts one, or takes for granted that there is one.
    fn of(blocks: &[Block], is_prepared: bool) -> Self {
        let program = Program::new();
        let started = blocks.iter().find(|block| block.serves());
        let mut arguments: Vec<&str> = match started {
            Some(block) => block.text.split_whitespace().skip(2).collect(),
            None => Vec::new(),
        };
        if !arguments.contains(&"--tenant") {
            arguments.extend(["--tenant", "contoso"]);
        }
        let is_needed = started.is_some() || is_prepared;
        Self {
            running: is_needed.then(|| program.serve(&arguments)),
            program,
            is_prepared,
        }
    }

    fn port(&self) -> String {
        let port = self
            .running
            .as_ref()
            .and_then(|it| it.url.rsplit(':').next());
        port.unwrap_or("8080").to_owned()
    }

    /// What the blocks print, block by block.
    fn run(&self, blocks: &[Block]) -> Vec<String> {
        const MARK: &str = "----- block -----";
        let home = self.home();
        let mut script = "set -euo pipefail\nexec 2>&1\n".to_owned();
        for block in blocks {
            script.extend(["echo '", MARK, "'\n"]);
            if let Some(name) = block.file() {
                fs::write(self.program.path(name), &block.text).unwrap();
            } else if block.is_run() && !block.serves() {
                script.push_str(&block.text);
            }
        }
        let mut bash = Command::new("bash");
        bash.arg("-c")
            .arg(&script)
            .current_dir(self.program.path(""));
        bash.env_clear().env("HOME", &home);
        bash.env("PATH", format!("{}:/usr/bin:/bin", home.display()));
        if let Some(running) = self.running.as_ref().filter(|_| self.is_prepared) {
            bash.env("SCIM", "http://127.0.0.1:8080/scim/v2");
            bash.env("TOKEN", running.token());
        }
        let output = bash.output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{script}\n{printed}");
        let mut printed: Vec<_> = printed.split(MARK).skip(1).map(str::to_owned).collect();
        if let Some(place) = blocks.iter().position(Block::serves) {
            let running = self.running.as_ref().unwrap();
            printed[place] = format!("{}listening on {}", running.greeting, running.url);
            printed[place] = printed[place].replace(&format!(":{}", self.port()), ":8080");
        }
        printed
    }

    /// A home in which `rollcall` is on the path, and curl finds the server where documents say it is.
    fn home(&self) -> PathBuf {
        let home = self.program.path("home");
        fs::create_dir(&home).unwrap();
        let program = env!("CARGO_BIN_EXE_rollcall");
        std::os::unix::fs::symlink(program, home.join("rollcall")).unwrap();
        let port = self.port();
        let connect = format!("connect-to = \"127.0.0.1:8080:127.0.0.1:{port}\"\n");
        fs::write(home.join(".curlrc"), connect).unwrap();
        home
    }
}

/// Whether the lines stand there in this order, with anything for each `…`.
fn stands_in(expected: &str, printed: &str) -> Result<(), String> {
    let mut lines = printed.lines();
    for wanted in expected.lines().filter(|line| *line != "…") {
        if !lines.by_ref().any(|line| fits(wanted, line)) {
            return Err(wanted.to_owned());
        }
    }
    Ok(())
}

fn fits(wanted: &str, line: &str) -> bool {
    let mut rest = line;
    for (place, part) in wanted.split('…').map(str::trim).enumerate() {
        let found = rest.find(part);
        let Some(found) = found.filter(|found| place > 0 || *found == 0) else {
            return false;
        };
        rest = &rest[found + part.len()..];
    }
    rest.trim().is_empty() || wanted.ends_with('…')
}

fn check(name: &str, is_prepared: bool) {
    let blocks = blocks(&page(name));
    let printed = Place::of(&blocks, is_prepared).run(&blocks);
    let mut told = 0;
    for pair in 1..blocks.len() {
        let (before, block) = (&blocks[pair - 1], &blocks[pair]);
        let tells = block.language == "text" && !block.above.starts_with(OF_ANOTHER);
        if tells && before.is_run() {
            let outcome = stands_in(&block.text, &printed[pair - 1]);
            assert_eq!(outcome, Ok(()), "{name}: {}", printed[pair - 1]);
            told += 1;
        }
    }
    let run = blocks.iter().filter(|block| block.is_run()).count();
    println!("{name}: {run} blocks were run, {told} told what they print");
}

#[test]
fn the_readme_does_what_it_says() {
    check("README.md", false);
}

#[test]
fn the_documents_do_what_they_say() {
    check("docs/entra.md", false);
    check("docs/operations.md", true);
    check("docs/roster.md", true);
    check("docs/schemas.md", true);
}

#[test]
fn what_is_not_run_says_why() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let names = fs::read_dir(docs).unwrap().map(|entry| entry.unwrap());
    let names = names.map(|entry| format!("docs/{}", entry.file_name().display()));
    let names = names.filter(|name| name.to_ascii_lowercase().ends_with(".md"));
    // Its blocks are of another program, and of servers that there are not.
    let names = names.filter(|name| name != "docs/scim-check.md");
    let run = [
        "docs/entra.md",
        "docs/operations.md",
        "docs/roster.md",
        "docs/schemas.md",
    ];
    for name in names.chain(["README.md".to_owned()]) {
        for block in blocks(&page(&name)).iter().filter(|it| it.language == "sh") {
            let reason = block.above.strip_prefix(NOT_RUN);
            let reason = reason.and_then(|rest| rest.strip_suffix(" -->"));
            let is_run = name == "README.md" || run.contains(&name.as_str());
            assert!(is_run || reason.is_some(), "{name}: {}", block.text);
            assert_ne!(reason, Some(""), "{name}: {}", block.text);
        }
    }
}

#[test]
fn a_line_fits_whatever_stands_for_what_nobody_can_know() {
    for (wanted, line, expected) in [
        ("a … c", "a   b   c", true),
        ("a …", "a", true),
        ("a … c", "a b", false),
        ("b …", "a b", false),
        ("a", "a b", false),
        ("", "", true),
    ] {
        assert_eq!(fits(wanted, line), expected, "{wanted} {line}");
    }
    assert_eq!(stands_in("a\n…\nc\n", "a\nb\nc\n"), Ok(()));
    assert_eq!(stands_in("c\na\n", "a\nc\n"), Err("a".to_owned()));
}
