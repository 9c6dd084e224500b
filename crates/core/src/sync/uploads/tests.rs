//! The uploader against a model office: step by step, and under any mishap.

mod bench;
mod mishaps;
mod steps;

use super::*;
