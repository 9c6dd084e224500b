//! Vietnamese text: folding, collation, names, numbers, dates.
