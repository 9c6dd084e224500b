//! Photos and files of a record, from the office that has them: pictures at once, papers to be saved, and what has not
//! arrived yet.

use danvan_core::attachment::{AttachmentKind, AttachmentMeta, FileType, attachments_of};
use danvan_core::ids::{Digest, RecordId};
use danvan_core::record::Record;
use danvan_core::wire::{KnownAnswer, KnownRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Icon, icon};
use crate::console::client;
use crate::i18n::{console as text, count, files as words, when};

/// The files of a record; nothing where it has none.
pub fn files(record: &Record) -> Option<AnyView> {
    let metas = attachments_of(&record.body);
    if metas.is_empty() {
        return None;
    }
    let arrived = RwSignal::new(None::<Vec<Digest>>);
    let id = record.id;
    let request = KnownRequest { sha256: metas.iter().map(|meta| meta.sha256).collect(), record: Some(id) };
    spawn_local(async move {
        // Where the question fails, the pictures are asked for all the same: each says for itself whether it is there.
        let answer = client::post::<KnownAnswer>("/api/v1/attachments/known", &request).await;
        let all = request.sha256;
        // The page may have been left meanwhile.
        arrived.try_set(Some(answer.map_or(all, |answer| answer.known)));
    });
    let drawn = move || {
        let arrived = arrived.get()?;
        let missing: Vec<_> = metas.iter().filter(|meta| !arrived.contains(&meta.sha256)).collect();
        let files: Vec<_> = metas.iter().map(|meta| file(id, meta, arrived.contains(&meta.sha256))).collect();
        Some(
            view! {
                {(!missing.is_empty()).then(|| view! { <p class="card look">{not_arrived(&missing)}</p> })}
                <ul class="files">{files}</ul>
            }
            .into_any(),
        )
    };
    Some(view! { <h3>{words::TITLE.get()}</h3> <div class="stack" role="status">{drawn}</div> }.into_any())
}

/// "Tỉnh chưa nhận: 2 ảnh, 410 KB".
fn not_arrived(missing: &[&AttachmentMeta]) -> String {
    let photos = missing.iter().all(|meta| meta.kind == AttachmentKind::Photo);
    let word = if photos { text::PHOTOS_MISSING } else { text::FILES_MISSING };
    let bytes = missing.iter().map(|meta| meta.bytes).sum();
    word.with(&[&count(missing.len()), &when::size(bytes)])
}

fn file(record: RecordId, meta: &AttachmentMeta, is_here: bool) -> AnyView {
    let name = meta.name.clone().unwrap_or_else(|| words::TITLE.get().to_owned());
    let address =
        ["/api/v1/attachments/", &meta.sha256.to_string(), "?record=", &record.to_string()].concat();
    let is_image = meta.mime.as_deref().and_then(FileType::of_mime).is_some_and(FileType::is_image);
    let shown = if !is_here {
        view! { <span class="blank">{icon(Icon::Phone)}</span> }.into_any()
    } else if is_image {
        let alt = meta.caption.clone().unwrap_or_else(|| name.clone());
        let picture = address.clone();
        view! { <a href=address target="_blank" rel="noopener external"><img loading="lazy" src=picture alt=alt/></a> }.into_any()
    } else {
        let label = [words::OPEN_FILE.get(), ": ", &name].concat();
        view! { <a class="button quiet" href=address download="" rel="external" aria-label=label>{icon(Icon::Draft)}</a> }.into_any()
    };
    view! {
        <li class="file">
            <div class="thumb">{shown}</div>
            <div>
                <p><b>{name}</b> " · " <span class="soft">{when::size(meta.bytes)}</span></p>
                {meta.caption.clone().map(|caption| view! { <p>{caption}</p> })}
                {(!is_here).then(|| view! { <p class="soft">{text::FILE_MISSING.get()}</p> })}
            </div>
        </li>
    }
    .into_any()
}
