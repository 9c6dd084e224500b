//! `cargo xtask run`: from a fresh machine to an office that serves the app.

use std::path::Path;

use anyhow::Result;

use crate::args::Args;
use crate::office::Records;
use crate::process::{Step, stop_gently};
use crate::project::Project;
use crate::{build, office};

/// The story begins with an empty office: its figures are exact, and told once.
const STORY_FOLDER: &str = ".danvan/office-story";

/// Builds everything, starts the office, plays the story if asked, and serves until stopped.
pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let demo = args.flag("--demo");
    let fresh = args.flag("--fresh");
    let listen = args.values("--listen")?.pop().unwrap_or_else(|| office::ADDRESS.to_owned());
    args.finish()?;

    let release = build::app(project)?;
    print!("{}", release.size_table());
    println!("Office");
    office::build_release(project, "danvan-office")?;
    if demo {
        office::build_release(project, "danvan-fleet")?;
    }

    stop_gently()?;
    let (folder, records) =
        if demo { (STORY_FOLDER, Records::Nothing) } else { (office::FOLDER, Records::Sample) };
    if fresh || demo {
        office::forget(project, folder)?;
    }
    let office = office::start_demonstration(project, &listen, folder, Path::new("dist"), records)?;
    if demo {
        println!("Acceptance story");
        Step::new("the acceptance story", project.binary("release", "danvan-fleet"))
            .args(["demo", "--office", &format!("http://{listen}"), "--database", &office::database(folder)])
            .current_dir(project.root())
            .run()?;
    }
    println!("\nServing on http://{listen}/ until Ctrl-C.");
    office.wait()
}
