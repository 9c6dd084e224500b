//! What is wrong with a bundle or a receipt file, in words.

use danvan_core::bundle::BundleProblem;

use crate::i18n::{Text, bundles as text};

/// The sentence for a problem.
pub fn bundle_words(problem: BundleProblem) -> Text {
    match problem {
        BundleProblem::NotABundle => text::NOT_A_BUNDLE,
        BundleProblem::Newer => text::NEWER,
        BundleProblem::Truncated => text::TRUNCATED,
        BundleProblem::TooLarge => text::TOO_LARGE,
        BundleProblem::Damaged => text::BROKEN,
        BundleProblem::UnknownDevice => text::UNKNOWN_DEVICE,
        BundleProblem::DeviceRevoked => text::DEVICE_REVOKED,
        BundleProblem::BadSignature => text::BAD_SIGNATURE,
        BundleProblem::OtherOffice => text::OTHER_OFFICE,
        BundleProblem::WrongKey => text::WRONG_KEY,
        BundleProblem::HeaderDiffers => text::HEADER_DIFFERS,
        BundleProblem::NotTheirLog => text::NOT_THEIR_LOG,
        BundleProblem::ChainDiffers => text::CHAIN_DIFFERS,
        BundleProblem::TooMuchWaits => text::TOO_MUCH_WAITS,
        BundleProblem::OtherDevice => text::OTHER_DEVICE,
        BundleProblem::OtherUnit => text::OTHER_UNIT,
        BundleProblem::Other(_) => text::UNKNOWN_PROBLEM,
    }
}
