//! What every store must do alike.
