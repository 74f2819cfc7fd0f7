//! Exceptions: decisions about one person, made, listed, ended and taken in from lists. Whatever comes
//! of one comes with it, in the same transaction.

mod act;
mod change;
mod import;
mod kept;
mod pages;
mod people;
mod person;

pub use self::act::Mode;
pub use self::change::{Excepted, add, end};
pub use self::import::{Row, import};
pub(in crate::admin) use self::kept::apply;
pub use self::pages::{ExceptionPages, Listed};
pub use self::people::{Imported, RefusedRow};
