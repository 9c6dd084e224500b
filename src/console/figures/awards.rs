//! Awards by form and kind of nominee (report R5), each count a link to the nominations behind it.

use std::sync::Arc;

use danvan_core::catalogue::item;
use danvan_core::figures::{AwardFigures, AwardLine};
use danvan_core::record::NomineeKind;
use leptos::prelude::*;

use super::counted;
use super::query::Asked;
use crate::components::{Icon, empty};
use crate::console::load::Document;
use crate::console::records::filters::Filters;
use crate::console::session::desk;
use crate::i18n::{console as text, count, current};

/// The kinds of nominee, in the order of the report.
const KINDS: [NomineeKind; 3] = [NomineeKind::Collective, NomineeKind::Individual, NomineeKind::Household];

/// The table of what is asked for.
pub fn table(asked: Memo<Asked>) -> AnyView {
    let address = Memo::new(move |_| asked.get().table());
    let document: Document<AwardFigures> = counted(move || address.get());
    document.show(move |awards| untrack(|| drawn(awards, &asked.get())))
}

fn of_kind(line: &AwardLine, kind: NomineeKind) -> u32 {
    match kind {
        NomineeKind::Collective => line.collectives,
        NomineeKind::Individual => line.individuals,
        NomineeKind::Household => line.households,
    }
}

/// A kind of nominee in words.
pub fn kind_words(code: &str) -> String {
    let desk = desk();
    let known = item(&desk.catalogue.lists.nominee_kinds, code);
    known.map_or_else(|| code.to_owned(), |item| item.label(current()).to_owned())
}

fn drawn(awards: &Arc<AwardFigures>, asked: &Asked) -> AnyView {
    if awards.lines.is_empty() {
        let queue = Filters { kind: "nomination".to_owned(), ..Filters::default() }.list();
        let action = view! { <a class="button quiet" href=queue>{text::TO_NOMINATIONS.get()}</a> }.into_any();
        return empty(Icon::Star, &text::NO_AWARDS.with(&[&asked.words()]), text::NO_AWARDS_DO.get(), action);
    }
    let heads =
        KINDS.map(|kind| view! { <th class="r" scope="col">{kind_words(kind.code())}</th> }.into_any());
    let number = |count_of: u32| count(count_of as usize);
    let row = |line: &AwardLine| {
        let form = Asked::form_words(line.form.as_ref());
        let code = line.form.as_ref().map_or("-", |form| form.as_str()).to_owned();
        let cells = KINDS.map(|kind| {
            let many = of_kind(line, kind);
            // Nobody of this kind: nought is the truth here, it was counted, and there is nothing to open.
            if many == 0 {
                return view! { <td class="r">"0"</td> }.into_any();
            }
            let label = [&form, ", ", &kind_words(kind.code()), ": ", &number(many)].concat();
            let here = asked.line == code && asked.column == kind.code();
            view! {
                <td class="r">
                    <a class="figure-link" href=asked.opened(&code, kind.code()).address() aria-label=label aria-current=here.then_some("true")>
                        {number(many)}
                    </a>
                </td>
            }
            .into_any()
        });
        view! { <tr><th scope="row">{form.clone()}</th>{cells.into_iter().collect_view()}<td class="r"><b>{number(line.total())}</b></td></tr> }
            .into_any()
    };
    let total = awards.total();
    view! {
        <div class="sheet">
            <table class="figures">
                <caption class="unseen">{asked.words()}</caption>
                <thead>
                    <tr><th scope="col">{text::AWARD_FORM.get()}</th>{heads.into_iter().collect_view()}<th class="r" scope="col">{text::TOTAL.get()}</th></tr>
                </thead>
                <tbody>{awards.lines.iter().map(row).collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{text::TOTAL.get()}</th>
                        {KINDS.map(|kind| view! { <td class="r"><b>{number(of_kind(&total, kind))}</b></td> }.into_any()).into_iter().collect_view()}
                        <td class="r"><b>{number(total.total())}</b></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}
