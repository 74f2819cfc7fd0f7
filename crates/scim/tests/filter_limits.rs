//! Hostile filters: refused quickly, on a small stack, whatever their shape.

#![cfg(test)]

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use rollcall_scim::filter::{compile, parse};
use rollcall_scim::path::{AttrPath, PatchPath};
use rollcall_scim::{Limits, Registry};
use serde_json::Map;

/// As a filter that is as long as it likes, so that the other limits have to hold.
fn any_length() -> Limits {
    Limits {
        filter_length: usize::MAX,
        ..Limits::default()
    }
}

/// Runs `work` where a parser that recurses with its input would overflow.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(256 * 1024).spawn(work);
    thread.expect("a thread").join().expect("no panic");
}

fn check_refused(text: String, limits: Limits, reason: &'static str) {
    on_a_small_stack(move || {
        let begun = Instant::now();
        let error = parse(&text, &limits).expect_err(reason);
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{reason}: {:?}",
            begun.elapsed()
        );
        assert_eq!(error.to_json()["scimType"], "invalidFilter");
        assert!(error.detail().contains(reason), "{}", error.detail());
        assert!(error.detail().len() < 300, "{}", error.detail());
    });
}

fn chain(keyword: &str, terms: usize) -> String {
    let mut text = "a0 pr".to_owned();
    for index in 1..terms {
        write!(text, " {keyword} a{index} pr").expect("a string takes all");
    }
    text
}

#[test]
fn hostile_filters_are_refused_by_their_length() {
    for text in [
        "(".repeat(100_000),
        "(".repeat(1_000_000),
        "not (".repeat(10_000),
        chain("or", 10_000),
        format!("userName eq \"{}\"", "a".repeat(64 * 1024)),
        format!("userName eq {}", "a".repeat(64 * 1024)),
        "a".repeat(64 * 1024),
    ] {
        check_refused(text, Limits::default(), "bytes long; at most 8192");
    }
}

#[test]
fn nesting_is_refused_at_any_length() {
    for text in [
        "(".repeat(100_000),
        "(".repeat(1_000_000),
        "not (".repeat(10_000),
        "not(".repeat(250_000),
        "a[".repeat(500_000),
        "(a[not(".repeat(100_000),
        "a pr and (b pr or (".repeat(50_000),
    ] {
        check_refused(text, any_length(), "at most 32 brackets");
    }
}

#[test]
fn many_terms_are_refused_at_any_length() {
    for keyword in ["and", "or"] {
        check_refused(
            chain(keyword, 10_000),
            any_length(),
            "at most 100 comparisons",
        );
    }
    check_refused(
        "(a pr) or ".repeat(10_000),
        any_length(),
        "at most 100 comparisons",
    );
    check_refused(
        "a[b pr].c pr or ".repeat(10_000),
        any_length(),
        "at most 100 comparisons",
    );
}

#[test]
fn long_words_are_refused_without_quoting_them() {
    check_refused("a".repeat(1_000_000), any_length(), "expected an operator");
    check_refused(
        format!("a {}", "b".repeat(1_000_000)),
        any_length(),
        "not an operator",
    );
    check_refused(
        format!("a eq \"{}", "b".repeat(1_000_000)),
        any_length(),
        "a double quote",
    );
    check_refused(
        format!("a eq \"{}\\x\"", "\\n".repeat(500_000)),
        any_length(),
        "JSON escape",
    );
    check_refused(
        format!("{}!", ":".repeat(1_000_000)),
        any_length(),
        "attribute name",
    );
}

#[test]
fn paths_have_the_same_limits() {
    on_a_small_stack(|| {
        for text in ["a[".repeat(100_000), format!("a[{}", "(".repeat(1_000_000))] {
            let long = PatchPath::parse(&text, &Limits::default()).expect_err("too long");
            assert!(long.detail().contains("bytes long"), "{}", long.detail());
            let deep = PatchPath::parse(&text, &any_length()).expect_err("too deep");
            assert!(
                deep.detail().contains("at most 32 brackets"),
                "{}",
                deep.detail()
            );
            assert_eq!(deep.to_json()["scimType"], "invalidPath");
        }
        let long = AttrPath::parse(&"a".repeat(100_000), &Limits::default());
        assert!(long.expect_err("too long").detail().contains("bytes long"));
    });
}

#[test]
fn filters_at_the_limits_are_read_on_a_small_stack() {
    on_a_small_stack(|| {
        let limits = Limits::default();
        let nested = |open: &str, depth, close: &str| {
            format!("{}a pr{}", open.repeat(depth), close.repeat(depth))
        };
        for open in ["(", "not (", "b pr and (", "b pr or c pr and not ("] {
            parse(&nested(open, limits.filter_depth, ")"), &limits).expect(open);
            parse(&nested(open, limits.filter_depth + 1, ")"), &limits).expect_err(open);
        }
        parse(&nested("a[", limits.filter_depth, "]"), &limits).expect("brackets");
        parse(&chain("or", limits.filter_terms), &limits).expect("terms");
        parse(&chain("or", limits.filter_terms + 1), &limits).expect_err("terms");
        let value = "a".repeat(limits.filter_length - "a eq \"\"".len());
        parse(&format!("a eq \"{value}\""), &limits).expect("length");
        parse(&format!("a eq \"{value}a\""), &limits).expect_err("length");
    });
}

#[test]
fn filters_at_the_limits_are_understood_on_a_small_stack() {
    on_a_small_stack(|| {
        let registry = Registry::standard();
        let user = registry.resource_type("User").expect("users");
        let limits = Limits::default();
        let groups = limits.filter_depth - 1;
        let text = format!(
            "{}emails[type eq \"work\"]{}",
            "title pr or not (".repeat(groups),
            ")".repeat(groups)
        );
        let expr = compile(&text, user, &limits).expect("a filter");
        assert!(expr.matches(&Map::new()), "an odd number of negations");
        let filter = parse(&text, &limits).expect("a filter");
        assert_eq!(parse(&filter.to_string(), &limits), Ok(filter));
    });
}
