//! The grammar of filters: what each text means, and what each refusal says.

#![cfg(test)]

use proptest::prelude::*;
use rollcall_scim::Limits;
use rollcall_scim::filter::{CompareOp, Filter, RawValue, parse};
use rollcall_scim::path::AttrPath;

fn path(text: &str) -> AttrPath {
    AttrPath::parse(text, &Limits::default()).expect("a path")
}

fn present(attribute: &str) -> Filter {
    Filter::Present(path(attribute))
}

fn quoted(attribute: &str, operator: CompareOp, value: &str) -> Filter {
    Filter::Compare(path(attribute), operator, RawValue::Quoted(value.into()))
}

fn bare(attribute: &str, operator: CompareOp, value: &str) -> Filter {
    Filter::Compare(path(attribute), operator, RawValue::Bare(value.into()))
}

fn elements(attribute: &str, filter: Filter) -> Filter {
    Filter::ValuePath(path(attribute), Box::new(filter))
}

fn negated(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

fn check(text: &str, expected: &Filter) {
    let parsed = parse(text, &Limits::default());
    assert_eq!(parsed.as_ref(), Ok(expected), "{text}");
}

fn check_refused(text: &str, position: usize, reason: &str) {
    let error = parse(text, &Limits::default()).expect_err(text);
    assert_eq!(error.status(), 400, "{text}");
    assert_eq!(error.to_json()["scimType"], "invalidFilter", "{text}");
    let detail = error.detail();
    assert!(
        detail.contains(&format!("at character {position},")) && detail.contains(reason),
        "{text}: {detail}"
    );
}

#[test]
fn every_operator_is_read_in_any_letter_case() {
    for operator in CompareOp::ALL {
        let keyword = operator.as_str();
        for keyword in [keyword.to_owned(), keyword.to_uppercase()] {
            let expected = quoted("userName", operator, "ann");
            check(&format!("userName {keyword} \"ann\""), &expected);
        }
    }
    check("title pr", &present("title"));
    check("title PR", &present("title"));
}

#[test]
fn examples_of_the_rfc_are_read() {
    use CompareOp::{Co, Eq, Ge, Gt, Ne, Sw};
    let core = "urn:ietf:params:scim:schemas:core:2.0:User:userName";
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let contoso = || {
        Filter::Or(vec![
            quoted("emails", Co, "example.com"),
            quoted("emails.value", Co, "example.org"),
        ])
    };
    let work = |attribute: &str, kind: &str, value: &str| {
        let conditions = vec![quoted("type", Eq, kind), quoted("value", Co, value)];
        elements(attribute, Filter::And(conditions))
    };
    for (text, expected) in [
        ("userName Eq \"john\"", quoted("userName", Eq, "john")),
        (
            "name.familyName co \"O'Malley\"",
            quoted("name.familyName", Co, "O'Malley"),
        ),
        (&format!("{core} sw \"J\""), quoted(core, Sw, "J")),
        (
            "meta.lastModified gt \"2011-05-13T04:42:34Z\"",
            quoted("meta.lastModified", Gt, "2011-05-13T04:42:34Z"),
        ),
        (
            "meta.lastModified ge \"2011-05-13T04:42:34Z\"",
            quoted("meta.lastModified", Ge, "2011-05-13T04:42:34Z"),
        ),
        (
            "title pr and userType eq \"Employee\"",
            Filter::And(vec![present("title"), quoted("userType", Eq, "Employee")]),
        ),
        (
            "title pr or userType eq \"Intern\"",
            Filter::Or(vec![present("title"), quoted("userType", Eq, "Intern")]),
        ),
        (
            &format!("schemas eq \"{enterprise}\""),
            quoted("schemas", Eq, enterprise),
        ),
        (
            "userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \
             \"example.org\")",
            Filter::And(vec![quoted("userType", Eq, "Employee"), contoso()]),
        ),
        (
            "userType ne \"Employee\" and not (emails co \"example.com\" or emails.value co \
             \"example.org\")",
            Filter::And(vec![quoted("userType", Ne, "Employee"), negated(contoso())]),
        ),
        (
            "emails[type eq \"work\" and value co \"@example.com\"] or ims[type eq \"xmpp\" and \
             value co \"@foo.com\"]",
            Filter::Or(vec![
                work("emails", "work", "@example.com"),
                work("ims", "xmpp", "@foo.com"),
            ]),
        ),
    ] {
        check(text, &expected);
    }
}

#[test]
fn filters_of_microsoft_entra_id_are_read() {
    use CompareOp::{Co, Eq, Gt, Sw};
    let work = || quoted("type", Eq, "work");
    for (text, expected) in [
        (
            "userName eq \"ann.lee@contoso.com\"",
            quoted("userName", Eq, "ann.lee@contoso.com"),
        ),
        ("externalId eq \"annl\"", quoted("externalId", Eq, "annl")),
        ("externalId eq jyoung", bare("externalId", Eq, "jyoung")),
        (
            "emails[type eq \"work\"].value eq \"ann.lee@contoso.com\"",
            elements(
                "emails",
                Filter::And(vec![work(), quoted("value", Eq, "ann.lee@contoso.com")]),
            ),
        ),
        (
            "displayName eq \"Finance\"",
            quoted("displayName", Eq, "Finance"),
        ),
        (
            "id eq \"g-5\" and members eq \"u-7c11\"",
            Filter::And(vec![
                quoted("id", Eq, "g-5"),
                quoted("members", Eq, "u-7c11"),
            ]),
        ),
        (
            "id eq \"u-7c11\" and manager eq \"u-22\"",
            Filter::And(vec![
                quoted("id", Eq, "u-7c11"),
                quoted("manager", Eq, "u-22"),
            ]),
        ),
        (
            "name.FamilyName eq Employee and (emails.Value co example.com or emails.Value co \
             example.org)",
            Filter::And(vec![
                bare("name.FamilyName", Eq, "Employee"),
                Filter::Or(vec![
                    bare("emails.Value", Co, "example.com"),
                    bare("emails.Value", Co, "example.org"),
                ]),
            ]),
        ),
        ("userName sw O", bare("userName", Sw, "O")),
        (
            "meta.Created gt 2015-10-10T14:38:21.8617979-07:00",
            bare("meta.Created", Gt, "2015-10-10T14:38:21.8617979-07:00"),
        ),
        (
            "roles[primary eq \"True\"]",
            elements("roles", quoted("primary", Eq, "True")),
        ),
    ] {
        check(text, &expected);
    }
}

#[test]
fn not_binds_before_and_and_and_before_or() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(present);
    let and = |filters: &[&Filter]| Filter::And(filters.iter().copied().cloned().collect());
    let or = |filters: &[&Filter]| Filter::Or(filters.iter().copied().cloned().collect());
    let not = |filter: &Filter| negated(filter.clone());
    for (text, expected) in [
        ("a pr or b pr and c pr", or(&[&a, &and(&[&b, &c])])),
        ("a pr and b pr or c pr", or(&[&and(&[&a, &b]), &c])),
        ("(a pr or b pr) and c pr", and(&[&or(&[&a, &b]), &c])),
        ("not (a pr) and b pr", and(&[&not(&a), &b])),
        ("not (a pr) or not(b pr)", or(&[&not(&a), &not(&b)])),
        (
            "NOT(a pr AND b pr)OR c pr",
            or(&[&not(&and(&[&a, &b])), &c]),
        ),
        ("a pr and b pr and c pr and d pr", and(&[&a, &b, &c, &d])),
        ("a pr and (b pr and c pr)", and(&[&a, &and(&[&b, &c])])),
        ("((a pr))", a.clone()),
        ("not (not (a pr))", not(&not(&a))),
        (" \t( a pr\r\n)  and  b pr ", and(&[&a, &b])),
    ] {
        check(text, &expected);
    }
}

#[test]
fn a_value_path_may_go_on_with_a_sub_attribute() {
    use CompareOp::{Co, Eq};
    let work = || quoted("type", Eq, "work");
    let primary = || bare("primary", Eq, "true");
    for (text, inner) in [
        (
            "emails[type eq \"work\"].value pr",
            vec![work(), present("value")],
        ),
        (
            "emails[type eq \"work\" and primary eq true].value co \"@x\"",
            vec![work(), primary(), quoted("value", Co, "@x")],
        ),
        (
            "emails[type eq \"work\" or primary eq true].value co \"@x\"",
            vec![
                Filter::Or(vec![work(), primary()]),
                quoted("value", Co, "@x"),
            ],
        ),
    ] {
        check(text, &elements("emails", Filter::And(inner)));
    }
}

#[test]
fn names_that_begin_like_keywords_are_names() {
    for name in ["notes", "android", "order", "not.sub", "and", "or", "prime"] {
        check(&format!("{name} pr"), &present(name));
    }
    check("$ref eq \"x\"", &quoted("$ref", CompareOp::Eq, "x"));
}

#[test]
fn strings_are_read_as_json() {
    for (written, meant) in [
        (r#""""#, ""),
        (r#""say \"hi\" \\ \/""#, r#"say "hi" \ /"#),
        (r#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t"),
        (r#""\u00e9\u20AC""#, "é€"),
        (r#""\ud83d\ude00!""#, "😀!"),
        ("\"Zo\u{eb} 😀 ()[]'\"", "Zo\u{eb} 😀 ()[]'"),
        ("\"a\tb\"", "a\tb"),
        ("\"a and b\"", "a and b"),
    ] {
        let expected = quoted("userName", CompareOp::Eq, meant);
        check(&format!("userName eq {written}"), &expected);
    }
}

#[test]
fn words_need_no_quotes() {
    for word in [
        "true",
        "null",
        "12.5",
        "-3",
        "O'Malley",
        "a\\b",
        "Zoë",
        "2026-01-31T08:00:00Z",
        "and",
    ] {
        let expected = bare("x", CompareOp::Eq, word);
        check(&format!("x eq {word}"), &expected);
        check(&format!("(x eq {word})"), &expected);
        check(&format!("y[x eq {word}]"), &elements("y", expected));
    }
}

#[test]
fn a_refusal_names_the_position_and_what_was_expected() {
    let value = "expected a value";
    let operator = "expected an operator";
    let name = "expected an attribute name";
    let more = "expected \"and\", \"or\" or the end";
    for (text, position, reason) in [
        ("", 1, name),
        ("   ", 4, name),
        ("userName", 9, operator),
        ("  userName  ", 13, operator),
        ("userName eq", 12, value),
        ("userName eq )", 13, value),
        ("userName eq 'ann'", 13, "double quotes"),
        ("userName regex \"J\"", 10, "'regex' is not an operator"),
        ("userName \"J\"", 10, operator),
        ("userName eq \"J", 15, "a double quote at the end"),
        ("userName eq Ann Lee", 17, more),
        ("userName eq \"a\" userName eq \"b\"", 17, more),
        ("userName eq \"Zoë\" title pr", 19, more),
        ("userName eq \"a\" and", 20, name),
        ("userName eq \"a\" or ", 20, name),
        ("and userName pr", 5, "'userName' is not an operator"),
        ("not userName pr", 5, "\"(\" after \"not\""),
        ("title pr)", 9, more),
        ("(title pr", 10, "expected \")\""),
        ("()", 2, name),
        ("emails[type eq \"work\"", 22, "expected \"]\""),
        ("emails[type eq \"work\")", 22, "expected \"]\""),
        ("emails[]", 8, name),
        ("emails[type pr] eq \"x\"", 17, more),
        ("emails[type pr].value", 22, operator),
        (
            "emails[type pr]. eq \"x\"",
            17,
            "the name of a sub-attribute",
        ),
        ("emails.value[type pr]", 13, "not a sub-attribute"),
        ("name. eq \"x\"", 6, "the name of a sub-attribute"),
        ("a.b.c pr", 4, "cannot be part of an attribute name"),
        ("a!b pr", 2, "cannot be part of an attribute name"),
        (":userName pr", 1, "a schema URN before the colon"),
        ("urn:x: pr", 7, name),
        ("1st pr", 1, name),
        (r#"x eq "a\d""#, 8, "not a JSON escape"),
        (r#"x eq "\u12g4""#, 9, "four hexadecimal digits"),
        (r#"x eq "\ud83d""#, 13, "other half of a surrogate pair"),
        (r#"x eq "\ud83dA""#, 13, "other half of a surrogate pair"),
        (r#"x eq "\ud83d\u0041""#, 7, "not a JSON escape"),
        (r#"x eq "\ude00""#, 7, "not a JSON escape"),
        (r#"x eq "a\u0000""#, 8, "NUL"),
        ("x eq \"ab\0c\"", 9, "NUL"),
        ("x eq ab\0c", 8, "NUL"),
    ] {
        check_refused(text, position, reason);
    }
}

#[test]
fn a_refusal_quotes_a_little_of_the_text() {
    let error = parse(
        "userName regex \"bob\" or title\npr and so on",
        &Limits::default(),
    );
    assert_eq!(
        error.expect_err("no such operator").detail(),
        "The filter cannot be read at character 10, where 'regex \"bob\" or title pr …' stands: \
         'regex' is not an operator; there are eq, ne, co, sw, ew, gt, ge, lt, le and pr."
    );
    let error = parse("userName eq", &Limits::default());
    assert_eq!(
        error.expect_err("no value").detail(),
        "The filter cannot be read: it ends at character 12, but expected a value, in double \
         quotes unless it is a number, true, false or null."
    );
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z$][a-zA-Z0-9_$-]{0,6}"
        .prop_filter("a keyword", |name| !name.eq_ignore_ascii_case("not"))
}

fn attribute() -> impl Strategy<Value = AttrPath> {
    let urn = prop::option::of("urn:[a-z]{1,4}:2\\.0:[A-Z][a-z]{0,3}");
    let parts = (urn, name(), prop::option::of(name()));
    parts.prop_map(|(urn, name, sub)| AttrPath { urn, name, sub })
}

fn value() -> impl Strategy<Value = RawValue> {
    prop_oneof![
        "[^\\x00]{0,12}".prop_map(RawValue::Quoted),
        "[\"\\\\/\\x01-\\x1f\u{7f}é\u{1F600}]{0,6}".prop_map(RawValue::Quoted),
        "[a-zA-Z0-9.@+:-]{1,12}".prop_map(RawValue::Bare),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let operator = prop::sample::select(CompareOp::ALL.to_vec());
    let term = prop_oneof![
        attribute().prop_map(Filter::Present),
        (attribute(), operator, value())
            .prop_map(|(path, operator, value)| Filter::Compare(path, operator, value)),
    ];
    term.prop_recursive(4, 24, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 2..4);
        let without_sub = attribute().prop_map(|path| AttrPath { sub: None, ..path });
        prop_oneof![
            list().prop_map(Filter::And),
            list().prop_map(Filter::Or),
            inner.clone().prop_map(negated),
            (without_sub, inner.clone())
                .prop_map(|(path, filter)| Filter::ValuePath(path, Box::new(filter))),
        ]
    })
}

proptest! {
    #[test]
    fn a_printed_filter_reads_as_the_same_filter(filter in filter()) {
        let text = filter.to_string();
        let parsed = parse(&text, &Limits::default());
        prop_assert_eq!(parsed, Ok(filter), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-c \"\\\\().\\[\\]:0é]{0,40}|\\PC{0,40}") {
        if let Err(error) = parse(&text, &Limits::default()) {
            prop_assert_eq!(error.status(), 400);
        }
    }
}
