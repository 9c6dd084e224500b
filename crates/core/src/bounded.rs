//! Lists that are read out of what others sent: two bytes a piece on the wire can be fifty in memory, so that the number
//! is bounded while they are read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A list that is refused as soon as it is longer than `MAX`.
///
/// # Errors
/// Where it is, or an item cannot be read.
pub(crate) fn refused_beyond<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MAX: usize>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    match cut_beyond::<D, T, MAX>(deserializer)? {
        list if list.len() > MAX => Err(D::Error::custom("the list is too long")),
        list => Ok(list),
    }
}

/// A list of which one item more than `MAX` is kept at most: whoever looks at it sees that it is too long, and can say so
/// better than a reader of JSON.
///
/// # Errors
/// Where an item that is kept cannot be read, or the list is no list.
pub(crate) fn cut_beyond<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MAX: usize>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct Cut<T, const MAX: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Cut<T, MAX> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut items = Vec::new();
            while items.len() <= MAX {
                let Some(item) = list.next_element()? else { return Ok(items) };
                items.push(item);
            }
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok(items)
        }
    }

    deserializer.deserialize_seq(Cut::<T, MAX>(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(
        read: impl FnOnce(&mut serde_json::Deserializer<serde_json::de::StrRead<'_>>) -> T,
        text: &str,
    ) -> T {
        read(&mut serde_json::Deserializer::from_str(text))
    }

    #[test]
    fn a_list_is_kept_up_to_its_bound_and_one_item_beyond_it() {
        let cut = |text: &str| read(|json| cut_beyond::<_, u8, 3>(json), text);
        assert!(cut("[]").unwrap().is_empty());
        assert_eq!(cut("[1,2,3]").unwrap(), [1, 2, 3]);
        assert_eq!(cut("[1,2,3,4]").unwrap(), [1, 2, 3, 4]);
        assert_eq!(cut("[1,2,3,4,\"five\",{}]").unwrap(), [1, 2, 3, 4]);
        assert!(cut("[1,2,3,4,5").is_err(), "what is no list is none, however long");
        assert!(cut("7").is_err());
    }

    #[test]
    fn a_list_that_is_too_long_is_refused() {
        let refused = |text: &str| read(|json| refused_beyond::<_, u8, 3>(json), text);
        assert_eq!(refused("[1,2,3]").unwrap(), [1, 2, 3]);
        assert!(refused("[1,2,3,4]").is_err());
    }
}
