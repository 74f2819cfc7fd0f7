//! Makes of what a run said what every run says.

/// Where the servers of the manual are.
pub(super) const URL: &str = "https://scim.example.com/scim/v2";

/// Part of every name that the runs of the manual made up.
const TAG: &str = "9be8a7b2";

/// The text with the address, the time, what was measured and the made-up names of every run.
pub(super) fn same(said: &str, url: &str) -> String {
    let text = said.replace(url, URL);
    let text = tags(&text);
    // When a server answered is a header of its own.
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("date: "));
    let lines = lines.map(|line| amounts(&times(&effort(&undated(line)))));
    let mut text: String = lines.flat_map(|line| [line, "\n".to_owned()]).collect();
    if !said.ends_with('\n') {
        text.pop();
    }
    text
}

/// Eight hexadecimal digits of either kind, alone between other signs, are the tag of the run.
fn tags(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_alphanumeric() {
            word.push(letter);
            continue;
        }
        let is_hex = word.chars().all(|it| matches!(it, '0'..='9' | 'a'..='f'));
        let is_tag = word.len() == 8 && is_hex && word.chars().any(|it| it != '0');
        out += if is_tag { TAG } else { &word };
        word.clear();
        out.push(letter);
    }
    out.pop();
    out
}

/// A line of traffic without the header that says when a server answered.
fn undated(line: &str) -> String {
    let Some((start, rest)) = line.split_once(",[\"date\",") else {
        return line.to_owned();
    };
    let (_, rest) = rest.split_once(']').unwrap_or_default();
    format!("{start}{rest}")
}

/// When a run was and how long it took.
fn effort(line: &str) -> String {
    let is_effort = line.starts_with("20") && line.contains(" UTC, ");
    match line.rsplit_once(", ").filter(|_| is_effort) {
        Some(_) => "2026-11-28 09:12:44 UTC, 21.3 s, 4929 requests".to_owned(),
        None => line.to_owned(),
    }
}

/// How much a run made depends a little on the names that it made up.
fn amounts(line: &str) -> String {
    let is_amount = line.starts_with("This run made ") && line.contains(" resources (");
    match line.split_once(')').filter(|_| is_amount) {
        Some((_, rest)) => {
            format!("This run made 1118 resources (325 at /Groups, 793 at /Users){rest}")
        }
        None => line.to_owned(),
    }
}

/// How long an answer took.
fn times(line: &str) -> String {
    let line = match line
        .strip_suffix(" ms")
        .and_then(|it| it.rsplit_once(" after "))
    {
        Some((start, _)) => format!("{start} after 12 ms"),
        None => line.to_owned(),
    };
    match line.split_once("\"milliseconds\":") {
        Some((start, rest)) => {
            let rest = rest.trim_start_matches(|it: char| it.is_ascii_digit());
            format!("{start}\"milliseconds\":3{rest}")
        }
        None => line,
    }
}
