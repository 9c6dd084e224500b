//! Lists that are read out of what others sent: two bytes a piece on the wire can be fifty in memory, so that the number
//! is bounded while they are read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// What a refusal begins with; the bound follows.
const LONGER_THAN: &str = "a list is longer than ";

/// A list that is refused as soon as it is longer than `MAX`: nothing behind that is looked at.
///
/// # Errors
/// Where it is ([`longer_than`]), or an item cannot be read.
pub(crate) fn refused_beyond<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MAX: usize>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct Bounded<T, const MAX: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Bounded<T, MAX> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = list.next_element()? {
                if items.len() == MAX {
                    return Err(A::Error::custom(format_args!("{LONGER_THAN}{MAX}")));
                }
                items.push(item);
            }
            Ok(items)
        }
    }

    deserializer.deserialize_seq(Bounded::<T, MAX>(PhantomData))
}

/// The bound of the list that was too long, where that is why JSON could not be read.
pub fn longer_than(error: &serde_json::Error) -> Option<usize> {
    let said = error.to_string();
    let bound = said.strip_prefix(LONGER_THAN)?;
    bound.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<u8>, serde_json::Error> {
        refused_beyond::<_, u8, 3>(&mut serde_json::Deserializer::from_str(text))
    }

    #[test]
    fn a_list_is_read_up_to_its_bound() {
        assert!(read("[]").unwrap().is_empty());
        assert_eq!(read("[1,2,3]").unwrap(), [1, 2, 3]);
        assert!(read("7").is_err());
    }

    #[test]
    fn of_a_longer_one_nothing_is_looked_at_behind_the_bound_and_the_error_tells_it() {
        assert_eq!(longer_than(&read("[1,2,3,4,\"five").unwrap_err()), Some(3));
        assert_eq!(longer_than(&read("[1,2,3").unwrap_err()), None);
        assert_eq!(longer_than(&read("[1,2,300]").unwrap_err()), None);
    }
}
