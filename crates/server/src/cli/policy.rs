//! `rollcall policy …`.

use clap::Subcommand;
use directory::policies::{self, Effect};
use roster::policy::Policy;

use super::context::{Context, Need};
use super::error::Failure;
use super::output::{fields, or_dash};
use super::preview;
use super::table::of_texts;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Save what a tenant chose as a policy, for it and the tenants that follow it already
    Save {
        /// The policy's name
        name: String,
        /// The tenant's short name
        #[arg(long, value_name = "TENANT")]
        from: String,
        /// What those who serve the tenants should know
        #[arg(long, value_name = "TEXT")]
        notes: Option<String>,
        /// Apply it to the tenants that follow it; without it, what that means for them is printed, and
        /// nothing is saved where there are some
        #[arg(long)]
        yes: bool,
    },
    /// Apply a policy to tenants
    Apply {
        /// The policy's name
        name: String,
        /// The tenants' short names
        #[arg(required = true)]
        tenants: Vec<String>,
        /// They follow it from now on, whatever it becomes
        #[arg(long)]
        follow: bool,
        /// Do it at once; without it, previews are printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
    /// List all policies
    List,
    /// Show one policy
    Show {
        /// Its name
        name: String,
    },
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::List | Self::Show { .. } => Need::Read,
            Self::Save { .. } | Self::Apply { .. } => Need::Write,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    match command {
        Command::List => {
            let all = policies::list(directory).await?;
            Ok(context.output.show(&all, |all| {
                let rows = all.iter().map(row).collect();
                let heading = ["POLICY", "SCOPE", "RULES", "AUDIENCES", "FOLLOWED BY"];
                of_texts(heading, rows, "There are no policies.")
            })?)
        }
        Command::Show { name } => {
            let policy = policies::show(directory, &name).await?;
            Ok(context.output.show(&policy, text)?)
        }
        Command::Save {
            name,
            from,
            notes,
            yes,
        } => save(context, &name, &from, notes, yes).await,
        Command::Apply {
            name,
            tenants,
            follow,
            yes,
        } => {
            let policy = policies::show(directory, &name).await?;
            apply(context, &policy, &tenants, (follow, yes)).await
        }
    }
}

async fn save(
    context: &Context,
    name: &str,
    from: &str,
    notes: Option<String>,
    yes: bool,
) -> Result<(), Failure> {
    let directory = &context.directory;
    let known = policies::list(directory).await?;
    let known = known.into_iter().find(|policy| policy.name == name);
    let kept = known
        .as_ref()
        .and_then(|policy| policy.content.notes.clone());
    let held = policies::content_of(directory, from, notes.or(kept)).await?;
    let followers = known.map(|policy| policy.followers).unwrap_or_default();
    if !followers.is_empty() && !yes {
        let mut effects = Vec::new();
        for tenant in &followers {
            effects.push(policies::preview(directory, &held, tenant).await?);
        }
        return show(
            context,
            &effects,
            "Nothing is saved yet. To do it, say --yes.",
        );
    }
    let policy = policies::save(directory, name, &held).await?;
    if followers.is_empty() {
        return Ok(context.output.show(&policy, text)?);
    }
    apply(context, &policy, &followers, (true, true)).await
}

async fn apply(
    context: &Context,
    policy: &Policy,
    tenants: &[String],
    (follow, yes): (bool, bool),
) -> Result<(), Failure> {
    let directory = &context.directory;
    let mut effects = Vec::new();
    for tenant in tenants {
        effects.push(if yes {
            policies::apply(directory, policy, tenant, follow).await?
        } else {
            policies::preview(directory, &policy.content, tenant).await?
        });
    }
    for tenant in tenants.iter().filter(|_| yes) {
        preview::follow(context, tenant).await?;
    }
    let told = if yes {
        "Done, but where it says that it was refused."
    } else {
        "Nothing is changed yet. To do it, say --yes."
    };
    show(context, &effects, told)?;
    match effects
        .iter()
        .filter(|effect| effect.refused.is_some())
        .count()
    {
        0 => Ok(()),
        count => Err(Failure::Refused(format!(
            "the policy does not fit {count} of {} tenants",
            effects.len()
        ))),
    }
}

fn show(context: &Context, effects: &Vec<Effect>, told: &str) -> Result<(), Failure> {
    Ok(context.output.show(effects, |effects| {
        let rows = effects.iter().map(effect).collect();
        let heading = [
            "TENANT",
            "JOIN",
            "LEAVE",
            "OTHER AUDIENCES",
            "OTHER FIELDS",
            "REFUSED",
        ];
        [
            of_texts(heading, rows, "No tenant follows it."),
            told.to_owned(),
        ]
        .join("\n\n")
    })?)
}

fn effect(effect: &Effect) -> [String; 6] {
    let counts = effect.preview.as_ref().map(|preview| preview.counts);
    let counts = counts.unwrap_or_default();
    [
        effect.tenant.clone(),
        counts.joins.to_string(),
        counts.leaves.to_string(),
        counts.audiences.to_string(),
        counts.fields.to_string(),
        or_dash(effect.refused.as_ref()),
    ]
}

fn row(policy: &Policy) -> [String; 5] {
    [
        policy.name.clone(),
        policy.content.scope.as_str().to_owned(),
        policy.content.rules.len().to_string(),
        policy.content.audiences.len().to_string(),
        policy.followers.join(", "),
    ]
}

fn text(policy: &Policy) -> String {
    let content = &policy.content;
    let head = fields(&[
        ("Policy", policy.name.clone()),
        ("Scope", content.scope.as_str().to_owned()),
        ("Notes", or_dash(content.notes.as_ref())),
        ("Followed by", policy.followers.join(", ")),
    ]);
    let rules = content.rules.iter();
    let rules = rules.map(|rule| {
        let effect = rule.effect.as_str().to_owned();
        [rule.name.clone(), effect, rule.filter.clone()]
    });
    let audiences = content.audiences.iter();
    let audiences = audiences.map(|it| [it.name.clone(), "audience".to_owned(), it.filter.clone()]);
    let rows = rules.chain(audiences).collect();
    [
        head,
        of_texts(["NAME", "EFFECT", "FILTER"], rows, "It has no rules."),
    ]
    .join("\n\n")
}
