//! Pages of a long list: how many there are, which of them are shown, and the way to the others. The place lives in the page's
//! address, so that "back" and "forward" lead from page to page.

use danvan_core::wire_people::ListPage;
use leptos::prelude::*;

use super::field::focus_later;
use crate::i18n::{Text, console as text, count};

/// How many lines a page has.
pub const LINES: &str = "50";

/// "230 người", and which of them where not all are shown: "230 người · 51–100".
pub fn shown(words: Text, page: &ListPage, lines: usize) -> String {
    let number = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok());
    let total = number(page.total).unwrap_or(lines);
    let before = number(page.before).unwrap_or_default();
    let many = words.count(total);
    if total <= lines {
        return many;
    }
    let from = if lines == 0 { before } else { before + 1 };
    text::PLACE.with(&[&many, &count(from), &count(before + lines)])
}

/// The ways to the page before and the next one; nothing where there is no other. `address` is that of the page which
/// begins after a place.
pub fn ways(page: &ListPage, address: impl Fn(&str) -> String) -> Option<AnyView> {
    let way = |after: &Option<String>, word: Text, relation: &'static str| {
        let address = address(after.as_deref()?);
        // The lines are drawn anew, and the link with them: the focus goes on from where the list begins.
        let follow = move |_| focus_later("console-main".to_owned());
        Some(
            view! { <a class="button quiet" rel=relation href=address on:click=follow>{word.get()}</a> }
                .into_any(),
        )
    };
    let ways = [way(&page.previous, text::PAGE_BEFORE, "prev"), way(&page.next, text::PAGE_NEXT, "next")];
    let any = ways.iter().any(Option::is_some);
    any.then(|| view! { <nav class="buttons" aria-label=text::PAGES.get()>{ways}</nav> }.into_any())
}
