//! Who signs for the device: a key that the browser keeps and shows to nobody (WebCrypto), or, where it cannot keep
//! one, a seed that any program of this origin could read.

use danvan_core::bundle::{PublicKey, SecretKey, Signature};
use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, EcKeyGenParams, EcdsaParams, SubtleCrypto};

use super::window;

/// A key to sign with, and the public key that belongs to it.
#[derive(Clone, Debug)]
pub enum Signer {
    /// The browser keeps the secret and signs on request.
    Browser {
        /// The secret, which cannot be exported.
        secret: CryptoKey,
        /// What others check with.
        public: PublicKey,
    },
    /// The secret lies here readable.
    Seed {
        /// The secret.
        secret: SecretKey,
        /// What others check with.
        public: PublicKey,
    },
}

impl Signer {
    /// A new key of the browser; `None` where it has no WebCrypto, as outside of secure contexts.
    pub async fn by_browser() -> Option<Self> {
        let subtle = subtle()?;
        let kind = EcKeyGenParams::new("ECDSA", "P-256");
        // The public key is always exportable; the secret never.
        let usages = Array::of1(&"sign".into());
        let pair = settled(subtle.generate_key_with_object(&kind, false, &usages)).await?;
        let half = |name: &str| Reflect::get(&pair, &name.into()).ok()?.dyn_into::<CryptoKey>().ok();
        let raw = settled(subtle.export_key("raw", &half("publicKey")?)).await?;
        let raw: ArrayBuffer = raw.dyn_into().ok()?;
        let public = PublicKey::from_uncompressed(&Uint8Array::new(&raw).to_vec())?;
        Some(Self::Browser { secret: half("privateKey")?, public })
    }

    /// Of a seed; `None` where that is none.
    pub fn of_seed(secret: SecretKey) -> Option<Self> {
        let public = secret.public()?;
        Some(Self::Seed { secret, public })
    }

    /// What others check with.
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Browser { public, .. } | Self::Seed { public, .. } => *public,
        }
    }

    /// Whether the secret lies here readable.
    pub fn is_readable(&self) -> bool {
        matches!(self, Self::Seed { .. })
    }

    /// Signs a message. `None` where the browser does not, as with a key that it has damaged.
    pub async fn sign(&self, message: &[u8]) -> Option<Signature> {
        match self {
            Self::Seed { secret, .. } => secret.sign(message),
            Self::Browser { secret, .. } => {
                let kind = EcdsaParams::new_with_str("ECDSA", "SHA-256");
                let message = Uint8Array::from(message);
                let signed = subtle()?.sign_with_object_and_js_u8_array(&kind, secret, &message);
                let signed: ArrayBuffer = settled(signed).await?.dyn_into().ok()?;
                Signature::from_bytes(&Uint8Array::new(&signed).to_vec())
            }
        }
    }
}

async fn settled(asked: Result<js_sys::Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(asked.ok()?).await.ok()
}

/// Absent outside of secure contexts and in old browsers, whatever web-sys promises.
fn subtle() -> Option<SubtleCrypto> {
    let crypto = window().crypto().ok()?;
    let found = Reflect::get(&crypto, &"subtle".into()).ok()?;
    found.is_object().then(|| found.unchecked_into())
}
