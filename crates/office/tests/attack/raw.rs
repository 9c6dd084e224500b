//! Requests as bytes: client libraries tidy addresses and headers before they send them.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::wire::{Office, Outcome};

/// What came back.
pub struct Seen {
    pub status: u16,
    pub headers: String,
    pub body: Vec<u8>,
}

impl Seen {
    /// Status and problem, as [`super::wire::Answer::outcome`] says it; `page` for a refusal that is a page.
    pub fn outcome(&self) -> Outcome {
        if self.status < 400 {
            return (self.status, String::new());
        }
        let page = String::from_utf8_lossy(&self.body);
        let is_page = self.header("content-type") == Some("text/html; charset=utf-8");
        if is_page && page.contains(&format!("Mã lỗi: {}<", self.status)) {
            return (self.status, "page".to_owned());
        }
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let kind = body["type"].as_str().unwrap_or("no problem document");
        let worded = body["title"].as_str().is_some_and(|title| !title.is_ascii());
        let kind = kind.strip_prefix("/problems/").unwrap_or(kind);
        (
            self.status,
            if worded || kind.starts_with("no ") { kind.to_owned() } else { format!("{kind} without words") },
        )
    }

    /// A header's value; headers come in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// The address that a program listens at, as `Host` says it.
pub fn host_of(office: &Office) -> String {
    office.program.url("").split_once("://").unwrap().1.to_owned()
}

/// Sends bytes as they are and reads until the other side closes; nothing where it says nothing of HTTP.
pub async fn send(office: &Office, bytes: &[u8]) -> Option<Seen> {
    let mut stream = TcpStream::connect(host_of(office)).await.unwrap();
    // Whoever is turned away in the middle of a long head may find the connection closed.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let headers = String::from_utf8_lossy(answer.get(..end)?).into_owned();
    let status = headers.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
    let chunked = headers.lines().any(|line| line == "transfer-encoding: chunked");
    let rest = answer.get(end + 4..)?;
    let body = if chunked { unchunked(rest) } else { rest.to_vec() };
    Some(Seen { status, headers, body })
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&rest[..end]), 16).unwrap_or(0);
        let Some(chunk) = rest.get(end + 2..end + 2 + size).filter(|chunk| !chunk.is_empty()) else { break };
        body.extend(chunk);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    body
}

/// One request by a method, at an address as it is written, with further lines of headers.
pub async fn ask(office: &Office, method: &str, target: &str, lines: &[&str]) -> Option<Seen> {
    let mut request =
        format!("{method} {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", host_of(office));
    for line in lines {
        request.push_str(line);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    send(office, request.as_bytes()).await
}

/// The outcome of [`ask`].
pub async fn tried(office: &Office, method: &str, target: &str, lines: &[&str]) -> Outcome {
    ask(office, method, target, lines).await.map_or((0, "no answer".to_owned()), |seen| seen.outcome())
}

/// Asks under another `Host`, or none, or several: `lines` are all headers there are.
pub async fn by_host(office: &Office, target: &str, lines: &[&str]) -> Outcome {
    let mut request = format!("GET {target} HTTP/1.1\r\n");
    for line in lines.iter().chain(&["connection: close"]) {
        request.push_str(line);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    send(office, request.as_bytes()).await.map_or((0, "no answer".to_owned()), |seen| seen.outcome())
}
