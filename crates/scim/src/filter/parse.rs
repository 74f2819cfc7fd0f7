//! The grammar of filters, after RFC 7644 figure 1.
//!
//! ```text
//! filter      = disjunction
//! disjunction = conjunction *( "or" conjunction )
//! conjunction = factor *( "and" factor )
//! factor      = negation / group / term
//! negation    = "not" group
//! group       = "(" disjunction ")"
//! term        = attribute-path ( question / selection [ "." name question ] )
//! selection   = "[" disjunction "]"
//! question    = "pr" / operator value
//! operator    = "eq" / "ne" / "co" / "sw" / "ew" / "gt" / "ge" / "lt" / "le"
//! ```
//!
//! White space may stand between any two of them, and must where two words would run together.
//! Keywords and operators ignore letter case. `attribute-path` and `name` are those of
//! [`crate::path`], `value` is that of [`super::value`].
//!
//! Wider than the RFC: a value path may be followed by a sub-attribute and a question, which is
//! then one more condition on the same element. Microsoft Entra ID asks
//! `emails[type eq "work"].value eq "ann@contoso.example"`.

use std::cell::Cell;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while1};
use nom::character::complete::{char, multispace0};
use nom::combinator::{not, opt};
use nom::multi::separated_list1;
use nom::sequence::{delimited, preceded, terminated};

use super::ast::{CompareOp, Filter};
use super::value::value;
use crate::path::{AttrPath, attribute_path, is_name_character, sub_attribute};
use crate::syntax::{Parsed, Problem, excerpt, expect, read_all, stop, to_the_end};
use crate::{Limits, ScimError};

/// Reads a filter. What it names need not exist: that is for [`super::resolve`] to say.
///
/// # Errors
///
/// 400 `invalidFilter` with the position and what was expected there, or the limit that was
/// exceeded.
pub fn parse(text: &str, limits: &Limits) -> Result<Filter, ScimError> {
    let grammar = Grammar::new(limits);
    read_all("filter", text, limits, ScimError::invalid_filter, |text| {
        let filter = delimited(
            multispace0,
            |text| grammar.disjunction(text, 0),
            multispace0,
        );
        to_the_end(AFTER_A_TERM, filter).parse(text)
    })
}

const AFTER_A_TERM: &str =
    "\"and\", \"or\" or the end (a value with spaces must stand in double quotes)";

/// The rules that nest, and what they count. `depth` is how many brackets and parentheses are open,
/// so that no input makes the rules call each other more deeply than the limit says.
pub(crate) struct Grammar<'l> {
    limits: &'l Limits,
    terms: Cell<usize>,
}

impl<'l> Grammar<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            terms: Cell::new(0),
        }
    }

    /// `disjunction`
    fn disjunction<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Filter> {
        separated_list1(keyword("or"), |text| self.conjunction(text, depth))
            .map(|filters| list_of(Filter::Or, filters))
            .parse(text)
    }

    /// `conjunction`
    fn conjunction<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Filter> {
        separated_list1(keyword("and"), |text| self.factor(text, depth))
            .map(|filters| list_of(Filter::And, filters))
            .parse(text)
    }

    /// `factor`
    fn factor<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Filter> {
        alt((
            |text| self.negation(text, depth),
            |text| self.group(text, depth),
            |text| self.term(text, depth),
        ))
        .parse(text)
    }

    /// `negation`
    fn negation<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Filter> {
        let group = expect("\"(\" after \"not\"", |text| self.group(text, depth));
        preceded((word("not"), multispace0), group)
            .map(|filter| Filter::Not(Box::new(filter)))
            .parse(text)
    }

    /// `group`
    fn group<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Filter> {
        let inner = |inner| self.nested(text, inner, depth);
        let close = expect("\")\", \"and\" or \"or\"", char(')'));
        delimited(char('('), inner, close).parse(text)
    }

    /// `selection`, of elements of `attribute`.
    pub(crate) fn selection<'a>(
        &self,
        attribute: &AttrPath,
        text: &'a str,
        depth: usize,
    ) -> Parsed<'a, Filter> {
        let (inner, _) = char('[').parse(text)?;
        if attribute.sub.is_some() {
            return stop(
                text,
                "only an attribute can have brackets, not a sub-attribute",
            );
        }
        let close = expect("\"]\", \"and\" or \"or\"", char(']'));
        terminated(|inner| self.nested(text, inner, depth), close).parse(inner)
    }

    /// The disjunction between brackets that open at `opening`.
    fn nested<'a>(&self, opening: &'a str, inner: &'a str, depth: usize) -> Parsed<'a, Filter> {
        let limit = self.limits.filter_depth;
        if depth >= limit {
            return stop(
                opening,
                format!("at most {limit} brackets may be open at once"),
            );
        }
        delimited(
            multispace0,
            |text| self.disjunction(text, depth + 1),
            multispace0,
        )
        .parse(inner)
    }

    /// `term`
    fn term<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Filter> {
        let (rest, attribute) = attribute_path(text)?;
        let (rest, selection) = opt(|text| self.selection(&attribute, text, depth)).parse(rest)?;
        let Some(selection) = selection else {
            return self.question(attribute, rest);
        };
        let (rest, sub) = opt(sub_attribute).parse(rest)?;
        let (rest, filter) = match sub {
            Some(name) => self
                .question(
                    AttrPath {
                        urn: None,
                        name,
                        sub: None,
                    },
                    rest,
                )
                .map(|(rest, question)| (rest, both(selection, question)))?,
            None => (rest, selection),
        };
        Ok((rest, Filter::ValuePath(attribute, Box::new(filter))))
    }

    /// `question`, asked of `attribute`.
    fn question<'a>(&self, attribute: AttrPath, text: &'a str) -> Parsed<'a, Filter> {
        let (start, _) = multispace0(text)?;
        self.count_term(start)?;
        let (rest, name) = expect(AFTER_A_PATH, take_while1(is_name_character)).parse(start)?;
        if name.eq_ignore_ascii_case("pr") {
            return Ok((rest, Filter::Present(attribute)));
        }
        let Some(operator) = CompareOp::parse(name) else {
            let name = excerpt(name);
            return stop(start, format!("'{name}' is not an operator; {OPERATORS}"));
        };
        let (rest, value) = preceded(multispace0, value).parse(rest)?;
        Ok((rest, Filter::Compare(attribute, operator, value)))
    }

    fn count_term<'a>(&self, text: &'a str) -> Parsed<'a, ()> {
        let limit = self.limits.filter_terms;
        if self.terms.get() >= limit {
            return stop(text, format!("at most {limit} comparisons are read"));
        }
        self.terms.set(self.terms.get() + 1);
        Ok((text, ()))
    }
}

const AFTER_A_PATH: &str = "an operator such as \"eq\" after the attribute";
const OPERATORS: &str = "there are eq, ne, co, sw, ew, gt, ge, lt, le and pr";

/// `"and"` or `"or"`, with the white space around it.
fn keyword<'a>(keyword: &'static str) -> impl Parser<&'a str, Output = (), Error = Problem<'a>> {
    delimited(multispace0, word(keyword), multispace0)
}

/// A word of the grammar, where no longer name begins with it.
fn word<'a>(word: &'static str) -> impl Parser<&'a str, Output = (), Error = Problem<'a>> {
    let longer = |character| is_name_character(character) || matches!(character, '.' | ':');
    terminated(tag_no_case(word), not(take_while1(longer))).map(|_| ())
}

/// A list, unless there is only one.
fn list_of(make: fn(Vec<Filter>) -> Filter, mut filters: Vec<Filter>) -> Filter {
    match filters.pop() {
        Some(only) if filters.is_empty() => only,
        last => {
            filters.extend(last);
            make(filters)
        }
    }
}

/// Both conditions, in one list.
fn both(left: Filter, right: Filter) -> Filter {
    match left {
        Filter::And(mut filters) => {
            filters.push(right);
            Filter::And(filters)
        }
        other => Filter::And(vec![other, right]),
    }
}
