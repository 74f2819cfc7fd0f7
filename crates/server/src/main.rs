//! The program `rollcall`.

use std::process::ExitCode;

/// Requests allocate much and little lives long. This allocator is faster at that than the C
/// library's, and gives memory back to the system soon after a large request, which that keeps.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rollcall_server::cli::main()
}
