//! The forms of the report, as the program writes them.

use conformance::http::{Request, Response};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::program::check;
use crate::server::{Server, reads_resource};

/// Answers that a page or a terminal must not take at their word.
fn hostile(request: &Request, mut answer: Response) -> Response {
    if reads_resource(request) {
        answer.body = "<script>alert(1)</script> ]]> & \u{1b}[2J \u{0} \"'".to_owned();
    }
    answer
}

/// Reads XML to its end; every element must be closed, every reference known.
fn texts(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut texts = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Text(text) => texts += &text.decode().unwrap(),
            Event::GeneralRef(name) => {
                let known = ["lt", "gt", "amp", "quot", "apos"].contains(&&*name.decode().unwrap());
                assert!(known || name.is_char_ref());
            }
            Event::Eof => return texts,
            _ => {}
        }
    }
}

async fn report(form: &str) -> String {
    let server = Server::start(hostile).await;
    let only = ["--only", "rfc.retrieve.*.types"];
    let ended = check(&server, &[&only[..], &["--report", form]].concat()).await;
    assert_eq!(ended.status, 1, "{}", ended.err);
    ended.out
}

#[tokio::test]
async fn the_page_is_well_formed_and_nothing_in_it_runs() {
    let page = report("html").await;
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    assert!(!page.to_lowercase().contains("<script"), "{page}");
    assert!(page.contains("script-src") || page.contains("default-src 'none'"));
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
    assert!(texts(&page).contains("Every value of a User is of the type"));
}

#[tokio::test]
async fn the_page_begins_with_the_verdict_and_goes_on_with_what_to_change() {
    let page = report("html").await;
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    let order = [
        "<dt class=\"mark warn\">RFC 7644</dt><dd>one mistake.</dd>",
        "<h2 id=\"summary\">",
        "<h2 id=\"change\">",
        "<h3 id=\"cause-types-announced\">",
        "href=\"https://www.rfc-editor.org/rfc/rfc7643#section-2.3\"",
        "<code class=\"id\">rfc.retrieve.User.types</code>",
        "--only rfc.retrieve.User.types --only rfc.retrieve.Group.types</pre>",
        "<details class=\"evidence screen\">",
        "curl -i -X GET",
        "<h2 id=\"traces\">",
    ];
    let places: Vec<usize> = order.into_iter().map(place).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[tokio::test]
async fn the_printed_page_leaves_requests_and_what_passed_out() {
    let server = Server::start(hostile).await;
    let only = [
        "--only",
        "rfc.retrieve.*.types",
        "--only",
        "rfc.delete.*.deleted",
    ];
    let page = check(&server, &[&only[..], &["--report", "html"]].concat())
        .await
        .out;
    let (_, print) = page.split_once("@media print").unwrap();
    assert!(print.contains(".screen { display: none; }"), "{print}");
    for detail in [
        "<details class=\"evidence screen\">",
        "<div class=\"again screen\">",
        "<section class=\"screen\" aria-labelledby=\"passed\">",
    ] {
        assert!(page.contains(detail), "no {detail}");
    }
}

#[tokio::test]
async fn junit_is_well_formed_and_counts() {
    let xml = report("junit").await;
    texts(&xml);
    assert!(xml.contains("failures=\"2\""), "{xml}");
    assert!(!xml.contains('\u{1b}'), "{xml}");
}

#[tokio::test]
async fn a_terminal_is_not_steered_by_an_answer() {
    let text = report("text").await;
    assert!(!text.contains(['\u{1b}', '\u{0}']), "{text}");
    assert!(text.contains("\\u{1b}[2J"), "{text}");
}

#[tokio::test]
async fn a_file_takes_the_report_and_standard_output_the_summary() {
    let server = Server::start(hostile).await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("report.json");
    let path = path.to_str().unwrap();
    let arguments = [
        "--only",
        "rfc.retrieve.*.types",
        "--report",
        "json",
        "--output",
        path,
    ];
    let ended = check(&server, &arguments).await;
    assert_eq!(ended.status, 1, "{}", ended.err);
    let last = format!(
        "2 tests of severity must or vendor-required did not pass.\nThe report is in {path}.\n"
    );
    assert!(ended.out.ends_with(&last), "{}", ended.out);
    let report = std::fs::read_to_string(path).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(
        (&report["format"], &report["passed"]),
        (&1.into(), &false.into())
    );
}
