//! After the Savina suite of actor programs (Imam and Sarkar), written anew with goroutines and channels: those that share
//! something, or pass it along a pipeline.

use super::parallel::in_shares;
use super::trial::{Clock, Program, Run, short};
use crate::job::chain;
use goroutines::prelude::*;
use goroutines::yield_now;
use std::collections::HashMap;
use std::hint::black_box;

pub(super) const PROGRAMS: &[Program] = &[
    short("sav_conc_dict", dictionary),
    short("sav_bounded_buffer", bounded_buffer),
    short("sav_philosophers", philosophers),
    short("sav_barber", barber),
    short("sav_smokers", smokers),
    short("sav_logistic_map", logistic_map),
    short("sav_radix_sort", radix_sort),
];

enum Request {
    Write(u64, u64),
    Read(u64, Sender<u64>),
}

/// Twenty ask one that has a dictionary; every tenth time they write.
#[goroutine]
fn dictionary(requests: u64) -> Run {
    let (tx, rx) = chan(0);
    go! {
        let mut words = HashMap::new();
        for request in rx {
            match request {
                Request::Write(key, value) => {
                    words.insert(key, value);
                }
                Request::Read(key, reply) => {
                    reply.send(words.get(&key).copied().unwrap_or(0)).expect("it waits");
                }
            }
        }
    }
    in_shares(20, requests, tx, ask_dictionary)
}

#[goroutine]
fn ask_dictionary(tx: &Sender<Request>, requests: u64) -> u64 {
    let (reply, replies) = chan(1);
    for number in 0..requests {
        let key = number % 512;
        if number % 10 == 0 {
            tx.send(Request::Write(key, number)).expect("the dictionary is there");
        } else {
            tx.send(Request::Read(key, reply.clone())).expect("the dictionary is there");
            black_box(replies.recv().expect("it replies"));
        }
    }
    requests
}

/// Forty produce, forty consume, each computing a little.
#[goroutine]
fn bounded_buffer(items: u64) -> Run {
    let (tx, rx) = chan(50);
    for number in 0..40 {
        let share = items / 40 + u64::from(number < items % 40);
        go!(produce(tx.clone(), share));
    }
    drop(tx);
    in_shares(40, items, rx, consume)
}

#[goroutine]
fn produce(tx: Sender<u64>, items: u64) {
    for item in 0..items {
        black_box(chain(item, 25));
        tx.send(1).expect("there are consumers");
    }
}

#[goroutine]
fn consume(rx: &Receiver<u64>, _: u64) -> u64 {
    let mut sum = 0;
    for item in rx {
        black_box(chain(item, 25));
        sum += item;
    }
    sum
}

type Fork = (Sender<()>, Receiver<()>);

/// Twenty. A fork is a channel with one value; all take the fork with the smaller number first.
#[goroutine]
fn philosophers(meals: u64) -> Run {
    const SEATS: usize = 20;
    let forks: Vec<Fork> = (0..SEATS).map(|_| chan(1)).collect();
    for (tx, _) in &forks {
        tx.send(()).expect("there is room");
    }
    let clock = Clock::start();
    let mut guests = Vec::new();
    for seat in 0..SEATS {
        let share = meals / SEATS as u64 + u64::from((seat as u64) < meals % SEATS as u64);
        let (a, b) = (seat.min((seat + 1) % SEATS), seat.max((seat + 1) % SEATS));
        guests.push(go!(dine(forks[a].clone(), forks[b].clone(), share)));
    }
    clock.stop(guests.into_iter().map(|guest| guest.join().expect("it does not panic")).sum())
}

#[goroutine]
fn dine((give_a, a): Fork, (give_b, b): Fork, meals: u64) -> u64 {
    for meal in 0..meals {
        a.recv().expect("somebody gives it back");
        b.recv().expect("somebody gives it back");
        black_box(chain(meal, 25));
        give_b.send(()).expect("there is room");
        give_a.send(()).expect("there is room");
    }
    meals
}

/// Eight customers come again and again; where no seat of three is free they come back later.
#[goroutine]
fn barber(haircuts: u64) -> Run {
    let (room, seats) = chan::<Sender<u64>>(3);
    go! {
        for customer in seats {
            black_box(chain(1, 50));
            customer.send(1).expect("the customer waits");
        }
    }
    in_shares(8, haircuts, room, have_hair_cut)
}

#[goroutine]
fn have_hair_cut(room: &Sender<Sender<u64>>, haircuts: u64) -> u64 {
    let (tell, is_done) = chan(1);
    let mut sum = 0;
    for _ in 0..haircuts {
        while room.try_send(tell.clone()).is_err() {
            yield_now();
        }
        sum += is_done.recv().expect("the barber tells");
    }
    sum
}

/// One of three is told to smoke, at random, and says when it has begun.
#[goroutine]
fn smokers(rounds: u64) -> Run {
    let (began, has_begun) = chan::<u64>(0);
    let mut smokers = Vec::new();
    for _ in 0..3 {
        let (tx, rx) = chan::<u64>(0);
        smokers.push(tx);
        go!(|rx, clone began| {
            for steps in rx {
                began.send(1).expect("the arbiter waits");
                black_box(chain(1, steps));
            }
        });
    }
    let clock = Clock::start();
    let mut random = 1_u64;
    let mut sum = 0;
    for _ in 0..rounds {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        smokers[(random >> 33) as usize % 3].send(50).expect("it waits");
        sum += has_begun.recv().expect("it begins");
    }
    clock.stop(sum)
}

struct Term {
    value: f64,
    next: Sender<f64>,
}

/// Ten series, each with one that computes its next term.
#[goroutine]
fn logistic_map(terms: u64) -> Run {
    in_shares(10, terms, (), compute_series)
}

#[goroutine]
fn compute_series(_: &(), terms: u64) -> u64 {
    let (tx, rx) = chan::<Term>(0);
    go! {
        for term in rx {
            term.next.send(3.46 * term.value * (1.0 - term.value)).expect("the series waits");
        }
    }
    let (next, computed) = chan(0);
    let mut value = 0.1;
    for _ in 0..terms {
        tx.send(Term { value, next: next.clone() }).expect("it computes");
        value = computed.recv().expect("it replies");
    }
    value.to_bits()
}

/// A goroutine for each of sixteen bits: it passes on values without the bit at once, and those with it at the end.
#[goroutine]
fn radix_sort(values: u64) -> Run {
    let (tx, mut rx) = chan(64);
    let clock = Clock::start();
    go! {
        let mut random = 1_u64;
        for _ in 0..values {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            tx.send(random >> 48).expect("the first bit is there");
        }
    }
    for bit in 0..16 {
        let (next, after) = chan(64);
        go!(sort_by_bit(bit, rx, next));
        rx = after;
    }
    let (mut sum, mut last) = (0_u64, 0);
    for value in rx {
        assert!(last <= value, "they are sorted");
        last = value;
        sum = sum.wrapping_mul(31).wrapping_add(value);
    }
    clock.stop(sum)
}

#[goroutine]
fn sort_by_bit(bit: u32, rx: Receiver<u64>, tx: Sender<u64>) {
    let mut with = Vec::new();
    for value in rx {
        if value >> bit & 1 == 1 {
            with.push(value);
        } else {
            tx.send(value).expect("the next bit is there");
        }
    }
    for value in with {
        tx.send(value).expect("the next bit is there");
    }
}
