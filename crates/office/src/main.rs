//! The office's program.

mod cli;

use clap::Parser;
use mimalloc::MiMalloc;

/// Gives back what slow digests took, 19 MiB each, as the system's allocator does not (docs/decisions/0015).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> anyhow::Result<()> {
    let cli = cli::Cli::parse();
    cli::log_to_stderr(cli.log_json());
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(cli.run())
}
