//! Rules over groups are bound to the groups' ids.

use rollcall_roster::contact::{ContactGroup, MembershipKind, Related};
use rollcall_roster::scope::ScopeState::Rules;
use rollcall_roster::scope::{BoundGroup, NamedGroup, Rule, Status, named_groups};
use scim::Limits;
use scim::filter::parse;

use super::{case, include};

fn slug(slug: &str) -> NamedGroup {
    NamedGroup::Slug(slug.to_owned())
}

fn display(name: &str) -> NamedGroup {
    NamedGroup::Display(name.to_owned())
}

#[test]
fn a_filter_names_groups_by_eq_only() {
    for (filter, expected) in [
        (r#"groups.slug eq "it""#, vec![slug("it")]),
        (r#"GROUPS.Display eq "IT""#, vec![display("IT")]),
        (
            r#"urn:rollcall:schemas:Contact:groups.slug eq "it""#,
            vec![slug("it")],
        ),
        ("groups.slug eq it", vec![slug("it")]),
        (
            r#"groups[slug eq "it" and type eq "direct"] or not (groups.display eq "HR")"#,
            vec![slug("it"), display("HR")],
        ),
        (r#"groups.slug sw "it""#, vec![]),
        (r#"groups.value eq "t-1""#, vec![]),
        ("groups.slug eq null and groups.slug pr", vec![]),
        (r#"displayName eq "IT" and title eq "it""#, vec![]),
    ] {
        let parsed = parse(filter, &Limits::default()).unwrap();
        assert_eq!(named_groups(&parsed), expected, "{filter}");
    }
}

/// Ann is in the group t-1, whose name is `name` by now.
fn decided(filter: &str, bound: &[(NamedGroup, &str)], name: &str) -> (Status, bool) {
    let bound = bound.iter().map(|(named, id)| BoundGroup {
        external_id: None,
        named: named.clone(),
        id: (*id).to_owned(),
    });
    let rule = Rule {
        bound: bound.collect(),
        ..include("by group", filter)
    };
    let mut case = case(Rules, vec![rule]);
    case.related = Related {
        groups: vec![ContactGroup {
            id: "t-1".to_owned(),
            slug: name.to_lowercase(),
            display_name: name.to_owned(),
            kind: MembershipKind::Direct,
        }],
        ..Related::default()
    };
    let explained = serde_json::to_value(case.explained()).unwrap();
    let because = &explained["decision"]["because"];
    let compared = because.get("compared");
    let compared = compared.unwrap_or_else(|| &because["rules"][0]["compared"]);
    let holds = compared[0]["holds"].as_bool().unwrap();
    (case.explained().status, holds)
}

#[test]
fn a_bound_group_stays_the_rules_group_whatever_its_name_becomes() {
    let by_slug = r#"groups.slug eq "it""#;
    let in_brackets = r#"groups[slug eq "it" and type eq "direct"]"#;
    let by_name = r#"groups.display eq "IT""#;
    let taken = (Status::InScope, true);
    let not_taken = (Status::OutOfScope, false);
    for filter in [by_slug, in_brackets] {
        let bound = [(slug("IT"), "t-1")];
        assert_eq!(decided(filter, &bound, "Technology"), taken, "{filter}");
        // Another group that has the name now is not meant.
        let bound = [(slug("it"), "t-2")];
        assert_eq!(decided(filter, &bound, "IT"), not_taken, "{filter}");
        assert_eq!(decided(filter, &[], "IT"), taken, "{filter}");
        assert_eq!(decided(filter, &[], "Technology"), not_taken, "{filter}");
    }
    assert_eq!(
        decided(by_name, &[(display("it"), "t-1")], "Technology"),
        taken
    );
    // A name is no slug.
    assert_eq!(
        decided(by_name, &[(slug("it"), "t-1")], "Technology"),
        not_taken
    );
}
