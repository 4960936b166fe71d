//! Everything at once, by chance, while the number of workers changes: it must end, and what is asleep for ever afterwards
//! must be reported.

#![forbid(unsafe_code)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::runtime::{goexit, num_goroutine, set_max_procs};
use goroutines::sync::{Barrier, Cond, Mutex, Once, RwLock, Semaphore};
use goroutines::time::{Ticker, Timer, sleep};
use goroutines::{JoinHandle, blocking, yield_now};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, thread};

const ACTORS: usize = 24;
const STEPS: usize = 60;

struct World {
    mutex: Mutex<u64>,
    changed: Cond,
    both: RwLock<u64>,
    semaphore: Semaphore,
    timer: Timer,
    ticker: Ticker,
    tx: Sender<u64>,
    rx: Receiver<u64>,
    fired: AtomicUsize,
    armed: AtomicUsize,
}

fn us(n: u64) -> Duration {
    Duration::from_micros(n)
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

fn act(world: &Arc<World>, dice: &mut Dice, syscalls: bool) {
    match dice.roll(22) {
        0 => {
            *world.mutex.lock() += 1;
            world.changed.notify_one();
        }
        1 => {
            let guard = world.mutex.lock();
            let _ = world.changed.wait_timeout(guard, us(dice.roll(800)));
        }
        2 => drop(world.both.read()),
        3 => *world.both.write() += 1,
        4 => {
            let permit = world.semaphore.acquire_many(dice.roll(3) as usize + 1);
            if dice.roll(2) == 0 {
                yield_now();
            }
            drop(permit);
        }
        5 => {
            let (ctx, _cancel) = Context::background().with_timeout(us(dice.roll(500)));
            let _ = world.semaphore.acquire_with(&ctx, dice.roll(3) as usize + 1);
        }
        6 => {
            world.timer.reset(us(dice.roll(1000)));
        }
        7 => {
            world.timer.stop();
        }
        8 => {
            let _ = world.timer.receiver().recv_timeout(us(dice.roll(800)));
        }
        9 => select! {
            _ = <-world.timer => {},
            _ = <-world.ticker => {},
            v = <-world.rx => { let _ = v; },
        },
        10 => {
            let _ = world.ticker.recv();
        }
        11 => world.ticker.reset(us(dice.roll(500) + 1)),
        12 => {
            let limit = us(dice.roll(500));
            select! {
                world.tx <- 1 => {},
                v = <-world.rx => { let _ = v; },
                _ = <-goroutines::channel::after(limit) => {},
            }
        }
        13 => {
            let n = dice.roll(50);
            assert_eq!(
                blocking(|| {
                    thread::sleep(us(n));
                    n + 1
                }),
                n + 1
            );
        }
        14 => {
            world.armed.fetch_add(1, Ordering::SeqCst);
            let own = Arc::clone(world);
            let timer = Timer::after_func(us(dice.roll(600)), move || {
                own.fired.fetch_add(1, Ordering::SeqCst);
            });
            if dice.roll(2) == 0 && timer.stop() {
                world.armed.fetch_sub(1, Ordering::SeqCst);
            }
        }
        15 => {
            let (ctx, cancel) = Context::background().with_cancel();
            let (child, _) = ctx.with_timeout(us(dice.roll(900)));
            let (tx, rx) = chan(1);
            let _ = child.after_func(move || tx.send(()).unwrap());
            let other = go!(|child| child.done().recv().is_err());
            if dice.roll(2) == 0 {
                cancel.cancel();
            }
            rx.recv().unwrap();
            assert!(other.join().unwrap());
        }
        16 => {
            let children: Vec<JoinHandle<u64>> = (0..dice.roll(12)).map(|n| go!(move || n)).collect();
            let count = children.len() as u64;
            assert_eq!(
                children.into_iter().map(|child| child.join().unwrap()).sum::<u64>(),
                count * count.saturating_sub(1) / 2
            );
        }
        17 => {
            let (barrier, once) = (Barrier::new(3), Once::new());
            goroutines::scope(|s| {
                for _ in 0..3 {
                    s.spawn(|| {
                        once.call_once(|| sleep(us(50)));
                        barrier.wait();
                    });
                }
            });
        }
        18 => {
            let gone = go!(|| {
                yield_now();
                goexit();
            });
            let _: Result<(), _> = gone.join();
        }
        19 if syscalls => {
            let child = go!(|| 5);
            thread::sleep(Duration::from_millis(dice.roll(30)));
            assert_eq!(child.join().unwrap(), 5);
        }
        20 => {
            let n = dice.roll(9) as usize;
            set_max_procs(n);
        }
        21 => {
            let end = Instant::now() + us(dice.roll(300));
            while Instant::now() < end {
                std::hint::spin_loop();
            }
        }
        _ => sleep(us(dice.roll(300))),
    }
}

fn chaos(seed: u64, syscalls: bool) {
    let (tx, rx) = chan(0);
    let world = Arc::new(World {
        mutex: Mutex::new(0),
        changed: Cond::new(),
        both: RwLock::new(0),
        semaphore: Semaphore::new(3),
        timer: Timer::new(us(100)),
        ticker: Ticker::new(us(300)),
        tx,
        rx,
        fired: AtomicUsize::new(0),
        armed: AtomicUsize::new(0),
    });
    let ended = Arc::new(AtomicBool::new(false));
    // Sees to it that nobody waits for a stopped ticker for ever.
    let nurse = go!(|world = Arc::clone(&world), ended = Arc::clone(&ended)| while !ended.load(Ordering::SeqCst) {
        world.ticker.reset(us(200));
        sleep(us(500));
    });
    let actors: Vec<_> = (0..ACTORS as u64)
        .map(|me| {
            go!(|world = Arc::clone(&world)| {
                let mut dice = Dice(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed * 64 + me + 1));
                for _ in 0..STEPS {
                    act(&world, &mut dice, syscalls);
                }
            })
        })
        .collect();
    actors.into_iter().for_each(|actor| actor.join().unwrap());
    ended.store(true, Ordering::SeqCst);
    nurse.join().unwrap();
    while world.fired.load(Ordering::SeqCst) < world.armed.load(Ordering::SeqCst) {
        sleep(us(100));
    }
    assert_eq!(world.semaphore.available_permits(), 3);
    while num_goroutine() > 1 {
        sleep(us(100));
    }
}

#[goroutine(allow(self_deadlock))]
fn main() {
    let mut args = env::args().skip(1);
    let scenario = args.next();
    let seed = args.next().map_or(0, |text| text.parse().unwrap());
    let rounds = args.next().map_or(1, |text| text.parse().unwrap());
    for round in 0..rounds {
        chaos(seed * 1000 + round, scenario.as_deref() == Some("syscalls"));
    }
    println!("done");
    let mutex = Mutex::new(());
    let _guard = mutex.lock();
    let _never = mutex.lock();
}
