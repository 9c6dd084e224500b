//! What a migration makes of the rows of before: people out of accounts, grants and codes.

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, raw_sql};

use crate::cluster;

const PEOPLE: &str = "0017_people.sql";

/// The migrations of a database, in order: those before people, and that of people.
fn migrations(database: &str) -> (String, String) {
    let folder = format!("{}/src/store/{database}/migrations", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.as_str() <= PEOPLE)
        .collect();
    files.sort();
    let text = |name: &String| std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
    let people = files.pop().unwrap();
    assert_eq!(people, PEOPLE);
    (files.iter().map(text).collect::<Vec<_>>().join("\n"), text(&people))
}

/// An account and two codes; of one device two enrolments under two names, and one that was revoked.
fn before(user: &str, digest: &str) -> String {
    let grant = |id: &str, name: &str| format!("{{\"author\":{{\"id\":\"{id}\",\"name\":\"{name}\"}}}}");
    let code = |code: &str, grant: &str| {
        format!(
            "INSERT INTO enrolment_codes (province, code, digest, grant_json, uses_left, created_at, expires_at)
             VALUES ('12', '{code}', {digest}{code}', '{grant}', 1, 5, 9);"
        )
    };
    let device = |device: &str, revoked: &str| {
        format!(
            "INSERT INTO devices (province, device, name, {user}, created_at, revoked_at)
             VALUES ('12', '{device}', 'Máy', 'grantee', 1, {revoked});"
        )
    };
    let granted = |device: &str, at: i64, name: &str| {
        let grant = grant("grantee", name);
        format!(
            "INSERT INTO device_grants (province, device, {user}, grant_json, granted_at)
             VALUES ('12', '{device}', 'grantee', '{grant}', {at});"
        )
    };
    [
        format!(
            "INSERT INTO users (province, {user}, username, name, role, password, log, device)
             VALUES ('12', 'account', 'mai', 'Lò Thị Mai', '\"viewer\"', '', '', '');"
        ),
        device("one", "NULL"),
        device("two", "77"),
        granted("one", 3, "Tên cũ"),
        granted("two", 4, "Tên mới"),
        code("aa", &grant("issued", "Chưa dùng")),
        code("bb", &grant("account", "Tên trong mã")),
    ]
    .join("\n")
}

type People = Vec<(String, String)>;
type Judged = Vec<(String, bool, i64)>;

const NAMES: &str = "SELECT person, name FROM people ORDER BY person";
const CODES: &str = "SELECT code, person FROM enrolment_codes ORDER BY code";
const JUDGED: &str = "SELECT device, revoked, judged_at FROM device_judgements";

fn holds(people: &People, codes: &People, judged: &Judged) {
    let owned = |rows: &[(&str, &str)]| -> People {
        rows.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
    };
    assert_eq!(
        *people,
        owned(&[("account", "Lò Thị Mai"), ("grantee", "Tên mới"), ("issued", "Chưa dùng")]),
        "one each; the account's name first, then the latest grant's"
    );
    assert_eq!(*codes, owned(&[("aa", "issued"), ("bb", "account")]));
    assert_eq!(*judged, [("two".to_owned(), true, 77)], "a device that was revoked before has its line");
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_makes_people_of_what_there_was() {
    let (first, people) = migrations("sqlite");
    let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let rows = format!("INSERT INTO provinces VALUES ('12', 0); {}", before("user", "x'"));
    for text in [first, rows, people] {
        raw_sql(AssertSqlSafe(text)).execute(&mut database).await.unwrap();
    }
    let names = sqlx::query_as(NAMES).fetch_all(&mut database).await.unwrap();
    let codes = sqlx::query_as(CODES).fetch_all(&mut database).await.unwrap();
    holds(&names, &codes, &sqlx::query_as(JUDGED).fetch_all(&mut database).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_makes_people_of_what_there_was() {
    let (first, people) = migrations("postgres");
    let mut database = PgConnection::connect(&cluster::fresh_database()).await.unwrap();
    let rows = format!("INSERT INTO provinces VALUES ('12'); {}", before("user_id", "'\\x"));
    for text in [first, rows, people] {
        raw_sql(AssertSqlSafe(text)).execute(&mut database).await.unwrap();
    }
    let names = sqlx::query_as(NAMES).fetch_all(&mut database).await.unwrap();
    let codes = sqlx::query_as(CODES).fetch_all(&mut database).await.unwrap();
    holds(&names, &codes, &sqlx::query_as(JUDGED).fetch_all(&mut database).await.unwrap());
}
