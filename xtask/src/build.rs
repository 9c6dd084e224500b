//! `cargo xtask build`: the app for release, in `dist/`.

use anyhow::Result;

use crate::project::Project;
use crate::release::Release;
use crate::tools::AppTools;

/// Sets up the tools and builds the app.
pub fn app(project: &Project) -> Result<Release> {
    let tools = AppTools::set_up(project)?;
    app_with(project, &tools)
}

/// Builds the app with tools that are there.
pub fn app_with(project: &Project, tools: &AppTools) -> Result<Release> {
    println!("App");
    tools.trunk_step(project, &["build", "--release"]).run()?;
    Release::make(&project.bundled(), &project.dist())
}
