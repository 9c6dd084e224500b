//! The rows: what was tried, and what came of it.

/// What came of all cases against one office.
pub struct Table {
    name: String,
    rows: usize,
    wrong: Vec<String>,
}

impl Table {
    pub fn new(name: &str) -> Self {
        println!("\n{name}");
        Self { name: name.to_owned(), rows: 0, wrong: Vec::new() }
    }

    /// One case: what is seen must be what is right.
    pub fn row<T: PartialEq + std::fmt::Debug>(&mut self, case: &str, seen: T, right: T) {
        self.rows += 1;
        let well = seen == right;
        println!("  {} {case}: {seen:?}", if well { "ok " } else { "BAD" });
        if !well {
            self.wrong.push(format!("{case}: {seen:?}, right were {right:?}"));
        }
    }

    /// Fails where a row was wrong, or where rows are missing: a case that is skipped is none that holds.
    pub fn finish(self, rows_at_least: usize) {
        assert!(self.wrong.is_empty(), "{}:\n{}", self.name, self.wrong.join("\n"));
        assert!(self.rows >= rows_at_least, "{}: only {} rows", self.name, self.rows);
    }
}
