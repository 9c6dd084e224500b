//! Keys: P-256 for both sealing and signing, since every browser and every hardware store knows that curve.

use std::fmt;

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature as EcdsaSignature, SigningKey, VerifyingKey};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::hexadecimal;
use crate::ids::Digest;
use hpke::Kem as _;
use hpke::Serializable as _;
use hpke::kem::DhP256HkdfSha256;

/// The length of a signature.
pub(crate) const SIGNATURE_BYTES: usize = 64;

/// An ECDSA signature of P-256 over SHA-256: both numbers, 32 bytes each (the form of IEEE P1363, which WebCrypto
/// writes too); hexadecimal in JSON. What each signature is over stands in [`crate::proof`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature([u8; SIGNATURE_BYTES]);

impl Signature {
    /// From 64 bytes; whether they are anybody's signature, [`PublicKey::verifies`] says.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 64 bytes.
    pub fn as_bytes(&self) -> &[u8; SIGNATURE_BYTES] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal::write(&self.0))
    }
}

impl Serialize for Signature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hexadecimal::write(&self.0))
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        hexadecimal::read(&text)
            .map(Self)
            .ok_or_else(|| de::Error::custom("a signature is 64 bytes in hexadecimal digits"))
    }
}

/// A public key: a point of P-256 in compressed form (SEC1), hexadecimal in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 33]);

impl PublicKey {
    /// From the 33 bytes of a point on the curve; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 33] = bytes.try_into().ok()?;
        p256::PublicKey::from_sec1_bytes(&bytes).ok().map(|_| Self(bytes))
    }

    /// From the 65 bytes of a point on the curve in uncompressed form, as browsers export it; `None` for anything else.
    pub fn from_uncompressed(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; 65] = bytes.try_into().ok()?;
        let point = p256::PublicKey::from_sec1_bytes(bytes).ok()?.to_sec1_point(true);
        Self::from_bytes(point.as_bytes())
    }

    /// From the digits of [`Self::to_hexadecimal`].
    pub fn from_hexadecimal(digits: &str) -> Option<Self> {
        Self::from_bytes(&hexadecimal::read::<33>(digits)?)
    }

    /// The 33 bytes.
    pub fn as_bytes(&self) -> &[u8; 33] {
        &self.0
    }

    /// The same as text.
    pub fn to_hexadecimal(&self) -> String {
        hexadecimal::write(&self.0)
    }

    /// The same point uncompressed, as HPKE has it.
    pub(crate) fn uncompressed(&self) -> Option<[u8; 65]> {
        let point = p256::PublicKey::from_sec1_bytes(&self.0).ok()?.to_sec1_point(false);
        point.as_bytes().try_into().ok()
    }

    /// Whether `signature` is this key's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        let Ok(key) = VerifyingKey::from_sec1_bytes(&self.0) else { return false };
        EcdsaSignature::from_slice(&signature.0)
            .is_ok_and(|signature| key.verify(message, &signature).is_ok())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal::write(&self.0))
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hexadecimal::write(&self.0))
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        hexadecimal::read::<33>(&text)
            .and_then(|bytes| Self::from_bytes(&bytes))
            .ok_or_else(|| de::Error::custom("a key is a compressed point of P-256 in hexadecimal digits"))
    }
}

/// A secret key. Never shown: its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// The key that 32 random bytes stand for (`DeriveKeyPair` of RFC 9180).
    pub fn derive(random: [u8; 32]) -> Self {
        Self(DhP256HkdfSha256::derive_keypair(&random).0.to_bytes().into())
    }

    /// From the 32 bytes of [`Self::as_bytes`]; `None` where they are no key.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        p256::SecretKey::from_slice(&bytes).ok().map(|_| Self(bytes))
    }

    /// From the digits of [`Self::to_hexadecimal`].
    pub fn from_hexadecimal(digits: &str) -> Option<Self> {
        Self::from_bytes(&hexadecimal::read::<32>(digits)?)
    }

    /// The 32 bytes, to be kept where nobody else reads.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The same as text.
    pub fn to_hexadecimal(&self) -> String {
        hexadecimal::write(&self.0)
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> Option<PublicKey> {
        let point = p256::SecretKey::from_slice(&self.0).ok()?.public_key().to_sec1_point(true);
        PublicKey::from_bytes(point.as_bytes())
    }

    /// Signs a message; the same message gets the same signature (RFC 6979). `None` only where the secret is no key.
    pub fn sign(&self, message: &[u8]) -> Option<Signature> {
        let signature: EcdsaSignature = SigningKey::from_slice(&self.0).ok()?.try_sign(message).ok()?;
        Some(Signature(signature.to_bytes().into()))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

/// The office's secrets: one to open what is sealed to it, one to sign receipts. Made at its database's birth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeSecrets {
    /// Opens bundles.
    pub seal: SecretKey,
    /// Signs receipts.
    pub sign: SecretKey,
}

impl OfficeSecrets {
    /// What devices are told; `None` only where a secret is no key.
    pub fn public(&self) -> Option<OfficeKeys> {
        Some(OfficeKeys::new(self.seal.public()?, self.sign.public()?))
    }
}

/// The office's public keys, as devices get them at their enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeKeys {
    /// Names this pair: the beginning of the digest of both.
    pub id: String,
    /// What bundles are sealed to.
    pub seal: PublicKey,
    /// What receipts are signed with.
    pub sign: PublicKey,
}

impl OfficeKeys {
    /// The pair under its name.
    pub fn new(seal: PublicKey, sign: PublicKey) -> Self {
        let digest = Digest::of(&[b"danvan office keys 1", seal.as_bytes(), sign.as_bytes()]);
        Self { id: hexadecimal::write(digest.as_bytes()).chars().take(16).collect(), seal, sign }
    }
}
