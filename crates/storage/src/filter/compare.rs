//! Comparisons.

use scim::comparable;
use scim::filter::{CompareOp, Literal};
use scim::schema::Kind;
use sea_orm::sea_query::{Expr, ExprTrait, Func, FunctionCall};

use super::dialect::Dialect;
use super::value::{Value, Values};

/// Whether one of the values compares so with the literal. `ne` holds also where there is none.
pub(super) fn holds(
    dialect: Dialect,
    values: &Values,
    kind: Kind,
    operator: CompareOp,
    literal: &Literal,
) -> Expr {
    let any = values.any(|value| match (value, literal) {
        (Value::Flag(flag), Literal::Boolean(wanted)) => {
            order(flag.clone(), operator, Expr::val(*wanted))
        }
        _ => compare(dialect, value.scalar(dialect, kind), operator, literal),
    });
    match operator {
        CompareOp::Ne => values.none(dialect).or(any),
        _ => any,
    }
}

/// Whether a value compares so with the literal; NULL if there is no value.
fn compare(dialect: Dialect, value: Expr, operator: CompareOp, literal: &Literal) -> Expr {
    match literal {
        Literal::Text(text) => compare_text(dialect, value, operator, text),
        Literal::Boolean(boolean) if dialect == Dialect::Postgres => {
            order(value, operator, Expr::val(boolean.to_string()))
        }
        Literal::Boolean(boolean) => order(value, operator, Expr::val(*boolean)),
        Literal::Integer(number) | Literal::Instant(number) => {
            order(value, operator, Expr::val(*number))
        }
        Literal::Decimal(number) => order(value, operator, Expr::val(comparable::decimal(*number))),
    }
}

/// The operators that all types have. Of the others none gets here: they are for text.
fn order(value: Expr, operator: CompareOp, literal: Expr) -> Expr {
    match operator {
        CompareOp::Eq => value.eq(literal),
        CompareOp::Ne => value.ne(literal),
        CompareOp::Gt => value.gt(literal),
        CompareOp::Ge => value.gte(literal),
        CompareOp::Lt => value.lt(literal),
        CompareOp::Le => value.lte(literal),
        CompareOp::Co | CompareOp::Sw | CompareOp::Ew => Expr::cust("FALSE"),
    }
}

fn compare_text(dialect: Dialect, value: Expr, operator: CompareOp, text: &str) -> Expr {
    let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
    match (operator, dialect) {
        (CompareOp::Co | CompareOp::Sw | CompareOp::Ew, _) if text.is_empty() => {
            value.is_not_null()
        }
        (CompareOp::Co, Dialect::Sqlite) => call("instr", value, [text.into()]).gt(0),
        (CompareOp::Co, Dialect::Postgres) => call("strpos", value, [text.into()]).gt(0),
        (CompareOp::Sw, _) => call("substr", value, [1.into(), length.into()]).eq(text),
        (CompareOp::Ew, Dialect::Sqlite) => call("substr", value, [(-length).into()]).eq(text),
        (CompareOp::Ew, Dialect::Postgres) => call("right", value, [length.into()]).eq(text),
        (CompareOp::Eq | CompareOp::Ne, _) => order(value, operator, text.into()),
        _ => order(dialect.by_bytes(value), operator, text.into()),
    }
}

fn call<const N: usize>(function: &'static str, value: Expr, arguments: [Expr; N]) -> Expr {
    let call = Func::cust(function).arg(value);
    arguments.into_iter().fold(call, FunctionCall::arg).into()
}
