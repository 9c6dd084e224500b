//! Reading the tables in `data/`: tab-separated, a head line, `;` between the values of one cell.
//!
//! A wrong table is a mistake of ours, found by the tests of this room. Reading it gives a message with file, line and
//! column rather than a catalogue with holes.

use chrono::NaiveDate;

/// What is wrong with a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataProblem(pub(super) String);

/// What reading gives.
pub(super) type Read<T> = Result<T, DataProblem>;

/// One line of a table, with the names of its cells.
pub(super) struct Row<'table> {
    file: &'static str,
    number: usize,
    head: &'table [&'static str],
    cells: Vec<&'static str>,
}

/// Reads every line of a table.
pub(super) fn read<T>(
    file: &'static str,
    text: &'static str,
    line: impl Fn(&Row<'_>) -> Read<T>,
) -> Read<Vec<T>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    lines
        .enumerate()
        .map(|(place, text)| {
            let cells: Vec<&str> = text.split('\t').collect();
            let row = Row { file, number: place + 2, head: &head, cells };
            if row.cells.len() == head.len() {
                line(&row)
            } else {
                Err(row.problem("", "has another number of cells"))
            }
        })
        .collect()
}

impl Row<'_> {
    /// A cell as it stands.
    pub fn text(&self, column: &str) -> Read<&'static str> {
        let place = self.head.iter().position(|name| *name == column);
        place
            .and_then(|place| self.cells.get(place).copied())
            .ok_or_else(|| self.problem(column, "is missing from the head"))
    }

    /// A cell that must not be empty.
    pub fn required(&self, column: &str) -> Read<String> {
        let text = self.text(column)?;
        if text.is_empty() { Err(self.problem(column, "is empty")) } else { Ok(text.to_owned()) }
    }

    /// A cell that may be empty.
    pub fn optional(&self, column: &str) -> Read<Option<String>> {
        let text = self.text(column)?;
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    /// The values of a cell.
    pub fn values(&self, column: &str) -> Read<Vec<&'static str>> {
        Ok(self.text(column)?.split(';').filter(|value| !value.is_empty()).collect())
    }

    /// The values of a cell, made into something.
    pub fn list<T>(&self, column: &str, make: impl Fn(&'static str) -> T) -> Read<Vec<T>> {
        Ok(self.values(column)?.into_iter().map(make).collect())
    }

    /// A cell that is a code of a fixed list.
    pub fn code<T>(&self, column: &str, find: impl Fn(&str) -> Option<T>) -> Read<T> {
        find(self.text(column)?).ok_or_else(|| self.problem(column, "holds an unknown code"))
    }

    /// A date, or nothing.
    pub fn date(&self, column: &str) -> Read<Option<NaiveDate>> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| self.problem(column, "is not a date"))
    }

    /// A whole number; an empty cell is nought.
    pub fn number<N: std::str::FromStr + Default>(&self, column: &str) -> Read<N> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Ok(N::default());
        }
        text.parse().map_err(|_| self.problem(column, "is not a number"))
    }

    /// Names the cell and what is wrong with it.
    pub fn problem(&self, column: &str, wrong: &str) -> DataProblem {
        DataProblem(format!("{} line {}: {column} {wrong}", self.file, self.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_short_is_named() {
        let read = read("x.tsv", "a\tb\n1\t2\n3", |row| row.required("a"));
        assert_eq!(read, Err(DataProblem("x.tsv line 3:  has another number of cells".to_owned())));
    }

    #[test]
    fn an_empty_cell_and_an_unknown_column_are_named() {
        let empty = read("x.tsv", "a\tb\n\t2", |row| row.required("a"));
        assert_eq!(empty, Err(DataProblem("x.tsv line 2: a is empty".to_owned())));
        let unknown = read("x.tsv", "a\n1", |row| row.required("c"));
        assert_eq!(unknown, Err(DataProblem("x.tsv line 2: c is missing from the head".to_owned())));
        let date = read("x.tsv", "a\n2025-13-01", |row| row.date("a"));
        assert_eq!(date, Err(DataProblem("x.tsv line 2: a is not a date".to_owned())));
    }
}
