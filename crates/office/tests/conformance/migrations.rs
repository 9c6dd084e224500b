//! What a migration makes of the rows of before: people out of accounts, grants and codes; and hubs' files of any state.

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, raw_sql};

use danvan_office::hub::store::HubFile;

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

const HUB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/hub/store/migrations");

/// What a hub of any state knew: itself, a device and its log.
const HUB_ROWS: &str = r#"
    INSERT INTO hub (one, upstream, token, province, name) VALUES (1, 'https://tinh', 't', '12', 'Khu vực');
    INSERT INTO devices (device, name, home, scope_json, served)
        VALUES ('018bcfe5-6800-7505-8505-050505050505', 'Máy', 'u', '{"type":"units","units":["u"]}', 1);
    INSERT INTO logs (log, device, length, digest, received_at, told_length, told_at, told_epoch)
        VALUES ('018bcfe5-6800-7909-8909-090909090909', '018bcfe5-6800-7505-8505-050505050505', 1, zeroblob(32), 5, 1, 6, 'e');
    INSERT INTO entries (log, number, text, digest)
        VALUES ('018bcfe5-6800-7909-8909-090909090909', 0, '"một"', zeroblob(32));"#;

/// A hub's file to which only these migrations were applied, in the order of their numbers.
async fn hub_file_of(folder: &std::path::Path, applied: &[&str]) -> std::path::PathBuf {
    let (chosen, file) = (folder.join("migrations"), folder.join("hub.sqlite"));
    std::fs::create_dir(&chosen).unwrap();
    for name in applied {
        std::fs::copy(format!("{HUB}/{name}"), chosen.join(name)).unwrap();
    }
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut database = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::migrate::Migrator::new(chosen).await.unwrap().run(&mut database).await.unwrap();
    raw_sql(HUB_ROWS).execute(&mut database).await.unwrap();
    if !applied.iter().any(|name| name.starts_with("0003")) {
        let token = "INSERT INTO device_tokens VALUES (zeroblob(32), '018bcfe5-6800-7505-8505-050505050505')";
        raw_sql(token).execute(&mut database).await.unwrap();
    }
    database.close().await.unwrap();
    file
}

/// Numbers were given out on two branches: a file may have the later one and not the earlier, or the other way.
#[tokio::test(flavor = "multi_thread")]
async fn a_hubs_file_of_any_earlier_state_is_brought_up_to_date() {
    let (hub, bundles) = ("0001_hub.sql", "0002_bundles.sql");
    let (signed, homes) = ("0003_signed.sql", "0016_earlier_homes.sql");
    let states: [&[&str]; 5] = [
        &[hub],
        &[hub, bundles],
        &[hub, bundles, homes],
        &[hub, bundles, signed],
        &[hub, bundles, signed, homes],
    ];
    for state in states {
        let folder = tempfile::TempDir::new().unwrap();
        let file = hub_file_of(folder.path(), state).await;
        for start in ["first", "second"] {
            let open =
                HubFile::open(&file).await.unwrap_or_else(|error| panic!("{state:?} {start}: {error}"));
            let [device] = open.devices().await.unwrap().try_into().unwrap();
            assert!((device.served, device.revoked, device.keys.len()) == (true, false, 0), "{state:?}");
            assert!(device.earlier_homes.is_empty());
            let [log] = open.logs().await.unwrap().try_into().unwrap();
            assert_eq!((log.head.length, log.signed, log.told.length), (1, 0, 1), "{state:?}");
            assert!(log.told.further.is_empty() && log.refused.is_none());
            assert_eq!(open.entries(log.log, 0, 9).await.unwrap()[0].text, "\"một\"");
            assert!(open.bundles().await.unwrap().is_empty());
            assert_eq!(open.identity().await.unwrap().unwrap().name, "Khu vực");
            open.close().await;
        }
    }
}
