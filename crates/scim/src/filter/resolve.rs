//! Holds a parsed filter against a schema: does the attribute exist, may it be searched, and does
//! what is asked fit its type.

use super::ast::{CompareOp, Filter, RawValue};
use super::expr::{Expr, Predicate, Test};
use super::literal::literal;
use crate::ScimError;
use crate::path::AttrPath;
use crate::schema::{AttrRef, Attribute, Kind, ResourceType, Returned};

/// Resolves a filter on resources of a type. Attributes of extensions may be named without their
/// URN.
///
/// # Errors
///
/// 400 `invalidFilter` for an unknown or unsearchable attribute, an operator that its type does not
/// have or a value that does not fit it; 403 `sensitive` for an attribute that is never returned.
pub fn resolve<'s>(
    filter: &Filter,
    resource_type: &'s ResourceType,
) -> Result<Expr<'s>, ScimError> {
    Scope::Resource(resource_type).expression(filter)
}

/// Resolves a filter on resources of one of several types (RFC 7644 §3.4.2.1). What only another of
/// them knows is an attribute without a value.
///
/// # Errors
///
/// As [`resolve`], of an attribute that none of the types knows.
pub fn resolve_among<'s>(
    filter: &Filter,
    resource_type: &'s ResourceType,
    all: &'s [ResourceType],
) -> Result<Expr<'s>, ScimError> {
    Scope::Among(resource_type, all).expression(filter)
}

/// Resolves a filter on the elements of a complex attribute, which names their sub-attributes.
///
/// # Errors
///
/// As [`resolve`].
pub fn resolve_elements<'s>(
    filter: &Filter,
    attribute: AttrRef<'s>,
) -> Result<Expr<'s>, ScimError> {
    let attribute = AttrRef {
        sub: None,
        ..attribute
    };
    if attribute.attribute.kind != Kind::Complex {
        return Err(ScimError::invalid_filter(format!(
            "The attribute {} has no sub-attributes, so it cannot be followed by a filter in \
             brackets.",
            attribute.path()
        )));
    }
    Scope::Element(attribute).expression(filter)
}

/// What the names in a filter mean.
#[derive(Clone, Copy)]
enum Scope<'s> {
    /// Attributes of a resource.
    Resource(&'s ResourceType),
    /// The same, when resources of the other types are searched too.
    Among(&'s ResourceType, &'s [ResourceType]),
    /// Sub-attributes of this attribute.
    Element(AttrRef<'s>),
}

impl<'s> Scope<'s> {
    fn expression(self, filter: &Filter) -> Result<Expr<'s>, ScimError> {
        if let Some(verdict) = self.verdict_without_value(filter) {
            return Ok(Expr::constant(verdict));
        }
        Ok(match filter {
            Filter::And(filters) => Expr::And(self.expressions(filters)?),
            Filter::Or(filters) => Expr::Or(self.expressions(filters)?),
            Filter::Not(filter) => Expr::Not(Box::new(self.expression(filter)?)),
            Filter::Present(path) => present(self.find(path)?),
            Filter::Compare(path, operator, value) => {
                comparison(self.find(path)?, *operator, value)?
            }
            Filter::ValuePath(path, filter) => self.element(path, filter)?,
        })
    }

    /// What comes of a test on an attribute that only another type has.
    fn verdict_without_value(self, filter: &Filter) -> Option<bool> {
        let Self::Among(own, all) = self else {
            return None;
        };
        let (path, verdict) = match filter {
            Filter::Compare(path, operator, value) => {
                let asks_for_null = is_null(value) == (*operator == CompareOp::Eq);
                let passes = matches!(operator, CompareOp::Eq | CompareOp::Ne) && asks_for_null;
                (path, passes)
            }
            Filter::Present(path) | Filter::ValuePath(path, _) => (path, false),
            Filter::And(_) | Filter::Or(_) | Filter::Not(_) => return None,
        };
        let knows = |resource_type| find_attribute(resource_type, path).is_ok();
        (!knows(own) && all.iter().any(knows)).then_some(verdict)
    }

    fn expressions(self, filters: &[Filter]) -> Result<Vec<Expr<'s>>, ScimError> {
        filters
            .iter()
            .map(|filter| self.expression(filter))
            .collect()
    }

    fn element(self, path: &AttrPath, filter: &Filter) -> Result<Expr<'s>, ScimError> {
        if let Self::Element(attribute) = self {
            return Err(ScimError::invalid_filter(format!(
                "The filter in the brackets of {} holds brackets itself; they cannot be nested.",
                attribute.path()
            )));
        }
        let attribute = self.find(path)?;
        let inner = resolve_elements(filter, attribute)?;
        Ok(Expr::Element(attribute, Box::new(inner)))
    }

    fn find(self, path: &AttrPath) -> Result<AttrRef<'s>, ScimError> {
        let found = match self {
            Self::Resource(resource_type) | Self::Among(resource_type, _) => {
                find_attribute(resource_type, path)
            }
            Self::Element(attribute) => find_sub_attribute(attribute, path),
        }?;
        check_access(found)?;
        Ok(found)
    }
}

fn find_attribute<'s>(
    resource_type: &'s ResourceType,
    path: &AttrPath,
) -> Result<AttrRef<'s>, ScimError> {
    let found = resource_type.find(path.urn.as_deref(), &path.name, None);
    let attribute = found.ok_or_else(|| {
        ScimError::invalid_filter(format!(
            "A {} has no attribute \"{path}\"; check its spelling and its schema URN.",
            resource_type.name
        ))
    })?;
    match &path.sub {
        Some(name) => sub_attribute(attribute, name),
        None => Ok(attribute),
    }
}

fn find_sub_attribute<'s>(
    attribute: AttrRef<'s>,
    path: &AttrPath,
) -> Result<AttrRef<'s>, ScimError> {
    if path.urn.is_some() || path.sub.is_some() {
        return Err(ScimError::invalid_filter(format!(
            "The filter in the brackets of {} names \"{path}\"; there, only the name of a \
             sub-attribute is understood ({}).",
            attribute.path(),
            sub_attribute_names(attribute.attribute)
        )));
    }
    sub_attribute(attribute, &path.name)
}

fn sub_attribute<'s>(attribute: AttrRef<'s>, name: &str) -> Result<AttrRef<'s>, ScimError> {
    if let Some(sub) = attribute.attribute.sub(name) {
        return Ok(attribute.with_sub(sub));
    }
    let path = attribute.path();
    Err(ScimError::invalid_filter(match attribute.attribute.kind {
        Kind::Complex => format!(
            "The attribute {path} has no sub-attribute \"{name}\"; it has {}.",
            sub_attribute_names(attribute.attribute)
        ),
        _ => format!("The attribute {path} has no sub-attributes, so no \"{name}\" either."),
    }))
}

fn sub_attribute_names(attribute: &Attribute) -> String {
    let names: Vec<&str> = attribute
        .sub_attributes
        .iter()
        .map(|sub| sub.name.as_str())
        .collect();
    names.join(", ")
}

fn check_access(place: AttrRef<'_>) -> Result<(), ScimError> {
    let levels = || [Some(place.attribute), place.sub].into_iter().flatten();
    if levels().any(|attribute| attribute.returned == Returned::Never) {
        return Err(ScimError::sensitive(format!(
            "The attribute {} is never disclosed, so no filter may name it.",
            place.path()
        )));
    }
    if levels().any(|attribute| !attribute.searchable) {
        return Err(ScimError::invalid_filter(format!(
            "The attribute {} is not stored but made for each answer, so no filter can search it.",
            place.path()
        )));
    }
    Ok(())
}

fn present(attribute: AttrRef<'_>) -> Expr<'_> {
    let predicate = Predicate::Present;
    Expr::Test(Test {
        attribute,
        predicate,
    })
}

fn comparison<'s>(
    place: AttrRef<'s>,
    operator: CompareOp,
    value: &RawValue,
) -> Result<Expr<'s>, ScimError> {
    if is_null(value) {
        return null_comparison(place, operator);
    }
    let attribute = comparable_place(place)?;
    let literal = literal(attribute, operator, value)?;
    let predicate = Predicate::Compare(operator, literal);
    Ok(Expr::Test(Test {
        attribute,
        predicate,
    }))
}

fn is_null(value: &RawValue) -> bool {
    matches!(value, RawValue::Bare(word) if word == "null")
}

/// An attribute without a value is null (RFC 7643 §2.5).
fn null_comparison(place: AttrRef<'_>, operator: CompareOp) -> Result<Expr<'_>, ScimError> {
    match operator {
        CompareOp::Eq => Ok(Expr::Not(Box::new(present(place)))),
        CompareOp::Ne => Ok(present(place)),
        _ => Err(ScimError::invalid_filter(format!(
            "The operator \"{operator}\" cannot compare {} with null; use eq or ne.",
            place.path()
        ))),
    }
}

/// A complex attribute is compared by its `value`.
fn comparable_place(place: AttrRef<'_>) -> Result<AttrRef<'_>, ScimError> {
    if place.leaf().kind != Kind::Complex {
        return Ok(place);
    }
    let value = place.attribute.sub("value").filter(|_| place.sub.is_none());
    let value = value.ok_or_else(|| {
        ScimError::invalid_filter(format!(
            "The attribute {} is complex and has no value of its own to compare; name one of its \
             sub-attributes ({}).",
            place.path(),
            sub_attribute_names(place.leaf())
        ))
    })?;
    let place = place.with_sub(value);
    check_access(place)?;
    Ok(place)
}
