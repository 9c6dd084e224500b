//! An address without a page.

use leptos::prelude::*;

use crate::app::App;
use crate::components::{Head, Icon, empty, frame};
use crate::i18n::common;
use crate::routes::Page;

/// Draws it.
pub fn unknown(app: &App) -> AnyView {
    let action = view! { <a class="button" href=Page::Home.path()>{common::GO_HOME.get()}</a> }.into_any();
    let column = empty(Icon::Search, common::NOT_FOUND.get(), common::NOT_FOUND_DO.get(), action);
    frame(app, Head { title: common::APP.get().to_owned(), ..Head::default() }, column, None)
}
