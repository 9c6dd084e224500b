//! Taking many files in, one request a file: with progress, to be stopped and gone on with.

use danvan_core::wire_bundles::BundleList;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use super::COLLECTIONS;
use crate::components::{Icon, icon};
use crate::console::client::{self, Answer, Failure, with_query};
use crate::console::load::Document;
use crate::console::session::Session;
use crate::i18n::{bundles as text, count};

/// A file that was brought.
#[derive(Clone)]
pub struct Brought {
    /// Its name.
    pub name: String,
    /// What became of each bundle in it; nothing while it waits for its turn.
    pub answer: Option<Answer<BundleList>>,
}

/// The queue of files.
#[derive(Clone, Copy)]
pub struct Intake {
    /// Every file, in the order in which they were picked.
    pub rows: RwSignal<Vec<Brought>>,
    files: StoredValue<Vec<SendWrapper<File>>>,
    working: RwSignal<bool>,
    stopping: RwSignal<bool>,
    lately: Document<BundleList>,
    session: Session,
}

impl Intake {
    /// An empty queue; `lately` is read again after each run.
    pub fn new(lately: Document<BundleList>) -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            files: StoredValue::new(Vec::new()),
            working: RwSignal::new(false),
            stopping: RwSignal::new(false),
            lately,
            session: Session::current(),
        }
    }

    /// Where files are picked and dropped, and how far it is.
    pub fn field(self) -> AnyView {
        let picked = move |event: web_sys::Event| {
            let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
            else {
                return;
            };
            self.add(input.files());
            input.set_value("");
        };
        let dropped = move |event: DragEvent| {
            event.prevent_default();
            self.add(event.data_transfer().and_then(|dropped| dropped.files()));
        };
        let stop = move |_| self.stopping.set(true);
        let go_on = move |_| self.run();
        let button = move || {
            if self.working.get() {
                return Some(view! { <button type="button" class="button quiet" on:click=stop>{text::STOP.get()}</button> }.into_any());
            }
            (self.left() > 0).then(|| {
                view! { <button type="button" class="button" on:click=go_on>{text::GO_ON.get()}</button> }
                    .into_any()
            })
        };
        view! {
            <section class="card drop" on:dragover=|event: DragEvent| event.prevent_default() on:drop=dropped>
                <div class="field">
                    <label for="bundle-files">{icon(Icon::Inbox)} {text::PICK.get()}</label>
                    <input class="in" type="file" id="bundle-files" multiple aria-describedby="bundle-files-hint" on:change=picked/>
                    <p class="says" id="bundle-files-hint">{text::DROP.get()}</p>
                </div>
                <p role="status">{move || self.says()}</p>
                <div class="buttons">{button}</div>
            </section>
        }
        .into_any()
    }

    fn says(self) -> String {
        let all = self.rows.with(Vec::len);
        let left = self.left();
        match (all, left, self.working.get()) {
            (0, ..) => String::new(),
            (_, _, true) => text::PROGRESS.with(&[&count(all - left), &count(all)]),
            (_, 0, false) => text::FINISHED.count(all),
            (_, left, false) => text::STOPPED.count(left),
        }
    }

    fn left(self) -> usize {
        self.rows.with(|rows| rows.iter().filter(|row| waits(row)).count())
    }

    fn add(self, list: Option<FileList>) {
        let Some(list) = list else { return };
        let files: Vec<File> = (0..list.length()).filter_map(|place| list.get(place)).collect();
        self.rows.update(|rows| {
            rows.extend(files.iter().map(|file| Brought { name: file.name(), answer: None }));
        });
        self.files.update_value(|all| all.extend(files.into_iter().map(SendWrapper::new)));
        self.run();
    }

    /// Brings what waits, one after the other.
    fn run(self) {
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        self.stopping.set(false);
        spawn_local(async move {
            while !self.stopping.try_get_untracked().unwrap_or(true) {
                let next = self.rows.try_with_untracked(|rows| rows.iter().position(waits)).flatten();
                let file =
                    next.and_then(|place| self.files.try_with_value(|files| files.get(place).cloned()));
                let (Some(place), Some(Some(file))) = (next, file) else { break };
                let address = with_query(COLLECTIONS, &[("name", &file.name())]);
                let answer = client::post_file::<BundleList>(&address, &file).await;
                self.session.note(&answer);
                // Without a connection or a session nothing more will go either; a file that the office refuses is done.
                let stopped = matches!(answer, Err(Failure::Offline | Failure::SignedOut));
                self.rows.try_update(|rows| {
                    if let Some(row) = rows.get_mut(place) {
                        row.answer = Some(answer);
                    }
                });
                if stopped {
                    break;
                }
            }
            self.working.try_set(false);
            self.lately.reload();
        });
    }
}

/// Not brought yet, or not because of the connection: it is brought with the next run.
fn waits(row: &Brought) -> bool {
    matches!(row.answer, None | Some(Err(Failure::Offline | Failure::SignedOut)))
}
