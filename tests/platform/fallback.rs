//! Where IndexedDB cannot be opened.

use danvan::device::{Opened, StoreTrouble};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::FakeOffice;
use crate::support::{name, opened, save, synced};

/// Hides a property of the window until dropped.
pub struct Hidden {
    property: &'static str,
    was: JsValue,
}

impl Hidden {
    pub fn hide(property: &'static str) -> Self {
        let window = web_sys::window().expect("a window");
        let was = Object::get_own_property_descriptor(&window, &property.into());
        let nothing = Object::new();
        Reflect::set(&nothing, &"value".into(), &JsValue::UNDEFINED).expect("set");
        Reflect::set(&nothing, &"configurable".into(), &JsValue::TRUE).expect("set");
        Object::define_property(&window, &property.into(), &nothing);
        Self { property, was }
    }

    /// Shows something else in its place.
    pub fn show(&self, value: &JsValue) {
        let shown = Object::new();
        Reflect::set(&shown, &"value".into(), value).expect("set");
        Reflect::set(&shown, &"configurable".into(), &JsValue::TRUE).expect("set");
        Object::define_property(&web_sys::window().expect("a window"), &self.property.into(), &shown);
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        let window = web_sys::window().expect("a window");
        Object::define_property(&window, &self.property.into(), self.was.unchecked_ref());
    }
}

#[wasm_bindgen_test]
async fn without_indexed_db_the_local_storage_serves_and_says_so() {
    let _hidden = Hidden::hide("indexedDB");
    let (name, office) = (name(), FakeOffice::default());
    let Opened::Fallback(device, why) = opened(&name, &office).await else { panic!("no fallback") };
    assert_eq!(why, StoreTrouble::Missing);
    device.enrol("7K2M-94TX", "Máy").await.expect("enrolled");
    let (id, _) = save(&device, "Trong bộ nhớ nhỏ").await;
    // A second tab must not write beside the first.
    assert!(matches!(opened(&name, &office).await, Opened::Nowhere(StoreTrouble::OtherTab)));
    drop(device);
    danvan::platform::timer::breathe().await;

    let Opened::Fallback(device, _) = opened(&name, &office).await else { panic!("no fallback") };
    assert_eq!(device.summaries()[0].id, id);
    synced(&device).await;
    assert!(office.with(|state| state.records.contains_key(&id)));
}

#[wasm_bindgen_test]
async fn without_any_store_nothing_is_promised() {
    let _hidden = (Hidden::hide("indexedDB"), Hidden::hide("localStorage"));
    let office = FakeOffice::default();
    assert!(matches!(opened(&name(), &office).await, Opened::Nowhere(StoreTrouble::Missing)));
}
