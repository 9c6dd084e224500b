//! The frame of the console: the rail with its rooms, the user, and the place for the page.

use danvan_core::access::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

use super::alarms::Alarms;
use super::deciding::Deciding;
use super::menu::menu;
use super::quarantine::Waiting;
use super::room::Room;
use super::session::{Session, desk};
use super::{bundles, codes, devices, figures, overview, password, people, quarantine, records, sign_in};
use crate::components::{Icon, empty, icon, other_language, skip_link, toast};
use crate::i18n::{
    Text, alarms as alarm_text, bundles as bundle_text, common, console as text, devices as device_text,
    people as people_text, quarantine as quarantine_text,
};

/// A number beside a room's name.
#[derive(Clone, Copy)]
struct Waits {
    id: &'static str,
    /// Whether it describes the link and is no part of its name.
    is_apart: bool,
    class: &'static str,
    words: Text,
    many: Signal<u64>,
}

impl Waits {
    fn view(self) -> impl Fn() -> Option<AnyView> + Send + 'static {
        move || {
            let many = self.many.get();
            let words = self.words.count(usize::try_from(many).unwrap_or(usize::MAX));
            (many > 0).then(|| {
                view! { <b class=self.class id=self.id role="img" aria-label=words>{many.to_string()}</b> }
                    .into_any()
            })
        }
    }
}

/// The rooms that the role may enter, in the rail's order. What it may not enter is not shown.
fn rooms(role: Role) -> impl Iterator<Item = (Room, Icon, &'static str)> {
    let all = [
        (Room::Overview, Icon::Chart, text::OVERVIEW.get()),
        (Room::Records, Icon::Inbox, text::RECORDS.get()),
        (Room::Figures, Icon::Table, text::FIGURES.get()),
        (Room::Bundles, Icon::Received, bundle_text::ROOM.get()),
        (Room::Devices, Icon::Phone, device_text::ROOM.get()),
        (Room::Quarantine, Icon::Shield, quarantine_text::ROOM.get()),
        (Room::Codes, Icon::Key, text::CODES.get()),
        (Room::People, Icon::People, people_text::ROOM.get()),
    ];
    all.into_iter().filter(move |(room, ..)| room.open_to(role))
}

/// Draws the frame with the page that the address names.
pub fn frame() -> AnyView {
    let session = Session::current();
    let desk = desk();
    let role = desk.user.role;
    let path = use_location().pathname;
    let room = Memo::new(move |_| Room::at(&path.get()));
    let waiting = Room::Quarantine.open_to(role).then(|| Waiting::provide(move || room.track()));
    let waiting = waiting.map(|waiting| Waits {
        id: "menu-waits",
        is_apart: true,
        class: "waits",
        words: quarantine_text::WAITING_HERE,
        many: Signal::derive(move || waiting.get()),
    });
    let alarms = Alarms::provide(move || room.track()).map(|alarms| Waits {
        id: "menu-alarms",
        is_apart: false,
        class: "waits alarms",
        words: alarm_text::OPEN_HERE,
        many: Signal::derive(move || alarms.count()),
    });
    let link = |(to, sign, words): (Room, Icon, &'static str)| {
        let waits = match to {
            Room::Quarantine => waiting,
            Room::Overview => alarms,
            _ => None,
        };
        let apart = waits.filter(|waits| waits.is_apart);
        view! {
            <li><a href=to.address() aria-current=move || (room.get() == to).then_some("page")
                aria-label=apart.map(|_| words) aria-describedby=apart.map(|waits| waits.id)>
                {icon(sign)} <span>{words}</span> {waits.map(Waits::view)}
            </a></li>
        }
        .into_any()
    };
    let main = NodeRef::<leptos::html::Main>::new();
    // After a change of room the page begins at its top, for eyes and for screen readers.
    Effect::new(move |before: Option<Room>| {
        let now = room.get();
        // The bar of rooms is wider than a phone: the room that is open is in sight.
        request_animation_frame(|| {
            let open = document().query_selector(".rail nav a[aria-current]").ok().flatten();
            let open = open.and_then(|open| open.dyn_into::<web_sys::HtmlElement>().ok());
            let bar = open.as_ref().and_then(|open| open.closest(".rail nav").ok().flatten());
            if let (Some(open), Some(bar)) = (open, bar) {
                bar.set_scroll_left(open.offset_left() - bar.client_width() / 4);
            }
        });
        if before.is_some_and(|before| before != now) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            if let Some(main) = main.get_untracked() {
                let _ = main.focus();
            }
        }
        now
    });
    let nowhere = || {
        let home = view! { <a class="button" href=Room::Overview.address()>{text::TO_OVERVIEW.get()}</a> }
            .into_any();
        empty(Icon::Search, common::NOT_FOUND.get(), text::NOWHERE_DO.get(), home)
    };
    let deciding = Deciding::provide();
    let leave = move |_| {
        spawn_local(async move {
            // What was decided goes out before the session ends; where it does not, the person sees it first.
            if deciding.flush().await {
                session.leave();
            }
        });
    };
    let page = move || match room.get() {
        room if !room.open_to(role) => nowhere(),
        Room::Overview => overview::room(),
        Room::Records => records::room(),
        Room::Figures => figures::room(),
        Room::Bundles => bundles::room(),
        Room::Devices => devices::room(),
        Room::Quarantine => quarantine::room(),
        Room::Codes => codes::room(),
        Room::People => people::room(),
        Room::Password => password::room(),
        Room::Nowhere => nowhere(),
    };
    let role_words = role_words(role);
    let me = vec![
        view! { <p><b>{desk.user.author.name.clone()}</b> " " <small>{role_words}</small></p> }.into_any(),
        view! {
            <a class="button bare" href=Room::Password.address()
                aria-current=move || (room.get() == Room::Password).then_some("page")>{people_text::OWN_PASSWORD.get()}</a>
        }
        .into_any(),
        other_language(),
        view! { <button type="button" class="button quiet" on:click=leave>{text::SIGN_OUT.get()}</button> }
            .into_any(),
    ];
    view! {
        {skip_link("console-main")}
        <div class="console-width"><div class="console">
            <header class="rail">
                <p class="logo">{common::APP.get()} " " <small>{desk.user.place.clone()}</small></p>
                <nav aria-label=text::ROOMS.get()><ul>{rooms(role).map(link).collect_view()}</ul></nav>
                <div class="me">{menu(text::ACCOUNT.get(), me)}</div>
            </header>
            <main id="console-main" tabindex="-1" node_ref=main>
                <div class="room">{page}</div>
                <div class="foot">{deciding.strip()} {toast(session.said, move || room.track())}</div>
            </main>
        </div></div>
        {sign_in::again()}
    }
    .into_any()
}

/// The name of a role.
pub fn role_words(role: Role) -> String {
    crate::i18n::message::role(role).to_owned()
}

/// The role's code in the catalogue's list.
pub fn role_code(role: Role) -> String {
    serde_json::to_value(role).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}
