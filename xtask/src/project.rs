//! Where things lie.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::Step;

/// The folders of this checkout.
pub struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// The checkout that this program was compiled from.
    pub fn find() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().context("xtask lies in a workspace")?.to_path_buf();
        let metadata = Step::new("cargo metadata", "cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(&root)
            .output()?;
        let metadata: serde_json::Value =
            serde_json::from_str(&metadata).context("cargo metadata printed no JSON")?;
        let target = metadata["target_directory"].as_str().context("cargo metadata names no target")?;
        Ok(Self { target: PathBuf::from(target), root })
    }

    /// A path inside the checkout.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The checkout itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What Trunk leaves, before it is made a release.
    pub fn bundled(&self) -> PathBuf {
        self.path("target/trunk")
    }

    /// The finished release of the app, as the office serves it.
    pub fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// A program of this workspace, once it is built.
    pub fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(name)
    }
}
