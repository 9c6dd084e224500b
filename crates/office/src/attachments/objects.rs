//! Where the bytes of files lie: a folder, or an S3-compatible store by its URL.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::Digest;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, GetResult, ObjectStore, ObjectStoreExt, PutOptions, PutPayload, path};
use url::Url;

use crate::tls::use_ring;

/// An open store of bytes; cheap to clone.
#[derive(Clone, Debug)]
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// Opens a folder by its path (it is made where it is missing), or a store by a URL such as `s3://bucket/prefix`.
    /// Keys and endpoint come from the environment (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT` and their siblings).
    ///
    /// # Errors
    /// Where there is no such store.
    pub fn open(place: &str) -> anyhow::Result<Self> {
        use_ring();
        match Url::parse(place) {
            Ok(url) if url.scheme() != "file" => {
                let environment = std::env::vars().map(|(name, value)| (name.to_lowercase(), value));
                let (store, prefix) = object_store::parse_url_opts(&url, environment)
                    .with_context(|| format!("opening {place}"))?;
                Ok(Self(Arc::new(PrefixStore::new(store, prefix))))
            }
            Ok(url) => {
                let folder = url.to_file_path().map_err(|()| anyhow::anyhow!("{place} is no folder"))?;
                Self::folder(&folder)
            }
            Err(_) => Self::folder(Path::new(place)),
        }
    }

    fn folder(folder: &Path) -> anyhow::Result<Self> {
        let opened = std::fs::create_dir_all(folder)
            .map_err(anyhow::Error::from)
            .and_then(|()| Ok(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)));
        Ok(Self(Arc::new(opened.with_context(|| format!("opening {}", folder.display()))?)))
    }

    /// The name under which bytes are kept: made from their digest, never from what a user wrote.
    pub fn name(province: &ProvinceCode, sha256: Digest) -> String {
        let digest = sha256.to_string();
        let first: String = digest.chars().take(2).collect();
        format!("{province}/{first}/{digest}")
    }

    /// The name under which an image is kept that has lost what it told: beside the one of its own bytes, never in its
    /// place.
    pub fn name_of_stripped(province: &ProvinceCode, sha256: Digest) -> String {
        format!("{}.stripped", Self::name(province, sha256))
    }

    /// Writes an object as a whole or not at all, and durably. What stands under the name already are the same bytes.
    pub async fn put(&self, name: &str, bytes: Bytes) -> object_store::Result<()> {
        let payload = PutPayload::from_bytes(bytes);
        self.0.put_opts(&path::Path::from(name), payload, PutOptions::default()).await.map(drop)
    }

    /// Reads an object.
    pub async fn get(&self, name: &str) -> object_store::Result<GetResult> {
        self.0.get_opts(&path::Path::from(name), GetOptions::default()).await
    }

    /// Whether an object is there.
    pub async fn has(&self, name: &str) -> object_store::Result<bool> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        match self.0.get_opts(&path::Path::from(name), options).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes an object; one that is not there is removed.
    pub async fn remove(&self, name: &str) -> object_store::Result<()> {
        match self.0.delete(&path::Path::from(name)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            removed => removed,
        }
    }
}
