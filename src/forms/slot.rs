//! Where in a form something is typed: a field, or a field of one row of a list.

/// A place in a form. Rows keep their number while they are moved or others go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The field of the record.
    pub field: &'static str,
    /// For a list: the row, and the field of the row.
    pub row: Option<(u32, &'static str)>,
}

impl Slot {
    /// A whole field.
    pub fn field(field: &'static str) -> Self {
        Self { field, row: None }
    }

    /// One field of a row.
    pub fn in_row(field: &'static str, row: u32, part: &'static str) -> Self {
        Self { field, row: Some((row, part)) }
    }

    /// The identifier of its element in the page.
    pub fn id(self) -> String {
        match self.row {
            None => ["f-", self.field].concat(),
            Some((row, part)) => [&row_id(self.field, row), "-", part].concat(),
        }
    }
}

/// The identifier of a whole row's element.
pub fn row_id(field: &str, row: u32) -> String {
    ["f-", field, "-", &row.to_string()].concat()
}
