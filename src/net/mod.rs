//! Requests to the office.
