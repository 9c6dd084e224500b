//! Where the PIN is typed.

use crate::error::{NOT_A_PIN_WORDS, PIN_NEEDED_WORDS, WRONG_PIN_WORDS};
use crate::hub::pin::IDLE_MINUTES;

/// What was wrong with a PIN, as the page's address says it to a browser without scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinTrouble {
    /// Something was to be done that asks for it.
    Needed,
    /// It was none.
    NotAPin,
    /// It was another one.
    Wrong,
    /// Too many were wrong.
    TooMany,
}

impl PinTrouble {
    /// The word in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Needed => "needed",
            Self::NotAPin => "not-a-pin",
            Self::Wrong => "wrong",
            Self::TooMany => "too-many",
        }
    }

    /// By the word in the address.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Needed, Self::NotAPin, Self::Wrong, Self::TooMany];
        all.into_iter().find(|trouble| trouble.name() == name)
    }

    fn words(self) -> &'static str {
        match self {
            Self::Needed => PIN_NEEDED_WORDS,
            Self::NotAPin => NOT_A_PIN_WORDS,
            Self::Wrong => WRONG_PIN_WORDS,
            Self::TooMany => "Đã thử sai quá nhiều lần. Chờ vài phút rồi thử lại.",
        }
    }
}

/// The card: the field where this browser is asked, else that it is not.
pub fn card(opened: bool, trouble: Option<PinTrouble>) -> String {
    if opened {
        return format!(
            "<section class=\"card\"><h2 tabindex=\"-1\"><span aria-hidden=\"true\">✓</span> Đã nhập mã PIN</h2>\
             <form method=\"post\" action=\"/api/v1/hub/pin/end\"><p>Máy hỏi lại sau {IDLE_MINUTES} phút không dùng.</p>\
             <button class=\"stop\">Khóa lại</button></form></section>"
        );
    }
    let words = trouble.map(PinTrouble::words).unwrap_or_default();
    let invalid = if trouble.is_some() { " aria-invalid=\"true\"" } else { "" };
    format!(
        "<section class=\"card\"><h2>Mã PIN của máy khu vực</h2>\
         <form method=\"post\" action=\"/api/v1/hub/pin\" id=\"pin-form\">\
         <p class=\"soft\" id=\"pin-hint\">Cần khi chép gói lên USB và khi nhập biên nhận. Nhận gói thì không cần. Hỏi \
         người đặt máy này.</p><label class=\"field\" for=\"pin-field\">Mã PIN, từ 8 đến 16 chữ số</label>\
         <input class=\"field\" id=\"pin-field\" name=\"pin\" type=\"password\" inputmode=\"numeric\" autocomplete=\"off\" \
         maxlength=\"40\" aria-describedby=\"pin-problem pin-hint\"{invalid}>\
         <p class=\"problem\" id=\"pin-problem\" role=\"alert\">{words}</p><button>Nhập mã PIN</button></form></section>"
    )
}
