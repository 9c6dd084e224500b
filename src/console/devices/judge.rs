//! Revoking a device, and allowing it again.

use danvan_core::wire_people::{
    AllowanceRequest, DeviceLine, DeviceList, REVOCATION_REASON_MIN, RevocationRequest,
};

use super::DEVICES;
use super::row::row_id;
use crate::components::Announcement;
use crate::console::client::{self, Answer};
use crate::console::frame::role_words;
use crate::console::load::Document;
use crate::console::question::{Note, Question};
use crate::console::session::Session;
use crate::i18n::{Text, devices as text, quarantine, when};

/// Asks whether a device shall be revoked, and why. `narrowed` says that the list shows devices of one state alone.
pub fn revoke(device: &DeviceLine, list: Document<DeviceList>, narrowed: bool) -> Question {
    let session = Session::current();
    let address = address(device, "/revocation");
    let act = move |reason: String| {
        let address = address.clone();
        async move {
            let answer = client::post::<DeviceLine>(&address, &RevocationRequest { reason }).await;
            take(session, list, answer, text::REVOKED_SAID, narrowed)
        }
    };
    let title = text::REVOKE_TITLE.with(&[&device.name]);
    let mut question = Question::new(title, text::REVOKE_DO.get(), text::KEEP.get(), row_id(device), act);
    question.says =
        vec![which(device), text::REVOKE_SAYS.get().to_owned(), text::REVOKE_KEEPS.get().to_owned()];
    let least = Some((REVOCATION_REASON_MIN, text::REASON_SHORT));
    question.note = Some(Note { label: text::REASON, least });
    question.takes_away = true;
    question
}

/// Asks whether a device shall be heard again.
pub fn allow(device: &DeviceLine, list: Document<DeviceList>, narrowed: bool) -> Question {
    let session = Session::current();
    let address = address(device, "/allowance");
    let act = move |typed: String| {
        let address = address.clone();
        let note = Some(typed).filter(|note| !note.is_empty());
        async move {
            let answer = client::post::<DeviceLine>(&address, &AllowanceRequest { note }).await;
            take(session, list, answer, text::ALLOWED_SAID, narrowed)
        }
    };
    let title = text::ALLOW_TITLE.with(&[&device.name]);
    let mut question = Question::new(title, text::ALLOW.get(), text::KEEP.get(), row_id(device), act);
    let says = [text::ALLOW_SAYS.get().to_owned(), text::ALLOW_TRUSTS.get().to_owned()];
    question.says = std::iter::once(which(device)).chain(says).collect();
    question.note = Some(Note { label: quarantine::NOTE, least: None });
    question
}

/// Which device it is: many have the same name.
fn which(device: &DeviceLine) -> String {
    let contact = device.last_contact.as_ref().map_or_else(|| text::NEVER.get().to_owned(), when::moment);
    let holder = &device.holder.name;
    text::WHICH.with(&[holder, &role_words(device.role), &device.place, &contact])
}

fn address(device: &DeviceLine, what: &str) -> String {
    [DEVICES, "/", &device.device.to_string(), what].concat()
}

/// Puts the device as it stands now into the list, at its place, and says what was done.
fn take(
    session: Session,
    list: Document<DeviceList>,
    answer: Answer<DeviceLine>,
    said: Text,
    narrowed: bool,
) -> Answer<()> {
    let device = answer?;
    session.say(Announcement::Done(said.with(&[&device.name])));
    if narrowed {
        // Of those in another state it may be none any more: the office says which are.
        list.reload();
        return Ok(());
    }
    list.change(|list| {
        if let Some(line) = list.devices.iter_mut().find(|line| line.device == device.device) {
            *line = device;
        }
    });
    Ok(())
}
