//! What would change a decision.

use serde::Serialize;

use super::because::Because;
use super::{Effect, Status};
use crate::word::words;

/// Where a decision can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RemedyKind {
    /// By an exception for the person.
    Exception,
    /// By other rules.
    Rule,
    /// By deciding the tenant's scope.
    Scope,
    /// In the directory.
    Directory,
    /// By releasing what the brake holds.
    Release,
}

words!(RemedyKind {
    Exception => "exception",
    Rule => "rule",
    Scope => "scope",
    Directory => "directory",
    Release => "release",
});

/// One thing that would change a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// Where it is done.
    #[serde(rename = "do")]
    pub kind: RemedyKind,
    /// What to do, with the command where there is one.
    pub text: String,
}

/// What would change the status that a contact has because of something.
pub(super) fn remedies(
    because: &Because,
    status: Status,
    tenant: &str,
    contact: &str,
) -> Vec<Remedy> {
    let commands = Commands { tenant, contact };
    match because {
        Because::Undecided => vec![commands.decide()],
        Because::Everyone => vec![
            commands.add("Keep this person out", "--kind exclude"),
            commands.rule(Effect::Exclude),
        ],
        Because::Rule(rule) => commands.against_rule(&rule.name, rule.effect),
        Because::NoRule { .. } => vec![
            commands.add("Take this person in", "--kind include"),
            commands.rule(Effect::Include),
        ],
        Because::Exception { id, exception, .. } => commands.against(id, exception, status),
        Because::Directory { .. } => vec![
            directory("Enable the person in the directory; the next push brings them back."),
            commands.pin("Keep this person although the directory says otherwise"),
        ],
        Because::Brake { .. } => vec![
            commands.release(),
            directory("Undo the change in the directory; the person then just stays."),
        ],
        Because::Date { field, .. } => vec![
            directory(&format!("Change the {field} at its source.")),
            if status == Status::Left {
                commands.pin("Keep this person beyond the last day")
            } else {
                let arguments = format!("--kind pin --field {field} --value DATE");
                commands.add("Give this person another date", &arguments)
            },
        ],
    }
}

/// Remedies that are commands about one person.
struct Commands<'c> {
    tenant: &'c str,
    contact: &'c str,
}

impl Commands<'_> {
    fn decide(&self) -> Remedy {
        Remedy {
            kind: RemedyKind::Scope,
            text: format!(
                "Decide who trains: rollcall scope decide {} --everyone, or --rules FILE.",
                self.tenant
            ),
        }
    }

    fn add(&self, why: &str, arguments: &str) -> Remedy {
        Remedy {
            kind: RemedyKind::Exception,
            text: format!(
                "{why}: rollcall exception add {} {} {arguments} --reason R --approved-by A.",
                self.tenant, self.contact
            ),
        }
    }

    fn pin(&self, why: &str) -> Remedy {
        self.add(why, "--kind pin --field external_state --value active")
    }

    fn rule(&self, effect: Effect) -> Remedy {
        Remedy {
            kind: RemedyKind::Rule,
            text: format!(
                "Add a rule that selects such people: rollcall scope add {} --{} --name N \
                 --filter F.",
                self.tenant,
                effect.as_str()
            ),
        }
    }

    fn release(&self) -> Remedy {
        Remedy {
            kind: RemedyKind::Release,
            text: format!(
                "Let it take effect: rollcall brake release {} {}.",
                self.tenant, self.contact
            ),
        }
    }

    fn against_rule(&self, name: &str, effect: Effect) -> Vec<Remedy> {
        let (why, arguments) = match effect {
            Effect::Include => ("Keep this person out", "--kind exclude"),
            Effect::Exclude => ("Take this person in", "--kind include"),
        };
        vec![
            self.add(why, arguments),
            Remedy {
                kind: RemedyKind::Rule,
                text: format!(
                    "Remove or change the rule \"{name}\": rollcall scope show {} names it.",
                    self.tenant
                ),
            },
            directory("Change at its source what the rule compared."),
        ]
    }

    fn against(&self, id: &str, exception: &str, status: Status) -> Vec<Remedy> {
        let end = format!("rollcall exception end {} {id}", self.tenant);
        let (tenant, contact) = (self.tenant, self.contact);
        let add = format!("rollcall exception add {tenant} {contact} --kind");
        let text = match (exception, status) {
            ("include", Status::InScope) => format!(
                "Keep this person out, which stands above the exception: {add} exclude --reason R \
                 --approved-by A."
            ),
            ("include", _) => format!(
                "Take this person in at once: {add} include --reason R --approved-by A \
                 --until the start of the exception."
            ),
            ("exclude", _) => format!(
                "End the exception: {end}; and where rules keep the person out too: {add} include \
                 --reason R --approved-by A."
            ),
            ("pin", _) => format!(
                "End the exception: {end}; and where the last day of work is behind too: {add} pin \
                 --field external_state --value active --reason R --approved-by A."
            ),
            _ => format!("End the exception: {end}."),
        };
        vec![Remedy {
            kind: RemedyKind::Exception,
            text,
        }]
    }
}

fn directory(text: &str) -> Remedy {
    Remedy {
        kind: RemedyKind::Directory,
        text: text.to_owned(),
    }
}
