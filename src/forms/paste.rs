//! Pasted text: composed to NFC at once; text of an old encoding is recognised and its conversion offered.

use danvan_core::text::{Legacy, convert_legacy, detect_legacy, nfc};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Form, Slot};

/// An old text that was pasted, waiting for a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where.
    pub slot: Slot,
    /// The encoding.
    pub encoding: &'static str,
    /// As it was pasted.
    pub pasted: String,
    /// As it reads in Unicode.
    pub converted: String,
}

/// Looks at what is being pasted.
pub fn pasted(form: Form, slot: Slot, event: &web_sys::ClipboardEvent) {
    let Some(text) = event.clipboard_data().and_then(|data| data.get_data("text").ok()) else { return };
    if let Some(legacy) = detect_legacy(&text) {
        let encoding = match legacy {
            Legacy::Tcvn3 => "TCVN3",
            Legacy::Vni => "VNI",
        };
        let converted = convert_legacy(&text, legacy);
        form.offer.set(Some(Offer { slot, encoding, pasted: text, converted }));
        return;
    }
    let composed = nfc(&text);
    if composed != text && insert(event, &composed) {
        event.prevent_default();
    }
}

/// Puts the composed text where the pasted one would go.
fn insert(event: &web_sys::ClipboardEvent, text: &str) -> bool {
    let Some(target) = event.target() else { return false };
    let put = if let Some(input) = target.dyn_ref::<web_sys::HtmlInputElement>() {
        match (input.selection_start(), input.selection_end()) {
            (Ok(Some(from)), Ok(Some(to))) => {
                let end = web_sys::SelectionMode::End;
                input.set_range_text_with_start_and_end_and_selection_mode(text, from, to, end)
            }
            _ => return false,
        }
    } else if let Some(area) = target.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        match (area.selection_start(), area.selection_end()) {
            (Ok(Some(from)), Ok(Some(to))) => {
                area.set_range_text_with_start_and_end_and_mode(text, from, to, "end")
            }
            _ => return false,
        }
    } else {
        return false;
    };
    // The field's own listener takes it in, as if it had been typed.
    let typed = web_sys::EventInit::new();
    typed.set_bubbles(true);
    let told = web_sys::Event::new_with_event_init_dict("input", &typed);
    put.is_ok() && told.is_ok_and(|told| target.dispatch_event(&told).is_ok())
}

/// The offer below a field, with a preview.
pub fn offer(form: Form, slot: Slot) -> AnyView {
    use crate::i18n::form as words;
    let dismiss = move || form.offer.set(None);
    (move || {
        let offer = form.offer.get().filter(|offer| offer.slot == slot)?;
        let (pasted, converted) = (offer.pasted, offer.converted.clone());
        let convert = move |_| {
            let whole = form.text(slot).replacen(&pasted, &converted, 1);
            form.replace_text(slot, &whole);
            dismiss();
        };
        Some(
            view! {
                <div class="item" role="group">
                    <p>{words::LEGACY.with(&[offer.encoding])}</p>
                    <p class="unseen">{words::LEGACY_PREVIEW.get()}</p>
                    <div class="preview">{offer.converted}</div>
                    <div class="buttons">
                        <button type="button" class="button" on:click=convert>{words::LEGACY_CONVERT.get()}</button>
                        <button type="button" class="button quiet" on:click=move |_| dismiss()>
                            {words::LEGACY_KEEP.get()}
                        </button>
                    </div>
                </div>
            }
            .into_any(),
        )
    })
    .into_any()
}
