//! Pasted text. The browser inserts it, as it does in any field: line ends, trimming and the caret are its work. Afterwards
//! what it has put there is looked at: letters whose marks stand apart are composed at once, and where it reads as an old
//! encoding its conversion is offered.

use std::collections::BTreeSet;

use danvan_core::text::{Legacy, convert_legacy, detect_legacy, nfc};
use js_sys::JsString;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use super::{Form, Slot};

/// An old text that was pasted, waiting for a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where.
    pub slot: Slot,
    /// The encoding.
    pub encoding: Legacy,
    /// What stood before it in the field.
    pub before: String,
    /// As the browser inserted it.
    pub pasted: String,
    /// As it reads in Unicode.
    pub converted: String,
}

impl Offer {
    /// The field's text with what was pasted converted, also where somebody has typed into the field since. What they have
    /// typed is of today's letters and stays.
    fn taken(&self, text: &str) -> String {
        let rest = text.strip_prefix(&self.before).and_then(|rest| rest.strip_prefix(&self.pasted));
        if let Some(rest) = rest {
            return [&self.before, &self.converted, rest].concat();
        }
        if text.contains(&self.pasted) {
            return text.replacen(&self.pasted, &self.converted, 1);
        }
        // Typed into the midst of it: its words are still known.
        let bare = |piece: &str| {
            piece
                .trim_matches(|letter: char| letter.is_whitespace() || letter.is_ascii_punctuation())
                .to_owned()
        };
        let words: BTreeSet<String> = self.pasted.split_whitespace().map(bare).collect();
        let pieces = text.split_inclusive(char::is_whitespace).map(|piece| {
            if words.contains(&bare(piece)) {
                convert_legacy(&composed(piece), self.encoding)
            } else {
                piece.to_owned()
            }
        });
        pieces.collect()
    }
}

/// A field of text, of one line or of several.
#[derive(Clone)]
enum TextField {
    Line(HtmlInputElement),
    Area(HtmlTextAreaElement),
}

impl TextField {
    fn of(event: &web_sys::Event) -> Option<Self> {
        let target = event.target()?;
        match target.dyn_into::<HtmlInputElement>() {
            Ok(line) => Some(Self::Line(line)),
            Err(target) => target.dyn_into().ok().map(Self::Area),
        }
    }

    fn value(&self) -> Vec<u16> {
        match self {
            Self::Line(line) => line.value(),
            Self::Area(area) => area.value(),
        }
        .encode_utf16()
        .collect()
    }

    /// What is selected, in UTF-16 units.
    fn selection(&self) -> Option<(usize, usize)> {
        let (from, to) = match self {
            Self::Line(line) => (line.selection_start(), line.selection_end()),
            Self::Area(area) => (area.selection_start(), area.selection_end()),
        };
        Some((from.ok()?? as usize, to.ok()?? as usize))
    }

    /// Puts a text in the place of another one, the caret behind it, and tells it as if it had been typed.
    fn replace(&self, from: usize, to: usize, text: &str) {
        let (from, to) = (from as u32, to as u32);
        let (put, element): (_, &HtmlElement) = match self {
            Self::Line(line) => {
                let end = web_sys::SelectionMode::End;
                (line.set_range_text_with_start_and_end_and_selection_mode(text, from, to, end), line)
            }
            Self::Area(area) => {
                (area.set_range_text_with_start_and_end_and_mode(text, from, to, "end"), area)
            }
        };
        let typed = web_sys::EventInit::new();
        typed.set_bubbles(true);
        if put.is_ok()
            && let Ok(told) = web_sys::Event::new_with_event_init_dict("input", &typed)
        {
            // Fails only for an event that is under way.
            let _ = element.dispatch_event(&told);
        }
    }
}

/// Something is being pasted: what the browser makes of it is looked at once it stands in the field.
pub fn pasted(form: Form, slot: Slot, event: &web_sys::ClipboardEvent) {
    let Some(field) = TextField::of(event) else { return };
    let Some((from, to)) = field.selection() else { return };
    let stood = field.value();
    set_timeout(
        move || {
            if form.is_alive() {
                look(form, slot, &field, (&stood, from, to));
            }
        },
        std::time::Duration::ZERO,
    );
}

/// Looks at what stands in the place of what was selected.
fn look(form: Form, slot: Slot, field: &TextField, (stood, from, to): (&[u16], usize, usize)) {
    let now = field.value();
    let (Some(before), Some(after)) = (stood.get(..from), stood.get(to..)) else { return };
    let Some(end) = now.len().checked_sub(after.len()).filter(|end| *end >= from) else { return };
    if !now.starts_with(before) || !now.ends_with(after) {
        return;
    }
    let text = String::from_utf16_lossy(now.get(from..end).unwrap_or_default());
    let whole = composed(&text);
    if let Some(encoding) = detect_legacy(&whole) {
        let before = String::from_utf16_lossy(before);
        let converted = convert_legacy(&whole, encoding);
        form.offer.set(Some(Offer { slot, encoding, before, pasted: text, converted }));
    } else if nfc(&text) != text {
        field.replace(from, end, &nfc(&text));
    }
}

/// A text with all its marks on their letters: old encodings use letters of other languages, too.
fn composed(text: &str) -> String {
    String::from(JsString::from(text).normalize("NFC"))
}

/// Whether a field's text waits for a word: what is said of it would push the buttons from under the pointer.
pub fn is_offered(form: Form, slot: Slot) -> bool {
    form.offer.with_untracked(|offer| offer.as_ref().is_some_and(|offer| offer.slot == slot))
}

/// The offer below a field, with a preview.
pub fn offer(form: Form, slot: Slot) -> AnyView {
    use crate::i18n::form as words;
    let dismiss = move || form.offer.set(None);
    (move || {
        let offer = form.offer.get().filter(|offer| offer.slot == slot)?;
        let encoding = match offer.encoding {
            Legacy::Tcvn3 => "TCVN3",
            Legacy::Vni => "VNI",
        };
        let preview = offer.converted.clone();
        let convert = move |_| {
            form.replace_text(slot, &offer.taken(&form.text(slot)));
            dismiss();
            super::focus(&slot.id());
        };
        let keep = move |_| {
            dismiss();
            super::focus(&slot.id());
        };
        Some(
            view! {
                <div class="item" role="group">
                    <p>{words::LEGACY.with(&[encoding])}</p>
                    <p class="unseen">{words::LEGACY_PREVIEW.get()}</p>
                    <div class="preview">{preview}</div>
                    <div class="buttons">
                        <button type="button" class="button" on:click=convert>{words::LEGACY_CONVERT.get()}</button>
                        <button type="button" class="button quiet" on:click=keep>{words::LEGACY_KEEP.get()}</button>
                    </div>
                </div>
            }
            .into_any(),
        )
    })
    .into_any()
}
