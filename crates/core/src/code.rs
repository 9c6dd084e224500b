//! A code that only another version knows, carried as it came.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest code, in bytes. The longest that any version has written has 25.
pub const CODE_BYTES_MAX: usize = 40;

/// The name of a kind, role or message of another version, as `village_profile`: small enough to be copied about like
/// the ones that this version knows, and written back as it was read.
///
/// Names are of letters, digits and `_ . : -`. Any text can be read, so that no answer fails because of one; what is no
/// name is cut and gets `_` for its other signs.
#[derive(Clone, Copy)]
pub struct Code {
    length: u8,
    bytes: [u8; CODE_BYTES_MAX],
}

impl Code {
    /// The code of a name.
    pub fn of(name: &str) -> Self {
        let mut code = Self { length: 0, bytes: [0; CODE_BYTES_MAX] };
        for (place, sign) in code.bytes.iter_mut().zip(name.chars()) {
            let of_names = sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | ':' | '-');
            *place = u8::try_from(sign).ok().filter(|_| of_names).unwrap_or(b'_');
            code.length += 1;
        }
        code
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl de::Visitor<'_> for Name {
            type Value = Code;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Code, E> {
                Ok(Code::of(name))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_and_anything_else_becomes_one() {
        for name in ["village_profile", "v2.deferred:key-lost", "", &"x".repeat(CODE_BYTES_MAX)] {
            assert_eq!(Code::of(name).as_str(), name);
        }
        assert_eq!(Code::of("hồ sơ\u{1f}<b>").as_str(), "h__s___b_");
        assert_eq!(Code::of(&"ệ".repeat(5_000)).as_str().len(), CODE_BYTES_MAX);
        assert!(serde_json::from_str::<Code>("7").is_err());
    }
}
