//! One style sheet out of those that the page links and what they import: one request before the
//! first paint instead of many.

use anyhow::{Context, Result, bail};

use super::files::Files;

const FOLDER: &str = "style/";
const BUNDLE: &str = "app.css";

/// Replaces the page's links to `/style/….css` by one to `/app.css`.
pub fn bundle(files: &mut Files) -> Result<()> {
    let page = files.text("index.html")?;
    let mut rest = page.as_str();
    let (mut rewritten, mut sheet) = (String::new(), String::new());
    while let Some(start) = rest.find("<link") {
        let end = start + rest[start..].find('>').context("a link without end in index.html")? + 1;
        let link = &rest[start..end];
        match style_sheet(link) {
            Some(name) => {
                rewritten.push_str(&rest[..start]);
                if sheet.is_empty() {
                    rewritten.push_str(&format!("<link rel=\"stylesheet\" href=\"/{BUNDLE}\">"));
                }
                inline(files, name, &mut Vec::new(), &mut sheet)?;
            }
            None => rewritten.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    rewritten.push_str(rest);
    files.drop_folder(FOLDER);
    files.put("index.html", rewritten);
    files.put(BUNDLE, sheet);
    Ok(())
}

/// The sheet that a link names, if it is one of ours (`style/app.css`).
fn style_sheet(link: &str) -> Option<&str> {
    let start = link.find("/style/")? + 1;
    let name = &link[start..];
    let end = name.find(".css")? + ".css".len();
    Some(&name[..end])
}

/// Appends a sheet with its imports in their places. Comments and indentation stay at home.
fn inline(files: &Files, name: &str, above: &mut Vec<String>, sheet: &mut String) -> Result<()> {
    if above.iter().any(|other| other == name) {
        bail!("{name} imports itself, by way of {}", above.join(", "));
    }
    above.push(name.to_owned());
    let text = without_comments(&files.text(name)?).with_context(|| format!("reading {name}"))?;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix("@import") {
            Some(import) => {
                let target = imported(import).with_context(|| {
                    format!("{name}: write @import \"other.css\"; on its own line, not: {line}")
                })?;
                inline(files, &format!("{FOLDER}{target}"), above, sheet)?;
            }
            None => {
                sheet.push_str(line);
                sheet.push('\n');
            }
        }
    }
    above.pop();
    Ok(())
}

/// The file in `"other.css";` or `url("other.css");`, with or without `./`.
fn imported(import: &str) -> Option<&str> {
    let target = import.trim().strip_suffix(';')?.trim();
    let target = target.strip_prefix("url(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(target);
    let quote = target.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let target = target.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(target.strip_prefix("./").unwrap_or(target))
}

/// CSS has no other comments; a string may hold what looks like one.
fn without_comments(text: &str) -> Result<String> {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let length = match from.as_bytes() {
            [b'/', b'*', ..] => {
                let end = from.find("*/").context("a comment without end")?;
                rest = &from[end + 2..];
                continue;
            }
            [quote @ (b'"' | b'\''), ..] => string_length(from, *quote).context("a string without end")?,
            _ => 1,
        };
        kept.push_str(&from[..length]);
        rest = &from[length..];
    }
    kept.push_str(rest);
    Ok(kept)
}

/// Length of the quoted string that `text` begins with, quotes and all.
fn string_length(text: &str, quote: u8) -> Option<usize> {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == quote && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_come_in_their_places_and_comments_go() {
        let mut files = Files::default();
        files.put("index.html", "<head><link rel=icon href=/i.svg><link rel=\"stylesheet\" href=\"/style/app.css\"><link rel=stylesheet href=/style/shell.css></head>");
        files.put(
            "style/app.css",
            "@import \"tokens.css\";\n@import url('./parts/card.css');\n\n  a { b: c; } /* why */\n",
        );
        files.put("style/tokens.css", ":root { --x: url(\"data:/*kept*/\"); }\n");
        files.put("style/parts/card.css", ".card { content: '\\'/*kept*/'; }\n/* two\nlines */\n");
        files.put("style/shell.css", "body {}\n");
        bundle(&mut files).unwrap();
        assert_eq!(
            files.text("app.css").unwrap(),
            ":root { --x: url(\"data:/*kept*/\"); }\n.card { content: '\\'/*kept*/'; }\na { b: c; }\nbody {}\n"
        );
        assert_eq!(
            files.text("index.html").unwrap(),
            "<head><link rel=icon href=/i.svg><link rel=\"stylesheet\" href=\"/app.css\"></head>"
        );
        assert_eq!(files.names().collect::<Vec<_>>(), ["app.css", "index.html"]);
    }

    #[test]
    fn an_import_that_cannot_be_bundled_is_an_error() {
        for text in
            ["@import \"gone.css\";", "@import \"app.css\";", "@import url(x.css) screen;", "/* no end"]
        {
            let mut files = Files::default();
            files.put("index.html", "<link rel=stylesheet href=/style/app.css>");
            files.put("style/app.css", text);
            assert!(bundle(&mut files).is_err(), "{text}");
        }
    }
}
