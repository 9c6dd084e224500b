//! Words between the tabs of this site.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel to the other tabs. Silent where the browser has none.
#[derive(Debug)]
pub struct Tabs {
    channel: Option<BroadcastChannel>,
    heard: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Tabs {
    /// Opens the channel and calls `heard` with each text that another tab says.
    pub fn open(name: &str, mut heard: impl FnMut(String) + 'static) -> Self {
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                heard(text);
            }
        });
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        }
        Self { channel, heard: Some(heard) }
    }

    /// Says a text to the other tabs.
    pub fn say(&self, text: &str) {
        if let Some(channel) = &self.channel {
            // Fails only on a closed channel.
            let _ = channel.post_message(&text.into());
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
        self.heard = None;
    }
}
