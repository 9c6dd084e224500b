//! The provincial office.
