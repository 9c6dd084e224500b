//! Receipt files.

use proptest::prelude::*;

use super::workshop::{log, office, origin, public};
use crate::bundle::{BundleProblem, ReceiptFile};
use crate::entry::Chain;
use crate::ids::Digest;
use crate::wire::{LogStatus, Receipt};

fn receipt() -> ReceiptFile {
    let receipt = Receipt {
        log: log(),
        head: Chain::open(log()).head(),
        received_at: origin().made_at,
        epoch: "e1".to_owned(),
        backed_up: None,
        further: Default::default(),
    };
    ReceiptFile {
        province: "12".into(),
        device: origin().device,
        made_at: origin().made_at,
        logs: vec![LogStatus { receipt, verdicts: Vec::new(), held: None }],
        attachments: vec![Digest::of(&[b"photo"])],
        earlier_epochs: vec!["e0".to_owned()],
    }
}

#[test]
fn a_receipt_is_read_with_the_offices_key_only() {
    let bytes = receipt().write(&office().sign).unwrap();
    assert_eq!(ReceiptFile::read(&bytes, &office().sign.public().unwrap()), Ok(receipt()));
    assert_eq!(ReceiptFile::read(&bytes, &public(3)), Err(BundleProblem::BadSignature));
    let bundle = super::workshop::bundle(&super::workshop::push(0, &[]), &[]);
    assert_eq!(ReceiptFile::read(&bundle, &office().sign.public().unwrap()), Err(BundleProblem::NotABundle));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn any_damage_to_a_receipt_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = receipt().write(&office().sign).unwrap();
        let key = office().sign.public().unwrap();
        let at = at.index(bytes.len());
        prop_assert!(ReceiptFile::read(&bytes[..at], &key).is_err());
        bytes[at] ^= 1 << bit;
        prop_assert!(ReceiptFile::read(&bytes, &key).is_err());
        bytes[at] ^= 1 << bit;
        bytes.push(0);
        prop_assert_eq!(ReceiptFile::read(&bytes, &key), Err(BundleProblem::Damaged));
    }
}
