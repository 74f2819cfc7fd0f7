//! Tells the program which commit it is built of: the variable `ROLLCALL_BUILD`, or else what git says.
//! Builds for development are not told, since each commit would have them built anew.

#![allow(
    clippy::print_stdout,
    reason = "this is how a build script speaks to cargo"
)]

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=ROLLCALL_BUILD");
    let named = std::env::var("ROLLCALL_BUILD");
    let named = named.ok().filter(|build| !build.is_empty());
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let build = named.or_else(|| is_release.then(of_git).flatten());
    let version = env!("CARGO_PKG_VERSION");
    let version = match build {
        Some(build) => format!("{version} ({build})"),
        None => format!("{version} (development)"),
    };
    println!("cargo:rustc-env=ROLLCALL_VERSION={version}");
}

/// The commit and its date, as in `0a1b2c3d4e5f, 2026-11-27`.
fn of_git() -> Option<String> {
    for path in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--path-format=absolute", "--git-path", path])?;
        println!("cargo:rerun-if-changed={path}");
    }
    git(&["show", "--no-patch", "--abbrev=12", "--format=%h, %cs"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let text = text.trim();
    (output.status.success() && !text.is_empty()).then(|| text.to_owned())
}
