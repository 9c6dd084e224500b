//! The line itself: what is slow is waited for, what has stopped is not, and what a stranger in between says is not the
//! province's word.

use std::time::{Duration, Instant};

use bytes::Bytes;
use danvan_office::hub::http::{HttpUpstream, Patience, client};
use danvan_office::hub::{Upstream, UpstreamError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const FEED: &str = r#"{"epoch":"e","records":[],"cursor":"e.x.0","more":false}"#;

/// A province that answers each request with these pieces, a pause before each; then it closes the connection, or never does.
async fn province(pieces: Vec<(Duration, String)>, closes: bool) -> HttpUpstream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let pieces = pieces.clone();
            tokio::spawn(async move {
                let mut request = [0; 16 * 1024];
                let _ = connection.read(&mut request).await;
                for (pause, piece) in pieces {
                    tokio::time::sleep(pause).await;
                    if connection.write_all(piece.as_bytes()).await.is_err() {
                        return;
                    }
                }
                if !closes {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    let patience = Patience {
        quiet: Duration::from_millis(600),
        up_bytes_s: 1_000,
        down_bytes_s: 20,
        most: Duration::from_secs(10),
    };
    HttpUpstream::new(client(None).unwrap(), &address, "token").with_patience(patience)
}

fn head(length: usize) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n")
}

fn parts(text: &str, pause: Duration, of: usize) -> Vec<(Duration, String)> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(of).map(|part| (pause, part.iter().collect())).collect()
}

#[tokio::test]
async fn an_answer_that_goes_on_coming_is_waited_for() {
    let mut pieces = vec![(Duration::from_millis(300), head(FEED.len()))];
    pieces.extend(parts(FEED, Duration::from_millis(200), 8));
    let upstream = province(pieces, true).await;
    let began = Instant::now();
    let page = upstream.feed(None).await.unwrap();
    assert_eq!(page.cursor, "e.x.0");
    assert!(
        began.elapsed() > Duration::from_millis(1_300),
        "longer than any quiet time: {:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn an_answer_that_stops_or_never_begins_is_too_slow_and_not_the_end_of_the_line() {
    let stops = vec![(Duration::ZERO, head(FEED.len())), (Duration::ZERO, FEED[..20].to_owned())];
    for pieces in [Vec::new(), stops] {
        let upstream = province(pieces, false).await;
        let began = Instant::now();
        let trouble = upstream.feed(None).await.unwrap_err();
        assert!(matches!(trouble, UpstreamError::Slow(_)), "{trouble:?}");
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn an_answer_by_drops_does_not_hold_the_line_for_good() {
    let mut pieces = vec![(Duration::ZERO, head(1_000))];
    pieces.extend(parts(&"1".repeat(1_000), Duration::from_millis(400), 1));
    let upstream = province(pieces, false).await;
    let began = Instant::now();
    assert!(matches!(upstream.feed(None).await, Err(UpstreamError::Slow(_))));
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[tokio::test]
async fn what_is_longer_has_longer_to_be_answered() {
    // Nothing is answered within two seconds: too slow for what is short, and well for what is long.
    let row = serde_json::json!({
        "digest": "0".repeat(64), "outcome": "taken", "brought_at": "2026-11-27T08:00:00+07:00",
    })
    .to_string();
    let pieces = vec![(Duration::from_millis(1_500), format!("{}{row}", head(row.len())))];
    let upstream = province(pieces, true).await;
    let short = upstream.bundle(None, Bytes::from(vec![0; 100])).await;
    assert!(matches!(short, Err(UpstreamError::Slow(_))), "{short:?}");
    let long = upstream.bundle(None, Bytes::from(vec![0; 4_000])).await;
    assert!(long.is_ok(), "{long:?}");
}

#[tokio::test]
async fn a_province_that_is_not_there_is_no_matter_of_patience() {
    let upstream = HttpUpstream::new(client(None).unwrap(), "http://127.0.0.1:1", "token");
    assert!(matches!(upstream.feed(None).await, Err(UpstreamError::Unreachable(_))));
}

#[tokio::test]
async fn what_something_in_between_says_is_not_the_provinces_word() {
    for status in ["401 Unauthorized", "403 Forbidden", "404 Not Found", "422 Unprocessable"] {
        for (kind, of_office) in [("about:blank", false), ("/problems/not-found", true)] {
            let status_number = &status[..3];
            let body = format!(r#"{{"type":"{kind}","title":"No","status":{status_number},"detail":"No"}}"#);
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let upstream = province(vec![(Duration::ZERO, answer)], true).await;
            let trouble = upstream.feed(None).await.unwrap_err();
            let is_heeded = matches!(trouble, UpstreamError::Unknown(_) | UpstreamError::Refused(_));
            assert_eq!(is_heeded, of_office, "{status}: {trouble:?}");
        }
    }
}
