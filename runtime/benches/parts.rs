//! What each part of the runtime costs: switching, starting, waking, timers, checkpoints, `select!`.
//!
//! `cargo bench -p goroutines --bench parts -- [filter]`
//!
//! All on one worker, where a part does not hide behind another one: what lies between two workers is in `versus`.

#![forbid(unsafe_code)]

use criterion::{BenchmarkId, Criterion, Throughput};
use goroutines::prelude::*;
use goroutines::time::{after, sleep};
use goroutines::yield_now;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_secs(3_600);

#[goroutine(max_procs = 1)]
fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(50)
        .configure_from_args();
    switches(&mut criterion);
    starts(&mut criterion);
    wakes(&mut criterion);
    checkpoints(&mut criterion);
    selects(&mut criterion);
    // Last, as the sleepers that it starts stay.
    timers(&mut criterion);
    criterion.final_summary();
}

/// There and back: from a goroutine to its worker, and to the same or to another goroutine.
fn switches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("yield");
    group.bench_function("alone", |bencher| bencher.iter_custom(|times| go!(yield_often(times)).join().unwrap()));
    group.bench_function("among two", |bencher| {
        bencher.iter_custom(|times| {
            let start = Instant::now();
            let other = go!(yield_often(times / 2));
            let one = go!(yield_often(times - times / 2));
            one.join().and(other.join()).unwrap();
            start.elapsed()
        });
    });
    group.finish();
}

fn yield_often(times: u64) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        yield_now();
    }
    start.elapsed()
}

fn starts(criterion: &mut Criterion) {
    const BURST: u64 = 1_000;
    let mut group = criterion.benchmark_group("spawn");
    group.throughput(Throughput::Elements(1));
    group.bench_function("one, and join it", |bencher| {
        bencher.iter(|| go!(|| black_box(1)).join().unwrap());
    });
    group.throughput(Throughput::Elements(BURST));
    group.bench_function("1,000, and join them", |bencher| {
        bencher.iter(|| {
            let handles: Vec<_> = (0..BURST).map(|number| go!(|number| black_box(number))).collect();
            handles.into_iter().map(|handle| handle.join().unwrap()).sum::<u64>()
        });
    });
    group.finish();
}

/// A round trip: two goroutines are woken.
fn wakes(criterion: &mut Criterion) {
    criterion.bench_function("wake/round trip", |bencher| {
        bencher.iter_custom(|trips| round_trips(trips, |returned| returned.recv().unwrap()));
    });
}

fn round_trips(trips: u64, receive: impl Fn(&Receiver<u64>) -> u64 + Send + 'static) -> Duration {
    let (there, arrived) = chan::<u64>(0);
    let (back, returned) = chan(0);
    go!(|| arrived.iter().for_each(|value| back.send(value).unwrap()));
    let caller = go! {
        let start = Instant::now();
        for trip in 0..trips {
            there.send(trip).unwrap();
            black_box(receive(&returned));
        }
        start.elapsed()
    };
    caller.join().unwrap()
}

/// The difference of the two is the cost of 1,000 checkpoints that are not taken.
fn checkpoints(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("loop of 1,000 steps");
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("with checkpoints", |bencher| bencher.iter(|| with_checkpoints(black_box(1_000))));
    group.bench_function("without", |bencher| bencher.iter(|| without_checkpoints(black_box(1_000))));
    group.finish();
}

#[goroutine]
#[inline(never)]
fn with_checkpoints(steps: u64) {
    for step in 0..steps {
        black_box(step);
    }
}

#[goroutine(checkpoints = false)]
#[inline(never)]
fn without_checkpoints(steps: u64) {
    for step in 0..steps {
        black_box(step);
    }
}

/// A `select!` with that many arms and a `default`, as a function of their receivers.
macro_rules! select_of {
    ($($arm:literal)*) => {
        |arms: &[Receiver<u64>]| -> Option<u64> {
            select! {
                $(v = <-arms[$arm] => Some(v.unwrap()),)*
                default => None,
            }
        }
    };
}

type SelectOf = fn(&[Receiver<u64>]) -> Option<u64>;

fn selects(criterion: &mut Criterion) {
    let sizes: [(usize, SelectOf); 5] = [
        (1, select_of!(0)),
        (2, select_of!(0 1)),
        (4, select_of!(0 1 2 3)),
        (8, select_of!(0 1 2 3 4 5 6 7)),
        (16, select_of!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)),
    ];
    let mut group = criterion.benchmark_group("select, all arms ready");
    for (size, run) in sizes {
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter_custom(|times| go!(select_ready(size, run, times)).join().unwrap());
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("select, no arm ready, default");
    for (size, run) in sizes {
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter_custom(|times| go!(select_default(size, run, times)).join().unwrap());
        });
    }
    group.finish();
}

/// The channels are filled up between the batches, which are timed without that.
fn select_ready(size: usize, run: SelectOf, times: u64) -> Duration {
    const BATCH: u64 = 1_000;
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..size).map(|_| chan(BATCH as usize)).unzip();
    let mut elapsed = Duration::ZERO;
    let mut left = times;
    while left > 0 {
        for sender in &senders {
            while sender.try_send(1).is_ok() {}
        }
        let batch = left.min(BATCH);
        let start = Instant::now();
        for _ in 0..batch {
            assert!(black_box(run(&receivers)).is_some());
        }
        elapsed += start.elapsed();
        left -= batch;
    }
    elapsed
}

fn select_default(size: usize, run: SelectOf, times: u64) -> Duration {
    let (_senders, receivers): (Vec<_>, Vec<_>) = (0..size).map(|_| chan(1)).unzip();
    let start = Instant::now();
    for _ in 0..times {
        assert!(black_box(run(&receivers)).is_none());
    }
    start.elapsed()
}

/// A timer that does not strike, among that many that are pending: a round trip whose one half has a deadline sets it and
/// takes it back (compare with `wake/round trip`), and a clock is made that nobody receives from.
fn timers(criterion: &mut Criterion) {
    let mut sleepers = 0;
    for pending in [0, 1_000, 100_000] {
        let mut group = criterion.benchmark_group(format!("timer, {pending} pending"));
        group.bench_function("round trip with recv_timeout", |bencher| {
            start_sleepers(pending - sleepers);
            sleepers = pending;
            bencher.iter_custom(|trips| round_trips(trips, |returned| returned.recv_timeout(HOUR).unwrap()));
        });
        group.bench_function("after, dropped", |bencher| {
            start_sleepers(pending - sleepers);
            sleepers = pending;
            bencher.iter_custom(|times| go!(make_and_drop(times)).join().unwrap());
        });
        group.finish();
    }
}

fn make_and_drop(times: u64) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        drop(black_box(after(HOUR)));
    }
    start.elapsed()
}

/// Waits until no more of them start: the portable engine has stacks for about 31,000.
fn start_sleepers(sleepers: usize) {
    let asleep = Arc::new(AtomicUsize::new(0));
    for number in 0..sleepers {
        go!(|asleep = asleep.clone(), number| {
            asleep.fetch_add(1, Ordering::Relaxed);
            sleep(HOUR + Duration::from_millis(number as u64 * 7_919 % 100_000));
        });
    }
    let mut before = usize::MAX;
    while asleep.load(Ordering::Relaxed) != before {
        before = asleep.load(Ordering::Relaxed);
        sleep(Duration::from_millis(50));
    }
}
