//! What the tests share: the real server in this process, a client, and the real program.

pub(crate) mod answer;
pub(crate) mod clock;
pub(crate) mod program;
pub(crate) mod server;

pub(crate) use answer::Answer;
pub(crate) use clock::TestClock;
pub(crate) use program::{Program, Run, Running};
pub(crate) use server::{Tenant, TestServer, forged, on_both, register_old_token, register_token};
