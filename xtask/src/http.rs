//! The least of an HTTP client: how many bytes an answer's body has on the wire.

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, ensure};

/// Length of the body of `GET path`, as sent to a browser that takes brotli.
pub fn body_bytes(address: &str, path: &str) -> Result<usize> {
    let answer = get(address, path).with_context(|| format!("GET {path}"))?;
    body_length(&answer).with_context(|| format!("GET {path}"))
}

fn get(address: &str, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    // HTTP/1.0: the body then ends with the connection and is not cut into chunks.
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept-Encoding: br\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn body_length(answer: &[u8]) -> Result<usize> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").context("an answer without head")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head.split_whitespace().nth(1).unwrap_or_default();
    ensure!(status == "200", "answered {status}");
    ensure!(!head.contains("transfer-encoding"), "answered in chunks");
    Ok(answer.len() - end - 4)
}

#[cfg(test)]
mod tests {
    use super::body_length;

    #[test]
    fn counts_the_body_and_refuses_errors() {
        assert_eq!(body_length(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n12345").unwrap(), 5);
        assert!(body_length(b"HTTP/1.1 404 Not Found\r\n\r\nno").is_err());
        assert!(body_length(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0").is_err());
        assert!(body_length(b"nothing").is_err());
    }
}
