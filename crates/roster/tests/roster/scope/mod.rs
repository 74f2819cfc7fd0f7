//! Who is trained, in which audiences, and why.

mod binding;
mod decisions;
mod explanations;
mod refusals;
mod remedies;

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use rollcall_roster::ContactState;
use rollcall_roster::contact::Related;
use rollcall_roster::scope::{
    Audience, Effect, Engine, Exception, ExceptionKind, Explanation, Person, Rule, Scope,
    ScopeState,
};
use scim::ResourceType;

use crate::support::at;

/// What a decision depends on.
#[derive(Clone, Debug)]
struct Case {
    scope: Scope,
    audiences: Vec<Audience>,
    contact: ContactState,
    related: Related,
    exceptions: Vec<Exception>,
    held_since: Option<DateTime<Utc>>,
    decided_by: Option<String>,
}

/// Ann in a tenant with these rules.
fn case(state: ScopeState, rules: Vec<Rule>) -> Case {
    Case {
        scope: Scope { state, rules },
        audiences: Vec::new(),
        contact: crate::support::contact(),
        related: Related::default(),
        exceptions: Vec::new(),
        held_since: None,
        decided_by: None,
    }
}

impl Case {
    fn explained(&self) -> Explanation {
        let engine = Engine::new(&self.scope, &self.audiences, &CONTACTS).unwrap();
        let person = Person {
            contact: &self.contact,
            related: &self.related,
            exceptions: &self.exceptions,
            held_since: self.held_since,
            decided_by: self.decided_by.as_deref(),
            at: at(100),
        };
        let decision = engine.decide(&person);
        let explanation = engine.explain(&person, "contoso");
        assert_eq!(decision.status, explanation.status);
        let names = explanation.audiences.iter().map(|it| it.name.as_str());
        assert_eq!(decision.audiences, names.collect::<Vec<_>>());
        explanation
    }
}

static CONTACTS: LazyLock<ResourceType> =
    LazyLock::new(|| rollcall_roster::contact::resource_type::<&str>(&[]));

fn rule(name: &str, effect: Effect, filter: &str) -> Rule {
    Rule {
        id: format!("r-{name}"),
        name: name.to_owned(),
        effect,
        filter: filter.to_owned(),
        enabled: true,
        bound: Vec::new(),
        broken: false,
    }
}

fn include(name: &str, filter: &str) -> Rule {
    rule(name, Effect::Include, filter)
}

fn exclude(name: &str, filter: &str) -> Rule {
    rule(name, Effect::Exclude, filter)
}

/// An exception that holds at all times.
fn exception(kind: ExceptionKind) -> Exception {
    Exception {
        id: format!("x-{}", kind.as_str()),
        kind,
        reason: "asked for".to_owned(),
        from: None,
        until: None,
    }
}
