//! The app's files: types, caches, compressed twins, and what is no file.

use std::fs;
use std::path::Path;

use reqwest::Method;
use reqwest::header::HeaderMap;
use tempfile::TempDir;

use crate::support::TestOffice;

const PAGE: &str = "<!doctype html><title>Sổ Dân vận</title>";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

async fn office() -> (TestOffice, TempDir) {
    let release = TempDir::new().unwrap();
    let write = |name: &str, content: &[u8]| {
        let file = release.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    };
    for (name, content) in [
        ("app/index.html", PAGE.as_bytes()),
        ("app/index.html.br", b"brotli page"),
        ("app/sw.js", b"// worker"),
        ("app/manifest.webmanifest", b"{}"),
        ("app/releases.json", b"[]"),
        ("app/assets/app-1a2b.wasm", b"\0asm"),
        ("app/assets/app-1a2b.wasm.br", b"brotli wasm"),
        ("app/assets/app-1a2b.wasm.gz", b"gzip wasm"),
        ("app/assets/app-1a2b.js", b"export {}"),
        ("past/assets/app-0000.js", b"export {} // past"),
        ("secret.txt", b"outside"),
    ] {
        write(name, content);
    }
    let folder = |name: &str| -> Option<std::path::PathBuf> { Some(Path::new(release.path()).join(name)) };
    let office = TestOffice::with(|config| {
        config.app_dir = folder("app");
        config.past_app_dir = folder("past");
    })
    .await;
    (office, release)
}

async fn get(office: &TestOffice, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, String) {
    let mut request = office.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn hashed_assets_stay_for_ever_and_everything_else_is_asked_for() {
    let (office, _release) = office().await;
    let (status, headers, _) = get(&office, "/assets/app-1a2b.wasm", &[]).await;
    assert_eq!(
        (status, &headers["content-type"], &headers["cache-control"]),
        (200, &"application/wasm".parse().unwrap(), &FOR_EVER.parse().unwrap())
    );
    for path in ["/", "/index.html", "/sw.js", "/manifest.webmanifest"] {
        let (status, headers, _) = get(&office, path, &[]).await;
        assert_eq!((status, headers["cache-control"].to_str().unwrap()), (200, "no-cache"), "{path}");
    }
    let (_, headers, _) = get(&office, "/sw.js", &[]).await;
    assert!(headers["content-type"].to_str().unwrap().contains("javascript"));
    let (status, headers, text) = get(&office, "/assets/app-0000.js", &[]).await;
    assert_eq!(
        (status, headers["cache-control"].to_str().unwrap(), text.as_str()),
        (200, FOR_EVER, "export {} // past")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_are_given_to_those_who_read_them() {
    let (office, _release) = office().await;
    for (accepted, coding, text) in [
        ("br, gzip", Some("br"), "brotli wasm"),
        ("gzip", Some("gzip"), "gzip wasm"),
        ("identity", None, "\0asm"),
    ] {
        let (_, headers, body) =
            get(&office, "/assets/app-1a2b.wasm", &[("accept-encoding", accepted)]).await;
        let coded = headers.get("content-encoding").map(|value| value.to_str().unwrap());
        assert_eq!((coded, body.as_str()), (coding, text));
        assert_eq!(headers["content-type"], "application/wasm");
        let vary: Vec<_> = headers.get_all("vary").iter().collect();
        assert_eq!(vary, ["accept-encoding"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_navigations_get_the_page() {
    let (office, _release) = office().await;
    let navigation = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    for path in ["/", "/ghi", "/so/0190a0a0-0000-7000-8000-000000000001", "/console/figures"] {
        let (status, headers, text) = get(&office, path, &navigation).await;
        assert_eq!(
            (status, text.as_str(), headers["cache-control"].to_str().unwrap()),
            (200, PAGE, "no-cache"),
            "{path}"
        );
    }
    let missing = [
        "/assets/app-9999.wasm",
        "/assets/nothing",
        "/assets",
        "/missing.js",
        "/releases.json",
        "/index.html.br",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
    ];
    for path in missing {
        let (status, headers, text) = get(&office, path, &[]).await;
        assert_eq!(
            (status, headers["content-type"].to_str().unwrap()),
            (404, "application/problem+json"),
            "{path} {text}"
        );
        assert_ne!(headers["cache-control"], FOR_EVER, "{path}");
    }
    let (status, ..) = get(&office, "/assets/app-9999.js", &navigation).await;
    assert_eq!(status, 404, "a page in place of a script is a white screen");
    let (status, _, text) = get(&office, "/ghi", &[("accept", "*/*")]).await;
    assert_eq!((status, text.contains("doctype")), (404, false));
    let (status, ..) = get(&office, "/api/v1/nothing", &navigation).await;
    assert_eq!(status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_guarded() {
    let (office, _release) = office().await;
    for path in ["/", "/assets/app-1a2b.js", "/missing.js", "/health", "/api/v1/feed"] {
        let (_, headers, _) = get(&office, path, &[]).await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';") && !policy.contains("unsafe-inline")
        );
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"));
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin", "{path}");
    }
}
