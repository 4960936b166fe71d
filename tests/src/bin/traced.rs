//! Programs for the tests of traces. The second argument is the trace's file.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::trace;
use goroutines::time::sleep;
use goroutines::{Builder, blocking, yield_now};
use goroutines_tests::ms;
use std::env;
use std::fs::File;
use std::io::{self, Write};
use std::time::{Duration, Instant};

#[goroutine]
fn main() {
    let (scenario, file) = (env::args().nth(1).unwrap(), env::args().nth(2));
    let file = || File::create(file.unwrap()).unwrap();
    match &*scenario {
        "known" => follow_a_known_schedule(file()),
        "pipeline" => {
            trace::start(file()).unwrap();
            run_a_pipeline(8, 200);
            trace::stop().unwrap();
        }
        "flood" => flood(file()),
        "again" => trace_again_and_again(file()),
        "crash" => {
            let file = file();
            trace::start(file.try_clone().unwrap()).unwrap();
            run_a_pipeline(4, 100);
            while file.metadata().unwrap().len() < 20_000 {
                sleep(ms(5));
            }
            std::process::abort();
        }
        // By the variable.
        "plain" => run_a_pipeline(4, 100),
        "dead" => {
            run_a_pipeline(4, 100);
            let (_tx, rx) = chan::<()>(0);
            let _ = rx.recv();
        }
        "fails" => fail_to_write(),
        other => panic!("no scenario {other:?}"),
    }
}

/// On one worker there is one way for this to go.
fn follow_a_known_schedule(file: File) {
    trace::start(file).unwrap();
    let (tx, rx) = chan(0);
    let consumer = go!(
        #[goroutine(name = "consumer")]
        || rx.iter().sum::<i32>()
    );
    yield_now(); // the consumer starts, and waits
    tx.send(1).unwrap(); // wakes it
    drop(tx);
    assert_eq!(consumer.join().unwrap(), 1);
    {
        let _region = trace::region("call \"out\"");
        blocking(|| std::thread::sleep(ms(3)));
    }
    let start = Instant::now();
    while start.elapsed() < ms(4) {
        std::hint::spin_loop();
    }
    trace::event("computed");
    sleep(ms(2));
    trace::stop().unwrap();
}

fn run_a_pipeline(stages: usize, items: u32) {
    let (first, mut rx) = chan(0);
    for stage in 0..stages {
        let (tx, next) = chan(0);
        let before = std::mem::replace(&mut rx, next);
        let work = move || {
            for item in before {
                if tx.send(item + 1).is_err() {
                    return;
                }
            }
        };
        Builder::new().name(format!("stage {stage}")).spawn(work).unwrap();
    }
    let feeder = go! {
        for item in 0..items {
            first.send(item).unwrap();
        }
    };
    assert_eq!(rx.iter().count(), items as usize);
    feeder.join().unwrap();
}

/// More than may be kept, as the variable says, and after that a little.
fn flood(file: File) {
    trace::start(file).unwrap();
    let talk = |time: Duration| {
        let (tx, rx) = chan(0);
        let (back, answers) = chan(0);
        let other = go!(|| rx.iter().for_each(|n: u32| back.send(n).unwrap()));
        let start = Instant::now();
        while start.elapsed() < time {
            for n in 0..1_000 {
                tx.send(n).unwrap();
                assert_eq!(answers.recv(), Ok(n));
            }
        }
        drop(tx);
        other.join().unwrap();
    };
    talk(ms(60));
    sleep(ms(60)); // what was kept is written, and there is room again
    run_a_pipeline(2, 10);
    trace::stop().unwrap();
}

/// A trace while others run on, and another after it.
fn trace_again_and_again(file: File) {
    let stop = go! {
        loop {
            run_a_pipeline(2, 10);
        }
    };
    for _ in 0..5 {
        trace::start(io::sink()).unwrap();
        assert!(trace::is_on() && trace::start(io::sink()).is_err());
        sleep(ms(8));
        trace::stop().unwrap();
        assert!(!trace::is_on());
        trace::stop().unwrap();
    }
    trace::start(file).unwrap();
    sleep(ms(10));
    trace::stop().unwrap();
    println!("{}", stop.is_finished());
}

struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fail_to_write() {
    trace::start(Full).unwrap();
    run_a_pipeline(2, 10);
    sleep(ms(20));
    println!("{:?}", trace::stop().unwrap_err().kind());
    trace::start(io::sink()).unwrap();
    trace::stop().unwrap();
}
