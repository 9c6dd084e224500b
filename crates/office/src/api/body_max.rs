//! The measure by which a body came in, for those who read it.

/// How much a handler may read of a body once it is unpacked; without it, as much as a request may have.
#[derive(Clone, Copy, Debug)]
pub struct BodyMax {
    bytes: usize,
    exceeded: bool,
}

impl BodyMax {
    /// So many bytes.
    pub fn of(bytes: usize) -> Self {
        Self { bytes, exceeded: false }
    }

    /// The same, of a body that had more already.
    #[must_use]
    pub fn exceeded(self) -> Self {
        Self { exceeded: true, ..self }
    }

    /// In bytes.
    pub fn bytes(self) -> usize {
        self.bytes
    }

    /// Whether there were more already.
    pub fn is_exceeded(self) -> bool {
        self.exceeded
    }
}
