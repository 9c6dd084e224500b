//! `cargo xtask test`: everything, step by step, until the first failure.

mod steps;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::args::Args;
use crate::project::Project;

/// One step of the whole test.
struct TestStep {
    /// As `--only` names it.
    name: &'static str,
    /// What it proves.
    about: &'static str,
    run: fn(&Project) -> Result<()>,
}

/// Runs every step, or the ones that `--only` names.
pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let only = args.values("--only")?;
    args.finish()?;
    let steps: Vec<&TestStep> = if only.is_empty() {
        steps::ALL.iter().collect()
    } else {
        only.iter().map(|name| find(name)).collect::<Result<_>>()?
    };

    let mut times = Vec::new();
    let mut failure = None;
    for (number, step) in steps.iter().enumerate() {
        println!("\n=== {} of {}: {}: {}", number + 1, steps.len(), step.name, step.about);
        let began = Instant::now();
        let outcome = (step.run)(project);
        times.push(began.elapsed());
        if let Err(error) = outcome {
            failure = Some(error.context(format!("step '{}' failed", step.name)));
            break;
        }
    }
    print!("{}", table(&steps, &times, failure.is_some()));
    failure.map_or(Ok(()), Err)
}

fn find(name: &str) -> Result<&'static TestStep> {
    let names = || steps::ALL.iter().map(|step| step.name).collect::<Vec<_>>().join(", ");
    let found = steps::ALL.iter().find(|step| step.name == name);
    found.with_context(|| format!("no step is called '{name}'; there are {}", names()))
}

/// The closing table; its last line counts the steps in the form that test runners use.
fn table(steps: &[&TestStep], times: &[Duration], failed: bool) -> String {
    let mut table = "\nstep            seconds  outcome\n".to_owned();
    for (index, step) in steps.iter().enumerate() {
        let outcome = match times.len() {
            ran if index + 1 == ran && failed => "FAILED",
            ran if index < ran => "passed",
            _ => "not run: an earlier step failed",
        };
        let seconds = times.get(index).map_or(String::new(), |time| format!("{:.0}", time.as_secs_f64()));
        table.push_str(&format!("{:<14} {seconds:>8}  {outcome}\n", step.name));
    }
    let total: Duration = times.iter().sum();
    let failures = usize::from(failed);
    table.push_str(&format!("{:<14} {:>8.0}\n\n", "all", total.as_secs_f64()));
    table.push_str(&format!("Steps: {} passed, {failures} failed\n", times.len() - failures));
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_which_step_failed_and_which_did_not_run() {
        let steps: Vec<_> = steps::ALL.iter().take(3).collect();
        let times = [Duration::from_secs(2), Duration::from_secs(61)];
        let printed = table(&steps, &times, true);
        let outcomes: Vec<_> =
            printed.lines().map(|line| line.split_whitespace().nth(2).unwrap_or("")).collect();
        assert_eq!(outcomes[2..5], ["passed", "FAILED", "run:"], "{printed}");
        assert!(printed.ends_with("Steps: 1 passed, 1 failed\n"), "{printed}");
        assert!(table(&steps[..2], &times, false).ends_with("Steps: 2 passed, 0 failed\n"));
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let error = find("nativ").map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("native"), "{error}");
    }
}
