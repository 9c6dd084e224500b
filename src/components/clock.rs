//! What is said where the device's clock is wrong: nothing is lost by it, and what to do.

use danvan_core::clock::{ClockOff, ClockUnit};
use leptos::prelude::*;

use super::{Icon, icon};
use crate::app::App;
use crate::i18n::{count, sync};

/// The warning, while there is a reason for it.
pub fn clock_warning(app: &App) -> AnyView {
    let status = app.device.sync_status();
    let off = Memo::new(move |_| status.with(|status| status.clock));
    (move || off.get().map(card)).into_any()
}

fn card(off: ClockOff) -> AnyView {
    let unit = match off.unit {
        ClockUnit::Minutes => sync::MINUTES,
        ClockUnit::Hours => sync::HOURS,
        ClockUnit::Days => sync::DAYS,
        ClockUnit::Years => sync::YEARS,
    };
    let amount = unit.with(&[&count(off.amount as usize)]);
    let says = if off.ahead { sync::CLOCK_AHEAD } else { sync::CLOCK_BEHIND };
    view! {
        <section class="card look">
            <h2 class="titled">{icon(Icon::Warning)} {sync::CLOCK_TITLE.get()}</h2>
            <p>{says.with(&[&amount])}</p>
        </section>
    }
    .into_any()
}
