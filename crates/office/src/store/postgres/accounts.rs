//! Console accounts and sessions.

use async_trait::async_trait;
use danvan_core::access::Author;
use danvan_core::ids::Digest;
use sqlx::{FromRow, Row};

use super::{PostgresStore, people, plain, read};
use crate::store::accounts::UserRow;
use crate::store::{AccountStore, NewUser, StoreError, StoreResult, User};

#[async_trait]
impl AccountStore for PostgresStore {
    async fn add_user(&self, new: &NewUser, at_ms: i64) -> StoreResult<()> {
        let NewUser { user, password } = new;
        let mut transaction = self.write().await?;
        let person = Author { id: user.id, name: user.name.clone() };
        people::make_fitting(&mut transaction, &user.province, &person, false, at_ms).await?;
        let added = sqlx::query(
            "INSERT INTO users (province, user_id, username, name, role, password, log, device)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        )
        .bind(user.province.as_str())
        .bind(user.id.to_string())
        .bind(plain(&user.username))
        .bind(plain(&user.name))
        .bind(read::to_json("role", &user.role)?)
        .bind(password)
        .bind(user.log.to_string())
        .bind(user.device.to_string())
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if added == 0 {
            return Err(StoreError::Exists("username"));
        }
        // The console stands among the devices as the writer of this person's log; it has no token.
        sqlx::query(
            "INSERT INTO devices (province, device, name, user_id, created_at) VALUES ($1, $2, 'console', $3, $4)",
        )
        .bind(user.province.as_str())
        .bind(user.device.to_string())
        .bind(user.id.to_string())
        .bind(at_ms)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn user_by_name(&self, username: &str) -> StoreResult<Option<(User, String)>> {
        let row = sqlx::query(
            "SELECT province, user_id, username, name, role, log, device, password FROM users WHERE username = $1",
        )
        .bind(plain(username))
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| Ok((UserRow::from_row(&row)?.read()?, row.try_get("password")?))).transpose()
    }

    async fn set_password(&self, username: &str, password: &str) -> StoreResult<bool> {
        let mut transaction = self.write().await?;
        let changed = sqlx::query("UPDATE users SET password = $1 WHERE username = $2")
            .bind(password)
            .bind(plain(username))
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        sqlx::query(
            "DELETE FROM sessions USING users WHERE users.province = sessions.province
             AND users.user_id = sessions.user_id AND username = $1",
        )
        .bind(plain(username))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(changed > 0)
    }

    async fn open_session(
        &self,
        user: &User,
        checked: &str,
        token: Digest,
        expires_ms: i64,
        at_ms: i64,
    ) -> StoreResult<bool> {
        // Not in one transaction: two who clear away at once need not wait for each other with more than that.
        sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(at_ms).execute(&self.pool).await?;
        // The rows are held, so that another password or an end of access comes before this session or ends it.
        let opened = sqlx::query(
            "INSERT INTO sessions (token, province, user_id, expires_at)
             SELECT $1, users.province, users.user_id, $2
             FROM users JOIN people ON people.province = users.province AND people.person = users.user_id
             WHERE users.province = $3 AND users.user_id = $4 AND password = $5 AND disabled_at IS NULL
             FOR SHARE OF users, people",
        )
        .bind(token.as_bytes().as_slice())
        .bind(expires_ms)
        .bind(user.province.as_str())
        .bind(user.id.to_string())
        .bind(checked)
        .execute(&self.pool)
        .await?
        .rows_affected();
        Ok(opened > 0)
    }

    async fn session(&self, token: Digest, at_ms: i64) -> StoreResult<Option<User>> {
        let row: Option<UserRow> = sqlx::query_as(
            "SELECT users.province, users.user_id, username, name, role, log, device
             FROM sessions JOIN users USING (province, user_id) WHERE token = $1 AND expires_at > $2",
        )
        .bind(token.as_bytes().as_slice())
        .bind(at_ms)
        .fetch_optional(&self.pool)
        .await?;
        row.map(UserRow::read).transpose()
    }

    async fn close_session(&self, token: Digest) -> StoreResult<()> {
        sqlx::query("DELETE FROM sessions WHERE token = $1")
            .bind(token.as_bytes().as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
