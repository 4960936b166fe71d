//! The concurrent cores under loom, which runs every interleaving (with a bound on preemptions).
//!
//! Run with `RUSTFLAGS="--cfg goroutines_loom" cargo test -p goroutines --lib --release loom_tests`.

mod inbox;
mod locks;
mod rendezvous;
mod select;
mod signal;
mod word;

/// Explores `f` with at most `preemptions` switches at points where a thread could have gone on.
fn explore(preemptions: usize, f: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(preemptions);
    model.check(f);
}
