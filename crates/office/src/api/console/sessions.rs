//! Signing in and out.

use std::net::IpAddr;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use danvan_core::access::{Author, Scope};
use danvan_core::text::fold;
use danvan_core::wire_alarms::AlarmKind;
use danvan_core::wire_console::{ConsoleUser, SignIn};
use danvan_core::wire_people::{PASSWORD_MIN, PasswordChange, USERNAME_MAX};
use serde::Deserialize;

use super::known_browser;
use crate::api::door::AskedFrom;
use crate::api::extract::{Console, JsonBody, QueryOf, cookie, opened_by_http};
use crate::api::openapi::schema;
use crate::clock::from_unix_ms;
use crate::error::ApiError;
use crate::guessable::guessed_at_once;
use crate::limits::Place;
use crate::limits::guessing::Door;
use crate::people::username;
use crate::secrets::{hash_password, new_token, password_matches, spend_as_if_matching, token_digest};
use crate::state::Office;
use crate::store::User;

/// A working day: who comes in the next morning signs in again.
const SESSION_SECONDS: i64 = 12 * 3600;
/// Argon2 takes any length; nobody types more.
const PASSWORD_MAX: usize = 1024;
/// A user name of so many letters is looked for in its own password.
const NAME_IN_PASSWORD_MIN: usize = 4;

/// A sign-in that is to be judged.
struct Tried {
    username: String,
    password: String,
    /// Of the request: they name the browser.
    headers: HeaderMap,
    from: Option<IpAddr>,
    /// Where it waits for its turn, if it is a stranger's.
    place: Option<Place>,
}

/// A sign-in with the right password.
struct Right {
    user: User,
    /// The digest that the password is right for.
    checked: String,
    /// The browser, where the account was used in it before.
    browser: Option<String>,
}

/// Signs in. The session's token travels in a cookie that scripts cannot read; another one stays behind by which the
/// account's next attempts in this browser are counted apart from those of strangers.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "console", security(()),
    request_body = inline(schema::SignIn),
    responses(
        (status = 201, body = inline(schema::ConsoleUser)),
        (status = 401, description = "Wrong username or password", content_type = "application/problem+json"),
        (status = 403, description = "The person is disabled (`account-disabled`), or the page was opened by http where cookies are for HTTPS alone (`https-needed`)", content_type = "application/problem+json"),
        (status = 429, description = "Too many failures of this account, at this address or altogether; of this browser alone, where the account was used in it before", content_type = "application/problem+json"),
        (status = 503, description = "Too many sign in at once, or too many at this address", content_type = "application/problem+json"),
    ))]
pub async fn sign_in(
    State(office): State<Office>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    JsonBody(sign_in): JsonBody<SignIn>,
) -> Result<(StatusCode, HeaderMap, Json<ConsoleUser>), ApiError> {
    if office.secure_cookies && opened_by_http(&headers) {
        return Err(ApiError::needs_https());
    }
    let username = username(&sign_in.username);
    if username.len() > USERNAME_MAX || sign_in.password.len() > PASSWORD_MAX {
        return Err(ApiError::wrong_password());
    }
    let now = office.clock.unix_ms();
    // Before the books are asked for somebody whom nobody knows.
    let place = match known_browser::any_in(&headers, &office.code_salt) {
        true => None,
        false => Some(office.place_to_wait(from)?),
    };
    let tried = Tried { username, password: sign_in.password, headers, from, place };
    let judging = office.clone();
    let right = office.to_the_end(async move { judged(&judging, tried).await }).await?;
    let Right { user, checked, browser } = right.ok_or_else(ApiError::wrong_password)?;
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
    if let Some(cookie) = of(&office, &user).cookie(browser, office.secure_cookies)? {
        headers.append(header::SET_COOKIE, cookie);
    }
    Ok((StatusCode::CREATED, headers, Json(console_user(&office, user)?)))
}

/// Whose password is right; nothing where it is wrong. Counted before anybody looks at it, and reported where there are too
/// many.
async fn judged(office: &Office, tried: Tried) -> Result<Option<Right>, ApiError> {
    let Tried { username, password, headers, from, place } = tried;
    let found = office.store.user_by_name(&username).await?;
    let browser = found.as_ref().and_then(|(user, _)| of(office, user).browser_in(&headers));
    let place = match (&browser, place) {
        (Some(_), _) => None,
        (None, Some(place)) => Some(place),
        (None, None) => Some(office.place_to_wait(from)?),
    };
    let door = match (&found, &browser) {
        (Some((user, _)), Some(browser)) => Door::Known { user: user.id, browser },
        (Some((user, _)), None) => Door::Stranger { user: user.id, from },
        (None, _) => Door::Nobody { name: &username, from },
    };
    let account = found.as_ref().map(|(user, _)| user.clone());
    let failed = || report(office, account.as_ref(), browser.is_some());
    let attempt = office.guessing.password(door).map_err(|wait_s| {
        failed();
        turned_away(office, wait_s, browser.is_some())
    })?;
    let compare = move || match found {
        Some((user, digest)) => password_matches(&password, &digest).then_some((user, digest)),
        None => {
            spend_as_if_matching(&password);
            None
        }
    };
    let compared = match place {
        None => office.slowly(compare).await,
        Some(place) => office.slowly_for_strangers(place, compare).await,
    };
    match compared {
        Ok(Some((user, checked))) => {
            attempt.right().map_err(|wait_s| turned_away(office, wait_s, browser.is_some()))?;
            Ok(Some(Right { user, checked, browser }))
        }
        Ok(None) => {
            failed();
            tracing::info!("sign-in refused");
            Ok(None)
        }
        // Nobody has looked at it.
        Err(busy) => {
            attempt.unseen();
            Err(busy)
        }
    }
}

/// What is said where there were too many: to a browser that is known what was tried in it; to a stranger, who may not have
/// tried once, what is true of them, too. The words do not tell whether anybody has such an account.
fn turned_away(office: &Office, wait_s: u64, known: bool) -> ApiError {
    let wait_ms = i64::try_from(wait_s).unwrap_or(i64::MAX).saturating_mul(1_000);
    // The next whole minute: nobody comes too early.
    let again_ms = office.clock.unix_ms().saturating_add(wait_ms).saturating_add(59_999);
    let again = from_unix_ms(again_ms).unwrap_or_default().format("%H:%M");
    ApiError::too_many_since(
        wait_s,
        if known {
            format!(
                "Ở trình duyệt này vừa đăng nhập hoặc nhập sai mật khẩu quá nhiều lần. Thử lại từ {again}."
            )
        } else {
            format!(
                "Vừa có nhiều lần thử vào tài khoản này, có thể từ nơi khác. Mật khẩu vừa gõ chưa được xem. Trình \
                 duyệt đã từng đăng nhập tài khoản này vẫn vào được ngay. Ở trình duyệt này, thử lại từ {again}. Nếu \
                 không tự thử nhiều lần, báo người quản trị của tỉnh."
            )
        },
    )
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/sessions/current", tag = "console", security((), ("console" = [])),
    params(("maybe" = Option<bool>, Query, description = "It is no error that nobody is signed in")),
    responses(
        (status = 200, body = inline(schema::ConsoleUser)),
        (status = 204, description = "Nobody, where that is no error"),
        (status = 401, description = "Nobody", content_type = "application/problem+json"),
    ))]
pub async fn current(
    State(office): State<Office>,
    QueryOf(query): QueryOf<Maybe>,
    console: Result<Console, ApiError>,
) -> Result<Response, ApiError> {
    match console {
        // Browsers write every 401 into their log as an error, and the page for signing in has to ask.
        Err(error) if query.maybe && StatusCode::UNAUTHORIZED == error.status() => {
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        console => Ok(Json(console_user(&office, console?.user)?).into_response()),
    }
}

/// How it is asked who is signed in.
#[derive(Deserialize)]
pub struct Maybe {
    /// It is no error that nobody is.
    #[serde(default)]
    maybe: bool,
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
        (status = 204, description = "Changed; the cookie that knows this browser is set for longer"),
        (status = 401, description = "Nobody is signed in, or the old password is wrong (`wrong-password`)", content_type = "application/problem+json"),
        (status = 422, description = "The new password is too short, too long, guessed at once, or the old one", content_type = "application/problem+json"),
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
    if guessed_at_once(&new) || names(&new, &user.username) {
        let words = "Mật khẩu này dễ đoán: có tên đăng nhập trong đó, lặp lại, hoặc đếm như 1234567890. Chọn vài từ \
                     không liền nhau, ví dụ ba bốn vật trong nhà.";
        return Err(ApiError::invalid(words));
    }
    let attempt = office
        .guessing
        .password(Door::Session { user: user.id, session: console.session })
        .map_err(ApiError::too_many)?;
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
    attempt.right().map_err(ApiError::too_many)?;
    if !office.store.change_password(&user, (&checked, &fresh), console.session).await? {
        tracing::info!(user = %user.id, "change of password refused: it was changed meanwhile");
        return Err(ApiError::wrong_password());
    }
    tracing::info!(user = %user.id, "password changed: user={}", user.id);
    let browser = of(&office, &user).browser_in(&headers);
    let cookie = of(&office, &user).cookie(browser, office.secure_cookies)?;
    let headers = cookie.map(|cookie| (header::SET_COOKIE, cookie)).into_iter().collect();
    Ok((StatusCode::NO_CONTENT, headers))
}

/// Whether a password is made of the account's name; a short name stands in many words.
fn names(password: &str, username: &str) -> bool {
    username.chars().count() >= NAME_IN_PASSWORD_MIN && fold(password).contains(&fold(username))
}

/// What an account's browsers are known by.
fn of<'a>(office: &'a Office, user: &User) -> known_browser::Of<'a> {
    known_browser::Of { user: user.id, secret: &office.code_salt }
}

/// A sign-in has failed, or was turned away: whom it is one too many for, they are told.
fn report(office: &Office, account: Option<&User>, known: bool) {
    let reported = office.guessing.sign_in_failed(account.map(|user| user.id), known);
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
