//! `cargo xtask run`: from a fresh machine to an office that serves the app.

use std::path::Path;

use anyhow::Result;

use crate::args::Args;
use crate::process::{Step, stop_gently};
use crate::project::Project;
use crate::{build, office};

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
    if fresh {
        office::forget(project, office::FOLDER)?;
    }
    let office = office::start_demonstration(project, &listen, office::FOLDER, Path::new("dist"))?;
    if demo {
        println!("Acceptance story");
        Step::new("the acceptance story", project.binary("release", "danvan-fleet"))
            .args(["demo", "--office", &format!("http://{listen}")])
            .current_dir(project.root())
            .run()?;
    }
    println!("\nServing on http://{listen}/ until Ctrl-C.");
    office.wait()
}
