//! Choosing from a long list by typing a part of a name: a combobox as the ARIA Authoring Practices describe it, with the
//! list in the page below its field. The focus stays in the field; arrow keys, Home and End go through the list, Enter takes
//! a line, Escape closes the list. Nothing takes the typed text away but a choice.

use danvan_core::catalogue::OrganisationId;
use danvan_core::record::schema::{ChoiceList, FieldSpec};
use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;

use super::field::{help, label};
use super::lookups::{Found, find};
use super::says::{focus, is_wrong, says_id, says_with};
use super::{Form, Slot, choice_field};
use crate::components::{Icon, icon};
use crate::i18n::{Text, current, form as words};
use crate::platform::room;

/// Whether a list is too long to show.
pub fn is_long(list: ChoiceList) -> bool {
    matches!(
        list,
        ChoiceList::Units
            | ChoiceList::Organisations
            | ChoiceList::EthnicGroups
            | ChoiceList::CampaignContents
            | ChoiceList::Indicators
    )
}

/// One of a long list.
pub fn one(form: Form, spec: &'static FieldSpec, slot: Slot, list: ChoiceList) -> AnyView {
    let id = slot.id();
    let chosen = Memo::new(move |_| {
        form.track();
        form.text(slot)
    });
    let take = move |found: Found| {
        form.choose(slot, Value::String(found.code.clone()));
        // The field is gone, and what was chosen stands in its place.
        let change = change_id(&slot.id());
        request_animation_frame(move || focus(&change));
        if list == ChoiceList::Organisations {
            attribute(form, slot, &found.code);
        }
    };
    let input_id = id.clone();
    // The list is opened where a person asks for another choice, not where the form is only drawn.
    let asked = StoredValue::new(false);
    let body = move || {
        let code = chosen.get();
        let id = input_id.clone();
        if code.is_empty() {
            let said = says_with(form, id.clone(), help(spec, &id).into_any());
            return combobox(form, list, id, said, asked.get_value(), take);
        }
        let name = list.label(&form.catalogue(), &code, current());
        let again = [words::CHANGE.get(), ": ", &name].concat();
        let said = says_with(form, id.clone(), help(spec, &id).into_any());
        let change = move |_| {
            asked.set_value(true);
            form.choose(slot, Value::String(String::new()));
            let id = id.clone();
            request_animation_frame(move || focus(&id));
        };
        view! {
            <div class="chosen">
                <span>{name}</span>
                <button type="button" class="button bare" id=change_id(&input_id) aria-label=again on:click=change>
                    {words::CHANGE.get()}
                </button>
            </div>
            {said}
        }
        .into_any()
    };
    view! {
        <div class="field" role="group" aria-labelledby=name_id(&id)>
            <span class="label" id=name_id(&id)>{label(spec)}</span>
            {body}
        </div>
    }
    .into_any()
}

/// Several of a long list.
pub fn several(form: Form, spec: &'static FieldSpec, slot: Slot, list: ChoiceList) -> AnyView {
    let id = slot.id();
    let lines = move || {
        form.track();
        let catalogue = form.catalogue();
        let line = |code: String| {
            let name = list.label(&catalogue, &code, current());
            let remove = words::REMOVE.with(&[&name]);
            view! {
                <div class="chosen">
                    <span>{name}</span>
                    <button type="button" class="button bare" aria-label=remove on:click=move |_| {
                        choice_field::set_member(form, slot, &code, false);
                        focus(&slot.id());
                    }>{icon(Icon::Close)}</button>
                </div>
            }
            .into_any()
        };
        form.texts(slot).into_iter().map(line).collect::<Vec<_>>()
    };
    let take = move |found: Found| choice_field::set_member(form, slot, &found.code, true);
    let said = says_with(form, id.clone(), help(spec, &id).into_any());
    view! {
        <div class="field" role="group" aria-labelledby=name_id(&id)>
            <span class="label" id=name_id(&id)>{label(spec)}</span>
            {lines}
            {combobox(form, list, id.clone(), said, false, take)}
        </div>
    }
    .into_any()
}

/// The identifier of the button that asks for another choice.
fn change_id(id: &str) -> String {
    [id, "-change"].concat()
}

/// The identifier of a group's name.
fn name_id(id: &str) -> String {
    [id, "-name"].concat()
}

fn hint(list: ChoiceList) -> Text {
    match list {
        ChoiceList::Units => words::UNIT_HINT,
        ChoiceList::Organisations => words::ORGANISATION_HINT,
        ChoiceList::Indicators => words::FIGURE_FIND_HINT,
        _ => words::FIND_HINT,
    }
}

/// A field to search in, and what was found.
pub fn search(
    form: Form,
    list: ChoiceList,
    id: String,
    take: impl Fn(Found) + Copy + Send + Sync + 'static,
) -> AnyView {
    combobox(form, list, id, ().into_any(), false, take)
}

/// What a search has found: how many of the list, and the lines to choose from.
#[derive(Clone, Default, PartialEq)]
struct Lines {
    found: usize,
    all: Vec<Found>,
}

impl Lines {
    fn of(form: Form, list: ChoiceList, typed: &str) -> Self {
        let mut all = find(form, list, typed);
        let found = all.len();
        // A body that the catalogue does not know is named in words.
        let name = typed.trim();
        if list == ChoiceList::Organisations && !name.is_empty() {
            all.push(Found { code: name.to_owned(), label: words::FREE_NAME.with(&[name]) });
        }
        Self { found, all }
    }
}

/// The state of one combobox.
#[derive(Clone, Copy)]
struct Combobox {
    open: RwSignal<bool>,
    /// The line that the arrow keys have come to.
    at: RwSignal<Option<usize>>,
    lines: Memo<Lines>,
}

impl Combobox {
    fn close(self) {
        self.at.set(None);
        self.open.set(false);
    }

    /// What a key does to the list; the line that it takes. Keys that mean nothing here do what they do in any field.
    fn press(self, event: &web_sys::KeyboardEvent) -> Option<Found> {
        // A syllable is being put together: the key belongs to the input method.
        if event.is_composing() || event.key_code() == 229 {
            return None;
        }
        let (open, at) = (self.open.get_untracked(), self.at.get_untracked());
        let last = self.lines.with_untracked(|lines| lines.all.len()).checked_sub(1);
        let to = match (event.key().as_str(), open, at) {
            ("ArrowUp", true, _) if event.alt_key() => {
                self.close();
                None
            }
            ("ArrowDown", false, _) if event.alt_key() => {
                self.open.set(true);
                None
            }
            ("ArrowDown" | "ArrowUp", false, _) => {
                self.open.set(true);
                let last = self.lines.with_untracked(|lines| lines.all.len()).checked_sub(1);
                if event.key() == "ArrowDown" { last.map(|_| 0) } else { last }
            }
            ("ArrowDown", true, Some(at)) if Some(at) < last => Some(at + 1),
            ("ArrowDown", true, _) => last.map(|_| 0),
            ("ArrowUp", true, Some(at)) if at > 0 => Some(at - 1),
            ("ArrowUp", true, _) => last,
            ("Home", true, Some(_)) => Some(0),
            ("End", true, Some(_)) => last,
            ("Enter", true, Some(at)) => {
                event.prevent_default();
                return self.lines.with_untracked(|lines| lines.all.get(at).cloned());
            }
            ("Escape", true, _) => {
                self.close();
                None
            }
            _ => return None,
        };
        event.prevent_default();
        if to.is_some() {
            self.at.set(to);
        }
        None
    }
}

fn option_id(id: &str, at: usize) -> String {
    [id, "-line-", &at.to_string()].concat()
}

/// Shows the line that the arrow keys have come to, within its list and on the screen.
fn show_line(list: &str, line: &str) {
    let element = |id| document().get_element_by_id(id)?.dyn_into::<web_sys::HtmlElement>().ok();
    let (Some(list), Some(line)) = (element(list), element(line)) else { return };
    let (top, bottom) = (line.offset_top(), line.offset_top() + line.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
    room::show(&line);
}

/// A field to search in with what is said at it, and below it what was found.
fn combobox(
    form: Form,
    list: ChoiceList,
    id: String,
    said: AnyView,
    opens: bool,
    take: impl Fn(Found) + Copy + Send + Sync + 'static,
) -> AnyView {
    let (typed, open) = (RwSignal::new(form.searched(&id)), RwSignal::new(opens));
    let lines =
        Memo::new(move |_| if open.get() { Lines::of(form, list, &typed.get()) } else { Lines::default() });
    let combobox = Combobox { open, at: RwSignal::new(None), lines };
    let named = [&name_id(&id), " ", &id].concat();
    let list_id = [&id, "-list"].concat();
    let field = id.clone();
    let choose = move |found: Found| {
        combobox.close();
        typed.set(String::new());
        form.search_for(&field, String::new());
        super::text_field::show(&field, "");
        take(found);
    };
    let (shown_list, line_of) = (list_id.clone(), id.clone());
    Effect::new(move |_| {
        if let Some(at) = combobox.at.get() {
            let (list, line) = (shown_list.clone(), option_id(&line_of, at));
            request_animation_frame(move || show_line(&list, &line));
        }
    });
    let drawn = {
        let (id, list_id, choose) = (id.clone(), list_id.clone(), choose.clone());
        move || open.get().then(|| options(combobox, list, &id, &list_id, choose.clone()))
    };
    let (described, wrong, active, searched) = (says_id(&id), id.clone(), id.clone(), id.clone());
    view! {
        <input type="text" class="in" role="combobox" autocomplete="off" id=id aria-labelledby=named
            placeholder=hint(list).get() aria-label=hint(list).get() aria-autocomplete="list" aria-controls=list_id
            aria-expanded=move || open.get().to_string()
            aria-activedescendant=move || combobox.at.get().map(|at| option_id(&active, at))
            aria-describedby=described aria-invalid=move || is_wrong(form, &wrong)
            prop:value=typed.get_untracked()
            on:click=move |_| open.set(true)
            on:blur=move |_| combobox.close()
            on:keydown=move |event| {
                if let Some(found) = combobox.press(&event) {
                    choose(found);
                }
            }
            on:input=move |event| {
                combobox.at.set(None);
                open.set(true);
                let text = event_target_value(&event);
                form.search_for(&searched, text.clone());
                typed.set(text);
            }/>
        {said}
        {drawn}
    }
    .into_any()
}

/// The lines that were found, and how many they are.
fn options(
    combobox: Combobox,
    list: ChoiceList,
    id: &str,
    list_id: &str,
    choose: impl Fn(Found) + Clone + Send + 'static,
) -> AnyView {
    let Lines { found, all } = combobox.lines.get();
    let says = if found == 0 { words::NO_RESULTS.get().to_owned() } else { words::RESULTS.count(found) };
    let class = if found == 0 { "soft" } else { "unseen" };
    let lines: Vec<_> = all
        .into_iter()
        .enumerate()
        .map(|(at, found)| {
            let (label, choose) = (found.label.clone(), choose.clone());
            view! {
                <li role="option" id=option_id(id, at)
                    aria-selected=move || (combobox.at.get() == Some(at)).to_string()
                    on:click=move |_| choose(found.clone())>{label}</li>
            }
            .into_any()
        })
        .collect();
    view! {
        <p class=class role="status">{says}</p>
        // A press on a line leaves the focus in the field.
        <ul class="options" role="listbox" id=list_id.to_owned() aria-label=hint(list).get()
            on:mousedown=|event| event.prevent_default()>{lines}</ul>
    }
    .into_any()
}

/// The group of actors follows from the leading body; it can still be changed.
fn attribute(form: Form, slot: Slot, code: &str) {
    if slot != Slot::field("lead_org") {
        return;
    }
    if let Some(body) = form.catalogue().organisation(&OrganisationId::from(code)) {
        form.choose(Slot::field("actor_group"), Value::from(body.actor_group().code()));
    }
}
