//! What a test is made of.
//!
//! A [`Test`] has an id, says where its demand comes from and how much it matters, and runs with a
//! [`Session`] of its own: the way to the server, fresh names for its data, and a memory of what it
//! made, so that it can be taken away again. It ends well, or with a [`Stop`].

mod answer;
mod expect;
mod flaws;
mod list;
mod prepare;
mod refer;
mod same;
mod session;
mod shared;
mod stop;
mod test;
mod traces;

pub use answer::Answer;
pub use flaws::Flaws;
pub use list::List;
pub use same::{contains, same};
pub use session::Session;
pub use shared::{Interrupt, Profile, Shared};
pub use stop::{Finding, Stop, Verdict};
pub use test::{Severity, Suite, Test};
pub use traces::{Tracer, Traces};
