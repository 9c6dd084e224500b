//! The steps, quick ones first.

use anyhow::{Result, ensure};

use super::TestStep;
use crate::contract::{self, Books};
use crate::process::Step;
use crate::project::Project;
use crate::tools::{AppTools, Browser, Engines, postgres};
use crate::{build, fuzz as fuzzing};

/// How often the contract is asked for, and for how long at most: two minutes or so of the whole.
const CALLS: u32 = 1_000;
const CALLS_S: u32 = 120;
const FUZZED_S: u32 = 60;
const WASM: &str = "wasm32-unknown-unknown";

/// In the order in which they run.
pub const ALL: [TestStep; 9] = [
    TestStep { name: "fmt", about: "the code is formatted", run: fmt },
    TestStep {
        name: "tools",
        about: "Trunk, wasm-bindgen, wasm-opt, three browser engines, Playwright, PostgreSQL",
        run: tools,
    },
    TestStep { name: "native", about: "no warning; unit, property, office and fleet tests", run: native },
    TestStep { name: "wasm", about: "no warning in the app; its own tests in headless Chromium", run: wasm },
    TestStep { name: "app", about: "the app builds for release", run: app },
    TestStep { name: "programs", about: "the office and the fleet build for the journeys", run: programs },
    TestStep {
        name: "contract",
        about: "every answer of the office is as its API describes it",
        run: contract,
    },
    TestStep {
        name: "fuzz",
        about: "every parser of bytes from outside, a share of the campaign",
        run: fuzz,
    },
    TestStep {
        name: "e2e",
        about: "journeys in a real Chromium, the main one in Firefox and WebKitGTK too",
        run: e2e,
    },
];

fn cargo(project: &Project, name: &str, args: &[&str]) -> Step {
    Step::new(name, "cargo").args(args).current_dir(project.root())
}

fn fmt(project: &Project) -> Result<()> {
    cargo(project, "cargo fmt", &["fmt", "--all", "--check"]).run()?;
    cargo(project, "cargo fmt of the fuzz targets", &["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])
        .run()
}

fn tools(project: &Project) -> Result<()> {
    AppTools::set_up(project)?;
    Browser::set_up(project)?;
    Engines::set_up()?;
    postgres::ensure()
}

fn native(project: &Project) -> Result<()> {
    postgres::ensure()?;
    cargo(project, "cargo test", &["test", "--workspace", "--exclude", "danvan"]).linted().run()
}

fn wasm(project: &Project) -> Result<()> {
    let tools = AppTools::set_up(project)?;
    let browser = Browser::set_up(project)?;
    let args = ["test", "--package", "danvan", "--target", WASM, "--all-targets"];
    cargo(project, "the app's wasm tests", &args)
        .linted()
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &tools.test_runner)
        .env("CHROMEDRIVER", &browser.driver)
        // Unoptimised wasm takes its time to load; the default of 20 s is for the whole suite.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .run()
}

fn app(project: &Project) -> Result<()> {
    let release = build::app(project)?;
    print!("{}", release.size_table());
    Ok(())
}

fn programs(project: &Project) -> Result<()> {
    // As the tests have built them, with the features of these: built by themselves, half of everything is compiled anew.
    cargo(project, "building the programs", &["test", "--workspace", "--exclude", "danvan", "--no-run"])
        .linted()
        .run()
}

fn contract(project: &Project) -> Result<()> {
    contract::run(project, &project.binary("debug", "danvan-office"), Books::Sqlite, CALLS, CALLS_S)
}

fn fuzz(project: &Project) -> Result<()> {
    fuzzing::all(project, FUZZED_S)
}

fn e2e(project: &Project) -> Result<()> {
    let browser = Browser::set_up(project)?;
    let engines = Engines::set_up()?;
    let dist = project.dist();
    ensure!(dist.join("sw.js").is_file(), "there is no app in dist/: run `cargo xtask build` first");
    Step::new("the journeys", "npx")
        .args(["playwright", "test"])
        .env("DANVAN_CHROMIUM", &browser.chromium)
        .env("DANVAN_FIREFOX", &engines.firefox)
        .env("DANVAN_DIST", &dist)
        .env("DANVAN_OFFICE", project.binary("debug", "danvan-office"))
        .env("DANVAN_FLEET", project.binary("debug", "danvan-fleet"))
        .current_dir(&project.path("tests/e2e"))
        .run()
}
