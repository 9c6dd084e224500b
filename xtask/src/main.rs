//! `cargo xtask`: everything that is done with this project, from a fresh machine on.

mod args;
mod bench;
mod build;
mod contract;
mod dev;
mod freeze;
mod fuzz;
mod http;
mod office;
mod process;
mod project;
mod release;
mod run;
mod soak;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::args::Args;
use crate::project::Project;

const USAGE: &str = "\
cargo xtask <command>

  run    [--demo] [--listen HOST:PORT] [--fresh]
         sets up what is missing, builds, starts the office with a demonstration province and serves the app;
         --demo plays the acceptance story into an empty office instead, --fresh forgets what was entered before
  build  builds the app for release into dist/ and prints its sizes
  test   [--only STEP]…
         installs what the tests need and runs everything
  dev    serves the app with rebuilding on change, and an office behind it
  bench  [--only MEASURE]…
         measures and writes BENCHMARKS.md
  freeze N
         records what the app in dist/ asks, keeps and is, for the tests of later releases: once, when release N goes out
  fuzz   [--seconds N] [--only TARGET]… [--minimise]
         feeds every parser of bytes from outside, for a minute each; --minimise keeps what reaches most as the corpus
  soak   [--seeds N] [--from SEED]
         plays many more seeds of the simulated fleets than the tests do, and asks the office 10,000 times for what its
         API does not describe, on SQLite and on PostgreSQL";

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<()> {
    let mut args = Args::from_command_line();
    let project = Project::find()?;
    match args.command().as_deref() {
        Some("run") => run::run(&project, args),
        Some("build") => {
            args.finish()?;
            build::app(&project).map(|release| print!("{}", release.size_table()))
        }
        Some("test") => test::run(&project, args),
        Some("dev") => {
            args.finish()?;
            dev::run(&project)
        }
        Some("bench") => bench::run(&project, args),
        Some("freeze") => freeze::run(&project, args),
        Some("fuzz") => fuzz::run(&project, args),
        Some("soak") => soak::run(&project, args),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => bail!("no command is called '{other}'\n\n{USAGE}"),
        None => bail!("which command?\n\n{USAGE}"),
    }
}
