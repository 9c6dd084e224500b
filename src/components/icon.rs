//! Icons: one stroke each on a grid of 24, always beside a word, never instead of one.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A house.
    Home,
    /// A pencil.
    Pencil,
    /// A book.
    Book,
    /// Two arrows in a circle.
    Sync,
    /// A phone.
    Phone,
    /// A house with an arrow up: half the way.
    Hub,
    /// Two ticks: the province's word.
    Received,
    /// One tick: done.
    Tick,
    /// An arrow back.
    Returned,
    /// Two branches.
    Conflict,
    /// A dashed sheet.
    Draft,
    /// People.
    People,
    /// A star.
    Star,
    /// A roof over two.
    House,
    /// One person.
    Person,
    /// A magnifier.
    Search,
    /// A shield with a tick.
    Shield,
    /// A triangle with a sign of exclamation.
    Warning,
    /// An arrow to the left.
    Back,
    /// A calendar.
    Calendar,
    /// A cross.
    Close,
    /// A plus.
    Plus,
    /// A gear.
    Settings,
    /// A flag.
    Flag,
    /// Columns of different height.
    Chart,
    /// A tray for what comes in.
    Inbox,
    /// A table.
    Table,
    /// A key.
    Key,
    /// A camera.
    Camera,
    /// A picture.
    Picture,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Camera => "M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
            Self::Picture => "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15 8a1 1 0 1 1 0 2 1 1 0 0 1 0-2z",
            Self::Home => "M4 11l8-7 8 7v9h-5v-6h-6v6H4z",
            Self::Pencil => "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
            Self::Book => "M6 3h13v18H6a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM4 19a2 2 0 0 1 2-2h13",
            Self::Sync => "M20 7v5h-5M4 17v-5h5M19 12a7 7 0 0 0-12-4.5L4 10M5 12a7 7 0 0 0 12 4.5l3-2.5",
            Self::Phone => "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2",
            Self::Hub => "M4 20V11l8-6 8 6v9zM12 17v-6M9.5 13.5L12 11l2.5 2.5",
            Self::Received => "M2 13l4 4L15 7M10 15l2 2L22 7",
            Self::Tick => "M5 13l4 4L19 7",
            Self::Returned => "M9 7l-5 5 5 5M4 12h10a6 6 0 0 1 6 6",
            Self::Conflict => "M6 3v6a6 6 0 0 0 6 6M18 3v6a6 6 0 0 1-6 6v6",
            Self::Draft => "M6 3h3M13 3h1l5 5v2M19 14v3M19 21h-3M12 21H9M5 21v-3M5 14v-3M5 7V4",
            Self::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2 20a7 7 0 0 1 14 0M16 4.5a3.5 3.5 0 0 1 0 6M18.5 14a7 7 0 0 1 3.5 6"
            }
            Self::Star => "M12 3l2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2 6.4 20.3l1.2-6.3L3 9.6l6.3-.8z",
            Self::House => "M3 12l9-8 9 8M6 10v10h12V10M12 20v-5M9 15h6",
            Self::Person => "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
            Self::Shield => "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5L15.5 10",
            Self::Warning => "M12 4L2.5 20h19zM12 10v4M12 17h.01",
            Self::Back => "M19 12H5M11 6l-6 6 6 6",
            Self::Calendar => "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Settings => "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
            Self::Flag => "M5 21V4M5 4h13l-3 4.5 3 4.5H5",
            Self::Chart => "M4 20h16M7 20v-7M12 20V6M17 20v-10",
            Self::Inbox => "M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5",
            Self::Table => "M4 5h16v14H4zM4 10h16M10 10v9",
            Self::Key => "M8 15a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 11h9v4M17 11v3",
        }
    }
}

/// Draws an icon; screen readers pass over it.
pub fn icon(icon: Icon) -> AnyView {
    view! { <svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d=icon.path()></path></svg> }
        .into_any()
}
