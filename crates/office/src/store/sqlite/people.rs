//! People.

use async_trait::async_trait;
use danvan_core::access::{Author, Role};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{Digest, UserId};
use sqlx::SqliteConnection;

use super::{SqliteStore, read};
use crate::store::people::{fits, is_last_administrator};
use crate::store::{AccountChange, PeopleStore, PersonRow, StoreResult, User};

#[async_trait]
impl PeopleStore for SqliteStore {
    async fn people(&self, province: &ProvinceCode, person: Option<UserId>) -> StoreResult<Vec<PersonRow>> {
        let rows = sqlx::query_as(
            "SELECT person, people.name, disabled_at, username, role
             FROM people LEFT JOIN users ON users.province = people.province AND users.user = people.person
             WHERE people.province = $1 AND ($2 IS NULL OR person = $2) ORDER BY people.name, person",
        )
        .bind(province.as_str())
        .bind(person.map(|person| person.to_string()))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(PersonRow::of_row).collect()
    }

    async fn add_person(&self, province: &ProvinceCode, person: &Author, at_ms: i64) -> StoreResult<()> {
        let mut connection = self.writer.acquire().await?;
        make_known(&mut connection, province, person, at_ms).await
    }

    async fn change_role(
        &self,
        province: &ProvinceCode,
        person: UserId,
        role: Role,
    ) -> StoreResult<AccountChange> {
        let mut transaction = self.write().await?;
        if role != Role::Administrator && is_last(&mut transaction, province, person).await? {
            return Ok(AccountChange::LastAdministrator);
        }
        let changed = sqlx::query("UPDATE users SET role = $1 WHERE province = $2 AND user = $3")
            .bind(read::to_json("role", &role)?)
            .bind(province.as_str())
            .bind(person.to_string())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        transaction.commit().await?;
        Ok(if changed > 0 { AccountChange::Done } else { AccountChange::Missing })
    }

    async fn set_disabled(
        &self,
        province: &ProvinceCode,
        person: UserId,
        since_ms: Option<i64>,
    ) -> StoreResult<AccountChange> {
        let mut transaction = self.write().await?;
        if since_ms.is_some() && is_last(&mut transaction, province, person).await? {
            return Ok(AccountChange::LastAdministrator);
        }
        let changed = sqlx::query("UPDATE people SET disabled_at = $1 WHERE province = $2 AND person = $3")
            .bind(since_ms)
            .bind(province.as_str())
            .bind(person.to_string())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        if since_ms.is_some() {
            sqlx::query("DELETE FROM sessions WHERE province = $1 AND user = $2")
                .bind(province.as_str())
                .bind(person.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(if changed > 0 { AccountChange::Done } else { AccountChange::Missing })
    }

    async fn change_password(
        &self,
        user: &User,
        (checked, password): (&str, &str),
        kept: Digest,
    ) -> StoreResult<bool> {
        let mut transaction = self.write().await?;
        let changed = sqlx::query(
            "UPDATE users SET password = $1 WHERE province = $2 AND user = $3 AND password = $4
                AND EXISTS (SELECT 1 FROM people WHERE people.province = users.province
                    AND people.person = users.user AND disabled_at IS NULL)",
        )
        .bind(password)
        .bind(user.province.as_str())
        .bind(user.id.to_string())
        .bind(checked)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if changed == 0 {
            return Ok(false);
        }
        sqlx::query("DELETE FROM sessions WHERE province = $1 AND user = $2 AND token <> $3")
            .bind(user.province.as_str())
            .bind(user.id.to_string())
            .bind(kept.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Writes a person down; nothing happens to one that is known.
pub(super) async fn make_known(
    connection: &mut SqliteConnection,
    province: &ProvinceCode,
    person: &Author,
    at_ms: i64,
) -> StoreResult<()> {
    sqlx::query(
        "INSERT INTO people (province, person, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(province.as_str())
    .bind(person.id.to_string())
    .bind(&person.name)
    .bind(at_ms)
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes an identity known that is to get something of a person's or, `as_machine`, of a machine's, if it may.
pub(super) async fn make_fitting(
    connection: &mut SqliteConnection,
    province: &ProvinceCode,
    person: &Author,
    as_machine: bool,
    at_ms: i64,
) -> StoreResult<()> {
    make_known(&mut *connection, province, person, at_ms).await?;
    let grants: Vec<String> =
        sqlx::query_scalar("SELECT grant_json FROM enrolment_codes WHERE province = $1 AND person = $2")
            .bind(province.as_str())
            .bind(person.id.to_string())
            .fetch_all(&mut *connection)
            .await?;
    let has_account: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM users WHERE province = $1 AND user = $2)")
            .bind(province.as_str())
            .bind(person.id.to_string())
            .fetch_one(&mut *connection)
            .await?;
    fits(&grants, has_account, as_machine)
}

/// Whether nobody but this person administrates the province.
async fn is_last(
    connection: &mut SqliteConnection,
    province: &ProvinceCode,
    person: UserId,
) -> StoreResult<bool> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT users.user, role FROM users JOIN people ON people.province = users.province AND person = users.user
         WHERE users.province = $1 AND disabled_at IS NULL ORDER BY users.user",
    )
    .bind(province.as_str())
    .fetch_all(connection)
    .await?;
    is_last_administrator(&rows, person)
}
