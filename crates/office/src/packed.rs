//! A text that everybody may ask for, packed once in each coding: strangers who ask again and again cost a copy.

use std::io::Write;
use std::sync::OnceLock;

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// See the module's head.
#[derive(Debug)]
pub struct Packed {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: OnceLock<Option<Bytes>>,
}

/// The codings of such a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Plain,
    /// By gzip.
    Gzip,
    /// By brotli.
    Brotli,
}

impl Coding {
    /// The name in `Content-Encoding`; nothing for a text as it is.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

impl Packed {
    /// A text, with its brotli where that is there already.
    pub fn new(plain: Vec<u8>, brotli: Option<Vec<u8>>) -> Self {
        Self { plain: plain.into(), brotli: brotli.map(Bytes::from), gzip: OnceLock::new() }
    }

    /// What whoever sends these headers is answered: the shortest that they accept.
    pub fn answer(&self, asked: &HeaderMap) -> (Coding, Bytes) {
        if let Some(brotli) = self.brotli.as_ref().filter(|_| accepts(asked, "br")) {
            return (Coding::Brotli, brotli.clone());
        }
        match self.gzip.get_or_init(|| gzipped(&self.plain)) {
            Some(gzip) if accepts(asked, "gzip") => (Coding::Gzip, gzip.clone()),
            _ => (Coding::Plain, self.plain.clone()),
        }
    }
}

fn gzipped(plain: &[u8]) -> Option<Bytes> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::default());
    packing.write_all(plain).ok()?;
    Some(packing.finish().ok()?.into())
}

/// Whether a coding is accepted by its name.
fn accepts(headers: &HeaderMap, name: &str) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|accepted| accepted.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(name))
            && !parts.any(|part| part.trim_end_matches(['0', '.']).eq_ignore_ascii_case("q="))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn each_reader_gets_the_shortest_that_they_accept() {
        let text = b"mot ".repeat(1_000);
        let packed = Packed::new(text.clone(), Some(b"brotli".to_vec()));
        let asked = |accepted: &str| {
            let headers = [(header::ACCEPT_ENCODING, accepted.parse().unwrap())].into_iter().collect();
            packed.answer(&headers)
        };
        assert_eq!(asked("gzip, deflate, br;q=0.5"), (Coding::Brotli, Bytes::from_static(b"brotli")));
        for accepted in ["gzip", "br;q=0.0, GZIP ; q=1", "deflate,gzip"] {
            let (coding, bytes) = asked(accepted);
            let mut unpacked = Vec::new();
            GzDecoder::new(bytes.as_ref()).read_to_end(&mut unpacked).unwrap();
            assert_eq!((coding, unpacked), (Coding::Gzip, text.clone()), "{accepted}");
        }
        for accepted in ["", "identity", "gzip;q=0", "*"] {
            assert_eq!(asked(accepted), (Coding::Plain, Bytes::from(text.clone())), "{accepted}");
        }
    }
}
