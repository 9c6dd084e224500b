//! Names by content: what is called alike is alike, so a browser may keep it for ever.

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};

use super::files::Files;

/// Where the files with a digest in their names lie.
pub const FOLDER: &str = "assets/";

/// Sixteen hexadecimal digits tell any two releases' files apart.
const DIGITS: usize = 16;

/// SHA-256 in hexadecimal.
pub fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Moves every script, style sheet and wasm that the page names to `/assets/`, under a name with
/// its digest, and rewrites the page.
pub fn name_by_content(files: &mut Files) -> Result<()> {
    let mut page = files.text("index.html")?;
    let named: Vec<String> =
        files.names().filter(|name| is_asset(name) && mentions(&page, name)).map(str::to_owned).collect();
    for (extension, what) in [("js", "script"), ("wasm", "wasm"), ("css", "style sheet")] {
        ensure!(named.iter().any(|name| extension_is(name, extension)), "index.html names no {what}");
    }
    for name in named {
        let mut content = files.take(&name)?;
        if name == "boot.js" {
            content = without_comment_lines(&String::from_utf8(content)?).into_bytes();
        }
        let digest = sha256(&content);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let digested = format!("{FOLDER}{stem}-{}.{extension}", &digest[..DIGITS]);
        page = replace_path(&page, &name, &digested);
        files.put(digested, content);
    }
    files.put("index.html", page);
    Ok(())
}

/// Drops lines that hold nothing but a `//` comment: a phone does not read them.
pub fn without_comment_lines(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn is_asset(name: &str) -> bool {
    !name.contains('/') && ["js", "wasm", "css"].iter().any(|extension| extension_is(name, extension))
}

fn extension_is(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found == extension)
}

fn mentions(page: &str, name: &str) -> bool {
    replace_path(page, name, "") != page
}

/// Replaces `/name` where it is a whole attribute value, quoted or (minified) not.
fn replace_path(page: &str, name: &str, with: &str) -> String {
    let path = format!("/{name}");
    let mut replaced = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(&path) {
        let end = at + path.len();
        let begins = rest[..at].ends_with(['"', '\'', '=']);
        let ends = rest[end..].starts_with(['"', '\'', ' ', '>']);
        replaced.push_str(&rest[..at + 1]);
        replaced.push_str(if begins && ends { with } else { name });
        rest = &rest[end..];
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_whole_paths_only() {
        let page = "<a href=/app.js><b src=\"/app.js\"><c x='/lib/app.js'><d href=/app.js.map>";
        assert_eq!(
            replace_path(page, "app.js", "assets/app-1.js"),
            "<a href=/assets/app-1.js><b src=\"/assets/app-1.js\"><c x='/lib/app.js'><d href=/app.js.map>"
        );
    }

    #[test]
    fn comment_lines_go_and_addresses_stay() {
        assert_eq!(without_comment_lines("// why\nlet a = '//b';\n  // c\n"), "let a = '//b';\n");
    }
}
