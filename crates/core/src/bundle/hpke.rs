//! RFC 9180 in the one suite that bundles use: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode.

use hpke::aead::{AeadCtxR, AeadCtxS, ChaCha20Poly1305};
use hpke::kdf::HkdfSha256;
use hpke::kem::DhP256HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, HpkeError, Kem, OpModeR, OpModeS, Serializable};

use crate::ids::Digest;
use crate::keys::{PublicKey, SecretKey};

/// The length of an encapsulated key.
pub const ENCAPSULATED_BYTES: usize = 65;
/// What sealing adds to a part.
pub const TAG_BYTES: usize = 16;

/// Seals parts one after the other.
pub type Sender = AeadCtxS<ChaCha20Poly1305, HkdfSha256, DhP256HkdfSha256>;
/// Opens them in the same order.
pub type Receiver = AeadCtxR<ChaCha20Poly1305, HkdfSha256, DhP256HkdfSha256>;

/// Begins to seal to a key. `seed` must be fresh: it is the input of the ephemeral key.
pub fn sender(to: &PublicKey, info: &[u8], seed: [u8; 32]) -> Option<([u8; ENCAPSULATED_BYTES], Sender)> {
    let to = <DhP256HkdfSha256 as Kem>::PublicKey::from_bytes(&to.uncompressed()?).ok()?;
    let mut seed = Seed { seed, blocks: 0 };
    let (key, sender): (<DhP256HkdfSha256 as Kem>::EncappedKey, Sender) =
        hpke::setup_sender_with_rng(&OpModeS::Base, &to, info, &mut seed).ok()?;
    Some((key.to_bytes().into(), sender))
}

/// Begins to open what was sealed to a key.
pub fn receiver(secret: &SecretKey, info: &[u8], encapsulated: &[u8]) -> Result<Receiver, HpkeError> {
    let secret = <DhP256HkdfSha256 as Kem>::PrivateKey::from_bytes(secret.as_bytes())?;
    let key = <DhP256HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated)?;
    hpke::setup_receiver(&OpModeR::Base, &secret, &key, info)
}

/// Randomness that was handed in. Its own 32 bytes come first: they are all that an ephemeral key takes (`ikmE`).
struct Seed {
    seed: [u8; 32],
    blocks: u64,
}

impl TryRng for Seed {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, wanted: &mut [u8]) -> Result<(), Self::Error> {
        for wanted in wanted.chunks_mut(32) {
            let block = match self.blocks {
                0 => self.seed,
                n => *Digest::of(&[b"danvan seed", &self.seed, &n.to_be_bytes()]).as_bytes(),
            };
            self.blocks += 1;
            wanted.iter_mut().zip(block).for_each(|(byte, given)| *byte = given);
        }
        Ok(())
    }
}

impl TryCryptoRng for Seed {}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::hexadecimal::{read, write};

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Vector {
        info: String,
        ikm_e: String,
        ikm_r: String,
        pk_rm: String,
        sk_rm: String,
        enc: String,
        encryptions: Vec<Encryption>,
    }

    #[derive(Deserialize)]
    struct Encryption {
        seq: u64,
        pt: String,
        aad: String,
        ct: String,
    }

    fn bytes(digits: &str) -> Vec<u8> {
        let pairs = digits.as_bytes().chunks_exact(2);
        pairs.map(|pair| read::<1>(std::str::from_utf8(pair).unwrap()).unwrap()[0]).collect()
    }

    /// Seals and opens what lies between the published messages too, so that the places in the sequence are right.
    #[test]
    fn the_published_vectors_hold_for_sealing_and_opening() {
        let vector: Vector =
            serde_json::from_str(include_str!("../../tests/fixtures/rfc9180-a.5.1.json")).unwrap();
        let secret = SecretKey::derive(read(&vector.ikm_r).unwrap());
        assert_eq!(secret.to_hexadecimal(), vector.sk_rm);
        let public = secret.public().unwrap();
        assert_eq!(write(&public.uncompressed().unwrap()), vector.pk_rm);

        let info = bytes(&vector.info);
        let (enc, mut sender) = sender(&public, &info, read(&vector.ikm_e).unwrap()).unwrap();
        assert_eq!(write(&enc), vector.enc);
        let mut receiver = receiver(&secret, &info, &enc).unwrap();
        let mut published = vector.encryptions.iter().peekable();
        let last = vector.encryptions.last().unwrap().seq;
        for seq in 0..=last {
            let vector = published.next_if(|next| next.seq == seq);
            let (pt, aad) = vector.map_or_else(Default::default, |v| (bytes(&v.pt), bytes(&v.aad)));
            let ct = sender.seal(&pt, &aad).unwrap();
            if let Some(vector) = vector {
                assert_eq!(write(&ct), vector.ct, "sequence {seq}");
            }
            assert_eq!(receiver.open(&ct, &aad).unwrap(), pt);
        }
        assert!(published.next().is_none());
    }

    #[test]
    fn a_seed_gives_itself_first_and_never_repeats() {
        let mut seed = Seed { seed: [7; 32], blocks: 0 };
        let mut bytes = [0; 96];
        seed.try_fill_bytes(&mut bytes).unwrap();
        assert_eq!(bytes[..32], [7; 32]);
        assert_ne!(bytes[..32], bytes[32..64]);
        assert_ne!(bytes[32..64], bytes[64..]);
        assert_ne!(seed.try_next_u32().unwrap(), seed.try_next_u32().unwrap());
        assert_ne!(seed.try_next_u64().unwrap(), seed.try_next_u64().unwrap());
    }
}
