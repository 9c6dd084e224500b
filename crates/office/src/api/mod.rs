//! The HTTP API: one file a subject; what all of them share is in `extract/`, what stands around them in `layers`.

mod addresses;
mod attachments;
mod body_max;
mod bundles;
mod catalogue;
mod coding;
mod collections;
pub mod console;
pub(crate) mod device;
pub(crate) mod door;
pub(crate) mod extract;
mod health;
pub mod hub;
mod layers;
pub(crate) mod openapi;
mod readers;
mod records;
mod refusals;
pub(crate) mod tokens;

use axum::Router;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::openapi::answers::{Around, complete, complete_tus};
use crate::error::ApiError;
use crate::pressure::Limits;
use crate::state::Office;

pub use layers::{around, inside, inside_hub, inside_hub_streamed, inside_page, inside_streamed};

/// Every route of the API, with its description at `/api/v1/openapi.json`.
pub fn router(office: Office, limits: Limits) -> Router {
    let mut uploads = OpenApiRouter::new()
        .routes(routes!(device::uploads::abilities, device::uploads::create))
        .routes(routes!(device::uploads::offset, device::uploads::go_on, device::uploads::overridden))
        .layer(axum::middleware::from_fn(device::uploads::versioned));
    complete_tus(uploads.get_openapi_mut());
    let (streamed, mut streamed_document) = OpenApiRouter::new()
        .routes(routes!(bundles::take))
        .routes(routes!(collections::take))
        .with_state(office.clone())
        .split_for_parts();
    let (router, mut document) = OpenApiRouter::with_openapi(openapi::Document::openapi())
        .routes(routes!(health::health))
        .routes(routes!(catalogue::catalogue))
        .routes(routes!(device::enrolments::enrol))
        .routes(routes!(device::logs::status))
        .routes(routes!(device::logs::push))
        .routes(routes!(device::feed::feed))
        .routes(routes!(device::keys::register))
        .routes(routes!(bundles::list))
        .routes(routes!(bundles::receipt))
        .routes(routes!(collections::receipts))
        .merge(uploads)
        .routes(routes!(attachments::known))
        .routes(routes!(attachments::file))
        .routes(routes!(hub::devices::devices))
        .routes(routes!(hub::logs::status))
        .routes(routes!(hub::logs::push, hub::logs::entries))
        .routes(routes!(records::list))
        .routes(routes!(records::record))
        .routes(routes!(console::moves::take_step))
        .routes(routes!(console::moves::choose))
        .routes(routes!(console::sessions::sign_in))
        .routes(routes!(console::sessions::current, console::sessions::sign_out))
        .routes(routes!(console::sessions::change_password))
        .routes(routes!(console::people::list, console::people::create))
        .routes(routes!(console::people::act))
        .routes(routes!(console::devices::list))
        .routes(routes!(console::devices::revoke))
        .routes(routes!(console::devices::allow))
        .routes(routes!(console::quarantine::list))
        .routes(routes!(console::quarantine::count))
        .routes(routes!(console::quarantine::decide))
        .routes(routes!(console::alarms::list))
        .routes(routes!(console::alarms::acknowledge))
        .routes(routes!(console::alarms::acknowledge_several))
        .routes(routes!(console::figures::figures))
        .routes(routes!(console::figures::records_behind))
        .routes(routes!(console::awards::awards))
        .routes(routes!(console::awards::records_behind))
        .routes(routes!(console::units::status))
        .routes(routes!(console::codes::issue, console::codes::list))
        .routes(routes!(console::codes::revoke))
        .split_for_parts();
    complete(&mut document, Around::Office);
    complete(&mut streamed_document, Around::Streamed);
    document.merge(streamed_document);
    let router = router
        .route("/api/v1/openapi.json", openapi::route(document))
        .route("/api", axum::routing::any(nothing_here))
        .route("/api/", axum::routing::any(nothing_here))
        .route("/api/{*rest}", axum::routing::any(nothing_here))
        .method_not_allowed_fallback(wrong_method)
        .with_state(office.clone());
    inside(router, office.clone(), limits).merge(inside_streamed(streamed, office))
}

/// An address under `/api` that names nothing is never a page of the app.
async fn nothing_here() -> ApiError {
    ApiError::not_found()
}

async fn wrong_method() -> ApiError {
    ApiError::of_status(axum::http::StatusCode::METHOD_NOT_ALLOWED)
}
