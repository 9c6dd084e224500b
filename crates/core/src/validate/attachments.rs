//! Photos and files: what the record says of them. Their bytes are looked at where they arrive.

use super::{Look, Measure};
use crate::attachment::{ATTACHMENT_BYTES_MAX, ATTACHMENTS, ATTACHMENTS_MAX};
use crate::entry::FieldPath;
use crate::ids::Digest;
use crate::message::Message;
use crate::record::fields;

impl Look<'_> {
    /// An item whose digest is none could never be sent nor read: the office refuses it. Sizes and numbers are the
    /// form's business: another version may have other limits, and its texts are worth more than its files.
    pub(super) fn attachments(&mut self) {
        let body = self.body;
        for item in fields::items(body, ATTACHMENTS) {
            let Some(key) = fields::text(item, "key") else { continue };
            let at = || FieldPath::item(ATTACHMENTS, key);
            match fields::text(item, "sha256") {
                Some(digest) if Digest::parse(digest).is_none() => self.say(Message::WrongForm, at()),
                Some(_) => {}
                None if self.measure == Measure::Form => self.say(Message::Required, at()),
                None => {}
            }
            let bytes = fields::whole(item, "bytes").unwrap_or(0);
            if self.measure == Measure::Form && bytes > ATTACHMENT_BYTES_MAX {
                self.say(Message::TooLarge, at());
            }
        }
        if self.measure == Measure::Form && fields::items(body, ATTACHMENTS).count() > ATTACHMENTS_MAX {
            self.say_at(Message::TooLong, ATTACHMENTS);
        }
    }
}
