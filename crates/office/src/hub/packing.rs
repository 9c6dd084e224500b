//! How bodies are packed between hub and province: brotli, or gzip where something on the line takes the name of the coding
//! off (the province knows gzip by its first bytes).

use std::io::{Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// How a request's body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// The smaller one.
    Brotli,
    /// Known without its name.
    Gzip,
}

impl Packing {
    /// The name in `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The body as it goes on the line.
    ///
    /// # Errors
    /// Those of the writer; memory has none.
    pub fn pack(self, plain: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let mut packed = Vec::new();
                brotli::CompressorWriter::new(&mut packed, 64 * 1024, 5, 22).write_all(plain)?;
                Ok(packed)
            }
            Self::Gzip => {
                let mut packing = GzEncoder::new(Vec::new(), Compression::best());
                packing.write_all(plain)?;
                packing.finish()
            }
        }
    }
}

/// JSON out of brotli, at most `most` bytes of it.
///
/// # Errors
/// Where it is no brotli.
pub fn unpacked(bytes: &[u8], most: u64) -> std::io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    brotli::Decompressor::new(bytes, 64 * 1024).take(most).read_to_end(&mut plain)?;
    Ok(plain)
}

/// Whether bytes that are said to be JSON begin like it. Brotli has no first bytes of its own.
pub fn begins_like_json(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_none_or(|byte| matches!(byte, b'{' | b'['))
}
