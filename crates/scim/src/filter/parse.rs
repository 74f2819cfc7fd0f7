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
use nom::bytes::complete::{tag_no_case, take_while1};
use nom::character::complete::char;
use nom::combinator::{not, opt};
use nom::sequence::{delimited, preceded, terminated};

use super::ast::{CompareOp, Filter};
use super::value::value;
use crate::path::{AttrPath, attribute_path, is_name_character, sub_attribute};
use crate::syntax::{Parsed, Problem, blank, excerpt, expect, read_all, stop, to_the_end};
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
        let filter = delimited(blank, |text| grammar.disjunction(text, 0), blank);
        to_the_end(AFTER_A_TERM, filter)
            .map(|filter| *filter)
            .parse(text)
    })
}

const AFTER_A_TERM: &str =
    "\"and\", \"or\" or the end (a value with spaces must stand in double quotes)";

/// The rules that nest, and what they count. `depth` is how many brackets and parentheses are open,
/// so that no input makes the rules call each other more deeply than the limit says. They hand on
/// boxes because they nest: a filter by value makes the frames of an unoptimised build twice as big.
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
    fn disjunction<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Box<Filter>> {
        let (mut rest, first) = self.conjunction(text, depth)?;
        let mut filters = vec![*first];
        while let Some(after) = skip_keyword("or", rest) {
            let (after, next) = self.conjunction(after, depth)?;
            filters.push(*next);
            rest = after;
        }
        Ok((rest, Box::new(joined(Filter::Or, filters))))
    }

    /// `conjunction`
    fn conjunction<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Box<Filter>> {
        let (mut rest, first) = self.factor(text, depth)?;
        let mut filters = vec![*first];
        while let Some(after) = skip_keyword("and", rest) {
            let (after, next) = self.factor(after, depth)?;
            filters.push(*next);
            rest = after;
        }
        Ok((rest, Box::new(joined(Filter::And, filters))))
    }

    /// `factor`
    fn factor<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Box<Filter>> {
        if let Ok((group, _)) = (word("not"), blank).parse(text) {
            return self.negation(group, depth);
        }
        if text.starts_with('(') {
            return self.group(text, depth);
        }
        self.term(text, depth)
    }

    /// What follows "not" in `negation`.
    fn negation<'a>(&self, group: &'a str, depth: usize) -> Parsed<'a, Box<Filter>> {
        let (rest, filter) = self.group(group, depth)?;
        Ok((rest, Box::new(Filter::Not(filter))))
    }

    /// `group`
    fn group<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Box<Filter>> {
        let (inner, _) = expect("\"(\" after \"not\"", char('('))(text)?;
        let (rest, filter) = self.nested(text, inner, depth)?;
        let (rest, _) = expect("\")\", \"and\" or \"or\"", char(')'))(rest)?;
        Ok((rest, filter))
    }

    /// `selection`, of elements of `attribute`.
    pub(crate) fn selection<'a>(
        &self,
        attribute: &AttrPath,
        text: &'a str,
        depth: usize,
    ) -> Parsed<'a, Box<Filter>> {
        let (inner, _) = char('[').parse(text)?;
        if attribute.sub.is_some() {
            return stop(
                text,
                "only an attribute can have brackets, not a sub-attribute",
            );
        }
        let (rest, filter) = self.nested(text, inner, depth)?;
        let (rest, _) = expect("\"]\", \"and\" or \"or\"", char(']'))(rest)?;
        Ok((rest, filter))
    }

    /// The disjunction between brackets that open at `opening`.
    fn nested<'a>(
        &self,
        opening: &'a str,
        inner: &'a str,
        depth: usize,
    ) -> Parsed<'a, Box<Filter>> {
        let limit = self.limits.filter_depth;
        if depth >= limit {
            return stop(
                opening,
                format!("at most {limit} brackets may be open at once (max_filter_depth)"),
            );
        }
        let (inner, _) = blank(inner)?;
        let (rest, filter) = self.disjunction(inner, depth + 1)?;
        let (rest, _) = blank(rest)?;
        Ok((rest, filter))
    }

    /// `term`
    fn term<'a>(&self, text: &'a str, depth: usize) -> Parsed<'a, Box<Filter>> {
        let (rest, attribute) = attribute_path(text)?;
        if !rest.starts_with('[') {
            return self.question(attribute, rest);
        }
        let (rest, filter) = self.selection(&attribute, rest, depth)?;
        let (rest, filter) = self.continuation(filter, rest)?;
        Ok((rest, Box::new(Filter::ValuePath(attribute, filter))))
    }

    /// What may follow a `selection`: `[ "." name question ]`.
    fn continuation<'a>(&self, selection: Box<Filter>, text: &'a str) -> Parsed<'a, Box<Filter>> {
        let (rest, Some(name)) = opt(sub_attribute).parse(text)? else {
            return Ok((text, selection));
        };
        let sub = AttrPath {
            urn: None,
            name,
            sub: None,
        };
        let (rest, question) = self.question(sub, rest)?;
        Ok((rest, Box::new(both(*selection, *question))))
    }

    /// `question`, asked of `attribute`.
    fn question<'a>(&self, attribute: AttrPath, text: &'a str) -> Parsed<'a, Box<Filter>> {
        let (start, _) = blank(text)?;
        self.count_term(start)?;
        let (rest, name) = expect(AFTER_A_PATH, take_while1(is_name_character)).parse(start)?;
        if name.eq_ignore_ascii_case("pr") {
            return Ok((rest, Box::new(Filter::Present(attribute))));
        }
        let Some(operator) = CompareOp::parse(name) else {
            let name = excerpt(name);
            return stop(start, format!("'{name}' is not an operator; {OPERATORS}"));
        };
        let (rest, value) = preceded(blank, value).parse(rest)?;
        Ok((rest, Box::new(Filter::Compare(attribute, operator, value))))
    }

    fn count_term<'a>(&self, text: &'a str) -> Parsed<'a, ()> {
        let limit = self.limits.filter_terms;
        if self.terms.get() >= limit {
            return stop(
                text,
                format!("at most {limit} comparisons are read (max_filter_terms)"),
            );
        }
        self.terms.set(self.terms.get() + 1);
        Ok((text, ()))
    }
}

const AFTER_A_PATH: &str = "an operator such as \"eq\" after the attribute";
const OPERATORS: &str = "there are eq, ne, co, sw, ew, gt, ge, lt, le and pr";

/// What stands behind `"and"` or `"or"` and the white space around it.
fn skip_keyword<'a>(keyword: &'static str, text: &'a str) -> Option<&'a str> {
    let mut keyword = (blank, word(keyword), blank);
    keyword.parse(text).ok().map(|(rest, _)| rest)
}

/// A word of the grammar, where no longer name begins with it.
fn word<'a>(word: &'static str) -> impl Parser<&'a str, Output = (), Error = Problem<'a>> {
    let longer = |character| is_name_character(character) || matches!(character, '.' | ':');
    terminated(tag_no_case(word), not(take_while1(longer))).map(|_| ())
}

/// A list, unless there is only one.
fn joined(make: fn(Vec<Filter>) -> Filter, mut filters: Vec<Filter>) -> Filter {
    let only = if filters.len() == 1 {
        filters.pop()
    } else {
        None
    };
    only.unwrap_or_else(|| make(filters))
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
