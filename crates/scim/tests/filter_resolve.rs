//! Filters held against a schema: what the names and values mean, and what is refused.

#![cfg(test)]

use rollcall_scim::filter::{CompareOp, Expr, Literal, Predicate, Test, compile, resolve_elements};
use rollcall_scim::schema::{AttrRef, Attribute, Returned, Schema};
use rollcall_scim::{Limits, Registry, ResourceType, filter};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn registry() -> Registry {
    Registry::standard()
}

/// Writes a resolved filter in full: canonical paths, typed literals, every group.
fn describe(expr: &Expr<'_>) -> String {
    let list = |exprs: &[Expr<'_>], separator: &str| {
        let parts: Vec<String> = exprs.iter().map(describe).collect();
        format!("({})", parts.join(separator))
    };
    match expr {
        Expr::And(exprs) => list(exprs, " and "),
        Expr::Or(exprs) => list(exprs, " or "),
        Expr::Not(expr) => format!("not {}", describe(expr)),
        Expr::Test(test) => describe_test(test),
        Expr::Element(attribute, expr) => format!("{}[{}]", attribute.path(), describe(expr)),
    }
}

fn describe_test(test: &Test<'_>) -> String {
    let path = test.attribute.path();
    match &test.predicate {
        Predicate::Present => format!("{path} pr"),
        Predicate::Compare(operator, literal) => format!("{path} {operator} {literal:?}"),
    }
}

fn check(resource_type: &ResourceType, text: &str, expected: &str) {
    let expr = compile(text, resource_type, &Limits::default());
    let described = expr.as_ref().map(describe);
    assert_eq!(described.as_deref(), Ok(expected), "{text}");
}

fn check_refused(resource_type: &ResourceType, text: &str, detail: &str) {
    let error = compile(text, resource_type, &Limits::default()).expect_err(text);
    assert_eq!(error.to_json()["scimType"], "invalidFilter", "{text}");
    assert_eq!((error.status(), error.detail()), (400, detail), "{text}");
}

#[test]
fn names_become_canonical() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    let department = format!("{ENTERPRISE}:department eq Text(\"retail\")");
    for (text, expected) in [
        ("USERNAME pr", "userName pr"),
        ("Name.FAMILYNAME pr", "name.familyName pr"),
        ("emails pr", "emails pr"),
        ("emails.Value pr", "emails.value pr"),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:userName pr",
            "userName pr",
        ),
        (
            "URN:IETF:params:scim:schemas:CORE:2.0:user:name.givenName pr",
            "name.givenName pr",
        ),
        ("department eq \"Retail\"", &department),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:Department eq Retail",
            &department,
        ),
        ("meta.Created pr", "meta.created pr"),
        ("ID eq \"A\"", "id eq Text(\"A\")"),
    ] {
        check(user, text, expected);
    }
}

#[test]
fn values_take_the_type_of_their_attribute() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    for (text, expected) in [
        (
            "userName eq \"Ann@Contoso.COM\"",
            "userName eq Text(\"ann@contoso.com\")",
        ),
        ("displayName sw STRASSE", "displayName sw Text(\"strasse\")"),
        (
            "displayName sw \"Straße\"",
            "displayName sw Text(\"strasse\")",
        ),
        ("externalId eq \"AbC\"", "externalId eq Text(\"AbC\")"),
        ("externalId eq jyoung", "externalId eq Text(\"jyoung\")"),
        ("externalId eq 4472", "externalId eq Text(\"4472\")"),
        ("title eq TRUE", "title eq Text(\"true\")"),
        ("profileUrl co \"Ex\"", "profileUrl co Text(\"Ex\")"),
        ("active eq true", "active eq Boolean(true)"),
        ("active ne \"False\"", "active ne Boolean(false)"),
        (
            "roles.primary eq \"TRUE\"",
            "roles.primary eq Boolean(true)",
        ),
        (
            "meta.created gt \"1970-01-01T00:00:01Z\"",
            "meta.created gt Instant(1000)",
        ),
        (
            "meta.created le 1970-01-01T01:00:00.0019+01:00",
            "meta.created le Instant(1)",
        ),
        (
            "meta.Created gt 2015-10-10T14:38:21.8617979-07:00",
            "meta.created gt Instant(1444513101861)",
        ),
        (
            "x509Certificates eq \"MIIA\"",
            "x509Certificates.value eq Text(\"MIIA\")",
        ),
    ] {
        check(user, text, expected);
    }
}

#[test]
fn a_complex_attribute_is_compared_by_its_value() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    let group = registry.resource_type("Group").expect("groups");
    let manager =
        format!("(id eq Text(\"u-7c11\") and {ENTERPRISE}:manager.value eq Text(\"u-22\"))");
    check(user, "emails co \"X\"", "emails.value co Text(\"x\")");
    check(user, "id eq \"u-7c11\" and manager eq \"u-22\"", &manager);
    check(user, "groups eq \"g-1\"", "groups.value eq Text(\"g-1\")");
    check(
        group,
        "id eq \"g-5\" and members eq \"u-7c11\"",
        "(id eq Text(\"g-5\") and members.value eq Text(\"u-7c11\"))",
    );
    for (text, detail) in [
        (
            "name eq \"Ann\"",
            "The attribute name is complex and has no value of its own to compare; name one of its \
             sub-attributes (formatted, familyName, givenName, middleName, honorificPrefix, \
             honorificSuffix).",
        ),
        (
            "meta gt 5",
            "The attribute meta is complex and has no value of its own to compare; name one of its \
             sub-attributes (resourceType, created, lastModified, location, version).",
        ),
    ] {
        check_refused(user, text, detail);
    }
}

#[test]
fn null_means_that_there_is_no_value() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    let manager = format!("not {ENTERPRISE}:manager pr");
    for (text, expected) in [
        ("title eq null", "not title pr"),
        ("title ne null", "title pr"),
        ("title eq \"null\"", "title eq Text(\"null\")"),
        ("active eq null", "not active pr"),
        ("name ne null", "name pr"),
        ("manager eq null", manager.as_str()),
        ("emails[display eq null]", "emails[not emails.display pr]"),
    ] {
        check(user, text, expected);
    }
    check_refused(
        user,
        "title gt null",
        "The operator \"gt\" cannot compare title with null; use eq or ne.",
    );
}

#[test]
fn value_paths_test_one_element() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    let manager = format!("{ENTERPRISE}:manager[{ENTERPRISE}:manager.value eq Text(\"u-1\")]");
    for (text, expected) in [
        (
            "emails[type eq \"work\"].value eq \"Ann.Lee@contoso.com\"",
            "emails[(emails.type eq Text(\"work\") and emails.value eq \
             Text(\"ann.lee@contoso.com\"))]",
        ),
        (
            "emails[Type eq work and not (VALUE ew \".org\" or display pr)]",
            "emails[(emails.type eq Text(\"work\") and not (emails.value ew Text(\".org\") or \
             emails.display pr))]",
        ),
        (
            "roles[primary eq \"True\"]",
            "roles[roles.primary eq Boolean(true)]",
        ),
        (
            "name[givenName eq \"Ann\"]",
            "name[name.givenName eq Text(\"ann\")]",
        ),
        ("manager[value eq \"u-1\"]", manager.as_str()),
        (
            "emails[type pr] and title pr",
            "(emails[emails.type pr] and title pr)",
        ),
    ] {
        check(user, text, expected);
    }
    for (text, detail) in [
        (
            "emails[emails.type eq \"work\"]",
            "The filter in the brackets of emails names \"emails.type\"; there, only the name of a \
             sub-attribute is understood (value, display, type, primary).",
        ),
        (
            "emails[userName eq \"x\"]",
            "The attribute emails has no sub-attribute \"userName\"; it has value, display, type, \
             primary.",
        ),
        (
            "emails[type[value eq \"x\"]]",
            "The filter in the brackets of emails holds brackets itself; they cannot be nested.",
        ),
        (
            "userName[value eq \"x\"]",
            "The attribute userName has no sub-attributes, so it cannot be followed by a filter in \
             brackets.",
        ),
    ] {
        check_refused(user, text, detail);
    }
}

#[test]
fn unknown_attributes_are_named() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    let group = registry.resource_type("Group").expect("groups");
    for (resource_type, text, detail) in [
        (
            user,
            "title pr and favouriteColour eq \"red\"",
            "A User has no attribute \"favouriteColour\"; check its spelling and its schema URN.",
        ),
        (
            user,
            "password eq \"x\"",
            "A User has no attribute \"password\"; check its spelling and its schema URN.",
        ),
        (
            user,
            "urn:x:acme:2.0:User:userName pr",
            "A User has no attribute \"urn:x:acme:2.0:User:userName\"; check its spelling and its \
             schema URN.",
        ),
        (
            group,
            "userName eq \"x\"",
            "A Group has no attribute \"userName\"; check its spelling and its schema URN.",
        ),
        (
            user,
            "name.nick pr",
            "The attribute name has no sub-attribute \"nick\"; it has formatted, familyName, \
             givenName, middleName, honorificPrefix, honorificSuffix.",
        ),
        (
            user,
            "userName.value pr",
            "The attribute userName has no sub-attributes, so no \"value\" either.",
        ),
    ] {
        check_refused(resource_type, text, detail);
    }
}

#[test]
fn an_operator_must_fit_the_type() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    let ordering = [CompareOp::Gt, CompareOp::Ge, CompareOp::Lt, CompareOp::Le];
    let parts = [CompareOp::Co, CompareOp::Sw, CompareOp::Ew];
    let both: Vec<CompareOp> = ordering.into_iter().chain(parts).collect();
    for (attribute, kind, value, operators, fitting) in [
        ("active", "boolean", "true", &both, "eq, ne"),
        ("emails.primary", "boolean", "true", &both, "eq, ne"),
        (
            "x509Certificates.value",
            "binary",
            "\"MIIA\"",
            &both,
            "eq, ne",
        ),
        (
            "meta.created",
            "dateTime",
            "\"2026-01-31T08:00:00Z\"",
            &parts.to_vec(),
            "eq, ne, gt, ge, lt, le",
        ),
    ] {
        for operator in operators {
            let detail = format!(
                "The operator \"{operator}\" does not fit the attribute {attribute}, whose type is \
                 {kind}; use pr, {fitting}."
            );
            check_refused(user, &format!("{attribute} {operator} {value}"), &detail);
        }
    }
}

#[test]
fn a_value_must_fit_the_type() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    let date = "write a date with time and offset such as \"2026-01-31T08:00:00Z\".";
    for (text, value, attribute, kind, remedy) in [
        (
            "active eq \"maybe\"",
            "maybe",
            "active",
            "boolean",
            "write true or false.",
        ),
        (
            "active eq 1",
            "1",
            "active",
            "boolean",
            "write true or false.",
        ),
        (
            "roles[primary eq \"\"]",
            "",
            "roles.primary",
            "boolean",
            "write true or false.",
        ),
        (
            "meta.created gt \"yesterday\"",
            "yesterday",
            "meta.created",
            "dateTime",
            date,
        ),
        (
            "meta.created gt 2026-01-31",
            "2026-01-31",
            "meta.created",
            "dateTime",
            date,
        ),
        (
            "meta.lastModified lt \"2026-02-30T00:00:00Z\"",
            "2026-02-30T00:00:00Z",
            "meta.lastModified",
            "dateTime",
            date,
        ),
    ] {
        let detail = format!(
            "The value '{value}' does not fit the attribute {attribute}, whose type is {kind}; \
             {remedy}"
        );
        check_refused(user, text, &detail);
    }
}

#[test]
fn values_made_for_each_answer_cannot_be_searched() {
    let registry = registry();
    let user = registry.resource_type("User").expect("users");
    let group = registry.resource_type("Group").expect("groups");
    let manager = format!("{ENTERPRISE}:manager.displayName");
    for (resource_type, text, attribute) in [
        (user, "meta.location eq \"x\"", "meta.location"),
        (user, "groups.$ref pr", "groups.$ref"),
        (user, "manager.displayName eq \"Ann\"", manager.as_str()),
        (user, "manager[displayName eq \"Ann\"]", manager.as_str()),
        (group, "members[$ref eq \"x\"]", "members.$ref"),
    ] {
        let detail = format!(
            "The attribute {attribute} is not stored but made for each answer, so no filter can \
             search it."
        );
        check_refused(resource_type, text, &detail);
    }
}

/// A resource type with the types that the standard schemas lack.
fn gadget() -> ResourceType {
    let mut size = Attribute::string("size", "A whole number.");
    size.kind = rollcall_scim::schema::Kind::Integer;
    let mut weight = Attribute::string("weight", "A number.");
    weight.kind = rollcall_scim::schema::Kind::Decimal;
    let secret = Attribute::string("secret", "Told to nobody.").returned(Returned::Never);
    let keys = vec![
        Attribute::string("value", "A key.").returned(Returned::Never),
        Attribute::string("type", "What it is for."),
    ];
    let attributes = vec![
        size,
        weight,
        secret,
        Attribute::complex("keys", "Keys.", keys),
    ];
    let schema = Schema::new("urn:x:Gadget", "Gadget", "A thing.", attributes);
    ResourceType::new("Gadget", "/Gadgets", "A thing.", schema, Vec::new())
}

#[test]
fn numbers_are_read() {
    let gadget = gadget();
    for (text, expected) in [
        ("size eq 42", "size eq Integer(42)"),
        ("size gt \"-7\"", "size gt Integer(-7)"),
        ("size ne null", "size pr"),
        ("weight le 4.25", "weight le Decimal(4.25)"),
        ("weight eq 1e3", "weight eq Decimal(1000.0)"),
    ] {
        check(&gadget, text, expected);
    }
    for (text, value, attribute, kind, example) in [
        (
            "size eq 4.2",
            "4.2",
            "size",
            "integer",
            "a whole number such as 42",
        ),
        (
            "size eq 9223372036854775808",
            "9223372036854775808",
            "size",
            "integer",
            "a whole number such as 42",
        ),
        (
            "weight eq heavy",
            "heavy",
            "weight",
            "decimal",
            "a number such as 4.2",
        ),
        (
            "weight eq NaN",
            "NaN",
            "weight",
            "decimal",
            "a number such as 4.2",
        ),
        (
            "weight eq inf",
            "inf",
            "weight",
            "decimal",
            "a number such as 4.2",
        ),
        (
            "weight eq 1e999",
            "1e999",
            "weight",
            "decimal",
            "a number such as 4.2",
        ),
    ] {
        let detail = format!(
            "The value '{value}' does not fit the attribute {attribute}, whose type is {kind}; \
             write {example}."
        );
        check_refused(&gadget, text, &detail);
    }
}

#[test]
fn what_is_never_disclosed_cannot_be_guessed_by_filters() {
    let gadget = gadget();
    for (text, attribute) in [
        ("secret sw \"a\"", "secret"),
        ("secret pr", "secret"),
        ("size eq 1 or not (secret eq null)", "secret"),
        ("keys.value eq \"x\"", "keys.value"),
        ("keys eq \"x\"", "keys.value"),
        ("keys[value sw \"x\"]", "keys.value"),
    ] {
        let error = compile(text, &gadget, &Limits::default()).expect_err(text);
        let detail =
            format!("The attribute {attribute} is never disclosed, so no filter may name it.");
        assert_eq!(
            (error.status(), error.detail()),
            (403, detail.as_str()),
            "{text}"
        );
        assert_eq!(error.to_json()["scimType"], "sensitive", "{text}");
    }
    check(
        &gadget,
        "keys[type eq \"x\"]",
        "keys[keys.type eq Text(\"x\")]",
    );
}

#[test]
fn a_filter_on_elements_names_their_sub_attributes() {
    let registry = registry();
    let group = registry.resource_type("Group").expect("groups");
    let members = group.find(None, "members", None).expect("members");
    let filter = filter::parse("value eq \"u-7c11\"", &Limits::default()).expect("a filter");
    let expr = resolve_elements(&filter, members).expect("an expression");
    let attribute: AttrRef<'_> = group.find(None, "members", Some("value")).expect("value");
    let literal = Literal::Text("u-7c11".into());
    let predicate = Predicate::Compare(CompareOp::Eq, literal);
    assert_eq!(
        expr,
        Expr::Test(Test {
            attribute,
            predicate
        })
    );

    let name = group.find(None, "displayName", None).expect("displayName");
    let error = resolve_elements(&filter, name).expect_err("not complex");
    assert_eq!(error.to_json()["scimType"], "invalidFilter");
}
