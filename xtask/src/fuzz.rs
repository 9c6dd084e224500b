//! `cargo xtask fuzz`: every parser of bytes from outside is fed with what libFuzzer makes of the kept corpus.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::args::Args;
use crate::process::{Running, Step};
use crate::project::Project;
use crate::tools::cxx;

/// What is fed, quick ones and slow ones mixed: two run at a time.
const TARGETS: [&str; 8] =
    ["bundle", "catalogue", "collection", "date", "entry", "number", "picture", "segment"];
/// The longest input, in bytes, where it is not libFuzzer's own bound.
const BYTES_MAX: [(&str, u32); 3] = [("number", 256), ("date", 128), ("collection", 16_384)];
const AT_A_TIME: usize = 2;
/// An input that takes longer is a fault.
const TIMEOUT_S: u32 = 10;
/// A target that holds more is a fault.
const MEMORY_MB: u32 = 1_024;
const PACKAGE: &str = "fuzz";
/// The compiler marks every edge, as `cargo fuzz --sanitizer none` has it; these are flags of the stable compiler.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
                     -Cllvm-args=-sanitizer-coverage-pc-table \
                     -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// As the command line asks.
///
/// # Errors
/// See [`feed`] and [`minimise`].
pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let seconds = args.values("--seconds")?.pop();
    let only = args.values("--only")?;
    let smaller = args.flag("--minimise");
    args.finish()?;
    let seconds = seconds.map_or(Ok(60), |text| text.parse()).context("--seconds is a number")?;
    for name in &only {
        ensure!(TARGETS.contains(&name.as_str()), "no target is called '{name}'; there are {TARGETS:?}");
    }
    let chosen = |target: &&str| only.is_empty() || only.iter().any(|name| name == target);
    let targets: Vec<&str> = TARGETS.into_iter().filter(chosen).collect();
    feed(project, &targets, seconds)?;
    if smaller { minimise(project, &targets) } else { Ok(()) }
}

/// Every target, for so many seconds each.
///
/// # Errors
/// Where one cannot be built, or an input breaks it; the input is kept.
pub fn all(project: &Project, seconds: u32) -> Result<()> {
    feed(project, &TARGETS, seconds)
}

fn feed(project: &Project, targets: &[&str], seconds: u32) -> Result<()> {
    cxx::ensure()?;
    cargo(project, "building the fuzz targets", &["build", "--release"])?.linted().run()?;
    let began = Instant::now();
    for pair in targets.chunks(AT_A_TIME) {
        let running: Vec<(&str, Running)> = pair
            .iter()
            .map(|target| Ok((*target, started(project, target, seconds)?)))
            .collect::<Result<_>>()?;
        for (target, running) in running {
            let ended = running.wait();
            let log = std::fs::read_to_string(log(project, target)).unwrap_or_default();
            if ended.is_err() {
                let lines: Vec<&str> = log.lines().collect();
                println!("{}", lines.split_at(lines.len().saturating_sub(40)).1.join("\n"));
                bail!("{target} breaks; the input lies in {}", place(project, "artifacts", target).display());
            }
            println!(
                "  {target:<12} {} inputs, {} edges",
                figure(&log, "number_of_executed_units"),
                edges(&log)
            );
        }
    }
    println!("  {:.0} s for {} targets", began.elapsed().as_secs_f64(), targets.len());
    Ok(())
}

fn started(project: &Project, target: &str, seconds: u32) -> Result<Running> {
    for folder in ["artifacts", "found"] {
        let place = place(project, folder, target);
        std::fs::create_dir_all(&place).with_context(|| format!("creating {}", place.display()))?;
    }
    // Where something breaks, libFuzzer names the file by this prefix and the input's digest.
    let artifacts = format!("-artifact_prefix={}/", place(project, "artifacts", target).display());
    let bytes_max = BYTES_MAX.iter().find(|(name, _)| *name == target);
    let log = std::fs::File::create(log(project, target)).context("creating a log")?;
    fuzzer(project, target)
        .args([
            format!("-max_total_time={seconds}"),
            format!("-timeout={TIMEOUT_S}"),
            format!("-rss_limit_mb={MEMORY_MB}"),
            "-print_final_stats=1".to_owned(),
            artifacts,
        ])
        .args(bytes_max.map(|(_, bytes)| format!("-max_len={bytes}")))
        // What it finds goes to the first folder; the kept corpus is read only.
        .args([place(project, "found", target), corpus(project, target)])
        .log_to(log)?
        .start()
}

/// Puts the smallest set of inputs in the place of the kept corpus that reaches as much as it and what was found since.
///
/// # Errors
/// Where libFuzzer or the file system fails.
fn minimise(project: &Project, targets: &[&str]) -> Result<()> {
    for target in targets {
        let (kept, smaller) = (corpus(project, target), place(project, "smaller", target));
        if smaller.exists() {
            std::fs::remove_dir_all(&smaller).context("removing an earlier try")?;
        }
        std::fs::create_dir_all(&smaller).with_context(|| format!("creating {}", smaller.display()))?;
        fuzzer(project, target)
            .args(["-set_cover_merge=1", "-use_counters=0", "-max_len=4096"])
            .args([&smaller, &kept, &place(project, "found", target)])
            .log_to(std::fs::File::create(log(project, target)).context("creating a log")?)?
            .run()?;
        std::fs::remove_dir_all(&kept).context("removing the old corpus")?;
        std::fs::create_dir_all(&kept).context("making the new corpus")?;
        for file in std::fs::read_dir(&smaller).context("reading what is left")? {
            let file = file.context("reading what is left")?;
            std::fs::copy(file.path(), kept.join(file.file_name())).context("copying")?;
        }
    }
    Ok(())
}

/// Cargo in the package of the targets, for this machine by name: flags for a named target spare build scripts.
fn cargo(project: &Project, name: &str, args: &[&str]) -> Result<Step> {
    Ok(Step::new(name, "cargo")
        .args(args)
        .args(["--target", &host()?, "--target-dir"])
        .args([project.path("target/fuzz")])
        .env("RUSTFLAGS", FLAGS)
        .current_dir(&project.path(PACKAGE)))
}

fn host() -> Result<String> {
    let words = Step::new("rustc", "rustc").args(["-vV"]).output()?;
    let host = words.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc names no host")
}

fn fuzzer(project: &Project, target: &str) -> Step {
    let built = host().unwrap_or_default();
    let program = project.path("target/fuzz").join(built).join("release").join(target);
    Step::new(format!("feeding {target}"), program)
}

fn place(project: &Project, folder: &str, target: &str) -> PathBuf {
    project.path("target/fuzz").join(folder).join(target)
}

fn corpus(project: &Project, target: &str) -> PathBuf {
    project.path(PACKAGE).join("corpus").join(target)
}

fn log(project: &Project, target: &str) -> PathBuf {
    project.path("target/fuzz").join(format!("{target}.log"))
}

/// A figure of libFuzzer's last words.
fn figure<'l>(log: &'l str, name: &str) -> &'l str {
    let line = log.lines().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name));
    line.map_or("?", |rest| rest.trim_start_matches(':').trim())
}

/// How many edges of the program were reached, by the last line that says it.
fn edges(log: &str) -> &str {
    let said = log.lines().rev().find_map(|line| line.split_once(" cov: "));
    said.and_then(|(_, rest)| rest.split_whitespace().next()).unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::{edges, figure};

    #[test]
    fn reads_the_figures_of_a_run() {
        let log = "INFO: Loaded 1 modules\n#2\tINITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 27Mb\n\
                   #524288\tpulse  cov: 4321 ft: 9 corp: 7/8b\nstat::number_of_executed_units: 568618\n\
                   stat::peak_rss_mb:              28\n";
        assert_eq!(edges(log), "4321");
        assert_eq!((figure(log, "number_of_executed_units"), figure(log, "peak_rss_mb")), ("568618", "28"));
        assert_eq!((edges(""), figure("", "peak_rss_mb")), ("?", "?"));
    }
}
