//! Values that count how often they are dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the drops of its [`Token`]s.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    dropped: Arc<AtomicUsize>,
}

/// Counts itself when it is dropped.
#[derive(Debug)]
pub struct Token {
    dropped: Arc<AtomicUsize>,
}

impl Tally {
    /// A tally of nothing.
    pub fn new() -> Tally {
        Tally::default()
    }

    /// A value to be counted.
    pub fn token(&self) -> Token {
        Token { dropped: Arc::clone(&self.dropped) }
    }

    /// How many tokens have been dropped.
    pub fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::SeqCst);
    }
}
