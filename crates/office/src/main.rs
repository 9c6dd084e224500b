//! The office's program.

mod cli;

use clap::Parser;
use danvan_office::private_files::create_privately;
use mimalloc::MiMalloc;

/// Gives back what slow digests took, 19 MiB each, as the system's allocator does not (docs/decisions/0015).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> anyhow::Result<()> {
    let cli = cli::Cli::parse();
    cli::log_to_stderr(cli.log_json());
    // Also for backups, and for what other commands make.
    create_privately();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(cli.run())
}
