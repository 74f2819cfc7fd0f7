//! What `./test` does before it begins: it says what it will install, and ends if it cannot.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

/// What the machine has, as programs that do nothing; `id` says that nobody is root.
fn told(programs: &[&str]) -> (i32, String) {
    let path = tempfile::tempdir().unwrap();
    let place = |name: &str| path.path().join(name);
    for tool in ["bash", "ls"] {
        symlink(Path::new("/bin").join(tool), place(tool)).unwrap();
    }
    let scripts = programs.iter().map(|name| (*name, "exit 0"));
    for (name, script) in scripts.chain([("id", "echo 1000")]) {
        fs::write(place(name), format!("#!/bin/bash\n{script}\n")).unwrap();
        fs::set_permissions(place(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/install-missing");
    let mut command = Command::new("/bin/bash");
    command
        .arg(script)
        .arg("--tell")
        .env_clear()
        .env("PATH", path.path());
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

const ALL: [&str; 7] = [
    "cargo",
    "cc",
    "curl",
    "initdb",
    "openssl",
    "python3",
    "cargo-deny",
];

#[test]
fn where_nothing_is_missing_nothing_is_said_and_no_right_is_needed() {
    assert_eq!(told(&ALL), (0, String::new()));
}

#[test]
fn what_cannot_be_installed_is_said_first() {
    let (status, text) = told(&ALL[1..]);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("rustup.rs"), "{text}");
    let without_curl: Vec<&str> = ALL.into_iter().filter(|it| *it != "curl").collect();
    let (status, text) = told(&without_curl);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("no apt-get here"), "{text}");
    let (status, text) = told(&[&without_curl[..], &["apt-get"]].concat());
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("neither root nor sudo"), "{text}");
}

#[test]
fn what_will_be_installed_is_said_first() {
    let some = [
        "cargo", "cc", "initdb", "openssl", "python3", "apt-get", "sudo",
    ];
    let expected = "note: to be installed with sudo apt-get: curl\n\
                    note: to be installed with cargo: cargo-deny\n";
    assert_eq!(told(&some), (0, expected.to_owned()));
}
