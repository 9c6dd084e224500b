//! Console accounts and sessions.

use async_trait::async_trait;
use danvan_core::access::Author;
use danvan_core::ids::Digest;
use sqlx::{FromRow, Row};

use super::{SqliteStore, people, read};
use crate::store::accounts::UserRow;
use crate::store::{AccountStore, NewUser, StoreError, StoreResult, User};

#[async_trait]
impl AccountStore for SqliteStore {
    async fn add_user(&self, new: &NewUser, at_ms: i64) -> StoreResult<()> {
        let NewUser { user, password } = new;
        let mut transaction = self.write().await?;
        let person = Author { id: user.id, name: user.name.clone() };
        people::make_fitting(&mut transaction, &user.province, &person, false, at_ms).await?;
        let added = sqlx::query(
            "INSERT INTO users (province, user, username, name, role, password, log, device)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(user.province.as_str())
        .bind(user.id.to_string())
        .bind(&user.username)
        .bind(&user.name)
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
            "INSERT INTO devices (province, device, name, user, created_at) VALUES (?, ?, 'console', ?, ?)",
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
            "SELECT province, user AS user_id, username, name, role, log, device, password FROM users WHERE username = ?",
        )
        .bind(username)
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| Ok((UserRow::from_row(&row)?.read()?, row.try_get("password")?))).transpose()
    }

    async fn set_password(&self, username: &str, password: &str) -> StoreResult<bool> {
        let mut transaction = self.write().await?;
        let changed = sqlx::query("UPDATE users SET password = ? WHERE username = ?")
            .bind(password)
            .bind(username)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        sqlx::query(
            "DELETE FROM sessions WHERE (province, user) IN (SELECT province, user FROM users WHERE username = ?)",
        )
        .bind(username)
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
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM sessions WHERE expires_at <= ?")
            .bind(at_ms)
            .execute(&mut *transaction)
            .await?;
        let opened = sqlx::query(
            "INSERT INTO sessions (token, province, user, expires_at)
             SELECT ?1, users.province, users.user, ?2
             FROM users JOIN people ON people.province = users.province AND people.person = users.user
             WHERE users.province = ?3 AND users.user = ?4 AND password = ?5 AND disabled_at IS NULL",
        )
        .bind(token.as_bytes().as_slice())
        .bind(expires_ms)
        .bind(user.province.as_str())
        .bind(user.id.to_string())
        .bind(checked)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        transaction.commit().await?;
        Ok(opened > 0)
    }

    async fn session(&self, token: Digest, at_ms: i64) -> StoreResult<Option<User>> {
        let row: Option<UserRow> = sqlx::query_as(
            "SELECT users.province, users.user AS user_id, username, name, role, log, device
             FROM sessions JOIN users USING (province, user) WHERE token = ? AND expires_at > ?",
        )
        .bind(token.as_bytes().as_slice())
        .bind(at_ms)
        .fetch_optional(&self.readers)
        .await?;
        row.map(UserRow::read).transpose()
    }

    async fn close_session(&self, token: Digest) -> StoreResult<()> {
        sqlx::query("DELETE FROM sessions WHERE token = ?")
            .bind(token.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
