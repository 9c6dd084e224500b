//! Everything that reads a bundle or a receipt file, from the bytes on. See `../README.md`.
#![no_main]

use std::sync::LazyLock;

use danvan_core::bundle::hostile::reads_as_contents;
use danvan_core::bundle::{OfficeSecrets, PublicKey, ReceiptFile, SecretKey, open, read_header, verify};
use libfuzzer_sys::fuzz_target;

static OFFICE: LazyLock<OfficeSecrets> = LazyLock::new(|| OfficeSecrets {
    seal: SecretKey::derive([101; 32]),
    sign: SecretKey::derive([102; 32]),
});
static DEVICE: LazyLock<Option<PublicKey>> = LazyLock::new(|| SecretKey::derive([3; 32]).public());
static SIGN: LazyLock<Option<PublicKey>> = LazyLock::new(|| OFFICE.sign.public());

fuzz_target!(|file: &[u8]| {
    let _ = reads_as_contents(file);
    let header = read_header(file);
    let Some(device) = DEVICE.as_ref() else { return };
    // Without the device's key nothing that is made by chance opens.
    if verify(file, device).is_ok() {
        assert!(header.is_ok());
        let _ = open(file, &OFFICE, device);
    }
    if let Some(sign) = SIGN.as_ref() {
        let _ = ReceiptFile::read(file, sign);
    }
});
