//! `cargo xtask bench`: runs the measures and keeps their table in BENCHMARKS.md.
//!
//! A measure is a function here, or any program that prints lines of JSON:
//! `{"name": "…", "value": 1.5, "unit": "ms", "goal": "< 2"}` (`goal` may be left out).
//! Browser measures are the scripts `tests/e2e/bench/*.mjs`; the others are `danvan-fleet bench`, `load` and `siege`.

mod first_visit;
mod machine;
mod programs;
mod table;

use anyhow::{Context, Result, ensure};

use crate::args::Args;
use crate::project::Project;
use crate::{build, office};

const REPORT: &str = "BENCHMARKS.md";

/// One measured figure.
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// Already rounded as the measure sees fit.
    pub value: f64,
    /// Of the value.
    pub unit: String,
    /// What it should be, in words.
    pub goal: String,
}

type Measure = fn(&Project) -> Result<Vec<Figure>>;

const MEASURES: [(&str, Measure); 5] = [
    ("first-visit", first_visit::measure),
    ("fleet", programs::fleet),
    ("load", programs::load),
    ("siege", programs::siege),
    ("browser", programs::browser),
];

/// Measures everything and rewrites the table; with `--only` prints those figures and writes nothing.
pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let only = args.values("--only")?;
    args.finish()?;
    let known = |name: &String| MEASURES.iter().any(|(measure, _)| measure == name);
    ensure!(only.iter().all(known), "--only takes {}", MEASURES.map(|(name, _)| name).join(", "));

    build::app(project)?;
    for package in ["danvan-office", "danvan-fleet"] {
        office::build_release(project, package)?;
    }
    let mut figures = Vec::new();
    for (name, measure) in MEASURES {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            println!("\nMeasure: {name}");
            figures.extend(measure(project).with_context(|| format!("measuring {name}"))?);
        }
    }
    let rows = table::markdown(&figures);
    println!("\n{rows}");
    if only.is_empty() {
        write_report(project, &rows)?;
        println!("Written to {REPORT}.");
    }
    Ok(())
}

fn write_report(project: &Project, rows: &str) -> Result<()> {
    let path = project.path(REPORT);
    let before = std::fs::read_to_string(&path).unwrap_or_else(|_| table::empty_report());
    let measured =
        format!("`cargo xtask bench` on {}, {}.\n\n{rows}", machine::describe()?, machine::date()?);
    let after = table::between_markers(&before, &measured)
        .with_context(|| format!("{REPORT} has lost its markers {} and {}", table::BEGIN, table::END))?;
    std::fs::write(&path, after).with_context(|| format!("writing {REPORT}"))
}
