//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use danvan_core::access::{Author, Scope};
use danvan_core::wire_console::{ConsoleUser, SignIn};
use danvan_core::wire_people::{PASSWORD_MIN, PasswordChange, USERNAME_MAX};

use crate::api::extract::{Console, JsonBody, cookie};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::people::username;
use crate::secrets::{hash_password, new_token, password_matches, spend_as_if_matching, token_digest};
use crate::state::Office;
use crate::store::User;

/// A working day: who comes in the next morning signs in again.
const SESSION_SECONDS: i64 = 12 * 3600;
/// Argon2 takes any length; nobody types more.
const PASSWORD_MAX: usize = 1024;

/// Signs in. The session's token travels in a cookie that scripts cannot read.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "console", security(()),
    request_body = inline(schema::SignIn),
    responses(
        (status = 201, body = inline(schema::ConsoleUser)),
        (status = 401, description = "Wrong username or password", content_type = "application/problem+json"),
        (status = 403, description = "The person is disabled (`account-disabled`)", content_type = "application/problem+json"),
        (status = 429, description = "Too many failures of this account", content_type = "application/problem+json"),
    ))]
pub async fn sign_in(
    State(office): State<Office>,
    JsonBody(sign_in): JsonBody<SignIn>,
) -> Result<(StatusCode, HeaderMap, Json<ConsoleUser>), ApiError> {
    let username = username(&sign_in.username);
    if username.len() > USERNAME_MAX || sign_in.password.len() > PASSWORD_MAX {
        return Err(ApiError::wrong_password());
    }
    let now = office.clock.unix_ms();
    if let Some(wait_s) = office.sign_ins.wait_s(&username, now) {
        return Err(ApiError::too_many(wait_s));
    }
    let found = office.store.user_by_name(&username).await?;
    let password = sign_in.password;
    let known = office
        .slowly(move || match found {
            Some((user, digest)) => password_matches(&password, &digest).then_some((user, digest)),
            None => {
                spend_as_if_matching(&password);
                None
            }
        })
        .await?;
    let Some((user, checked)) = known else {
        office.sign_ins.failed(&username, now);
        tracing::info!("sign-in refused");
        return Err(ApiError::wrong_password());
    };
    office.sign_ins.succeeded(&username);
    // Said only to those who know the password.
    let person = office.store.people(&user.province, Some(user.id)).await?.pop();
    if person.is_some_and(|person| person.disabled_ms.is_some()) {
        tracing::info!(user = %user.id, "sign-in of a disabled person refused: user={}", user.id);
        return Err(ApiError::account_disabled());
    }
    let token = new_token()?;
    let expires_ms = now + SESSION_SECONDS * 1000;
    if !office.store.open_session(&user, &checked, token_digest(&token), expires_ms, now).await? {
        tracing::info!(user = %user.id, "sign-in refused: the password was changed meanwhile");
        return Err(ApiError::wrong_password());
    }
    tracing::info!(user = %user.id, province = %user.province, "signed in: user={}", user.id);
    let headers = with_cookie(&office, &token, SESSION_SECONDS)?;
    Ok((StatusCode::CREATED, headers, Json(console_user(&office, user)?)))
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/sessions/current", tag = "console", security(("console" = [])),
    responses(
        (status = 200, body = inline(schema::ConsoleUser)),
        (status = 401, description = "Nobody", content_type = "application/problem+json"),
    ))]
pub async fn current(State(office): State<Office>, console: Console) -> Result<Json<ConsoleUser>, ApiError> {
    Ok(Json(console_user(&office, console.user)?))
}

/// Signs out.
#[utoipa::path(
    delete, path = "/api/v1/sessions/current", tag = "console", security(("console" = [])),
    responses((status = 204, description = "Signed out")))]
pub async fn sign_out(
    State(office): State<Office>,
    console: Console,
) -> Result<(StatusCode, HeaderMap), ApiError> {
    office.store.close_session(console.session).await?;
    Ok((StatusCode::NO_CONTENT, with_cookie(&office, "", 0)?))
}

/// Changes one's own password. The other sessions of the person end.
#[utoipa::path(
    post, path = "/api/v1/sessions/current/password", tag = "console", security(("console" = [])),
    request_body = inline(schema::PasswordChange),
    responses(
        (status = 204, description = "Changed"),
        (status = 401, description = "Nobody is signed in, or the old password is wrong (`wrong-password`)", content_type = "application/problem+json"),
        (status = 422, description = "The new password is too short, too long, or the old one", content_type = "application/problem+json"),
        (status = 429, description = "Too many failures of this account", content_type = "application/problem+json"),
    ))]
pub async fn change_password(
    State(office): State<Office>,
    console: Console,
    JsonBody(PasswordChange { old, new }): JsonBody<PasswordChange>,
) -> Result<StatusCode, ApiError> {
    let (user, now) = (console.user, office.clock.unix_ms());
    if old.len() > PASSWORD_MAX {
        return Err(ApiError::wrong_password());
    }
    if new.chars().count() < PASSWORD_MIN || new.len() > PASSWORD_MAX || new == old {
        let words =
            format!("Mật khẩu mới phải khác mật khẩu cũ và dài từ {PASSWORD_MIN} đến {PASSWORD_MAX} ký tự.");
        return Err(ApiError::invalid(words));
    }
    if let Some(wait_s) = office.sign_ins.wait_s(&user.username, now) {
        return Err(ApiError::too_many(wait_s));
    }
    let found = office.store.user_by_name(&user.username).await?;
    let (_, digest) = found.ok_or_else(ApiError::not_signed_in)?;
    let checked = digest.clone();
    let fresh = office
        .slowly(move || password_matches(&old, &digest).then(|| hash_password(&new)).transpose())
        .await??;
    let Some(fresh) = fresh else {
        office.sign_ins.failed(&user.username, now);
        tracing::info!(user = %user.id, "change of password refused");
        return Err(ApiError::wrong_password());
    };
    office.sign_ins.succeeded(&user.username);
    if !office.store.change_password(&user, (&checked, &fresh), console.session).await? {
        tracing::info!(user = %user.id, "change of password refused: it was changed meanwhile");
        return Err(ApiError::wrong_password());
    }
    tracing::info!(user = %user.id, "password changed: user={}", user.id);
    Ok(StatusCode::NO_CONTENT)
}

fn with_cookie(office: &Office, token: &str, seconds: i64) -> Result<HeaderMap, ApiError> {
    let mut headers = HeaderMap::new();
    let cookie = cookie(token, seconds, office.secure_cookies).ok_or_else(ApiError::busy)?;
    headers.insert(header::SET_COOKIE, cookie);
    Ok(headers)
}

fn console_user(office: &Office, user: User) -> Result<ConsoleUser, ApiError> {
    let place = office.catalogue(&user.province)?.province.name.clone();
    Ok(ConsoleUser {
        username: user.username,
        author: Author { id: user.id, name: user.name },
        role: user.role,
        scope: Scope::Province,
        province: user.province,
        place,
    })
}
