//! The office's program.

mod cli;

use std::process::ExitCode;

use clap::Parser;
use danvan_core::text::spelt_out;
use danvan_office::private_files::create_privately;
use mimalloc::MiMalloc;

/// Gives back what slow digests took, 19 MiB each, as the system's allocator does not (docs/decisions/0015).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    cli::log_to_stderr(cli.log_json());
    // Also for backups, and for what other commands make.
    create_privately();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What was mistaken, in one line: a backtrace tells whoever typed it nothing, whatever RUST_BACKTRACE says.
            eprintln!("error: {}", spelt_out(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: cli::Cli) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(cli.run())
}
