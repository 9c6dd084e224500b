use super::*;

const WORKER: &str = "// protocol\nconst BUILD = 'dev';\nconst FILES = [];\nwork();\n";

/// What Trunk leaves, with a wasm of this content.
fn bundled(folder: &Path, wasm: &str) {
    let page = "<link rel=stylesheet href=/style/app.css><link rel=preload href=/app_bg.wasm>\
                <script id=boot src=/boot.js data-glue=\"/app.js\" data-wasm=\"/app_bg.wasm\"></script>";
    for (name, content) in [
        ("index.html", page),
        ("style/app.css", "a { b: c }"),
        ("app.js", "export default 1"),
        ("app_bg.wasm", wasm),
        ("boot.js", "start()"),
        ("sw.js", WORKER),
        ("icons/i.svg", "<svg></svg>"),
        (".trunk-lock", "x"),
    ] {
        files::write_one(folder, name, content.as_bytes()).unwrap();
    }
}

fn make(folder: &Path, wasm: &str) -> (Release, Files) {
    let (bundle, dist) = (folder.join("bundled"), folder.join("dist"));
    bundled(&bundle, wasm);
    let release = Release::make(&bundle, &dist).unwrap();
    (release, Files::read(&dist).unwrap())
}

fn asset(files: &Files, extension: &str) -> Vec<String> {
    files
        .names()
        .filter(|name| name.starts_with("assets/") && name.ends_with(extension))
        .map(str::to_owned)
        .collect()
}

/// The list that the stamped worker holds.
fn listed(files: &Files) -> Vec<(String, String)> {
    let worker = files.text("sw.js").unwrap();
    let list = worker.split("const FILES = ").nth(1).unwrap().split(";\n").next().unwrap();
    serde_json::from_str(list).unwrap()
}

#[test]
fn the_worker_lists_every_served_file_with_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let (release, files) = make(folder.path(), "wasm one");
    let list = listed(&files);
    let expected = files.names().filter(|name| {
        !["sw.js", RELEASES].contains(name) && !name.ends_with(".br") && !name.ends_with(".gz")
    });
    assert_eq!(list.len(), expected.count());
    for (address, digest) in &list {
        let name = if address == "/" { "index.html" } else { &address[1..] };
        assert_eq!(*digest, assets::sha256(files.text(name).unwrap().as_bytes()), "{address}");
    }
    let worker = files.text("sw.js").unwrap();
    assert!(worker.contains(&format!("const BUILD = '{}';", release.build)), "{worker}");
    assert!(!worker.contains("protocol"));
    assert!(!files.contains("app.js") && !files.contains("boot.js") && !files.contains("style/app.css"));
}

#[test]
fn the_page_names_the_assets_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let (_, files) = make(folder.path(), "wasm one");
    let page = files.text("index.html").unwrap();
    for extension in [".js", ".wasm", ".css"] {
        for name in asset(&files, extension) {
            assert!(page.contains(&format!("/{name}")), "{name} in {page}");
        }
    }
    assert_eq!(page.matches(&asset(&files, ".wasm")[0]).count(), 2, "{page}");
}

#[test]
fn the_same_input_makes_the_same_build_and_any_change_another() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = make(folder.path(), "wasm one");
    let (again, _) = make(folder.path(), "wasm one");
    let (other, _) = make(folder.path(), "wasm two");
    assert_eq!(first.build, again.build);
    assert_ne!(first.build, other.build);
}

#[test]
fn assets_of_two_previous_releases_stay_and_older_ones_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut wasms = Vec::new();
    for version in ["one", "two", "three", "four"] {
        // The same release made twice pushes no other out.
        make(folder.path(), version);
        let (_, files) = make(folder.path(), version);
        wasms.push(asset(&files, ".wasm"));
    }
    assert_eq!(wasms.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 3, 3]);
    assert!(!wasms[3].contains(&wasms[0][0]), "{wasms:?}");
    let dist = Files::read(&folder.path().join("dist")).unwrap();
    assert_eq!(listed(&dist).iter().filter(|(address, _)| address.ends_with(".wasm")).count(), 1);
}

#[test]
fn a_twin_is_written_where_it_saves_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let text = "one line and again ".repeat(50);
    let (release, files) = make(folder.path(), &text);
    let wasm = asset(&files, ".wasm").remove(0);
    let size = release.sizes.iter().find(|size| size.name == wasm).unwrap();
    let [_, br, gz] = twins::with_twins(&wasm);
    let dist = folder.path().join("dist");
    assert_eq!(fs::read(dist.join(br)).unwrap().len(), size.brotli);
    assert_eq!(fs::read(dist.join(gz)).unwrap().len(), size.gzip);
    assert!(size.brotli < size.gzip && size.gzip < size.plain);
    assert!(!files.contains("icons/i.svg.gz"));
}
