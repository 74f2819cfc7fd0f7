//! The command that runs the same again.

use std::path::Path;

use clap::ValueEnum;
use conformance::report::word;

use crate::arguments::{CheckArguments, DialectChoice, SuiteChoice};

/// The command that runs the tests as these arguments do, but for what is chosen of them, what
/// becomes of the report, and the token, which is in the environment.
pub(crate) fn command(arguments: &CheckArguments, url: &str) -> String {
    let network = &arguments.connection.network;
    let number = |name: &str, number: String, usual: &str| {
        (number != usual).then(|| format!("{name} {number}"))
    };
    let parts = [
        Some("scim-check".to_owned()),
        Some(word(url)),
        choice("--suite", &arguments.suite, &SuiteChoice::All),
        choice("--dialect", &arguments.dialect, &DialectChoice::Both),
        path("--skip", arguments.skip.as_deref()),
        path("--profile", arguments.profile.as_deref()),
        path("--ca-file", network.ca_file.as_deref()),
        number("--parallel", arguments.parallel.to_string(), "4"),
        arguments.rate.map(|rate| format!("--rate {rate}")),
        number("--timeout", network.timeout.to_string(), "30"),
        number("--seed", arguments.seed.to_string(), "1"),
        number("--users", arguments.users.to_string(), "12"),
        number("--groups", arguments.groups.to_string(), "3"),
        number("--load-seconds", arguments.load_seconds.to_string(), "60"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

fn path(name: &str, path: Option<&Path>) -> Option<String> {
    path.map(|path| format!("{name} {}", word(&path.display().to_string())))
}

fn choice<C: ValueEnum>(name: &str, chosen: &C, usual: &C) -> Option<String> {
    let (chosen, usual) = (chosen.to_possible_value()?, usual.to_possible_value()?);
    let is_usual = chosen.get_name() == usual.get_name();
    (!is_usual).then(|| format!("{name} {}", chosen.get_name()))
}
