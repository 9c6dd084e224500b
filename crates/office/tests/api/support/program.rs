//! The program itself, as a person starts it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use danvan_office::Database;
use serde_json::Value;

/// The running program, with what it printed.
pub struct Program {
    pub child: Child,
    pub printed: Value,
}

impl Program {
    /// Starts it and waits until it listens. Its database comes as `--database` or, where it is PostgreSQL, as
    /// `DATABASE_URL`.
    pub fn start(books: &Database) -> Self {
        Self::start_with(books, |_| ())
    }

    /// With more arguments or another environment.
    pub fn start_with(books: &Database, change: impl FnOnce(&mut Command)) -> Self {
        Self::begun(Self::begin(books, change))
    }

    /// Several at the same moment, on one database.
    pub fn start_together(books: &Database, count: usize) -> Vec<Self> {
        let begun: Vec<_> = (0..count).map(|_| Self::begin(books, |_| ())).collect();
        begun.into_iter().map(Self::begun).collect()
    }

    fn begin(books: &Database, change: impl FnOnce(&mut Command)) -> Child {
        let mut program = Command::new(env!("CARGO_BIN_EXE_danvan-office"));
        program.args(["serve", "--listen", "127.0.0.1:0", "--demonstration", "--print-json"]);
        match books {
            Database::Sqlite(file) => program.env_remove("DATABASE_URL").arg("--database").arg(file),
            Database::Postgres(url) => program.env("DATABASE_URL", url),
        };
        // PostgreSQL has no folder of its own for files.
        if let Database::Postgres(_) = books {
            program.current_dir(std::env::temp_dir());
        }
        change(&mut program);
        program.env("RUST_LOG", "warn").stdout(Stdio::piped()).spawn().unwrap()
    }

    fn begun(mut child: Child) -> Self {
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, printed: serde_json::from_str(&line).unwrap() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.printed["address"].as_str().unwrap())
    }

    /// An enrolment code of the demonstration.
    pub fn code(&self, name: &str) -> String {
        let codes = self.printed["codes"].as_array().unwrap();
        codes.iter().find(|code| code["name"] == name).unwrap()["code"].as_str().unwrap().to_owned()
    }

    /// SIGKILL: no last words, no last writes.
    pub fn kill(self) {}
}

/// Also where a test fails: nothing stays behind.
impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
