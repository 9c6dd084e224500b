//! `cargo xtask soak`: many more seeds of the simulated fleets than the tests play, and many more requests against the
//! description of the API.

use anyhow::Result;

use crate::args::Args;
use crate::contract::{self, Books};
use crate::office;
use crate::process::Step;
use crate::project::Project;

/// Requests to the office, on each kind of database.
const CALLS: u32 = 10_000;
const CALLS_S: u32 = 3_600;

/// Asks the office, plays the seeds, and fails where one breaks a rule.
pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let seeds = args.values("--seeds")?.pop();
    let from = args.values("--from")?.pop();
    args.finish()?;
    office::build_release(project, "danvan-office")?;
    for books in [Books::Sqlite, Books::Postgres] {
        contract::run(project, &project.binary("release", "danvan-office"), books, CALLS, CALLS_S)?;
    }
    office::build_release(project, "danvan-fleet")?;
    let mut soak = Step::new("the soak", project.binary("release", "danvan-fleet")).args(["soak"]);
    for (option, value) in [("--seeds", seeds), ("--from", from)] {
        if let Some(value) = value {
            soak = soak.args([option.to_owned(), value]);
        }
    }
    soak.current_dir(project.root()).run()
}
