//! Identifiers and digests. Identifiers are made on the device from random bytes that are handed in; they never order.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::hexadecimal;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// From the time (Unix milliseconds, for locality only) and ten random bytes, as UUID version 7.
            pub fn from_random(unix_ms: u64, random: [u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
            }

            /// Reads the hyphenated form; `None` if the text is not an identifier.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }

            /// The sixteen bytes.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

identifier!(
    /// One activity or nomination, for its whole life.
    RecordId
);
identifier!(
    /// One log: the numbered, chained entries of one device under one enrolment.
    LogId
);
identifier!(
    /// One enrolled device (a browser profile), or the office's console of one user.
    DeviceId
);
identifier!(
    /// One person who signs entries.
    UserId
);

/// A SHA-256 digest; lower-case hexadecimal in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of several parts read one after the other.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From 32 bytes, as a database keeps them.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        hexadecimal::read(text).map(Self)
    }

    /// The first eight hexadecimal digits in two groups, as receipts show them: `7F3A-91C2`.
    pub fn short(&self) -> String {
        let [a, b, c, d, ..] = self.0;
        format!("{a:02X}{b:02X}-{c:02X}{d:02X}")
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal::write(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("a digest is 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_survives_its_text() {
        let digest = Digest::of(&[b"danvan"]);
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        assert_eq!(digest.short().len(), 9);
        assert_eq!(Digest::parse("7f"), None);
        assert_eq!(Digest::parse(&"zz".repeat(32)), None);
    }

    #[test]
    fn identifiers_carry_the_bytes_they_were_made_of() {
        let one = RecordId::from_random(1_700_000_000_000, [7; 10]);
        assert_eq!(RecordId::parse(&one.to_string()), Some(one));
        assert_ne!(one, RecordId::from_random(1_700_000_000_000, [8; 10]));
    }
}
