//! What a first visit costs on the wire.

use super::Release;

/// A file of the release and its sizes in bytes.
pub struct FileSize {
    /// Path under the root.
    pub name: String,
    /// As it is.
    pub plain: usize,
    /// As its brotli twin; as it is, where that is not smaller.
    pub brotli: usize,
    /// As its gzip twin; as it is, where that is not smaller.
    pub gzip: usize,
}

/// A table for the terminal, the largest first.
pub fn table(release: &Release) -> String {
    let mut rows: Vec<_> = release.sizes.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.brotli));
    let sum = |of: fn(&FileSize) -> usize| rows.iter().map(|row| of(row)).sum::<usize>();
    let line = |name: &str, plain: usize, brotli: usize, gzip: usize| {
        format!("  {name:<44} {plain:>10} {brotli:>10} {gzip:>10}\n")
    };
    let mut table = format!("\nBuild {}, bytes\n", release.build);
    table.push_str(&format!("  {:<44} {:>10} {:>10} {:>10}\n", "file", "plain", "brotli", "gzip"));
    for row in &rows {
        table.push_str(&line(&row.name, row.plain, row.brotli, row.gzip));
    }
    table.push_str(&line("all", sum(|row| row.plain), sum(|row| row.brotli), sum(|row| row.gzip)));
    table
}
