//! `cargo xtask dev`: the app rebuilt on every change, with an office behind it.

use anyhow::Result;

use crate::office::{self, Records};
use crate::process::stop_gently;
use crate::project::Project;
use crate::tools::AppTools;

/// Starts the office and Trunk's server, which passes `/api` on to it.
pub fn run(project: &Project) -> Result<()> {
    let tools = AppTools::set_up(project)?;
    println!("Office");
    office::build_release(project, "danvan-office")?;
    stop_gently()?;
    let _office = office::start_demonstration(
        project,
        office::ADDRESS,
        office::FOLDER,
        &project.bundled(),
        Records::Sample,
    )?;
    println!("App");
    tools.trunk_step(project, &["serve"]).start()?.wait()
}
