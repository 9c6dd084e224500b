//! What administrators and leaders are to know.

use axum::Json;
use axum::extract::State;
use danvan_core::access::Role;
use danvan_core::wire_alarms::{Alarm, AlarmKind, AlarmList, AlarmQuery, SEEN_TO_AT_ONCE_MAX, SeenToRequest};

use crate::api::extract::{CodeId, Console, IdInPath, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::clock;
use crate::error::ApiError;
use crate::log_pace::ACTS;
use crate::state::Office;
use crate::store::AlarmRow;

/// The alarms: those that nobody has seen to first, then the latest.
#[utoipa::path(
    get, path = "/api/v1/alarms", tag = "console", security(("console" = [])),
    params(("state" = Option<String>, Query, description = "`open` or `acknowledged`; all without")),
    responses(
        (status = 200, body = inline(schema::AlarmList)),
        (status = 400, description = "The query cannot be read", content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", content_type = "application/problem+json"),
        (status = 403, description = "Neither an administrator nor a leader of the province", content_type = "application/problem+json"),
        (status = 422, description = "There is no such state", content_type = "application/problem+json"),
        (status = 429, description = "The person asks too often", content_type = "application/problem+json"),
        (status = 503, description = "The office is busy", content_type = "application/problem+json"),
    ))]
pub async fn list(
    State(office): State<Office>,
    console: Console,
    QueryOf(query): QueryOf<AlarmQuery>,
) -> Result<Json<AlarmList>, ApiError> {
    let console = console.only_one_of(&[Role::Administrator, Role::ProvinceLeader])?;
    let province = &console.user.province;
    let acknowledged = match query.state.as_deref() {
        None => None,
        Some("open") => Some(false),
        Some("acknowledged") => Some(true),
        Some(_) => return Err(ApiError::invalid("Cảnh báo chỉ có hai loại: open, acknowledged.")),
    };
    office.write_alarms(province).await?;
    let mut alarms = office.store.alarms(province).await?;
    alarms.retain(|row| acknowledged.is_none_or(|wanted| row.acknowledged.is_some() == wanted));
    Ok(Json(AlarmList { alarms: alarms.into_iter().map(line).collect() }))
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
    see_to(&office, &console, &[id]).await?.pop().map(Json).ok_or_else(ApiError::not_found)
}

/// Says that somebody has seen to several alarms at once: those that are named and no others, so that one that was raised
/// meanwhile stays.
#[utoipa::path(
    post, path = "/api/v1/alarms/acknowledgements", tag = "console", security(("console" = [])),
    request_body = inline(schema::SeenToRequest),
    responses(
        (status = 200, body = inline(schema::AlarmList), description = "Those of them that are kept, as they stand now; unknown ones are left out"),
        (status = 401, description = "Nobody is signed in", content_type = "application/problem+json"),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
        (status = 422, description = "More than 1,000 at once", content_type = "application/problem+json"),
        (status = 429, description = "The person asks too often", content_type = "application/problem+json"),
        (status = 503, description = "The office is busy", content_type = "application/problem+json"),
    ))]
pub async fn acknowledge_several(
    State(office): State<Office>,
    console: Console,
    JsonBody(request): JsonBody<SeenToRequest>,
) -> Result<Json<AlarmList>, ApiError> {
    let console = console.only(Role::Administrator)?;
    if request.alarms.len() > SEEN_TO_AT_ONCE_MAX {
        return Err(ApiError::invalid(format!(
            "Mỗi lần chỉ ghi là đã xử lý được tối đa {SEEN_TO_AT_ONCE_MAX} cảnh báo."
        )));
    }
    Ok(Json(AlarmList { alarms: see_to(&office, &console, &request.alarms).await? }))
}

/// Keeps that this person has seen to these alarms; those of them that are kept, as they stand now.
async fn see_to(office: &Office, console: &Console, ids: &[String]) -> Result<Vec<Alarm>, ApiError> {
    let (province, by) = (&console.user.province, &console.user.name);
    office.write_alarms(province).await?;
    // Which they are is read before: of those that somebody has seen to, the office keeps the latest alone.
    let mut known = office.store.alarms(province).await?;
    known.retain(|alarm| ids.contains(&alarm.id));
    let changed = office.store.acknowledge_alarms(province, ids, by, office.clock.unix_ms()).await?;
    for alarm in known.iter().filter(|alarm| changed.contains(&alarm.id)) {
        office.alarm_seen_to(province, AlarmKind::named(&alarm.kind), &alarm.subject);
        let id = &alarm.id;
        tracing::info!(target: ACTS, alarm = id, user = %console.user.id, "alarm seen to: alarm={id}");
    }
    let mut now = office.store.alarms(province).await?;
    now.retain(|alarm| ids.contains(&alarm.id));
    Ok(now.into_iter().map(line).collect())
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
        AlarmKind::GuessingCodes => "Mã kích hoạt bị nhập sai nhiều lần.".to_owned(),
        AlarmKind::GuessingPassword if subject.is_empty() => {
            "Có người nhập sai mật khẩu của nhiều tài khoản, trên trình duyệt chưa từng đăng nhập.".to_owned()
        }
        AlarmKind::GuessingPassword => {
            format!(
                "Có người nhập sai mật khẩu của tài khoản {subject} nhiều lần, trên trình duyệt chưa từng đăng nhập."
            )
        }
        AlarmKind::GuessingSignIns => "Có nhiều lần đăng nhập sai ở trang quản lý của tỉnh.".to_owned(),
        AlarmKind::Other(_) => "Có việc cần người quản trị xem.".to_owned(),
    }
}
