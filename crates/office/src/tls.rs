//! The one library for cryptography behind every TLS connection of this process.

/// Makes ring that library. Doing it again changes nothing.
pub fn use_ring() {
    // An error says that it was done before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
