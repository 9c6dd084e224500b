//! `danvan-fleet`: simulated devices from the command line.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use danvan_fleet::campaign;
use danvan_fleet::planted::PlantedBug;
use danvan_fleet::real::demo::{self, Cast};
use danvan_fleet::real::{LocalOffice, bench as measures, cast_of, load, siege};

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
        #[arg(long, default_value_t = 20_000)]
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
        /// Only up to the first seed that catches it.
        #[arg(long)]
        first_only: bool,
    },
    /// Plays the acceptance story at a running demonstration office, and fails unless its figures are exact.
    Demo {
        /// Its address.
        #[arg(long)]
        office: String,
        /// What it printed with `--print-json`; `-` reads it from standard input.
        #[arg(long, required_unless_present = "database")]
        codes_json: Option<PathBuf>,
        /// Or its database on this machine, where the demonstration's codes stand too.
        #[arg(long, conflicts_with = "codes_json")]
        database: Option<PathBuf>,
    },
    /// Lets many devices return at once after three weeks away, each with its own engine; prints lines of JSON.
    Load {
        /// How many.
        #[arg(long, default_value_t = 1_000)]
        devices: usize,
        /// What each has written while it was away.
        #[arg(long, default_value_t = 5)]
        entries: usize,
        /// The office's program, started as a process of its own.
        #[arg(long, env = "DANVAN_OFFICE")]
        office_program: PathBuf,
    },
    /// Measures what ordinary pushes take while attackers are at work; prints lines of JSON.
    Siege {
        /// The office's program, started as a process of its own.
        #[arg(long, env = "DANVAN_OFFICE")]
        office_program: PathBuf,
    },
    /// Measures how fast entries come in; prints lines of JSON.
    Bench {
        /// A running demonstration office; without it, one is started in this process.
        #[arg(long, requires = "codes_json")]
        office: Option<String>,
        /// What it printed with `--print-json`; `-` reads it from standard input.
        #[arg(long)]
        codes_json: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Soak { seeds, from } => soak(seeds, from),
        Command::Replay { seed, bug } => replay(seed, bug),
        Command::Planted { seeds, first_only } => planted(seeds, first_only),
        Command::Demo { office, codes_json, database } => ended(demo(&office, codes_json, database)),
        Command::Load { devices, entries, office_program } => {
            ended(load::measure(&office_program, devices, entries))
        }
        Command::Siege { office_program } => ended(siege::measure(&office_program)),
        Command::Bench { office, codes_json } => ended(bench(office, codes_json)),
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
    println!("{} ({seconds:.1} s, {:.0} seeds/s)", tally.words(), tally.seeds as f64 / seconds);
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

fn planted(seeds: u64, first_only: bool) -> ExitCode {
    println!("| bug | seeds that caught it | first | rule that was broken first |\n|---|---:|---:|---|");
    let mut all = true;
    for bug in PlantedBug::ALL {
        let tally = campaign::run(0, seeds, Some(*bug), |so_far| !first_only || so_far.failed.is_empty());
        let first = tally.failed.first();
        all &= first.is_some();
        let (seed, rule) =
            first.map_or(("-".to_owned(), "-"), |(seed, violation)| (seed.to_string(), violation.rule));
        println!("| {} | {} of {} | {seed} | {rule} |", bug.words(), tally.failed.len(), tally.seeds);
    }
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn ended(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn demo(office: &str, codes_json: Option<PathBuf>, database: Option<PathBuf>) -> Result<()> {
    let cast = match (codes_json, database) {
        (Some(file), _) => cast_in(&file)?,
        (None, Some(database)) => cast_of(&database)?,
        (None, None) => anyhow::bail!("where do the codes stand?"),
    };
    demo::play(office, &cast)
}

fn bench(office: Option<String>, codes_json: Option<PathBuf>) -> Result<()> {
    match (office, codes_json) {
        (Some(office), Some(file)) => measures::measure(&office, &cast_in(&file)?),
        _ => {
            let office = LocalOffice::start()?;
            measures::measure(&office.url(), &office.cast()?)?;
            office.stop()
        }
    }
}

/// The codes and accounts in a file, or in the first line of JSON on standard input.
fn cast_in(file: &Path) -> Result<Cast> {
    if file != Path::new("-") {
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        return Cast::from_text(&text);
    }
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.starts_with('{') {
            return Cast::from_text(&line);
        }
    }
    anyhow::bail!("standard input has no line of JSON")
}
