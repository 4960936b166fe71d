//! After the benchmarks of Go's own packages, and named after them; the programs are written anew.

#![forbid(unsafe_code)]

use super::{Group, Row, Workers};

/// `runtime/chan_test.go`.
pub(super) const CHAN: &[Row] = &[
    chan("chan_make_byte", "make a channel of 8 bytes"),
    chan("chan_make_int", "of 8 numbers"),
    chan("chan_make_ptr", "of 8 pointers"),
    chan("chan_make_struct0", "of 8 empty structs"),
    chan("chan_make_struct32", "of 8 structs of 32 bytes"),
    chan("chan_make_struct40", "of 8 structs of 40 bytes"),
    chan("chan_nonblocking", "receive without waiting from an empty channel, all from one"),
    chan("chan_closed", "receive without waiting from a closed channel, all from one"),
    chan("chan_recv_closed", "receive what is left in a closed channel"),
    chan("chan_uncontended", "100 values in and out of a channel of one's own"),
    chan("chan_contended", "100 values in and out of one channel, each of all"),
    chan("chan_sync", "two that swap on one unbuffered channel"),
    chan("chan_sync_work", "the same, computing 1 µs between"),
    chan("chan_prodcons_0", "producers and consumers, unbuffered"),
    chan("chan_prodcons_10", "producers and consumers, buffer of 10"),
    chan("chan_prodcons_100", "producers and consumers, buffer of 100"),
    chan("chan_prodcons_work_0", "the same, computing 0.1 µs, unbuffered"),
    chan("chan_prodcons_work_10", "the same, computing 0.1 µs, buffer of 10"),
    chan("chan_prodcons_work_100", "the same, computing 0.1 µs, buffer of 100"),
    chan("chan_creation", "make a channel of one, send, receive"),
    chan("chan_sem", "a channel as a semaphore"),
    chan("chan_popular", "a thousand that `select` on a common channel and their own"),
    chan("select_uncontended", "`select` of two channels of one's own"),
    chan("select_sync_contended", "`select` of three unbuffered channels, at both ends"),
    chan("select_async_contended", "`select` of two buffered channels, all of the same"),
    chan("select_nonblock", "four `select`s of one arm and `default`"),
    chan("select_prodcons", "producers and consumers that `select` with a timeout and a quit"),
];

/// `runtime/proc_test.go`.
pub(super) const SCHEDULER: &[Row] = &[
    sched("create_goroutines", "a chain: each starts the next"),
    sched("create_goroutines_parallel", "a chain for each worker"),
    sched("create_goroutines_capture", "four started and waited for"),
    sched("create_goroutines_single", "one loop starts all, each ends at once"),
    sched("stack_growth", "start one that takes 10 KB of stack"),
    sched("stack_growth_deep", "start one that takes 150 KB of stack"),
    sched("stack_growth_fresh", "10,000 at a time that take 10 KB of stack, from cold"),
    sched("gosched_each", "yield, one on each worker"),
    sched("yield_progress", "two take turns and yield until it is theirs"),
    sched("ping_pong_hog", "round trip on one worker beside one that computes"),
    sched("matmult", "product of matrices of 128 by 128"),
    sched("wakeup_spinning_0", "wake four, each busy for 0 µs"),
    sched("wakeup_spinning_1us", "each busy for 1 µs"),
    sched("wakeup_spinning_2us", "each busy for 2 µs"),
    sched("wakeup_spinning_5us", "each busy for 5 µs"),
    sched("wakeup_spinning_10us", "each busy for 10 µs"),
    sched("wakeup_spinning_20us", "each busy for 20 µs"),
    sched("wakeup_spinning_50us", "each busy for 50 µs"),
    sched("wakeup_spinning_100us", "each busy for 100 µs"),
    sched("wakeup_syscall_0", "wake four, each in a system call that sleeps 0 µs"),
    sched("wakeup_syscall_20us", "each in a system call of 20 µs"),
    sched("wakeup_syscall_100us", "each in a system call of 100 µs"),
    sched("wakeup_syscall_bare_0", "here without `blocking`: 0 µs"),
    sched("wakeup_syscall_bare_100us", "here without `blocking`: 100 µs"),
];

const fn sched(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Scheduler, Workers::TwoAndOne, name, title)
}

/// `sync`: `mutex_test.go`, `rwmutex_test.go`, `once_test.go`, `oncefunc_test.go`, `waitgroup_test.go`, `cond_test.go`,
/// `pool_test.go`.
pub(super) const SYNC: &[Row] = &[
    sync("mutex_uncontended", "mutex of one's own"),
    sync("mutex", "mutex, all want the same"),
    sync("mutex_slack", "the same, ten goroutines for each worker"),
    sync("mutex_work", "mutex, computing 0.1 µs between"),
    sync("mutex_work_slack", "the same, ten goroutines for each worker"),
    sync("mutex_nospin", "mutex among goroutines that have other work"),
    sync("mutex_spin", "mutex, computing 1 µs between"),
    sync("rw_uncontended", "read-write lock of one's own: read twice, write"),
    sync("rw_write100", "read-write lock, every hundredth writes"),
    sync("rw_write10", "read-write lock, every tenth writes"),
    sync("rw_work_write100", "reading for 0.1 µs, every hundredth writes"),
    sync("rw_work_write10", "reading for 0.1 µs, every tenth writes"),
    sync("once", "once, long done"),
    sync("once_lock", "a value that is made once, long made"),
    sync("once_func_local", "function that does it once, long done"),
    sync("once_value_local", "function that makes a value once, long made"),
    sync("once_func_make", "make such a function, and call it"),
    sync("once_value_make", "make such a function of a value, and call it"),
    sync("wg_uncontended", "wait group of one's own: add, done, wait"),
    sync("wg_add_done", "wait group: add and done, all of the same"),
    sync("wg_add_done_work", "the same, computing 0.1 µs between"),
    sync("wg_wait", "wait for a wait group at zero, all for the same"),
    sync("wg_wait_work", "the same, computing 0.1 µs between"),
    sync("wg_actually_wait", "start one, and wait for it"),
    sync("cond1", "one waits for the last to come"),
    sync("cond2", "two wait for the last to come"),
    sync("cond4", "four wait for the last to come"),
    sync("cond8", "eight wait for the last to come"),
    sync("cond16", "16 wait for the last to come"),
    sync("cond32", "32 wait for the last to come"),
    sync("pool", "put into a pool, and get"),
    sync("pool_overflow", "put 100 into a pool, and get 100"),
    sync("pool_starvation", "put 67 into a pool, and get 100"),
    sync("pool_expensive_new", "get 100 and put them back; a new one takes 1 ms"),
];

/// `sync/runtime_sema_test.go` and `golang.org/x/sync`.
pub(super) const XSYNC: &[Row] = &[
    xsync("sem_uncontended", "semaphore of one's own"),
    xsync("sem_try", "semaphore of one's own, without waiting"),
    xsync("sem_nonblock", "semaphore of all, enough for all"),
    xsync("sem_work_nonblock", "the same, computing 0.1 µs"),
    xsync("sem_block", "semaphore of one permit, four goroutines for each worker"),
    xsync("sem_work_block", "the same, computing 0.1 µs"),
    xsync("sem_acquire_seq_64", "64 permits, one after the other, and back"),
    xsync("errgroup_go4", "error group of four"),
    xsync("errgroup_ctx4", "error group of four with a context"),
    xsync("errgroup_limit10", "error group, ten at a time"),
];

/// `time/sleep_test.go`, `time/tick_test.go`.
pub(super) const TIME: &[Row] = &[
    time("after_func_1000", "a thousand timers' functions, each starts the next"),
    time("simultaneous_after_func_1000", "a thousand timers' functions that are due"),
    time("timer_start_stop_1000", "start a thousand timers, and stop them"),
    time("timer_reset_func", "reset a timer that calls a function"),
    time("timer_reset_chan", "reset a timer that sends"),
    time("timer_stop_func", "make a timer that calls a function, and stop it"),
    time("timer_stop_chan", "make a timer that sends, and stop it"),
    time("time_after", "receive from `after`, which is due"),
    time("sleep_1000", "a thousand sleep for no time"),
    time("ticker", "receive from a ticker that is due"),
    time("ticker_reset", "reset a ticker"),
    time("ticker_reset_naive", "stop a ticker, and make another"),
    time("adjust_timers_10000", "10,000 timers far away become due"),
    time("parallel_timer_latency", "timer of 1 ms beside one that computes and yields: late by"),
    time("ticker_latency_300us_1", "ticker of 300 µs for each worker, busy for 180: late by"),
    time("ticker_latency_300us_5", "five tickers of 300 µs for each worker, busy for 36: late by"),
    time("ticker_latency_300us_10", "ten tickers of 300 µs for each worker, busy for 18: late by"),
    time("ticker_latency_2ms_1", "ticker of 2 ms for each worker, busy for 1.2: late by"),
];

/// `context/benchmark_test.go`.
pub(super) const CONTEXT: &[Row] = &[
    context("ctx_common_parent_cancel", "child of a common parent: made, asked, cancelled"),
    context("ctx_with_timeout_40", "ten with a timeout, made and cancelled, beside 40"),
    context("ctx_with_timeout_4000", "beside 4,000"),
    context("ctx_with_timeout_400000", "beside 400,000"),
    context("ctx_tree_1_background", "child of the background"),
    context("ctx_tree_1_open", "child of one that is then cancelled"),
    context("ctx_tree_1_closed", "child of one that was cancelled"),
    context("ctx_tree_10_background", "chain of 10"),
    context("ctx_tree_10_open", "chain of 10, cancelled then"),
    context("ctx_tree_10_closed", "chain of 10, cancelled before"),
    context("ctx_tree_100_background", "chain of 100"),
    context("ctx_tree_100_open", "chain of 100, cancelled then"),
    context("ctx_tree_100_closed", "chain of 100, cancelled before"),
    context("ctx_tree_1000_background", "chain of 1,000"),
    context("ctx_tree_1000_open", "chain of 1,000, cancelled then"),
    context("ctx_tree_1000_closed", "chain of 1,000, cancelled before"),
    context("ctx_check_canceled_err", "ask for the error, cancelled"),
    context("ctx_check_canceled_done", "ask whether it is done, cancelled"),
    context("ctx_cancel_done", "ask whether it is done, open"),
    context("ctx_err_ok", "ask for the error, open"),
    context("ctx_deep_value_new_10", "value that is not there, 10 deep, in a new goroutine"),
    context("ctx_deep_value_new_50", "50 deep, in a new goroutine"),
    context("ctx_deep_value_new_100", "100 deep, in a new goroutine"),
    context("ctx_deep_value_same_10", "value that is not there, 10 deep"),
    context("ctx_deep_value_same_50", "50 deep"),
    context("ctx_deep_value_same_100", "100 deep"),
];

const fn sync(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Sync, Workers::TwoAndOne, name, title)
}

const fn time(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Time, Workers::TwoAndOne, name, title)
}

const fn context(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Context, Workers::TwoAndOne, name, title)
}

const fn xsync(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Xsync, Workers::TwoAndOne, name, title)
}

const fn chan(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Chan, Workers::TwoAndOne, name, title)
}
