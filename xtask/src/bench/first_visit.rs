//! Bytes of a first visit: the whole build, as the office serves it, and the catalogue.

use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::Figure;
use crate::http;
use crate::office::{self, Records};
use crate::project::Project;

const FOLDER: &str = ".danvan/bench-first-visit";
const CATALOGUE: &str = "/api/v1/catalogue/12";
const GOAL_KB: &str = "<= 250 all in";

/// Asks a fresh office for everything that the service worker keeps, and for the catalogue.
pub fn measure(project: &Project) -> Result<Vec<Figure>> {
    office::forget(project, FOLDER)?;
    let address = free_address()?;
    let _office =
        office::start_demonstration(project, &address, FOLDER, Path::new("dist"), Records::Nothing)?;

    let files = served(project)?;
    let mut app = 0;
    let mut wasm = 0;
    for path in &files {
        let bytes = http::body_bytes(&address, path)?;
        app += bytes;
        if path.ends_with(".wasm") {
            wasm += bytes;
        }
    }
    let catalogue = http::body_bytes(&address, CATALOGUE)?;
    Ok(vec![
        figure("first visit, brotli: wasm", wasm, ""),
        figure("first visit, brotli: whole app with icons and service worker", app, ""),
        figure("first visit, brotli: catalogue", catalogue, ""),
        figure("first visit, brotli: all", app + catalogue, GOAL_KB),
    ])
}

/// The paths of the newest build: what lies in `dist` without twins and without assets of earlier builds.
fn served(project: &Project) -> Result<Vec<String>> {
    let worker = std::fs::read_to_string(project.dist().join("sw.js")).context("reading dist/sw.js")?;
    let list = worker.split_once("const FILES = ").and_then(|(_, rest)| rest.split_once(";\n"));
    let (list, _) = list.context("dist/sw.js has no list of files")?;
    let list: Vec<(String, String)> = serde_json::from_str(list).context("reading the list in dist/sw.js")?;
    ensure!(!list.is_empty(), "the list in dist/sw.js is empty");
    Ok(list.into_iter().map(|(path, _)| path).chain(["/sw.js".to_owned()]).collect())
}

fn free_address() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("looking for a free port")?;
    Ok(listener.local_addr().context("looking for a free port")?.to_string())
}

fn figure(name: &str, bytes: usize, goal: &str) -> Figure {
    let tenths = (bytes as f64 / 100.0).round() / 10.0;
    Figure { name: name.to_owned(), value: tenths, unit: "kB".to_owned(), goal: goal.to_owned() }
}
