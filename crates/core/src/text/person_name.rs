//! Names of persons are one text, as on the identity card. Lists sort them by given name.

use super::collate::push_sort_key;

/// The parts by which a name is sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts<'name> {
    /// Tên: the last word.
    given: &'name str,
    /// Họ: the first word, where there are two or more.
    family: &'name str,
    /// Đệm: what is between.
    middle: Vec<&'name str>,
}

fn parts(name: &str) -> Parts<'_> {
    let mut words = name.split_whitespace();
    let given = words.next_back().unwrap_or_default();
    let family = words.next().unwrap_or_default();
    Parts { given, family, middle: words.collect() }
}

/// The given name (tên), as used in speaking to somebody; the whole of a name of one word.
pub fn given_name(name: &str) -> &str {
    parts(name).given
}

/// Compare two keys, and the names compare by tên, then họ, then đệm, each in Vietnamese order.
///
/// Names of one or two words, and those of peoples who put the clan first or have none, pass as they are.
pub fn person_sort_key(name: &str) -> Vec<u8> {
    let parts = parts(name);
    let mut key = Vec::with_capacity(name.len() * 2 + 9);
    push_sort_key(&mut key, parts.given);
    push_sort_key(&mut key, parts.family);
    push_sort_key(&mut key, &parts.middle.join(" "));
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sort_key;
    use crate::text::testing::{word, words};
    use proptest::prelude::*;

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by_cached_key(|name| person_sort_key(name));
        names
    }

    proptest! {
        #[test]
        fn the_given_name_decides_first(a in words(), b in words(), one in word(), other in word()) {
            let (first, second) = (format!("{a} {one}"), format!("{b} {other}"));
            let given = sort_key(&one).cmp(&sort_key(&other));
            prop_assert!(given.is_eq() || person_sort_key(&first).cmp(&person_sort_key(&second)) == given);
        }

        #[test]
        fn spaces_between_words_do_not_matter(name in proptest::collection::vec(word(), 1..5)) {
            let wide = format!("  {} ", name.join("\u{a0} "));
            prop_assert_eq!(person_sort_key(&wide), person_sort_key(&name.join(" ")));
        }
    }

    #[test]
    fn names_sort_by_given_name_then_family_then_middle() {
        let names = vec![
            "Vũ Văn Hoàn",
            "Trần Cao Sơn",
            "Lò Văn Hiêng",
            "Sùng A Hồ",
            "Nguyễn Ngọc Vinh",
            "Thàng Phí Xè",
        ];
        let order =
            ["Lò Văn Hiêng", "Vũ Văn Hoàn", "Sùng A Hồ", "Trần Cao Sơn", "Nguyễn Ngọc Vinh", "Thàng Phí Xè"];
        assert_eq!(sorted(names), order);
        assert_eq!(
            sorted(vec!["Lý Văn An", "Lý A An", "Đỗ Thị An", "An", "Cứ An"]),
            ["An", "Cứ An", "Đỗ Thị An", "Lý A An", "Lý Văn An"]
        );
    }

    #[test]
    fn a_name_of_one_word_is_a_given_name() {
        assert_eq!(given_name("Pờ"), "Pờ");
        assert_eq!(given_name("Sùng A Hồ"), "Hồ");
        assert_eq!(given_name("  "), "");
    }
}
