//! Who is refused reads it in a form of their own: a person whose browser went there a page, a program a document.

use super::raw::{Seen, host_of, send};
use super::table::Table;
use super::wire::{Office, is};

const BROWSER: &str = "accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const GOES: &str = "sec-fetch-mode: navigate";
/// Stands in an address, and must not come back.
const MARKUP: &str = "/%3Cscript%3Ealert(1)%3C/script%3E.js?x=%3Cscript%3E";

async fn asked(office: &Office, method: &str, path: &str, host: &str, lines: &[&str]) -> Seen {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for line in lines {
        request.push_str(&format!("{line}\r\n"));
    }
    request.push_str("\r\n");
    send(office, request.as_bytes()).await.unwrap()
}

/// An office of a public address, or a hub; `nowhere` names nothing there.
pub async fn attack(office: &Office, name: &str, nowhere: &[&str], table: &mut Table) {
    let own = host_of(office);
    for path in nowhere {
        for (lines, right) in [
            (&[BROWSER, GOES][..], "page"),
            (&[BROWSER], "page"),
            (&[BROWSER, "accept-encoding: br, gzip"], "page"),
            (&["accept: */*"], "not-found"),
            (&["accept: application/json"], "not-found"),
            (&["accept: application/problem+json, text/html;q=0.5"], "not-found"),
            (&[BROWSER, "sec-fetch-mode: cors"], "not-found"),
            (&[], "not-found"),
        ] {
            let seen = asked(office, "GET", path, &own, lines).await;
            table.row(&format!("{name}: {path} for {lines:?}"), seen.outcome(), is(404, right));
            let depends = seen.headers.lines().any(|line| line == "vary: accept, sec-fetch-mode");
            table.row("  and on what that depends is said", depends, true);
        }
        for lines in [&[BROWSER, GOES][..], &["accept: */*"]] {
            let get = asked(office, "GET", path, &own, lines).await;
            let head = asked(office, "HEAD", path, &own, lines).await;
            table.row(
                &format!("{name}: the head of {path} for {lines:?} is the same, without a body"),
                (told(&head), head.body.len()),
                (told(&get), 0),
            );
        }
    }
    for host in ["rebound.evil.example", "evil.example:8443"] {
        for path in ["/", "/nothing", "/api/v1/feed"] {
            let seen = asked(office, "GET", path, host, &[BROWSER, GOES]).await;
            table.row(&format!("{name}: {path} by {host} in a browser"), seen.outcome(), is(421, "page"));
            let shown = String::from_utf8_lossy(&seen.body).into_owned();
            let says = [shown.contains("đúng địa chỉ"), shown.contains("href"), shown.contains(&own)];
            table.row("  it says what to do, and not which name is right", says, [true, false, false]);
            let seen = asked(office, "GET", path, host, &["accept: */*"]).await;
            table.row(&format!("{name}: {path} by {host}"), seen.outcome(), is(421, "misdirected"));
        }
    }
    let seen = asked(office, "POST", "/", "evil.example", &[BROWSER, GOES, "content-length: 0"]).await;
    table.row(&format!("{name}: a form of a foreign name"), seen.outcome(), is(421, "misdirected"));
    let hostile = asked(office, "GET", MARKUP, &own, &[BROWSER]).await;
    let shown = String::from_utf8_lossy(&hostile.body).into_owned();
    table.row(
        &format!("{name}: nothing of an address comes into its page"),
        (hostile.status, shown.contains("script")),
        (404, false),
    );
    let policy = hostile.header("content-security-policy").unwrap_or_default();
    for words in
        ["default-src 'none'", "style-src 'sha256-", "frame-ancestors 'none'", "trusted-types 'none'"]
    {
        table.row(&format!("{name}: the page's policy: {words}"), policy.contains(words), true);
    }
    table.row("  and no more", policy.contains("script-src") || policy.contains("unsafe"), false);
    let guards =
        ["x-content-type-options", "cache-control"].map(|guard| hostile.header(guard).map(str::to_owned));
    table.row("  and it is not kept", guards, [Some("nosniff".to_owned()), Some("no-store".to_owned())]);
}

/// What an answer says before its body, without the clock.
fn told(seen: &Seen) -> (u16, Vec<String>) {
    let mut lines: Vec<_> =
        seen.headers.lines().filter(|line| !line.starts_with("date: ")).map(str::to_owned).collect();
    lines.sort();
    (seen.status, lines)
}
