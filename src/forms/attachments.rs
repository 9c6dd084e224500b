//! Photos and files: taken with the camera or chosen, made ready in a worker, and kept for the draft at once.

use danvan_core::attachment::content::{HEAD_BYTES, is_archive, is_picture};
use danvan_core::attachment::{
    ATTACHMENT_BYTES_MAX, ATTACHMENT_MB_MAX, ATTACHMENTS_MAX, AttachmentKind, AttachmentMeta, FileType,
};
use danvan_core::ids::Digest;
use danvan_core::record::schema::FieldSpec;
use danvan_core::text::nfc;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};
use web_sys::File;

use super::field::field;
use super::items::KEY;
use super::save::why_not_saved;
use super::says::{Said, focus, says};
use super::slot::row_id;
use super::{Form, Slot};
use crate::components::{Icon, files as shown_files, icon};
use crate::i18n::{count, current, files as words, form as form_words, when};
use crate::platform::photo::{Darkroom, PhotoTrouble, Prepared};
use crate::platform::{clock, files, press};

/// The most bytes of a photo as the camera wrote it: it is made smaller before it is kept.
const PHOTO_BYTES_MAX: u64 = 60 * 1024 * 1024;
/// The most characters of a name, a little below what the field holds.
const NAME_CHARS_MAX: usize = 190;

/// What the browser's chooser offers. Galleries and chats hand over photos and papers without a type of their own: those
/// are looked at.
const ACCEPTED: &str = "image/*,.pdf,.docx,.xlsx,application/octet-stream";

/// The list, and the two ways to add to it.
pub fn attachments(form: Form, spec: &'static FieldSpec, fields: &'static [FieldSpec]) -> AnyView {
    let name = spec.name;
    take_back(form, name);
    let rows = move || {
        form.track();
        form.rows(name)
    };
    let id = Slot::field(name).id();
    let said = says(form, id.clone());
    let progress = RwSignal::new(String::new());
    let (camera, picker) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let press = |input: NodeRef<html::Input>| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |input: NodeRef<html::Input>| {
        let Some(input) = input.get_untracked() else { return };
        let chosen: Vec<File> = input
            .files()
            .map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect())
            .unwrap_or_default();
        // The same file may be chosen again after it was removed.
        input.set_value("");
        add(form, name, chosen, progress);
    };
    view! {
        <div class="field" id=id.clone() role="group" aria-label=spec.label(current())>
            <span class="label">{words::TITLE.get()}</span>
            <p class="soft">{words::HINT.with(&[&largest()])}</p>
            <ul class="files">
                <For each=rows key=|row| *row children=move |row| attached(form, name, fields, row)/>
            </ul>
            <p role="status" class="soft">{move || progress.get()}</p>
            {said}
            <div class="buttons">
                <button type="button" class="button quiet" on:click=move |_| press(camera)>
                    {icon(Icon::Camera)} {words::TAKE_PHOTO.get()}
                </button>
                <button type="button" class="button quiet" on:click=move |_| press(picker)>
                    {icon(Icon::Plus)} {words::CHOOSE.get()}
                </button>
            </div>
            <input type="file" hidden accept="image/*" capture="environment" node_ref=camera
                on:change=move |_| chosen(camera)/>
            <input type="file" hidden multiple accept=ACCEPTED node_ref=picker
                on:change=move |_| chosen(picker)/>
        </div>
    }
    .into_any()
}

/// One file in the form: its picture, its caption, a way to remove it.
fn attached(form: Form, name: &'static str, fields: &'static [FieldSpec], row: u32) -> AnyView {
    let text = |part| form.text(Slot::in_row(name, row, part));
    let (title, size) = (text("name"), text("bytes").parse().unwrap_or(0));
    let meta = Digest::parse(&text("sha256")).map(|sha256| AttachmentMeta {
        key: text("key"),
        kind: AttachmentKind::of_code(&text("kind")),
        name: Some(title.clone()),
        mime: Some(text("mime")),
        bytes: size,
        sha256,
        caption: None,
    });
    let picture = meta.as_ref().map(|meta| shown_files::shown(&form.device(), meta));
    let caption = fields.iter().find(|part| part.name == "caption");
    let caption = caption.map(|part| field(form, part, Slot::in_row(name, row, part.name)));
    let id = row_id(name, row);
    let said = says(form, id.clone());
    let remove_words = form_words::REMOVE.with(&[&title]);
    // What comes to its place is not meant by the second press of a double click.
    let remove = move |event: web_sys::MouseEvent| {
        if press::is_second(&event) {
            return;
        }
        form.remove_row(name, row);
        focus(&Slot::field(name).id());
        let Some(sha256) = meta.as_ref().map(|meta| meta.sha256) else { return };
        spawn_local(async move {
            let (device, draft) = (form.device(), form.draft().id);
            // First the draft without it: a file that no draft names comes back at worst.
            if form.keep_for_good().await && !names(form, name, sha256) {
                device.let_file_go(draft, sha256).await;
            }
        });
    };
    view! {
        <li class="file" id=id>
            {picture}
            <div>
                <p><b>{title}</b> " · " <span class="soft">{when::size(size)}</span></p>
                {caption}
                {said}
                <button type="button" class="button bare" aria-label=remove_words on:click=remove>
                    {icon(Icon::Close)} {form_words::REMOVE_SHORT.get()}
                </button>
            </div>
        </li>
    }
    .into_any()
}

/// What the draft holds on the disk and does not list: the page went between keeping a photo and writing the draft.
fn take_back(form: Form, name: &'static str) {
    spawn_local(async move {
        let (device, draft) = (form.device(), form.draft().id);
        for row in device.files_of_draft(draft).await {
            if form.is_alive() && !names(form, name, row.sha256) {
                form.add_row(name, begins(&row.name, &row.mime, row.bytes, row.sha256));
            }
        }
    });
}

/// Whether the form lists a file.
fn names(form: Form, name: &'static str, sha256: Digest) -> bool {
    let wanted = sha256.to_string();
    form.is_alive()
        && form.rows(name).into_iter().any(|row| form.text(Slot::in_row(name, row, "sha256")) == wanted)
}

/// What a row begins with. The file's hash tells it from the others: the same photo stands in a record once.
fn begins(name: &str, mime: &str, bytes: u64, sha256: Digest) -> Map<String, Value> {
    let kind = match FileType::of_mime(mime) {
        Some(known) if known.is_image() => AttachmentKind::Photo,
        Some(_) => AttachmentKind::Document,
        None => AttachmentKind::Other,
    };
    let (bytes, sha256) = (bytes.to_string(), sha256.to_string());
    let parts = [
        (KEY, sha256.as_str()),
        ("kind", kind.code()),
        ("name", name),
        ("mime", mime),
        ("bytes", &bytes),
        ("sha256", &sha256),
    ];
    parts.into_iter().map(|(part, value)| (part.to_owned(), Value::from(value))).collect()
}

/// Makes files ready one after the other and keeps each; what went wrong with one stands at the field.
fn add(form: Form, field: &'static str, chosen: Vec<File>, progress: RwSignal<String>) {
    if chosen.is_empty() {
        return;
    }
    form.forget(&Slot::field(field).id());
    form.at_work.update(|at_work| *at_work += 1);
    spawn_local(async move {
        let room = Darkroom::open();
        let all = count(chosen.len());
        for (at, file) in chosen.into_iter().enumerate() {
            if !form.is_alive() {
                return;
            }
            progress.set(words::WORKING.with(&[&count(at + 1), &all]));
            let said = match add_one(form, field, &room, &file).await {
                Ok(name) => words::KEPT.with(&[&name]),
                Err(trouble) if form.is_alive() => {
                    form.said.update(|said| said.push(Said::error(Slot::field(field), trouble)));
                    String::new()
                }
                Err(_) => return,
            };
            let _ = progress.try_set(said);
        }
        let _ = form.at_work.try_update(|at_work| *at_work -= 1);
    });
}

/// The largest file, by the number that the guides name too.
fn largest() -> String {
    [&ATTACHMENT_MB_MAX.to_string(), " MB"].concat()
}

/// Makes one file ready and keeps it; its name, or what to say.
async fn add_one(form: Form, field: &'static str, room: &Darkroom, file: &File) -> Result<String, String> {
    if form.rows(field).len() >= ATTACHMENTS_MAX {
        return Err(words::TOO_MANY.count(ATTACHMENTS_MAX));
    }
    let size = file.size() as u64;
    let content = content_of(file).await.map_err(|trouble| trouble.says(&file.name(), size))?;
    let is_photo = content == Content::Picture;
    let name = name_of(&file.name(), content);
    if is_photo && size > PHOTO_BYTES_MAX {
        return Err(words::TOO_LARGE.with(&[&name, &when::size(size), &when::size(PHOTO_BYTES_MAX)]));
    }
    let mut ready = room.prepare(file, &name, is_photo).await.map_err(|trouble| {
        let words = match trouble {
            PhotoTrouble::Unreadable => words::UNREADABLE,
            PhotoTrouble::CannotDraw => words::CANNOT_DRAW,
            PhotoTrouble::Read => words::READ,
        };
        words.with(&[&name])
    })?;
    if let Content::Paper(known) = content {
        known.mime().clone_into(&mut ready.mime);
    }
    keep(form, field, ready).await.map(|()| name)
}

/// The draft first, then the file that hangs on it, then the draft that names it: whatever is cut off in between, no
/// file is without an owner, and none that was said to be kept is without its row.
async fn keep(form: Form, field: &'static str, ready: Prepared) -> Result<(), String> {
    let not_kept = |why: &str| words::NOT_KEPT.with(&[&ready.name, why]);
    if !form.keep_for_good().await || !form.is_alive() {
        return Err(not_kept(form_words::FAIL_STORE.get()));
    }
    let (device, draft) = (form.device(), form.draft().id);
    device.take_file(draft, &ready).await.map_err(|failure| not_kept(&why_not_saved(&failure)))?;
    // Left meanwhile: the draft takes it back when it is opened again.
    if form.is_alive() && !names(form, field, ready.sha256) {
        let bytes = u64::from(ready.bytes.byte_length());
        form.add_row(field, begins(&ready.name, &ready.mime, bytes, ready.sha256));
        form.keep_for_good().await;
    }
    Ok(())
}

/// What a chosen file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// A picture, to be made ready.
    Picture,
    /// A paper, to be kept as it is.
    Paper(FileType),
}

/// Why a file is not taken.
enum NotTaken {
    Empty,
    TooLarge,
    Unread,
    Type,
}

impl NotTaken {
    fn says(&self, name: &str, size: u64) -> String {
        match self {
            Self::Empty => words::EMPTY.with(&[name]),
            Self::TooLarge => words::TOO_LARGE.with(&[name, &when::size(size), &largest()]),
            Self::Unread => words::READ.with(&[name]),
            Self::Type => words::WRONG_TYPE.with(&[name]),
        }
    }
}

/// Looks at a file's own bytes, as the office will: what a browser says of its type is often nothing, and sometimes wrong.
async fn content_of(file: &File) -> Result<Content, NotTaken> {
    let size = file.size();
    if size < 1.0 {
        return Err(NotTaken::Empty);
    }
    let head = file.slice_with_f64_and_f64(0.0, size.min(HEAD_BYTES as f64)).map_err(|_| NotTaken::Unread)?;
    let head = files::read(&head, HEAD_BYTES).await.ok_or(NotTaken::Unread)?;
    // What no list here knows and the browser calls a picture, the browser may be able to draw.
    let says_picture = file.type_().starts_with("image/");
    let known = FileType::of_content(&head);
    if is_picture(&head) || (says_picture && known.is_none() && !is_archive(&head)) {
        return Ok(Content::Picture);
    }
    let is_paper = known.is_some() || is_archive(&head);
    if is_paper && size > ATTACHMENT_BYTES_MAX as f64 {
        return Err(NotTaken::TooLarge);
    }
    let known = match known {
        None if is_archive(&head) => {
            let whole = files::read(file, size as usize).await.ok_or(NotTaken::Unread)?;
            FileType::of_content(&whole)
        }
        known => known,
    };
    known.map(Content::Paper).ok_or(NotTaken::Type)
}

/// The name to show: cameras give none or a number, what is encoded anew is a JPEG whatever it was, and a paper is opened
/// by its ending.
fn name_of(given: &str, content: Content) -> String {
    let given = nfc(given.trim());
    let short: String = given.chars().take(NAME_CHARS_MAX).collect();
    if let Content::Paper(known) = content {
        let ending = [".", known.extension()].concat();
        return if short.to_lowercase().ends_with(&ending) { short } else { [short, ending].concat() };
    }
    match short.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => [stem, ".jpg"].concat(),
        _ => [&words::PHOTO_NAME.with(&[&when::at(&clock::local(clock::unix_ms()))]), ".jpg"].concat(),
    }
}
