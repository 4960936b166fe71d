//! `Sender::send_or_exit`: the one method of a channel that may end a goroutine, and so lives here.

#![forbid(unsafe_code)]

use super::panic::goexit;
use crate::chan::Sender;

impl<T> Sender<T> {
    /// Sends a value, or ends the goroutine when nobody can receive any more: if the channel is closed, or there are no
    /// receivers. For producers that nobody waits for, in place of Go's `ch <- v`, which would wait for ever there (or, on a
    /// closed channel, panic).
    ///
    /// The goroutine ends quietly, as by [`goexit`](crate::runtime::goexit), with all that is said there: its destructors
    /// run, `join` gives `Err` with a [`Goexit`](crate::runtime::Goexit), and it needs unwinding. The value is dropped. On a
    /// plain thread it ends the thread, and on the initial thread the program: send with [`send`](Sender::send) there.
    ///
    /// ```
    /// use goroutines::prelude::*;
    ///
    /// let (tx, rx) = chan(0);
    /// let producer = go!(|| {
    ///     for n in 2.. {
    ///         tx.send_or_exit(n);
    ///     }
    /// });
    /// assert_eq!(rx.iter().take(3).collect::<Vec<i32>>(), [2, 3, 4]);
    /// drop(rx);
    /// assert!(producer.join().unwrap_err().is::<goroutines::runtime::Goexit>());
    /// ```
    #[track_caller]
    #[inline]
    pub fn send_or_exit(&self, value: T) {
        if let Err(unsent) = self.send(value) {
            drop(unsent);
            goexit();
        }
    }
}
