//! What becomes of the runtime in the child of a `fork`; see `base/fork`.

#![forbid(unsafe_code)]

use crate::base::fork;
use crate::task::current;
use crate::watch::quit;
use std::sync::Once;

/// The runtime is about to start: its use is refused in children that are made from now on.
pub(super) fn expect() {
    static EXPECTED: Once = Once::new();
    EXPECTED.call_once(|| fork::in_children(in_child));
}

/// In the child. The thread may be a copy of a worker, whose goroutine has called `fork` and goes on here. It is a worker no
/// more: there is nobody to switch to but goroutines that go on in the parent, too.
extern "C" fn in_child() {
    fork::mark_child();
    current::move_out();
    quit::uninstall();
}
