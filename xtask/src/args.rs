//! The command line, read by hand: three flags do not need a parser's thirty seconds of compiling.

use std::collections::VecDeque;

use anyhow::{Context, Result, bail};

/// What is left of the command line.
pub struct Args {
    rest: VecDeque<String>,
}

impl Args {
    /// Without the program's own name, and without a `--` that cargo's habit leaves in front.
    pub fn from_command_line() -> Self {
        Self::new(std::env::args().skip(1))
    }

    fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self { rest: words.into_iter().filter(|word| word != "--").collect() }
    }

    /// The first word.
    pub fn command(&mut self) -> Option<String> {
        self.rest.pop_front()
    }

    /// Whether `--name` was given; takes it out.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|word| word != name);
        self.rest.len() < before
    }

    /// Every value of `--name VALUE`; takes them out.
    pub fn values(&mut self, name: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        while let Some(at) = self.rest.iter().position(|word| word == name) {
            self.rest.remove(at);
            let value = self.rest.remove(at).filter(|value| !value.starts_with("--"));
            values.push(value.with_context(|| format!("{name} needs a value"))?);
        }
        Ok(values)
    }

    /// Fails where something was not understood.
    pub fn finish(self) -> Result<()> {
        match self.rest.front() {
            None => Ok(()),
            Some(word) => bail!("'{word}' is not understood here; see cargo xtask help"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_flags_and_values_in_any_order() {
        let mut args = args("run -- --demo --listen 127.0.0.1:9000 --fresh");
        assert_eq!(args.command().as_deref(), Some("run"));
        assert_eq!(args.values("--listen").unwrap(), ["127.0.0.1:9000"]);
        assert!(args.flag("--fresh"));
        assert!(args.flag("--demo"));
        assert!(!args.flag("--demo"));
        args.finish().unwrap();
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(args("--dmeo").finish().is_err());
        assert!(args("--listen").values("--listen").is_err());
        assert!(args("--listen --fresh").values("--listen").is_err());
    }
}
