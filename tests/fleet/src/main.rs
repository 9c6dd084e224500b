//! `danvan-fleet`: simulated devices from the command line.

use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};
use danvan_fleet::campaign;
use danvan_fleet::planted::PlantedBug;

#[derive(Parser)]
#[command(about = "Fleets of simulated devices under a seeded network")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plays many seeds and prints those that break a rule.
    Soak {
        /// How many.
        #[arg(long, default_value_t = 100_000)]
        seeds: u64,
        /// The first one.
        #[arg(long, default_value_t = 0)]
        from: u64,
    },
    /// Plays one seed and prints everything that happened.
    Replay {
        /// The seed.
        #[arg(long)]
        seed: u64,
        /// With this bug planted.
        #[arg(long)]
        bug: Option<PlantedBug>,
    },
    /// Plays seeds with each planted bug and prints how many caught it, as a table in Markdown.
    Planted {
        /// How many seeds a bug.
        #[arg(long, default_value_t = 500)]
        seeds: u64,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Soak { seeds, from } => soak(seeds, from),
        Command::Replay { seed, bug } => replay(seed, bug),
        Command::Planted { seeds } => planted(seeds),
    }
}

fn soak(seeds: u64, from: u64) -> ExitCode {
    let begun = Instant::now();
    let mut told = 0;
    let tally = campaign::run(from, seeds, None, |so_far| {
        for (seed, violation) in so_far.failed.iter().skip(told) {
            println!("seed {seed}: {}: {}", violation.rule, violation.detail);
        }
        told = so_far.failed.len();
        if so_far.seeds.is_multiple_of(1_000) {
            println!("{} seeds, {} failed", so_far.seeds, so_far.failed.len());
        }
        told < 50
    });
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{} seeds in {seconds:.1} s ({:.0}/s), {} failed; {} entries saved, refused {:?}, {} logs left, {} restores, {} happenings",
        tally.seeds,
        tally.seeds as f64 / seconds,
        tally.failed.len(),
        tally.saved,
        tally.refused,
        tally.left_logs,
        tally.restores,
        tally.happenings,
    );
    if tally.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn replay(seed: u64, bug: Option<PlantedBug>) -> ExitCode {
    let outcome = campaign::play(seed, bug, true);
    for line in &outcome.trace {
        println!("{line}");
    }
    for violation in &outcome.violations {
        println!("seed {seed}: {}: {}", violation.rule, violation.detail);
    }
    if outcome.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn planted(seeds: u64) -> ExitCode {
    println!(
        "| bug | seeds that caught it of {seeds} | first | rule that was broken first |\n|---|---:|---:|---|"
    );
    let mut all = true;
    for bug in PlantedBug::ALL {
        let tally = campaign::run(0, seeds, Some(*bug), |_| true);
        let first = tally.failed.first();
        all &= first.is_some();
        let (seed, rule) =
            first.map_or(("-".to_owned(), "-"), |(seed, violation)| (seed.to_string(), violation.rule));
        println!("| {} | {} | {seed} | {rule} |", bug.words(), tally.failed.len());
    }
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
