//! Figures as a table between two markers of a document that people may edit around it.

use super::Figure;

/// Before the table.
pub const BEGIN: &str = "<!-- bench:begin -->";
/// After the table.
pub const END: &str = "<!-- bench:end -->";

/// A document to begin with.
pub fn empty_report() -> String {
    format!("# Benchmarks\n\n{BEGIN}\n{END}\n")
}

/// One row a figure.
pub fn markdown(figures: &[Figure]) -> String {
    let mut table = "| measure | value | unit | goal |\n|---|---:|---|---|\n".to_owned();
    for Figure { name, value, unit, goal } in figures {
        table.push_str(&format!("| {name} | {value} | {unit} | {goal} |\n"));
    }
    table
}

/// `document` with `content` between the markers; `None` where it does not have both in order.
pub fn between_markers(document: &str, content: &str) -> Option<String> {
    let start = document.find(BEGIN)? + BEGIN.len();
    let end = start + document[start..].find(END)?;
    Some(format!("{}\n{content}{}", &document[..start], &document[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let document = format!("words before\n{BEGIN}\nold\n{END}\nwords after\n");
        let figure = |value| Figure { name: "save".into(), value, unit: "ms".into(), goal: "< 30".into() };
        let once = between_markers(&document, &markdown(&[figure(11.5)])).unwrap();
        assert!(once.contains("| save | 11.5 | ms | < 30 |"), "{once}");
        assert!(once.starts_with("words before\n") && once.ends_with("\nwords after\n"), "{once}");
        assert!(!once.contains("old"));
        let again = between_markers(&once, &markdown(&[figure(11.5)])).unwrap();
        assert_eq!(once, again);
        assert_eq!(between_markers("no markers", "x"), None);
        assert!(between_markers(&empty_report(), "x\n").is_some());
    }
}
