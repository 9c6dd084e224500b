//! Pages of the lists that administrators see.

use danvan_core::text::fold;
use danvan_core::wire_people::{ListPage, ListQuery, PAGE_MAX};

/// Words of a search that are looked at.
const WORDS_MAX: usize = 12;

/// Whether each of the words that were searched for occurs, marks and case aside, in one of the texts.
pub struct Words(Vec<String>);

impl Words {
    /// The words of a question.
    pub fn of(query: &ListQuery) -> Self {
        let typed = fold(query.q.as_deref().unwrap_or_default());
        Self(typed.split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX).map(str::to_owned).collect())
    }

    /// Whether they occur.
    pub fn occur_in(&self, texts: &[&str]) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }
}

/// Cuts a page out of the lines that fit, in their order. `name` names a line for cursors, `passed` says whether a line
/// stands before the page or at the line that it begins after.
pub fn cut<T>(
    mut lines: Vec<T>,
    limit: Option<u32>,
    name: impl Fn(&T) -> String,
    passed: impl Fn(&T) -> bool,
) -> (Vec<T>, ListPage) {
    let limit = usize::try_from(limit.unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX)).unwrap_or(usize::MAX);
    let total = lines.len();
    let before = lines.iter().take_while(|line| passed(line)).count();
    let previous = (before > 0).then(|| {
        let last = before.checked_sub(limit + 1).and_then(|last| lines.get(last));
        last.map(&name).unwrap_or_default()
    });
    let mut page = lines.split_off(before);
    let more = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| more).map(&name);
    let place = ListPage { total: Some(total as u64), before: Some(before as u64), next, previous };
    (page, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_forward_and_back_over_every_line_once() {
        let lines: Vec<u32> = (10..33).collect();
        let cut_at = |after: Option<&str>| {
            let after: Option<u32> = after.and_then(|after| after.parse().ok());
            cut(lines.clone(), Some(10), u32::to_string, |line| after.is_some_and(|after| *line <= after))
        };
        let (first, place) = cut_at(None);
        assert_eq!((first.len(), place.total, place.before, place.previous), (10, Some(23), Some(0), None));
        let (second, place) = cut_at(place.next.as_deref());
        assert_eq!((second[0], place.before, place.previous.as_deref()), (20, Some(10), Some("")));
        let (third, place) = cut_at(place.next.as_deref());
        assert_eq!((third, place.next.as_deref()), (vec![30, 31, 32], None));
        let (back, _) = cut_at(place.previous.as_deref());
        assert_eq!(back, second);
        assert_eq!(cut_at(Some("99")).0, Vec::<u32>::new(), "beyond the end");
        assert_eq!(cut_at(Some("nonsense")).0, first, "what is no place begins from the beginning");
        let all = cut(lines.clone(), None, u32::to_string, |_| false);
        assert_eq!((all.0, all.1.next), (lines, None));
    }

    #[test]
    fn words_are_found_whatever_marks_they_carry() {
        let words = |typed: &str| Words::of(&ListQuery { q: Some(typed.to_owned()), ..ListQuery::default() });
        assert!(words("lo mai").occur_in(&["Lò Thị Mai", "lothimai"]));
        assert!(words(" ").occur_in(&[]));
        assert!(!words("lo nam").occur_in(&["Lò Thị Mai"]));
    }
}
