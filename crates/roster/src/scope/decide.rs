//! The decision about one contact.

use chrono::{DateTime, Utc};
use scim::Resource;

use super::date;
use super::engine::{Engine, RuleFilter};
use super::{Effect, Exception, ExceptionKind, ScopeState, Status};
use crate::contact::{ContactState, ExternalState, Field, Related, resource};

/// Whom a decision is about, and all that it may depend on.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// The contact.
    pub contact: &'a ContactState,
    /// What others make true of it, as far as [`Engine::needs`] asks for it.
    pub related: &'a Related,
    /// Its exceptions that were not ended, in the order in which they were made.
    pub exceptions: &'a [Exception],
    /// Since when the brake holds what the directory says of it; `None` if it does not.
    pub held_since: Option<DateTime<Utc>>,
    /// The id of the rule that decided about it last, if one did.
    pub decided_by: Option<&'a str>,
    /// The time of the decision.
    pub at: DateTime<Utc>,
}

/// What was decided about a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// What the training platform should do.
    pub status: Status,
    /// Why.
    pub reason: Reason<'a>,
    /// The names of its audiences, in their order; none unless it trains.
    pub audiences: Vec<&'a str>,
}

/// What a status follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason<'a> {
    /// The directory has the person disabled or gone.
    Directory,
    /// The brake holds what would follow.
    Brake,
    /// The tenant's scope was not decided.
    Undecided,
    /// This field's date lies ahead, or behind.
    Date(&'static Field),
    /// This exception holds, or has yet to begin.
    Exception(&'a Exception),
    /// The rule with this id decides.
    Rule(&'a str),
    /// There are rules that include people, and none of them selects the person.
    NoRule,
    /// Nothing keeps the person out, and no rule has to take people in.
    Everyone,
}

type Outcome<'a> = (Status, Reason<'a>);

impl<'s> Engine<'s> {
    /// Decides about a contact, by the first of these that has something to say: the directory's
    /// word, an undecided scope, dates, a leave, other exceptions, rules that exclude, rules that
    /// include, and last that everybody is in.
    pub fn decide<'a>(&'a self, person: &Person<'a>) -> Decision<'a> {
        if self.rules.is_empty() && self.audiences.is_empty() {
            // No filter looks at the contact, and most tenants have none.
            return self.decide_on(person, &Resource::default());
        }
        self.decide_on(person, &resource(person.contact, person.related))
    }

    pub(super) fn decide_on<'a>(&'a self, person: &Person<'a>, contact: &Resource) -> Decision<'a> {
        let (status, reason) = directory(person)
            .or_else(|| self.undecided())
            .or_else(|| dates(person))
            .or_else(|| exceptions(person))
            .unwrap_or_else(|| self.by_rules(person, contact));
        let audiences = self.audiences.iter();
        let selected = audiences
            .filter(|it| status.is_in_scope() && it.expr.matches(contact.attributes()))
            .map(|it| it.audience.name.as_str());
        Decision {
            status,
            reason,
            audiences: selected.collect(),
        }
    }

    fn undecided(&self) -> Option<Outcome<'static>> {
        (self.state == ScopeState::Undecided).then_some((Status::Undecided, Reason::Undecided))
    }

    /// What rules say. Whoever they put out stays while the brake holds that, and waits if an
    /// exception will take them in.
    fn by_rules<'a>(&'a self, person: &Person<'a>, contact: &Resource) -> Outcome<'a> {
        let takes = |it: &&RuleFilter<'s>| it.takes(contact, person.decided_by);
        let by = |it: &'a RuleFilter<'s>| Reason::Rule(it.rule.id.as_str());
        let out = match self.rules(Effect::Exclude).find(takes) {
            Some(rule) => by(rule),
            None => match self.rules(Effect::Include).find(takes) {
                Some(rule) => return (Status::InScope, by(rule)),
                None if self.rules(Effect::Include).next().is_some() => Reason::NoRule,
                None => return (Status::InScope, Reason::Everyone),
            },
        };
        if person.held_since.is_some() {
            return (Status::Held, Reason::Brake);
        }
        let will_include =
            |it: &&Exception| it.kind == ExceptionKind::Include && it.is_ahead_at(person.at);
        match person.exceptions.iter().find(will_include) {
            Some(ahead) => (Status::NotStarted, Reason::Exception(ahead)),
            None => (Status::OutOfScope, out),
        }
    }
}

/// Whether the person has left by the directory's word, or by a pin of the state.
fn directory<'a>(person: &Person<'a>) -> Option<Outcome<'a>> {
    let pin = person.pinned_state();
    let is_pinned_to = |state| pin.filter(|pin| pin.kind == ExceptionKind::State(state));
    if person.contact.is_active() {
        let pin = is_pinned_to(ExternalState::Disabled)?;
        return Some((Status::Left, Reason::Exception(pin)));
    }
    if is_pinned_to(ExternalState::Active).is_some() {
        return None;
    }
    Some(match person.held_since {
        Some(_) => (Status::Held, Reason::Brake),
        None => (Status::Left, Reason::Directory),
    })
}

/// Whether the first day lies ahead or the last one behind. A pin of the state to active stands
/// against the last day as it does against the directory's word.
fn dates<'a>(person: &Person<'_>) -> Option<Outcome<'a>> {
    let day = |field| person.contact.get(field);
    let first = day(&Field::HireDate).and_then(date::begin);
    if first.is_some_and(|first| person.at < first) {
        return Some((Status::NotStarted, Reason::Date(&Field::HireDate)));
    }
    let last = day(&Field::LeaveDate).and_then(date::end);
    let is_over = last.is_some_and(|last| person.at >= last);
    (is_over && person.pinned_state().is_none())
        .then_some((Status::Left, Reason::Date(&Field::LeaveDate)))
}

/// What exceptions say of scope: leave first, and excluding stands above including.
fn exceptions<'a>(person: &Person<'a>) -> Option<Outcome<'a>> {
    [
        (ExceptionKind::Leave, Status::OnLeave),
        (ExceptionKind::Exclude, Status::OutOfScope),
        (ExceptionKind::Include, Status::InScope),
    ]
    .into_iter()
    .find_map(|(kind, status)| {
        let exception = person.holding(|it| it == kind)?;
        Some((status, Reason::Exception(exception)))
    })
}

impl<'a> Person<'a> {
    fn holding(&self, is_meant: impl Fn(ExceptionKind) -> bool) -> Option<&'a Exception> {
        let mut all = self.exceptions.iter();
        all.find(|it| is_meant(it.kind) && it.holds_at(self.at))
    }

    fn pinned_state(&self) -> Option<&'a Exception> {
        self.holding(|kind| matches!(kind, ExceptionKind::State(_)))
    }
}
