//! What administrators and leaders are to know.

use axum::Json;
use axum::extract::State;
use danvan_core::access::Role;
use danvan_core::wire_alarms::{Alarm, AlarmKind, AlarmList};

use crate::api::extract::{CodeId, Console, IdInPath};
use crate::api::openapi::schema;
use crate::clock;
use crate::error::ApiError;
use crate::log_pace::ACTS;
use crate::state::Office;
use crate::store::AlarmRow;

/// The alarms: those that nobody has seen to first, then the latest.
#[utoipa::path(
    get, path = "/api/v1/alarms", tag = "console", security(("console" = [])),
    responses(
        (status = 200, body = inline(schema::AlarmList)),
        (status = 401, description = "Nobody is signed in", content_type = "application/problem+json"),
        (status = 403, description = "Neither an administrator nor a leader of the province", content_type = "application/problem+json"),
        (status = 429, description = "The person asks too often", content_type = "application/problem+json"),
        (status = 503, description = "The office is busy", content_type = "application/problem+json"),
    ))]
pub async fn list(State(office): State<Office>, console: Console) -> Result<Json<AlarmList>, ApiError> {
    let console = console.only_one_of(&[Role::Administrator, Role::ProvinceLeader])?;
    let province = &console.user.province;
    office.write_alarms(province).await?;
    let alarms = office.store.alarms(province).await?.into_iter().map(line).collect();
    Ok(Json(AlarmList { alarms }))
}

/// Says that somebody has seen to an alarm. What happens after that is another one.
#[utoipa::path(
    post, path = "/api/v1/alarms/{id}/acknowledgement", tag = "console", security(("console" = [])),
    params(("id" = String, Path, description = "The alarm's identifier")),
    responses(
        (status = 200, body = inline(schema::Alarm), description = "The alarm as it stands now, also where somebody had seen to it before"),
        (status = 400, description = "No identifier of an alarm", content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", content_type = "application/problem+json"),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
        (status = 404, description = "No such alarm", content_type = "application/problem+json"),
        (status = 429, description = "The person asks too often", content_type = "application/problem+json"),
        (status = 503, description = "The office is busy", content_type = "application/problem+json"),
    ))]
pub async fn acknowledge(
    State(office): State<Office>,
    console: Console,
    IdInPath(CodeId(id)): IdInPath<CodeId>,
) -> Result<Json<Alarm>, ApiError> {
    let console = console.only(Role::Administrator)?;
    let (province, by) = (&console.user.province, &console.user.name);
    office.write_alarms(province).await?;
    if office.store.acknowledge_alarm(province, &id, by, office.clock.unix_ms()).await? {
        tracing::info!(target: ACTS, alarm = id, user = %console.user.id, "alarm seen to: alarm={id}");
    }
    let alarm = office.store.alarms(province).await?.into_iter().find(|alarm| alarm.id == id);
    Ok(Json(line(alarm.ok_or_else(ApiError::not_found)?)))
}

fn line(row: AlarmRow) -> Alarm {
    let kind = AlarmKind::named(&row.kind);
    let detail = words(kind, &row.subject);
    let (at, by) = row.acknowledged.unzip();
    Alarm {
        id: row.id,
        kind,
        subject: Some(row.subject).filter(|subject| !subject.is_empty()),
        since: clock::from_unix_ms(row.since_ms).unwrap_or_default(),
        last: clock::from_unix_ms(row.last_ms).unwrap_or_default(),
        count: row.count,
        detail,
        acknowledged_at: at.and_then(clock::from_unix_ms),
        acknowledged_by: by,
    }
}

fn words(kind: AlarmKind, subject: &str) -> String {
    match kind {
        AlarmKind::GuessingCodes => "Có người nhập sai mã kích hoạt hàng trăm lần trên nhiều máy.".to_owned(),
        AlarmKind::GuessingPassword if subject.is_empty() => {
            "Có người nhập sai mật khẩu của nhiều tài khoản, trên trình duyệt chưa từng đăng nhập.".to_owned()
        }
        AlarmKind::GuessingPassword => {
            format!(
                "Có người nhập sai mật khẩu của tài khoản {subject} nhiều lần, trên trình duyệt chưa từng đăng nhập."
            )
        }
        AlarmKind::GuessingSignIns => {
            "Có người thử đăng nhập sai hàng trăm lần, với nhiều tên khác nhau.".to_owned()
        }
        AlarmKind::Other(_) => "Có việc cần người quản trị xem.".to_owned(),
    }
}
