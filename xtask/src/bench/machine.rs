//! On what and when it was measured.

use anyhow::{Context, Result};

use crate::process::Step;

/// Processor, cores, memory and system.
pub fn describe() -> Result<String> {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").context("reading /proc/cpuinfo")?;
    let model = value_after(&cpus, "model name").unwrap_or("an unnamed processor");
    let cores = std::thread::available_parallelism().context("counting cores")?;
    let memory = std::fs::read_to_string("/proc/meminfo").context("reading /proc/meminfo")?;
    let kib: u64 = value_after(&memory, "MemTotal")
        .and_then(|value| value.split_whitespace().next())
        .and_then(|value| value.parse().ok())
        .context("/proc/meminfo has no MemTotal")?;
    let system = Step::new("asking the system", "uname").args(["-sm"]).output()?;
    Ok(format!("{model}, {cores} cores, {} GiB, {}", kib.div_ceil(1024 * 1024), system.trim()))
}

/// Today in UTC, as 2026-11-22.
pub fn date() -> Result<String> {
    Ok(Step::new("asking the date", "date").args(["-u", "+%F"]).output()?.trim().to_owned())
}

fn value_after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim())
}
