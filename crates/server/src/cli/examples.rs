//! Examples for the help and the manual: two for each command, of which tests see that they are understood.

use clap::Command;

/// A line each: what somebody types behind the program's name, and what for.
const EXAMPLES: &str = include_str!("examples.txt");

/// What somebody types, and what for.
pub(super) type Example = (&'static str, &'static str);

/// All examples.
pub(super) fn all() -> impl Iterator<Item = Example> {
    EXAMPLES.lines().filter_map(|line| line.split_once("  # "))
}

/// Those of the command of these words.
pub(super) fn of(words: &str) -> impl Iterator<Item = Example> {
    let is_of = move |typed: &str| {
        let rest = typed.strip_prefix(words);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    all().filter(move |(typed, _)| is_of(typed))
}

/// Adds its examples to the help of each command.
pub(super) fn add(command: Command) -> Command {
    adorned(command, "")
}

fn adorned(command: Command, words: &str) -> Command {
    let names = command.get_subcommands().map(|it| it.get_name().to_owned());
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return command.after_help(text(words));
    }
    names.into_iter().fold(command, |command, name| {
        let words = format!("{words} {name}").trim_start().to_owned();
        command.mut_subcommand(name, |inner| adorned(inner, &words))
    })
}

fn text(words: &str) -> String {
    let examples = of(words).map(|(typed, what)| format!("\n  rollcall {typed}\n      {what}"));
    format!("Examples:{}", examples.collect::<String>())
}
