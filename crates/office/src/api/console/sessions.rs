//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use danvan_core::access::{Author, Scope};
use danvan_core::wire_alarms::AlarmKind;
use danvan_core::wire_console::{ConsoleUser, SignIn};
use danvan_core::wire_people::{PASSWORD_MIN, PasswordChange, USERNAME_MAX};

use super::known_browser;
use crate::api::extract::{Console, JsonBody, cookie};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::limits::guessing::Door;
use crate::people::username;
use crate::secrets::{hash_password, new_token, password_matches, spend_as_if_matching, token_digest};
use crate::state::Office;
use crate::store::User;

/// A working day: who comes in the next morning signs in again.
const SESSION_SECONDS: i64 = 12 * 3600;
/// Argon2 takes any length; nobody types more.
const PASSWORD_MAX: usize = 1024;

/// Signs in. The session's token travels in a cookie that scripts cannot read; another one stays behind by which the
/// account's next attempts in this browser are counted apart from those of strangers.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "console", security(()),
    request_body = inline(schema::SignIn),
    responses(
        (status = 201, body = inline(schema::ConsoleUser)),
        (status = 401, description = "Wrong username or password", content_type = "application/problem+json"),
        (status = 403, description = "The person is disabled (`account-disabled`)", content_type = "application/problem+json"),
        (status = 429, description = "Too many failures of this account; of this browser alone, where the account was used in it before", content_type = "application/problem+json"),
        (status = 503, description = "Too many sign in at once", content_type = "application/problem+json"),
    ))]
pub async fn sign_in(
    State(office): State<Office>,
    headers: HeaderMap,
    JsonBody(sign_in): JsonBody<SignIn>,
) -> Result<(StatusCode, HeaderMap, Json<ConsoleUser>), ApiError> {
    let username = username(&sign_in.username);
    if username.len() > USERNAME_MAX || sign_in.password.len() > PASSWORD_MAX {
        return Err(ApiError::wrong_password());
    }
    let now = office.clock.unix_ms();
    let found = office.store.user_by_name(&username).await?;
    let browser = found.as_ref().and_then(|(user, digest)| of(&office, user, digest).browser_in(&headers));
    let door = match (&found, &browser) {
        (Some((user, _)), Some(browser)) => Door::Known { user: user.id, browser },
        (Some((user, _)), None) => Door::Stranger(user.id),
        (None, _) => Door::Nobody(&username),
    };
    let account = found.as_ref().map(|(user, _)| user.clone());
    let failed = || {
        if browser.is_none() {
            report(&office, account.as_ref());
        }
    };
    let attempt = office.guessing.password(door).map_err(|wait_s| {
        failed();
        ApiError::too_many(wait_s)
    })?;
    let password = sign_in.password;
    let compare = move || match found {
        Some((user, digest)) => password_matches(&password, &digest).then_some((user, digest)),
        None => {
            spend_as_if_matching(&password);
            None
        }
    };
    let known = match browser {
        Some(_) => office.slowly(compare).await?,
        None => office.slowly_for_strangers(compare).await?,
    };
    let Some((user, checked)) = known else {
        failed();
        tracing::info!("sign-in refused");
        return Err(ApiError::wrong_password());
    };
    attempt.give_back();
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
    let mut headers = with_cookie(&office, &token, SESSION_SECONDS)?;
    if let Some(cookie) = of(&office, &user, &checked).cookie(browser, office.secure_cookies)? {
        headers.append(header::SET_COOKIE, cookie);
    }
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
        (status = 204, description = "Changed; the cookie that knows this browser is set anew"),
        (status = 401, description = "Nobody is signed in, or the old password is wrong (`wrong-password`)", content_type = "application/problem+json"),
        (status = 422, description = "The new password is too short, too long, or the old one", content_type = "application/problem+json"),
        (status = 429, description = "Too many failures in this session", content_type = "application/problem+json"),
    ))]
pub async fn change_password(
    State(office): State<Office>,
    console: Console,
    headers: HeaderMap,
    JsonBody(PasswordChange { old, new }): JsonBody<PasswordChange>,
) -> Result<(StatusCode, HeaderMap), ApiError> {
    let user = console.user;
    if old.len() > PASSWORD_MAX {
        return Err(ApiError::wrong_password());
    }
    if new.chars().count() < PASSWORD_MIN || new.len() > PASSWORD_MAX || new == old {
        let words =
            format!("Mật khẩu mới phải khác mật khẩu cũ và dài từ {PASSWORD_MIN} đến {PASSWORD_MAX} ký tự.");
        return Err(ApiError::invalid(words));
    }
    let attempt = office.guessing.password(Door::Session(console.session)).map_err(ApiError::too_many)?;
    let found = office.store.user_by_name(&user.username).await?;
    let (_, digest) = found.ok_or_else(ApiError::not_signed_in)?;
    let checked = digest.clone();
    let fresh = office
        .slowly(move || password_matches(&old, &digest).then(|| hash_password(&new)).transpose())
        .await??;
    let Some(fresh) = fresh else {
        tracing::info!(user = %user.id, "change of password refused");
        return Err(ApiError::wrong_password());
    };
    attempt.give_back();
    if !office.store.change_password(&user, (&checked, &fresh), console.session).await? {
        tracing::info!(user = %user.id, "change of password refused: it was changed meanwhile");
        return Err(ApiError::wrong_password());
    }
    tracing::info!(user = %user.id, "password changed: user={}", user.id);
    // What knew the account's browsers went with the old password; this one is known again at once.
    let browser = of(&office, &user, &checked).browser_in(&headers);
    let cookie = of(&office, &user, &fresh).cookie(browser, office.secure_cookies)?;
    let headers = cookie.map(|cookie| (header::SET_COOKIE, cookie)).into_iter().collect();
    Ok((StatusCode::NO_CONTENT, headers))
}

/// What an account's browsers are known by.
fn of<'a>(office: &'a Office, user: &User, password: &'a str) -> known_browser::Of<'a> {
    known_browser::Of { user: user.id, password, secret: &office.code_salt }
}

/// A stranger's sign-in has failed, or was turned away: whom it is one too many for, they are told.
fn report(office: &Office, account: Option<&User>) {
    let reported = office.guessing.sign_in_failed(account.map(|user| user.id));
    if let Some(user) = account {
        office.alarm([&user.province], AlarmKind::GuessingPassword, &user.username, reported.account);
    }
    office.alarm(office.catalogues.provinces(), AlarmKind::GuessingSignIns, "", reported.sign_ins);
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
