//! Measures that are programs of their own and print lines of JSON.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Figure;
use crate::process::Step;
use crate::project::Project;
use crate::tools::{Browser, ensure_pouchdb};

const SCRIPTS: &str = "tests/e2e/bench";

/// What the fleet measures: entries per second into the office, bytes per entry.
pub fn fleet(project: &Project) -> Result<Vec<Figure>> {
    of_the_fleet(project, "bench")
}

/// A thousand devices that return at once.
pub fn load(project: &Project) -> Result<Vec<Figure>> {
    of_the_fleet(project, "load")
}

/// Ordinary pushes beside attackers.
pub fn siege(project: &Project) -> Result<Vec<Figure>> {
    of_the_fleet(project, "siege")
}

fn of_the_fleet(project: &Project, command: &str) -> Result<Vec<Figure>> {
    let printed = Step::new(format!("danvan-fleet {command}"), project.binary("release", "danvan-fleet"))
        .args([command])
        .env("DANVAN_OFFICE", project.binary("release", "danvan-office"))
        .current_dir(project.root())
        .output()?;
    figures(&printed)
}

/// What is measured in Chromium, one script after the other.
pub fn browser(project: &Project) -> Result<Vec<Figure>> {
    let browser = Browser::set_up(project)?;
    ensure_pouchdb(project)?;
    let folder = project.path(SCRIPTS);
    let mut scripts = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("reading {SCRIPTS}"))? {
        let path = entry.with_context(|| format!("reading {SCRIPTS}"))?.path();
        if path.extension().is_some_and(|extension| extension == "mjs") {
            scripts.push(path);
        }
    }
    scripts.sort();
    let mut all = Vec::new();
    for script in scripts {
        println!("  {}", script.display());
        let printed = Step::new(script.display().to_string(), "node")
            .args([&script])
            .env("DANVAN_CHROMIUM", &browser.chromium)
            .env("DANVAN_DIST", project.dist())
            .env("DANVAN_OFFICE", project.binary("release", "danvan-office"))
            .current_dir(&project.path("tests/e2e"))
            .output()?;
        all.extend(figures(&printed)?);
    }
    Ok(all)
}

/// Every line that is a JSON object; the rest is the program's talk, and passed on.
fn figures(printed: &str) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for line in printed.lines() {
        if line.starts_with('{') {
            figures.push(figure(line).with_context(|| format!("not a figure: {line}"))?);
        } else {
            println!("{line}");
        }
    }
    Ok(figures)
}

fn figure(line: &str) -> Result<Figure> {
    let value: Value = serde_json::from_str(line)?;
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    Ok(Figure {
        name: text("name").context("it has no name")?,
        value: value["value"].as_f64().context("it has no value")?,
        unit: text("unit").context("it has no unit")?,
        goal: text("goal").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_figures_among_talk() {
        let printed = "starting\n{\"name\": \"save\", \"value\": 11, \"unit\": \"ms\", \"goal\": \"< 30\"}\n\
                       {\"name\": \"search\", \"value\": 3.25, \"unit\": \"ms\"}\n";
        let read = figures(printed).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].value, read[0].goal.as_str()), (11.0, "< 30"));
        assert_eq!((read[1].value, read[1].goal.as_str()), (3.25, ""));
    }

    #[test]
    fn a_figure_without_value_is_an_error() {
        assert!(figures("{\"name\": \"save\", \"unit\": \"ms\"}").is_err());
        assert!(figures("{broken").is_err());
    }
}
