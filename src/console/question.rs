//! Asking before something is done, with a reason or a few fields to give. What is typed stays until it was used:
//! where sending fails the question stays open, and where it was closed the same question has the words again.

use danvan_core::text::said_chars;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::client::{Answer, Failure};
use super::dialog::dialog;
use super::failure;
use super::field::{focus_later, focus_wrong};
use super::session::Session;
use crate::i18n::{Text, count};
use crate::platform::press;

type Doing = Pin<Box<dyn Future<Output = Answer<()>>>>;

/// Words that a question asks for.
#[derive(Clone, Copy)]
pub struct Note {
    /// The field's label.
    pub label: Text,
    /// How many characters it needs at least, and what to say where there are fewer.
    pub least: Option<(usize, Text)>,
}

/// Fields of a question's own.
#[derive(Clone)]
pub struct Fields {
    /// Draws them.
    pub draw: Rc<dyn Fn() -> AnyView>,
    /// Whether they are filled in; shows what is not.
    pub ready: Rc<dyn Fn() -> bool>,
    /// Whether a failure is one field's, which then says it.
    pub takes: Rc<dyn Fn(&Failure) -> bool>,
}

/// A question.
#[derive(Clone)]
pub struct Question {
    /// What is asked.
    pub title: String,
    /// What will happen, a paragraph each.
    pub says: Vec<String>,
    /// The word on the button that does it.
    pub yes: &'static str,
    /// The word on the button that does nothing.
    pub no: &'static str,
    /// Words to give.
    pub note: Option<Note>,
    /// Fields to fill in.
    pub fields: Option<Fields>,
    /// Whether it takes something away from somebody: then its button does not look like the next thing to do.
    pub takes_away: bool,
    /// Where the focus goes when it was done: what opened the question may have been drawn anew.
    pub back: String,
    act: Rc<dyn Fn(String) -> Doing>,
}

impl Question {
    /// A question that asks for nothing but yes or no. `act` does it, with what was typed.
    pub fn new<F: Future<Output = Answer<()>> + 'static>(
        title: String,
        yes: &'static str,
        no: &'static str,
        back: String,
        act: impl Fn(String) -> F + 'static,
    ) -> Self {
        let act: Rc<dyn Fn(String) -> Doing> = Rc::new(move |typed| Box::pin(act(typed)));
        Self { title, says: Vec::new(), yes, no, note: None, fields: None, takes_away: false, back, act }
    }
}

/// The question of the moment; one for a room.
#[derive(Clone, Copy)]
pub struct Asking {
    question: RwSignal<Option<Question>, LocalStorage>,
    open: RwSignal<bool>,
    typed: RwSignal<String>,
    short: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    session: Session,
}

impl Asking {
    /// Nothing is asked yet.
    pub fn new() -> Self {
        Self {
            question: RwSignal::new_local(None),
            open: RwSignal::new(false),
            typed: RwSignal::new(String::new()),
            short: RwSignal::new(false),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
            session: Session::current(),
        }
    }

    /// Asks.
    pub fn ask(self, question: Question) {
        if self.busy.get_untracked() {
            return;
        }
        let same = self.question.with_untracked(|earlier| {
            earlier.as_ref().is_some_and(|earlier| earlier.title == question.title)
        });
        if !same {
            self.typed.set(String::new());
        }
        self.session.hush();
        self.short.set(false);
        self.failed.set(None);
        self.question.set(Some(question));
        self.open.set(true);
    }

    /// The dialog; one in the room.
    pub fn view(self) -> AnyView {
        let title = move || {
            self.question
                .with_untracked(|question| question.as_ref().map(|question| question.title.clone()))
                .unwrap_or_default()
        };
        let close = Callback::new(move |()| self.close());
        dialog("question", self.open.into(), Some(close), title, move || self.inside())
    }

    /// Closes the question undone. While it is being done it stays: what came of it must be read.
    fn close(self) {
        if !self.busy.get_untracked() {
            self.open.set(false);
        }
    }

    fn go(self, field: NodeRef<html::Textarea>) {
        let Some(question) = self.question.get_untracked() else { return };
        if self.busy.get_untracked() {
            return;
        }
        let typed = self.typed.get_untracked().trim().to_owned();
        let least = question.note.and_then(|note| note.least).map_or(0, |(least, _)| least);
        let short = said_chars(&typed) < least;
        self.short.set(short);
        if short {
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
            }
            return;
        }
        if question.fields.as_ref().is_some_and(|fields| !(fields.ready)()) {
            request_animation_frame(|| focus_wrong("dialog[open]"));
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        self.session.hush();
        spawn_local(async move {
            let answer = (question.act)(typed).await;
            press::decided();
            self.busy.try_set(false);
            self.session.note(&answer);
            match answer {
                Ok(()) => {
                    self.typed.try_set(String::new());
                    self.open.try_set(false);
                    focus_later(question.back);
                }
                Err(found) if question.fields.as_ref().is_some_and(|fields| (fields.takes)(&found)) => {
                    request_animation_frame(|| focus_wrong("dialog[open]"));
                }
                Err(found) => {
                    let typed = self.typed.try_with_untracked(|typed| !typed.is_empty()) == Some(true);
                    let says = if typed || question.fields.is_some() {
                        failure::typed_stays(&found)
                    } else {
                        failure::sentence(&found)
                    };
                    self.failed.try_set(Some(says));
                }
            }
        });
    }

    fn inside(self) -> AnyView {
        let Some(question) = self.question.get_untracked() else { return ().into_any() };
        let field = NodeRef::<html::Textarea>::new();
        let calm = press::calm_when_seen();
        let go = move |event: web_sys::MouseEvent| {
            if !press::is_second(&event) {
                self.go(field);
            }
        };
        let class = if question.takes_away { "button danger" } else { "button" };
        let says = question.says.into_iter().map(|says| view! { <p>{says}</p> }).collect_view();
        view! {
            {says}
            {question.note.map(|note| self.note(note, field))}
            {question.fields.map(|fields| (fields.draw)())}
            <div role="alert">{move || self.failed.get().map(|words| view! { <p class="says error">{words}</p> })}</div>
            <div class="buttons">
                <button type="button" class="button quiet" aria-disabled=move || self.busy.get().to_string()
                    on:click=move |_| self.close()>{question.no}</button>
                <button type="button" class=class aria-disabled=move || self.busy.get().to_string() disabled=move || !calm.get()
                    on:click=go>{question.yes}</button>
            </div>
        }
        .into_any()
    }

    fn note(self, note: Note, field: NodeRef<html::Textarea>) -> AnyView {
        let enough = move |least: usize| self.typed.with(|typed| said_chars(typed)) >= least;
        let wrong = move || {
            let (least, words) = note.least?;
            (self.short.get() && !enough(least)).then(|| words.with(&[&count(least)]))
        };
        view! {
            <div class="field">
                <label for="question-note">{note.label.get()}</label>
                <textarea class="in" id="question-note" rows="3" node_ref=field prop:value=self.typed.get_untracked()
                    maxlength=danvan_core::wire_people::REASON_MAX.to_string()
                    aria-describedby="question-note-says" aria-invalid=move || wrong().is_some().to_string()
                    on:input=move |event| self.typed.set(event_target_value(&event))></textarea>
                <p class="says error" id="question-note-says" role="alert">{wrong}</p>
            </div>
        }
        .into_any()
    }
}
