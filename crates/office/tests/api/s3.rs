//! Bytes of files in an S3-compatible store: the program itself, and a server of that protocol.

use std::path::Path;

use danvan_core::attachment::upload::{CHUNK_TYPE, UploadMetadata};
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::record::RecordKind;
use danvan_core::wire::Enrolment;
use danvan_office::Database;
use danvan_office::tls::use_ring;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use reqwest::{Client, Method, RequestBuilder};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::support::files::{below, jpeg, with_photo};
use crate::support::{Answer, Program, TestDevice, enrolment, secret_of};

const KEY: &str = "danvan";
const SECRET: &str = "a secret of this test";

/// Serves a folder, whose folders are buckets, to whoever signs with the key; its address.
async fn s3_over(folder: &Path) -> String {
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                // A connection may end as it likes.
                let _ = auto::Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(socket), service)
                    .await;
            });
        }
    });
    address
}

/// The office on its SQLite file, with its attachments in the bucket.
fn office(folder: &TempDir, s3: &str, secret: &str) -> Program {
    let books = Database::Sqlite(folder.path().join("office.sqlite"));
    Program::start_with(&books, |program| {
        program.args(["--attachments", "s3://files/phong-1"]);
        program.envs([
            ("AWS_ENDPOINT", s3),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", secret),
        ]);
    })
}

/// A store with one empty bucket, a folder for the office's books, and a client.
fn places() -> (TempDir, TempDir, Client) {
    use_ring();
    let bucket = TempDir::new().unwrap();
    std::fs::create_dir(bucket.path().join("files")).unwrap();
    (bucket, TempDir::new().unwrap(), Client::new())
}

async fn enrolled(client: &Client, office: &Program) -> TestDevice {
    let (id, log) = (DeviceId::from_random(7, [7; 10]), LogId::from_random(7, [7; 10]));
    let code = office.code("bum_nua");
    let request = enrolment(id, log, &code, &secret_of(id));
    let answer = Answer::of(client.post(office.url("/api/v1/enrolments")).json(&request)).await;
    TestDevice::known(id, log, serde_json::from_value::<Enrolment>(answer.ok()).unwrap())
}

struct Asking<'a> {
    client: &'a Client,
    device: &'a TestDevice,
}

impl Asking<'_> {
    fn of(&self, method: Method, url: String) -> RequestBuilder {
        let request = self.client.request(method, url).bearer_auth(&self.device.enrolment.token);
        request.header("tus-resumable", "1.0.0")
    }

    async fn upload(&self, office: &Program, bytes: &[u8]) -> Answer {
        let metadata =
            UploadMetadata { sha256: Digest::of(&[bytes]), filename: None, filetype: None, record: None };
        let creation = self.of(Method::POST, office.url("/api/v1/uploads"));
        let creation = creation.header("upload-length", bytes.len());
        let begun = Answer::of(creation.header("upload-metadata", metadata.to_header())).await;
        let place = begun.headers["location"].to_str().unwrap();
        let piece = self.of(Method::PATCH, office.url(place)).header("upload-offset", 0);
        Answer::of(piece.header("content-type", CHUNK_TYPE).body(bytes.to_vec())).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_lie_in_the_bucket_and_come_back_from_it() {
    let (bucket, folder, client) = places();
    let s3 = s3_over(bucket.path()).await;
    let photo = jpeg(30_000);
    let sha256 = Digest::of(&[&photo]);

    let running = office(&folder, &s3, SECRET);
    let mut device = enrolled(&client, &running).await;
    let asking = Asking { client: &client, device: &device };
    let sent = asking.upload(&running, &photo).await;
    assert_eq!(sent.status, 204, "{}", sent.text);
    let objects: Vec<_> =
        below(bucket.path()).into_iter().filter(|file| file.ends_with(sha256.to_string())).collect();
    assert_eq!(objects.len(), 1, "one object under its digest");
    let name = format!("files/phong-1/12/{}/{sha256}", &sha256.to_string()[..2]);
    assert_eq!(objects[0], bucket.path().join(name));
    assert_eq!(std::fs::read(&objects[0]).unwrap(), photo);

    // Another process, which has nothing of it but the row and the bucket.
    drop(running);
    let running = office(&folder, &s3, SECRET);
    let home = device.enrolment.home.clone();
    device.create(RecordKind::Activity, with_photo(&home, "Có ảnh", &photo));
    let asking = Asking { client: &client, device: &device };
    let push = asking.of(Method::POST, running.url(&format!("/api/v1/logs/{}/entries", device.log())));
    Answer::of(push.json(&device.segment(0))).await.ok();
    let address = running.url(&format!("/api/v1/attachments/{sha256}"));
    let back = asking.of(Method::GET, address).send().await.unwrap();
    assert_eq!((back.status(), back.bytes().await.unwrap().to_vec()), (reqwest::StatusCode::OK, photo));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_bucket_refuses_nothing_is_said_to_be_there() {
    let (bucket, folder, client) = places();
    let s3 = s3_over(bucket.path()).await;
    let photo = jpeg(3_000);

    let running = office(&folder, &s3, "another secret");
    let device = enrolled(&client, &running).await;
    let asking = Asking { client: &client, device: &device };
    let sent = asking.upload(&running, &photo).await;
    assert_eq!(sent.problem().0, 503, "the device tries again later");
    let asked = asking.of(Method::POST, running.url("/api/v1/attachments/known"));
    let known = Answer::of(asked.json(&json!({ "sha256": [Digest::of(&[&photo])] }))).await.ok();
    assert_eq!(known["known"], json!([]));

    drop(running);
    let running = office(&folder, &s3, SECRET);
    let sent = asking.upload(&running, &photo).await;
    assert_eq!(sent.status, 204, "{}", sent.text);
}
