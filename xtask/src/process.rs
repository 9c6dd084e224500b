//! Running other programs: named, visible, and stopped gently.

use std::ffi::OsStr;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const STOP_PATIENCE: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(50);

static STOP_ASKED: AtomicBool = AtomicBool::new(false);

/// One run of a program.
pub struct Step {
    name: String,
    program: String,
    command: Command,
}

impl Step {
    /// `name` is what a person reads when it fails.
    pub fn new(name: impl Into<String>, program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        Self {
            name: name.into(),
            program: program.to_string_lossy().into_owned(),
            command: Command::new(program),
        }
    }

    /// Adds arguments.
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Of cargo: the workspace's crates are compiled by clippy, which fails at a warning. What clippy checks by itself is
    /// compiled a second time, for minutes; this way the same build is linted and run.
    pub fn linted(self) -> Self {
        // As `cargo clippy -- -D warnings` hands it to its driver.
        self.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
            .env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__")
    }

    /// Takes an environment variable away.
    pub fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Where it runs.
    pub fn current_dir(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Everything that it prints goes into this file.
    ///
    /// # Errors
    /// Where the file cannot be opened twice.
    pub fn log_to(mut self, file: File) -> Result<Self> {
        self.command.stderr(file.try_clone().with_context(|| format!("{}: its log", self.name))?);
        self.command.stdout(file);
        Ok(self)
    }

    /// The command as one would type it.
    pub fn line(&self) -> String {
        let mut line = self.program.clone();
        for arg in self.command.get_args() {
            line.push(' ');
            line.push_str(&arg.to_string_lossy());
        }
        line
    }

    /// Runs it to its end, its output passing through.
    ///
    /// # Errors
    /// Where it cannot be started or does not succeed.
    pub fn run(mut self) -> Result<()> {
        println!("  $ {}", self.line());
        let status = self.command.status().with_context(|| self.cannot_start())?;
        self.check(status)
    }

    /// Runs it to its end and returns what it printed; its errors pass through.
    ///
    /// # Errors
    /// Where it cannot be started or does not succeed, or prints what is not UTF-8.
    pub fn output(mut self) -> Result<String> {
        self.command.stderr(Stdio::inherit());
        let output = self.command.output().with_context(|| self.cannot_start())?;
        if !output.status.success() {
            // What half an hour has measured is not lost with what failed at its end.
            print!("{}", String::from_utf8_lossy(&output.stdout));
        }
        self.check(output.status)?;
        String::from_utf8(output.stdout).with_context(|| format!("{} printed other than UTF-8", self.name))
    }

    /// Whether it can be started and succeeds; what it prints is nobody's.
    pub fn succeeds(mut self) -> bool {
        let quiet = self.command.stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    /// Starts it and goes on.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(mut self) -> Result<Running> {
        println!("  $ {}", self.line());
        let child = self.command.spawn().with_context(|| self.cannot_start())?;
        Ok(Running { name: self.name, child })
    }

    fn cannot_start(&self) -> String {
        format!("{}: cannot start `{}`", self.name, self.program)
    }

    fn check(&self, status: ExitStatus) -> Result<()> {
        if status.success() {
            return Ok(());
        }
        Err(anyhow!("{} failed ({status}): {}", self.name, self.line()))
    }
}

/// A program that runs beside this one, and is stopped with it.
pub struct Running {
    name: String,
    child: Child,
}

impl Running {
    /// Waits until it ends, or until a person stops this program (which stops it).
    ///
    /// # Errors
    /// Where it ends by itself and unsuccessfully.
    pub fn wait(mut self) -> Result<()> {
        loop {
            if let Some(status) = self.child.try_wait().context("waiting for a child")? {
                if status.success() || stop_asked() {
                    return Ok(());
                }
                bail!("{} ended ({status})", self.name);
            }
            if stop_asked() {
                return Ok(());
            }
            std::thread::sleep(POLL);
        }
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn stop(&mut self) {
        if !self.is_alive() {
            return;
        }
        // A terminal's Ctrl-C has reached it already; a second request does no harm.
        if let Ok(id) = i32::try_from(self.child.id()) {
            let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
        }
        let asked = Instant::now();
        while self.is_alive() {
            if asked.elapsed() > STOP_PATIENCE {
                eprintln!("{} does not stop; killing it", self.name);
                let _ = self.child.kill();
                let _ = self.child.wait();
            }
            std::thread::sleep(POLL);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// From here on Ctrl-C and SIGTERM do not end this program at once: its children are stopped first.
///
/// # Errors
/// Where the handler cannot be set.
pub fn stop_gently() -> Result<()> {
    ctrlc::set_handler(|| STOP_ASKED.store(true, Ordering::SeqCst)).context("setting the Ctrl-C handler")
}

/// Whether a person has asked to stop.
pub fn stop_asked() -> bool {
    STOP_ASKED.load(Ordering::SeqCst)
}

/// The path of a program that `PATH` would find.
pub fn which(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_stopped_with_its_owner() {
        let mut running = Step::new("sleep", "sleep").args(["1000"]).start().unwrap();
        assert!(running.is_alive());
        let process = format!("/proc/{}", running.child.id());
        assert!(Path::new(&process).exists());
        drop(running);
        assert!(!Path::new(&process).exists());
    }

    #[test]
    fn a_failure_is_named_with_its_command() {
        let error = Step::new("the office", "sh").args(["-c", "exit 3"]).run().unwrap_err().to_string();
        assert!(error.contains("the office failed") && error.contains("sh -c exit 3"), "{error}");
        let ended = Step::new("the office", "sh").args(["-c", "exit 3"]).start().unwrap().wait();
        assert!(ended.is_err());
        let missing = Step::new("wasm-opt", "no-such-program").run().unwrap_err().to_string();
        assert!(missing.contains("wasm-opt: cannot start `no-such-program`"), "{missing}");
    }
}
