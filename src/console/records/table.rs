//! The list as a table: a box to choose, the title that opens the record, and what tells it from the others.

use std::sync::Arc;

use danvan_core::record::RecordLine;
use danvan_core::workflow::Step;
use leptos::prelude::*;

use super::decide::{Decision, open_steps, order, step_buttons};
use super::filters::Filters;
use super::list::List;
use super::words;
use crate::components::{Icon, empty, icon};
use crate::console::deciding::{Deciding, Target};
use crate::console::failure;
use crate::console::session::desk;
use crate::i18n::{console as text, count};

/// The list with what can be done with it.
pub fn table(list: List, filters: Memo<Filters>, open: Memo<Option<String>>, decision: Decision) -> AnyView {
    let found = move || {
        let nothing_yet = list.rows.with(Vec::is_empty);
        if let Some(found) = list.failure.get() {
            return failure::notice(&found, move || list.reload());
        }
        match (nothing_yet, list.waiting.get()) {
            (true, true) => failure::skeleton(),
            (true, false) => nothing(&filters.get()),
            (false, _) => ().into_any(),
        }
    };
    let deciding = decision.deciding();
    let row = move |record: Arc<RecordLine>| row(&record, list, filters, open, deciding);
    view! {
        <p class="soft num" role="status">
            {move || (!list.rows.with(Vec::is_empty) || !(list.waiting.get() || list.failure.with(Option::is_some))).then(|| {
                text::COUNT.with(&[&count(list.total.get() as usize)])
            })}
        </p>
        {chosen_bar(list, decision)}
        <div class="sheet" class:unseen=move || list.rows.with(Vec::is_empty) aria-busy=move || list.waiting.get().to_string()>
            <table class="rows-table">
                <thead>
                    <tr>
                        <th class="tick">{tick_all(list)}</th>
                        <th>{text::TITLE.get()}</th>
                        <th class="wide">{text::KIND.get()}</th>
                        <th>{text::UNIT.get()}</th>
                        <th class="wide">{text::DAY.get()}</th>
                        <th>{text::STATE.get()}</th>
                        <th class="wide">{text::HEARD.get()}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || list.rows.get() key=|record| (record.id, record.revision) children=row/>
                </tbody>
            </table>
        </div>
        {found}
        {move || list.next.get().is_some().then(|| view! {
            <button type="button" class="button quiet" aria-disabled=move || list.waiting.get().to_string()
                on:click=move |_| list.more()>{text::MORE.get()}</button>
        })}
    }
    .into_any()
}

fn row(
    record: &RecordLine,
    list: List,
    filters: Memo<Filters>,
    open: Memo<Option<String>>,
    deciding: Deciding,
) -> AnyView {
    let desk = desk();
    let catalogue = &desk.catalogue;
    let id = record.id;
    let name = id.to_string();
    let title = words::title(record);
    let label = text::CHOOSE.with(&[&title]);
    let chosen = move || list.chosen.with(|chosen| chosen.contains(&id));
    let here = {
        let name = name.clone();
        move || open.with(|open| (open.as_ref() == Some(&name)).then_some("true"))
    };
    let on_way = Memo::new(move |_| deciding.on_way(id));
    let on_way = move || {
        on_way
            .get()
            .map(|word| view! { <span class="pill on-way">{text::ON_WAY.with(&[word])}</span> }.into_any())
    };
    view! {
        <tr aria-current=here>
            <td class="tick">
                <label class="box">
                    <input type="checkbox" aria-label=label prop:checked=chosen
                        on:change=move |event| list.choose(id, event_target_checked(&event))/>
                </label>
            </td>
            <td class="main">
                <a href=move || filters.get().record(&name)>{title}</a>
                <small>{words::second_line(record, catalogue)}</small>
                {(record.waiting > 0).then(|| view! { <span class="pill conflict">{text::PROPOSALS.count(record.waiting as usize)}</span> })}
                {on_way}
            </td>
            <td class="wide">{words::kind(record, catalogue)}</td>
            <td>{words::unit(&record.unit, catalogue)}</td>
            <td class="wide num">{words::day(record)}</td>
            <td>{words::state_pill(record)} " " {record.code.clone().map(|code| view! { <small>{code}</small> })}</td>
            <td class="wide num">{words::heard(record)}</td>
        </tr>
    }
    .into_any()
}

fn tick_all(list: List) -> AnyView {
    let all = move || {
        let chosen = list.chosen.with(std::collections::BTreeSet::len);
        chosen > 0 && chosen == list.rows.with(Vec::len)
    };
    let change = move |event: web_sys::Event| {
        let ids = if event_target_checked(&event) {
            list.rows.with_untracked(|rows| rows.iter().map(|row| row.id).collect())
        } else {
            Default::default()
        };
        list.chosen.set(ids);
    };
    view! {
        <label class="box"><input type="checkbox" aria-label=text::CHOOSE_SHOWN.get() prop:checked=all on:change=change/></label>
    }
    .into_any()
}

/// What can be done with the chosen records: every step that is open to at least one of them, with how many.
fn chosen_bar(list: List, decision: Decision) -> AnyView {
    let (role, deciding) = (desk().user.role, decision.deciding());
    let offers = move || {
        let chosen = list.chosen.get();
        let mut offers: Vec<(&'static Step, Vec<Target>)> = Vec::new();
        list.rows.with(|rows| {
            // What is being decided on already is offered no further step.
            let free = |row: &&Arc<RecordLine>| chosen.contains(&row.id) && deciding.on_way(row.id).is_none();
            for record in rows.iter().filter(free) {
                for step in open_steps(record, role) {
                    match offers.iter_mut().find(|(known, _)| known.name == step.name) {
                        Some((_, targets)) => targets.push(Target::of(record)),
                        None => offers.push((step, vec![Target::of(record)])),
                    }
                }
            }
        });
        // Whatever the records' order.
        offers.sort_by_key(|(step, targets)| (order(step), std::cmp::Reverse(targets.len())));
        offers
    };
    let buttons = move || {
        let offers = offers();
        let none = offers.is_empty();
        let steps = offers.into_iter().map(|(step, targets)| {
            let words = text::STEP_MANY.with(&[words::step(step), &count(targets.len())]);
            (step, words, targets)
        });
        let buttons = step_buttons(steps.collect(), decision);
        view! { {buttons} {none.then(|| view! { <p>{text::NO_STEP.get()}</p> })} }.into_any()
    };
    let rest = move || {
        let total = list.total.get() as usize;
        let shown = list.rows.with(Vec::len);
        (list.chosen.with(std::collections::BTreeSet::len) == shown && shown < total).then(|| {
            view! {
                <button type="button" class="button quiet" on:click=move |_| list.choose_all()>{text::CHOOSE_ALL.count(total)}</button>
            }
        })
    };
    let on_way = move || {
        let many =
            list.chosen.with(|chosen| chosen.iter().filter(|id| deciding.on_way(**id).is_some()).count());
        (many > 0).then(|| [" · ", &text::CHOSEN_ON_WAY.count(many)].concat())
    };
    (move || {
        let many = list.chosen.with(std::collections::BTreeSet::len);
        (many > 0).then(|| {
            view! {
                <section class="chosen-bar" aria-label=text::CHOSEN_BAR.get()>
                    <b role="status">{text::CHOSEN.count(many)} {on_way}</b>
                    {rest}
                    {buttons}
                    <button type="button" class="button bare" on:click=move |_| list.chosen.update(std::collections::BTreeSet::clear)>
                        {icon(Icon::Close)} {text::CHOOSE_NONE.get()}
                    </button>
                </section>
            }
            .into_any()
        })
    })
    .into_any()
}

fn nothing(filters: &Filters) -> AnyView {
    if filters.is_empty() {
        return empty(Icon::Book, text::NO_RECORDS.get(), text::NO_RECORDS_DO.get(), ().into_any());
    }
    let all = Filters::default().list();
    let with_filters = Filters { words: String::new(), ..filters.clone() };
    let clear = (!filters.words.is_empty() && !with_filters.is_empty()).then(|| {
        view! { <a class="button" href=with_filters.list()>{text::CLEAR_WORDS.get()}</a> }
    });
    let action = view! {
        <div class="buttons">{clear} <a class="button quiet" href=all>{text::SHOW_ALL.get()}</a></div>
    }
    .into_any();
    if let Some(state) = filters.only_state() {
        return empty(Icon::Tick, &text::NONE_IN_STATE.with(&[&state]), text::NONE_IN_STATE_DO.get(), action);
    }
    if filters.only_waiting() {
        return empty(Icon::Tick, text::NONE_WAITING.get(), text::NONE_WAITING_DO.get(), action);
    }
    let advice = if filters.words.is_empty() { text::NOT_FOUND_FILTERS } else { text::NOT_FOUND_DO };
    empty(Icon::Search, text::NOT_FOUND.get(), advice.get(), action)
}
