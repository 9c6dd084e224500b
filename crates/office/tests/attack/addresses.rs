//! Addresses of no good will: what may be had by them, and what is answered where nothing may.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use danvan_core::ids::Digest;
use reqwest::Client;
use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::Phone;
use super::photos;
use super::raw::{ask, by_host, host_of, send, tried};
use super::table::Table;
use super::wire::{Answer, Office, is};

const UNIT: &str = "03466@2025-07-01";
/// Stands in every file that is not for browsers.
const SECRET: &str = "geheim-4711";
const SCRIPT: &str = "export const so = 'dan van';\n";
const PAGE: &str = "text/html,*/*";

/// A release with its list, and all that may lie beside it by mistake.
pub fn release(folder: &Path) {
    let write = |name: &str, content: &str| {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    };
    let list = json!([
        { "build": "b", "assets": ["assets/app-1a2b.js"], "files": [
            "index.html", "sw.js", "assets/app-1a2b.js", "assets/linked-1a2b.js", "shared/app.js",
        ] },
        { "build": "a", "assets": ["assets/before-0000.js"] },
    ]);
    for (name, content) in [
        ("app/index.html", "<!doctype html><title>Sổ Dân vận</title>"),
        ("app/index.html.br", "twin"),
        ("app/sw.js", "// worker"),
        ("app/assets/app-1a2b.js", SCRIPT),
        ("app/assets/app-1a2b.js.gz", "twin"),
        ("app/assets/before-0000.js", SCRIPT),
        ("app/releases.json", &list.to_string()),
        ("app/assets/unlisted.js", SECRET),
        ("app/notes.txt", SECRET),
        ("app/office.sqlite", SECRET),
        ("app/.env", SECRET),
        ("app/.git/config", SECRET),
        ("past/assets/old-0000.js", SCRIPT),
        ("past/secret.js", SECRET),
        ("outside/secret.txt", SECRET),
        ("outside/app.js", SECRET),
    ] {
        write(name, content);
    }
    let link = |to: &str, name: &str| symlink(folder.join(to), folder.join(name)).unwrap();
    link("outside/secret.txt", "app/assets/linked-1a2b.js");
    link("outside", "app/shared");
    // A twin that leads out is as good as no file.
    link("outside/secret.txt", "app/sw.js.br");
}

/// The office is served with [`release`].
pub async fn attack(office: &Office, table: &mut Table) {
    let mut given = Vec::new();
    files(office, table, &mut given).await;
    lengths(office, table).await;
    methods(office, table).await;
    parts(office, table).await;
    api(office, table, &mut given).await;
    let leaked: Vec<_> =
        given.iter().filter(|(_, body)| body.contains(SECRET)).map(|(path, _)| path).collect();
    table.row("nothing was given out that is not the app's", leaked, Vec::<&String>::new());
}

async fn files(office: &Office, table: &mut Table, given: &mut Vec<(String, String)>) {
    for path in [
        "/",
        "/index.html",
        "/assets/app-1a2b.js",
        "/assets/before-0000.js",
        "/assets/old-0000.js",
        "/assets/app-1a2b.js?x=%zz",
    ] {
        table.row(
            &format!("{path}, which the release lists"),
            tried(office, "GET", path, &[]).await,
            is(200, ""),
        );
    }
    let page = tried(office, "GET", "/so/03466@2025-07-01", &["accept: text/html"]).await;
    table.row("a page of the app", page, is(200, ""));
    let page = tried(office, "GET", "/so/03466@2025-07-01", &["accept: */*"]).await;
    table.row("the same for what is no browser", page, is(404, "not-found"));
    for path in [
        // Listed, but by a link that leads out, itself or by its folder or its twin.
        "/assets/linked-1a2b.js",
        "/shared/app.js",
        "/sw.js",
        // There, but not listed.
        "/assets/unlisted.js",
        "/notes.txt",
        "/office.sqlite",
        "/secret.js",
        "/releases.json",
        "/%72eleases.json",
        "//releases.json",
        "/./releases.json",
        "/releases.json/",
        "/assets/../releases.json",
        "/releases%2ejson",
        "/RELEASES.JSON",
        // Hidden.
        "/.env",
        "/.git/config",
        "/%2eenv",
        "/.git%2fconfig",
        "/assets/.",
        "/assets/..",
        // Twins.
        "/index.html.br",
        "/assets/app-1a2b.js.gz",
        "/assets/app-1a2b.js%2egz",
        "/assets/app-1a2b.js.GZ",
        "/assets/app-1a2b.js/",
        "/assets/app-1a2b.js.",
        "/assets/app-1a2b.js%20",
        "/assets/app-1a2b.js;x=1",
        "/assets/app-1a2b.js::$DATA",
        "/Assets/app-1a2b.js",
        "/assets/App-1a2b.js",
        "/assets%2fapp-1a2b.js",
        "/assets//app-1a2b.js",
        "//assets/app-1a2b.js",
        // Out of the folder.
        "/../outside/secret.txt",
        "/..%2foutside%2fsecret.txt",
        "/%2e%2e/outside/secret.txt",
        "/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/outside/secret.txt",
        "/assets/....//....//outside/secret.txt",
        "/%252e%252e/outside/secret.txt",
        "/%252e%252e%252foutside%252fsecret.txt",
        "/..\\outside\\secret.txt",
        "/..%5coutside%5csecret.txt",
        "/shared/secret.txt",
        "//etc/passwd",
        "/C:/secret.txt",
        "/file:///etc/passwd",
    ] {
        for (accept, right) in [("accept: */*", "not-found"), ("accept: text/html", "page")] {
            let seen = ask(office, "GET", path, &[accept]).await;
            let outcome = seen.as_ref().map_or((0, String::new()), |seen| seen.outcome());
            table.row(&format!("GET {path} ({accept})"), outcome, is(404, right));
            let body = seen.map(|seen| String::from_utf8_lossy(&seen.body).into_owned());
            given.push((path.to_owned(), body.unwrap_or_default()));
        }
    }
    for path in [
        "/%",
        "/%2",
        "/%zz",
        "/%00",
        "/index.html%00",
        "/index.html%00.png",
        "/%c0%ae%c0%ae/outside/secret.txt",
        "/%e0%80%ae%e0%80%ae/x",
        "/%ff%fe",
        "/a%0d%0aset-cookie:%20x=1",
        "/%7f",
    ] {
        for (method, accept) in
            [("GET", "accept: */*"), ("GET", "accept: text/html"), ("HEAD", "accept: */*")]
        {
            let seen = tried(office, method, path, &[accept]).await.0;
            table.row(&format!("{method} {path} ({accept})"), seen, 400);
        }
    }
    let long = format!("/{}.js", "a".repeat(300));
    table.row("a name that no disk takes", tried(office, "GET", &long, &[]).await, is(404, "not-found"));
    table.row("and its head", tried(office, "HEAD", &long, &[]).await.0, 404);
    let below = tried(office, "GET", "/index.html/x.js", &[]).await;
    table.row("a file taken for a folder", below, is(404, "not-found"));
}

async fn lengths(office: &Office, table: &mut Table) {
    let long = |length: usize| format!("/{}", "a".repeat(length - 1));
    table.row(
        "an address of 8,192 bytes",
        tried(office, "GET", &long(8_192), &[]).await,
        is(404, "not-found"),
    );
    for length in [8_193, 65_000] {
        let seen = tried(office, "GET", &long(length), &[]).await;
        table.row(&format!("one of {length} bytes"), seen, is(414, "address-too-long"));
    }
    let query = format!("/api/v1/records?limit={}", "1".repeat(9_000));
    table.row("one of the API", tried(office, "GET", &query, &[]).await, is(414, "address-too-long"));
    // From here on it is hyper that answers, and it knows no words.
    let seen = tried(office, "GET", &long(70_000), &[]).await.0;
    table.row("an address of 70,000 bytes", [414, 431].contains(&seen), true);
    let header = format!("x-long: {}", "a".repeat(500_000));
    let seen = tried(office, "GET", "/health", &[&header]).await.0;
    // Half a megabyte is still on its way when the connection is closed: the answer may be lost with it.
    table.row("a header of 500,000 bytes", [0, 431].contains(&seen), true);
    let many = vec!["x-many: 1"; 300];
    table.row("300 headers", tried(office, "GET", "/health", &many).await.0, 431);
    for line in [
        "GET / HTTP/9.9",
        "GET  / HTTP/1.1",
        "GET /a b HTTP/1.1",
        "GET",
        "\u{0}\u{1}\u{2}",
        "GET http:// HTTP/1.1",
    ] {
        let bytes = format!("{line}\r\nhost: {}\r\nconnection: close\r\n\r\n", host_of(office));
        let seen = send(office, bytes.as_bytes()).await.map_or(0, |seen| seen.status);
        table.row(&format!("{line:?}"), [0, 400].contains(&seen), true);
    }
}

async fn methods(office: &Office, table: &mut Table) {
    for method in ["TRACE", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "BREW", "get"] {
        let seen = tried(office, method, "/index.html", &[]).await;
        table.row(&format!("{method} of a file"), seen, is(405, "method-not-allowed"));
    }
    let allowed = ask(office, "TRACE", "/index.html", &[]).await;
    let allowed = allowed.as_ref().and_then(|seen| seen.header("allow")).unwrap_or_default().to_owned();
    table.row("what files know is said", allowed, "GET,HEAD".to_owned());
    for method in ["TRACE", "DELETE", "BREW"] {
        let seen = tried(office, method, "/api/v1/feed", &[]).await;
        table.row(&format!("{method} of the API"), seen, is(405, "method-not-allowed"));
    }
    for (method, target) in [("CONNECT", "elsewhere.example:443"), ("OPTIONS", "*"), ("GET", "*")] {
        let seen = tried(office, method, target, &[]).await.0;
        table.row(&format!("{method} {target}"), [400, 404, 405].contains(&seen), true);
    }
}

async fn parts(office: &Office, table: &mut Table) {
    const FILE: &str = "/assets/app-1a2b.js";
    for (range, right) in [
        ("bytes=0-3", is(206, "")),
        ("bytes=-4", is(206, "")),
        ("bytes=5-2", is(416, "range-not-satisfiable")),
        ("bytes=9999-", is(416, "range-not-satisfiable")),
        ("bytes=0-1,3-4", is(416, "range-not-satisfiable")),
        ("bytes=99999999999999999999-", is(416, "range-not-satisfiable")),
        ("bytes=0-99999999999999999999999999", is(416, "range-not-satisfiable")),
        ("bytes=abc", is(416, "range-not-satisfiable")),
        ("bytes=", is(416, "range-not-satisfiable")),
        ("bytes=-", is(416, "range-not-satisfiable")),
        // Units that are not known ask for the whole.
        ("lines=0-3", is(200, "")),
        ("", is(200, "")),
    ] {
        let seen = tried(office, "GET", FILE, &[&format!("range: {range}")]).await;
        table.row(&format!("Range: {range}"), seen, right);
    }
    let many = format!("range: bytes=0-0{}", ",0-0".repeat(5_000));
    table.row("5,000 parts", tried(office, "GET", FILE, &[&many]).await, is(416, "range-not-satisfiable"));
    let outside = ask(office, "GET", FILE, &["range: bytes=9999-"]).await.unwrap();
    let said = (
        outside.header("content-range").map(str::to_owned),
        outside.header("cache-control").map(str::to_owned),
    );
    let right = (Some(format!("bytes */{}", SCRIPT.len())), Some("no-store".to_owned()));
    table.row("where the file ends is said, and is not kept for ever", said, right);
    for condition in ["\"rubbish\"", "W/\"x\"", "Tue, 99 Foo 2026", ""] {
        let lines = ["range: bytes=0-3".to_owned(), format!("if-range: {condition}")];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        table.row(&format!("If-Range: {condition}"), tried(office, "GET", FILE, &lines).await, is(200, ""));
    }
    for line in [
        "if-none-match: rubbish",
        "if-none-match: \"",
        "if-modified-since: yesterday",
        "if-unmodified-since: x",
        "if-modified-since: Tue, 99 Foo 2026 99:99:99 GMT",
    ] {
        table.row(line, tried(office, "GET", FILE, &[line]).await, is(200, ""));
    }
    let seen = tried(office, "GET", FILE, &["if-match: \"other\""]).await;
    table.row("If-Match of another", seen, is(412, "precondition-failed"));
}

async fn api(office: &Office, table: &mut Table, given: &mut Vec<(String, String)>) {
    let desk = Desk::open(office, "quantri").await;
    let mut phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let photo = photos::sent(office, &mut phone, 90).await;
    let bearer = format!("authorization: Bearer {}", phone.token());
    let path = format!("/api/v1/attachments/{}", Digest::of(&[&photo]));
    for range in ["bytes=0-3", "bytes=999999-", "bytes=5-2", "bytes=0-0,2-2", "rubbish"] {
        let seen = ask(office, "GET", &path, &[&bearer, &format!("range: {range}")]).await.unwrap();
        table.row(
            &format!("a photo with Range: {range} comes whole"),
            (seen.status, seen.body == photo),
            (200, true),
        );
    }
    let seen = tried(office, "GET", &path, &[&bearer, "if-none-match: rubbish, \"x"]).await;
    table.row("a photo under a rubbish condition", seen, is(200, ""));
    for name in [
        "",
        "..",
        "%2e%2e",
        "%00",
        "%ff",
        "%c0%ae",
        "..%2f..%2foffice.sqlite",
        "%252e%252e",
        "x",
        &"a".repeat(300),
        &"0".repeat(65),
        "%zz",
    ] {
        for (path, room) in [
            ("/api/v1/attachments/", "photo"),
            ("/api/v1/uploads/", "upload"),
            ("/api/v1/records/", "record"),
            ("/api/v1/logs/", "log"),
        ] {
            let method = if room == "upload" { "HEAD" } else { "GET" };
            let seen =
                ask(office, method, &format!("{path}{name}"), &[&bearer, "tus-resumable: 1.0.0"]).await;
            let status = seen.as_ref().map_or(0, |seen| seen.status);
            table.row(&format!("a {room} called {name:.20?}"), [400, 404].contains(&status), true);
            let body = seen.map(|seen| String::from_utf8_lossy(&seen.body).into_owned());
            given.push((format!("{path}{name}"), body.unwrap_or_default()));
        }
    }
    for path in [
        "/api/v1/feed/",
        "/api/v1//feed",
        "/api//v1/feed",
        "/api/v1/./feed",
        "/api/v1/../v1/feed",
        "/API/v1/feed",
        "/api/v1/feed%2f",
        "/api/v1/feed%00",
        "/api%2fv1%2ffeed",
        "/api",
        "/api/",
    ] {
        let status = tried(office, "GET", path, &[&bearer, "accept: text/html"]).await.0;
        // An address in capitals is one of the app's pages, as far as anybody knows.
        let right = if path.starts_with("/API") { [200].as_slice() } else { &[400, 404] };
        table.row(&format!("the feed as {path}"), right.contains(&status), true);
    }
    for query in [
        "?limit=-1",
        "?limit=99999999999999999999",
        "?limit=%00",
        "?limit=1&limit=2",
        "?after=%ff",
        "?after=%zz",
        "?%zz=%00",
        "?after=..%2f..",
    ] {
        let status = tried(office, "GET", &format!("/api/v1/feed{query}"), &[&bearer]).await.0;
        table.row(&format!("the feed with {query}"), [200, 400].contains(&status), true);
    }
}

/// Under which names an office answers that has a public address, and what it tells browsers.
pub async fn names(public: &Office, plain: &Office, table: &mut Table) {
    let own = host_of(public);
    let port = own.rsplit(':').next().unwrap().to_owned();
    for host in [
        "so.laichau.example",
        "SO.LaiChau.Example",
        "so.laichau.example.",
        "so.laichau.example:443",
        "so.laichau.example:",
        "inner.example",
        &own,
        "127.0.0.1",
        "[::ffff:127.0.0.1]",
        &format!("localhost:{port}"),
        "LOCALHOST",
    ] {
        let seen = by_host(public, "/health", &[&format!("host: {host}")]).await;
        table.row(&format!("Host: {host}"), seen, is(200, ""));
    }
    for host in [
        "evil.example",
        "so.laichau.example.evil.example",
        "xso.laichau.example",
        "127.0.0.2",
        "[::1]",
        "0.0.0.0",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "2130706433",
    ] {
        for path in ["/health", "/", "/api/v1/sessions/current", "/sw.js"] {
            let seen = by_host(public, path, &[&format!("host: {host}")]).await;
            table.row(&format!("{path} by Host: {host}"), seen, is(421, "misdirected"));
        }
    }
    for lines in [
        vec![],
        vec!["host:"],
        vec!["host: so.laichau.example", "host: evil.example"],
        vec!["host: so.laichau.example", "host: so.laichau.example"],
        vec!["host: ai@so.laichau.example"],
        vec!["host: so.laichau.example:99999"],
        vec!["host: so.laichau.example/x"],
        vec!["host: so laichau"],
        vec!["host: [::1"],
        vec!["host: \u{e9}.example"],
    ] {
        let seen = by_host(public, "/health", &lines).await.0;
        table.row(&format!("{lines:?}"), seen, 400);
    }
    let whole = |name: &str| format!("http://{name}/health");
    let host = ["host: so.laichau.example"];
    table.row(
        "an address with our name in it",
        by_host(public, &whole("so.laichau.example"), &host).await,
        is(200, ""),
    );
    table.row("with another's", by_host(public, &whole("evil.example"), &host).await, is(421, "misdirected"));
    let host = ["host: evil.example"];
    table.row(
        "with ours, and another's as Host",
        by_host(public, &whole("so.laichau.example"), &host).await,
        is(421, "misdirected"),
    );

    for path in ["/health", "/", "/nothing.js", "/api/v1/feed"] {
        let seen = ask(public, "GET", path, &[]).await.unwrap();
        table.row(
            &format!("{path} says HTTPS for a year"),
            seen.header("strict-transport-security").map(str::to_owned),
            Some("max-age=31536000".to_owned()),
        );
        let seen = ask(plain, "GET", path, &[]).await.unwrap();
        table.row(
            &format!("{path} without HTTPS does not"),
            seen.header("strict-transport-security").is_some(),
            false,
        );
    }
    table.row("the cookie is for HTTPS alone", cookie(public, &public.client, "").await, (true, true));
    for (origin, right) in [
        ("http://so.laichau.example", is(403, "https-needed")),
        ("http://so.laichau.example:8080", is(403, "https-needed")),
        ("https://so.laichau.example", is(201, "")),
    ] {
        let host = origin.split("//").nth(1).unwrap();
        let request = public.client.post(public.program.url("/api/v1/sessions")).json(&sign_in(public));
        let answer = Answer::of(request.header("origin", origin).header("host", host)).await;
        table.row(&format!("a sign-in by a page of {origin}"), answer.outcome(), right);
    }
    let signed_in = public.client.post(public.program.url("/api/v1/sessions")).json(&sign_in(public));
    let answer = signed_in.send().await.unwrap();
    let session = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    for (scheme, right) in [("http", is(403, "https-needed")), ("https", is(204, ""))] {
        let request = public.client.delete(public.program.url("/api/v1/sessions/current"));
        let request = request.header("cookie", session).header("host", "so.laichau.example");
        let answer = Answer::of(request.header("origin", format!("{scheme}://so.laichau.example"))).await;
        table.row(&format!("a session ended by a page of {scheme}"), answer.outcome(), right);
    }
    for accepted in ["identity;q=0", "*;q=0", "identity;q=0, *;q=0", "zstd, identity;q=0"] {
        let line = format!("accept-encoding: {accepted}");
        for path in ["/health", "/", "/api/v1/openapi.json"] {
            let seen = tried(plain, "GET", path, &[&line]).await;
            table.row(&format!("{path} for who accepts {accepted}"), seen, is(200, ""));
        }
    }
    table.row(
        "without HTTPS it is not, and still no other site's",
        cookie(plain, &plain.client, "").await,
        (false, true),
    );
    table.row(
        "who says to come by HTTPS is not believed",
        cookie(plain, &plain.client, "https").await,
        (false, true),
    );
    let seen = by_host(plain, "/health", &["host: evil.example"]).await;
    table.row("an office of no address answers to all", seen, is(200, ""));
}

/// An office that speaks HTTPS itself.
pub async fn https(office: &Office, authority: &Path, table: &mut Table) {
    let pem = fs::read(authority).unwrap();
    let client =
        Client::builder().tls_certs_merge([reqwest::Certificate::from_pem(&pem).unwrap()]).build().unwrap();
    let answer = client.get(office.program.url("/health")).send().await.unwrap();
    let said =
        answer.headers().get("strict-transport-security").map(|said| said.to_str().unwrap().to_owned());
    table.row(
        "its own certificate: HTTPS for a year",
        (answer.status().as_u16(), said),
        (200, Some("max-age=31536000".to_owned())),
    );
    table.row("and cookies for HTTPS alone", cookie(office, &client, "").await, (true, true));
    let bytes = format!("GET /health HTTP/1.1\r\nhost: {}\r\n\r\n", host_of(office));
    table.row("who comes by HTTP there has no answer", send(office, bytes.as_bytes()).await.is_none(), true);
}

/// Whether the session's cookie is `Secure`, and whether it is `SameSite=Strict` and `HttpOnly`.
async fn cookie(office: &Office, client: &Client, forwarded: &str) -> (bool, bool) {
    let request = client.post(office.program.url("/api/v1/sessions")).json(&sign_in(office));
    let answer = request.header("x-forwarded-proto", forwarded).send().await.unwrap();
    let cookie = answer.headers().get("set-cookie").map(|value| value.to_str().unwrap().to_owned());
    let cookie = cookie.unwrap_or_default();
    (cookie.contains("; Secure"), cookie.contains("; SameSite=Strict") && cookie.contains("; HttpOnly"))
}

fn sign_in(office: &Office) -> Value {
    let users = office.program.printed["users"].as_array().unwrap();
    let user = users.iter().find(|user| user["username"] == "quantri").unwrap();
    json!({ "username": "quantri", "password": user["password"] })
}

/// The same addresses at a hub, which serves no folder at all.
pub async fn at_hub(hub: &Office, table: &mut Table) {
    for path in ["/hub.js", "/hub.css", "/", "/health"] {
        table.row(&format!("{path} of the hub"), tried(hub, "GET", path, &[]).await, is(200, ""));
    }
    for path in [
        "/hub.sqlite",
        "/../hub.sqlite",
        "/%2e%2e/hub.sqlite",
        "/.env",
        "/hub.js.br",
        "/hub.js/",
        "//hub.js",
        "/HUB.JS",
        "/hub.js%00",
        "/%ff",
        "/%zz",
        "/hub%2ejs/..",
        "/index.html",
        "/api/v1/receipts/..%2f..",
        "/api/v1/receipts/%00",
        "/api/v1/logs/%c0%ae",
    ] {
        let accept = format!("accept: {PAGE}");
        let status = tried(hub, "GET", path, &[&accept]).await.0;
        table.row(&format!("{path} at the hub"), [400, 401, 404].contains(&status), true);
    }
    for length in [8_193, 65_000] {
        let seen = tried(hub, "GET", &format!("/{}", "a".repeat(length - 1)), &[]).await;
        table.row(&format!("{length} bytes at the hub"), seen, is(414, "address-too-long"));
    }
    for method in ["TRACE", "DELETE", "BREW", "POST"] {
        for path in ["/", "/hub.js", "/api/v1/hub/overview"] {
            let seen = tried(hub, method, path, &[]).await;
            table.row(&format!("{method} {path} at the hub"), seen, is(405, "method-not-allowed"));
        }
    }
    let seen = tried(hub, "CONNECT", "*", &[]).await.0;
    table.row("CONNECT * at the hub", [400, 404, 405].contains(&seen), true);
    // To every OPTIONS the hub says which origins may ask: it is a preflight.
    let seen = ask(hub, "OPTIONS", "*", &["origin: https://evil.example"]).await.unwrap();
    let allowed = seen.header("access-control-allow-origin").map(str::to_owned);
    table.row("OPTIONS * at the hub lets nobody in", (seen.status, allowed), (200, None));
    let range =
        Answer::of(hub.client.get(hub.program.url("/hub.js")).header("range", "bytes=99999999-")).await;
    table.row("a part outside a file of the hub: the whole", range.status, 200);
}
