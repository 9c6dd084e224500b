//! The uploader against a model office: step by step, and under any mishap.

mod bench;
mod forever;
mod mishaps;
mod steps;

use super::*;
