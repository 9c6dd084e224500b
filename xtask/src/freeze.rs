//! `cargo xtask freeze N`: what a release that goes out leaves for the tests of later ones (decision 21).

use anyhow::{Context, Result, ensure};

use crate::args::Args;
use crate::process::Step;
use crate::project::Project;
use crate::tools::Browser;

/// Records the release that lies in `dist/` with the programs that were built beside it.
pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let release = args.command().context("which release? for instance `cargo xtask freeze 3`")?;
    args.finish()?;
    let (dist, office) = (project.dist(), project.binary("debug", "danvan-office"));
    for (built, step) in [(dist.join("sw.js"), "app"), (office.clone(), "programs")] {
        ensure!(
            built.is_file(),
            "there is no {}: run `cargo xtask test --only {step}` first",
            built.display()
        );
    }
    let browser = Browser::set_up(project)?;
    Step::new(format!("freezing release {release}"), "node")
        .args(["freeze/freeze.mjs", &release])
        .env("DANVAN_CHROMIUM", &browser.chromium)
        .env("DANVAN_DIST", &dist)
        .env("DANVAN_OFFICE", &office)
        .current_dir(&project.path("tests/e2e"))
        .run()
}
