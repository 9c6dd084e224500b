//! Compressed twins, made once with all the time in the world, for the office to serve.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use super::files::{Files, write_one};
use super::sizes::FileSize;

const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;

/// The names of a file and its twins.
pub fn with_twins(name: &str) -> [String; 3] {
    [name.to_owned(), format!("{name}.br"), format!("{name}.gz")]
}

/// Writes `.br` and `.gz` beside every file that becomes smaller by it; returns the sizes.
pub fn write(folder: &Path, files: &Files) -> Result<Vec<FileSize>> {
    let mut sizes = Vec::new();
    for (name, content) in files.iter() {
        let [_, br, gz] = with_twins(name);
        let size = FileSize {
            name: name.to_owned(),
            plain: content.len(),
            brotli: write_if_smaller(folder, &br, brotli(content)?, content)?,
            gzip: write_if_smaller(folder, &gz, gzip(content)?, content)?,
        };
        sizes.push(size);
    }
    Ok(sizes)
}

fn write_if_smaller(folder: &Path, name: &str, twin: Vec<u8>, content: &[u8]) -> Result<usize> {
    if twin.len() >= content.len() {
        return Ok(content.len());
    }
    write_one(folder, name, &twin)?;
    Ok(twin.len())
}

/// Brotli as the office serves it.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut twin = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut twin, &params).context("compressing by brotli")?;
    Ok(twin)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).and_then(|()| encoder.finish()).context("compressing by gzip")
}
