//! Tables for people. On a terminal they are as wide as it is, colours stand for something, and times
//! are seen from now. Elsewhere they are complete, plain and exact.

mod ago;
mod cell;
mod columns;
mod look;
mod texts;

pub(super) use self::cell::{Cell, Column, Drawn, Tone};
pub(super) use self::columns::Columns;
pub(super) use self::look::{Look, Shape};
pub(super) use self::texts::of_texts;
