//! Training groups that a filter names: they are bound to their ids when a rule is saved, so that a
//! group that gets another name stays the group of the rule.

use scim::filter::{CompareOp, Filter, RawValue};
use scim::path::AttrPath;
use scim::text::fold;
use serde::{Deserialize, Serialize};

use crate::contact::URN;

/// A training group whose name or slug a filter compares with `eq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedGroup {
    /// By its name, in any letter case.
    Display(String),
    /// By its slug, in any letter case.
    Slug(String),
}

/// A training group that a filter was bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundGroup {
    /// How the filter names it.
    pub named: NamedGroup,
    /// The training group's id.
    pub id: String,
    /// The provisioning client's id for the group, by which one that is made anew is recognised.
    #[serde(default)]
    pub external_id: Option<String>,
}

/// The groups that a filter names with `eq`, in order. Those it names by other operators are looked
/// for by their names whenever somebody is decided.
pub fn named_groups(filter: &Filter) -> Vec<NamedGroup> {
    let mut names = Vec::new();
    collect(filter, None, &mut names);
    names
}

fn collect(filter: &Filter, around: Option<&AttrPath>, names: &mut Vec<NamedGroup>) {
    match filter {
        Filter::And(all) | Filter::Or(all) => {
            for filter in all {
                collect(filter, around, names);
            }
        }
        Filter::Not(filter) => collect(filter, around, names),
        Filter::ValuePath(path, filter) => collect(filter, Some(path), names),
        Filter::Compare(path, operator, value) => {
            names.extend(named(path, *operator, value, around));
        }
        Filter::Present(_) => {}
    }
}

/// The filter as it is evaluated: bound groups are compared by their ids.
pub(super) fn bind(filter: &Filter, bound: &[BoundGroup]) -> Filter {
    rewrite(filter, None, bound)
}

fn rewrite(filter: &Filter, around: Option<&AttrPath>, bound: &[BoundGroup]) -> Filter {
    let each = |all: &[Filter]| all.iter().map(|it| rewrite(it, around, bound)).collect();
    match filter {
        Filter::And(all) => Filter::And(each(all)),
        Filter::Or(all) => Filter::Or(each(all)),
        Filter::Not(filter) => Filter::Not(Box::new(rewrite(filter, around, bound))),
        Filter::ValuePath(path, filter) => {
            let inner = rewrite(filter, Some(path), bound);
            Filter::ValuePath(path.clone(), Box::new(inner))
        }
        Filter::Compare(path, operator, value) => {
            by_id(path, *operator, value, around, bound).unwrap_or_else(|| filter.clone())
        }
        Filter::Present(_) => filter.clone(),
    }
}

fn by_id(
    path: &AttrPath,
    operator: CompareOp,
    value: &RawValue,
    around: Option<&AttrPath>,
    bound: &[BoundGroup],
) -> Option<Filter> {
    let named = named(path, operator, value, around)?;
    let group = bound.iter().find(|group| group.named.is(&named))?;
    let mut path = path.clone();
    "value".clone_into(path.sub.as_mut().unwrap_or(&mut path.name));
    Some(Filter::Compare(
        path,
        operator,
        RawValue::Quoted(group.id.clone()),
    ))
}

/// The group that a comparison names. In brackets the path is that of the sub-attribute alone.
fn named(
    path: &AttrPath,
    operator: CompareOp,
    value: &RawValue,
    around: Option<&AttrPath>,
) -> Option<NamedGroup> {
    let whole = around.unwrap_or(path);
    let sub = match around {
        Some(_) => Some(path.name.as_str()),
        None => path.sub.as_deref(),
    };
    let is_core = |urn: &String| urn.eq_ignore_ascii_case(URN);
    let is_of_groups =
        whole.name.eq_ignore_ascii_case("groups") && whole.urn.as_ref().is_none_or(is_core);
    if operator != CompareOp::Eq || !is_of_groups {
        return None;
    }
    let text = match value {
        RawValue::Bare(word) if word == "null" => return None,
        RawValue::Quoted(text) | RawValue::Bare(text) => text.clone(),
    };
    match sub? {
        sub if sub.eq_ignore_ascii_case("display") => Some(NamedGroup::Display(text)),
        sub if sub.eq_ignore_ascii_case("slug") => Some(NamedGroup::Slug(text)),
        _ => None,
    }
}

impl NamedGroup {
    /// Whether both name the same group in the same way, in any letter case.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Display(one), Self::Display(other)) | (Self::Slug(one), Self::Slug(other)) => {
                fold(one) == fold(other)
            }
            _ => false,
        }
    }
}
