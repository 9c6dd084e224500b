//! `cargo xtask soak`: many more seeds of the simulated fleets than the tests play.

use anyhow::Result;

use crate::args::Args;
use crate::office;
use crate::process::Step;
use crate::project::Project;

/// Plays the seeds and fails where one breaks a rule.
pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let seeds = args.values("--seeds")?.pop();
    let from = args.values("--from")?.pop();
    args.finish()?;
    office::build_release(project, "danvan-fleet")?;
    let mut soak = Step::new("the soak", project.binary("release", "danvan-fleet")).args(["soak"]);
    for (option, value) in [("--seeds", seeds), ("--from", from)] {
        if let Some(value) = value {
            soak = soak.args([option.to_owned(), value]);
        }
    }
    soak.current_dir(project.root()).run()
}
