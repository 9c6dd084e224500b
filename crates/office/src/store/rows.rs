//! Rows by the names of their columns, from either database. What sqlx derives, without its macros: they bring the
//! databases' drivers, SQLite among them, a second time into every build.

/// Declares a row whose fields are called as its columns.
macro_rules! row {
    ($(#[$of_row:meta])* $visible:vis struct $name:ident { $($(#[$of_field:meta])* $field:ident: $value:ty,)* }) => {
        $(#[$of_row])*
        $visible struct $name { $($(#[$of_field])* $field: $value,)* }

        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $($value: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)*
        {
            fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: row.try_get(stringify!($field))?,)* })
            }
        }
    };
}

pub(super) use row;
