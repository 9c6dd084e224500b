//! The office's program.

mod cli;

use clap::Parser;

fn main() -> anyhow::Result<()> {
    let cli = cli::Cli::parse();
    cli::log_to_stderr(cli.log_json());
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(cli.run())
}
