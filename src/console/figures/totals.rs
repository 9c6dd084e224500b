//! Totals by indicator and group of actors. Every figure is a link to the records behind it.

use std::sync::Arc;

use danvan_core::catalogue::{ActorGroup, Catalogue, IndicatorCode, item};
use danvan_core::figures::{FigureLine, Figures, print_figure};
use leptos::prelude::*;

use super::counted;
use super::query::Asked;
use crate::components::{Icon, empty, quantity_view};
use crate::console::load::Document;
use crate::console::session::desk;
use crate::i18n::{console as text, count, current};

/// The table of what is asked for.
pub fn table(asked: Memo<Asked>) -> AnyView {
    let address = Memo::new(move |_| asked.get().table());
    let document: Document<Figures> = counted(move || address.get());
    document.show(move |figures| untrack(|| drawn(figures, &asked.get())))
}

/// The label of a group of actors.
pub fn group_words(group: ActorGroup, catalogue: &Catalogue) -> String {
    let known = item(&catalogue.lists.actor_groups, group.code());
    known.map_or_else(|| group.code().to_owned(), |item| item.label(current()).to_owned())
}

/// A total as it is printed, its qualifier set apart.
pub fn figure_view(line: &FigureLine) -> AnyView {
    quantity_view(&print_figure(line, current()), line.qualifier)
}

fn drawn(figures: &Arc<Figures>, asked: &Asked) -> AnyView {
    let desk = desk();
    let catalogue = &desk.catalogue;
    if figures.lines.is_empty() {
        let any = Asked { period: None, ..asked.clone() }.address();
        let action = asked
            .period
            .map(|_| view! { <a class="button quiet" href=any>{text::SHOW_ANY_TIME.get()}</a> }.into_any());
        let title = text::NO_FIGURES.with(&[&asked.words()]);
        return empty(Icon::Calendar, &title, text::NO_FIGURES_DO.get(), action.into_any());
    }
    let groups: Vec<ActorGroup> = ActorGroup::ALL
        .into_iter()
        .filter(|group| figures.lines.iter().any(|line| line.group == *group))
        .collect();
    let heads = groups
        .iter()
        .map(|group| view! { <th class="r" scope="col">{group_words(*group, catalogue)}</th> }.into_any());
    let mut rows: Vec<AnyView> = Vec::new();
    let mut seen: Vec<&IndicatorCode> = Vec::new();
    let mut heading = "";
    for line in &figures.lines {
        if seen.contains(&&line.indicator) {
            continue;
        }
        seen.push(&line.indicator);
        let indicator = catalogue.indicator(&line.indicator);
        let group = indicator.map_or("", |known| known.group.as_str());
        if group != heading {
            heading = group;
            let words =
                item(&catalogue.lists.indicator_groups, group).map(|item| item.label(current()).to_owned());
            rows.push(view! { <tr class="part"><th colspan=(groups.len() + 1).to_string() scope="colgroup">{words}</th></tr> }.into_any());
        }
        let name = indicator
            .map_or_else(|| line.indicator.as_str().to_owned(), |known| known.label(current()).to_owned());
        let cells = groups.iter().map(|group| {
            let found = figures.line(line.indicator.as_str(), *group);
            cell(found, &name, &group_words(*group, catalogue), asked)
        });
        rows.push(
            view! {
                <tr class:child=indicator.is_some_and(|known| known.parent.is_some())>
                    <th scope="row">{name.clone()} " " <small>{indicator.map(|known| known.unit.clone())}</small></th>
                    {cells.collect_view()}
                </tr>
            }
            .into_any(),
        );
    }
    view! {
        <div class="sheet">
            <table class="figures">
                <caption class="unseen">{asked.words()}</caption>
                <thead><tr><th scope="col">{text::INDICATOR.get()}</th>{heads.collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="soft">{text::FIGURES_NOTE.get()}</p>
    }
    .into_any()
}

fn cell(line: Option<&FigureLine>, indicator: &str, group: &str, asked: &Asked) -> AnyView {
    let Some(line) = line else {
        return view! { <td class="r missing"><span aria-hidden="true">"–"</span><span class="unseen">{text::NOTHING_YET.get()}</span></td> }.into_any();
    };
    let code = line.indicator.as_str();
    let here = asked.line == code && asked.column == line.group.code();
    let label = [
        indicator,
        ", ",
        group,
        ": ",
        &print_figure(line, current()),
        ". ",
        &text::BEHIND_COUNT.with(&[&count(line.addends as usize)]),
    ]
    .concat();
    view! {
        <td class="r">
            <a class="figure-link" href=asked.opened(code, line.group.code()).address() aria-label=label aria-current=here.then_some("true")>
                {figure_view(line)}
            </a>
        </td>
    }
    .into_any()
}
