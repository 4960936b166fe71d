//! Two that talk to each other, forced to different workers, or wherever they are.

use super::parallel::{Meeting, in_shares, pair};
use super::trial::{Program, Run, short};
use goroutines::prelude::*;
use goroutines::sync::{Cond, Mutex, RwLock};
use std::sync::Arc;

pub(super) const PROGRAMS: &[Program] = &[
    short("split_unbuffered", |values| one_to_one(0, values, Meeting::apart())),
    short("split_round_trip", |trips| round_trip(trips, Meeting::apart())),
    short("split_capacity_1", |values| one_to_one(1, values, Meeting::apart())),
    short("split_buffered_64", |values| one_to_one(64, values, Meeting::apart())),
    short("split_request_reply", |requests| request_reply(requests, Meeting::apart())),
    short("split_select", |values| select_of_two(values, Meeting::apart())),
    short("split_mutex", |times| mutex(times, Meeting::apart())),
    short("split_rw_write10", |times| read_or_write(times, Meeting::apart())),
    short("split_wait_group", |times| wait_group(times, Meeting::apart())),
    short("split_cond", |turns| cond(turns, Meeting::apart())),
    short("one_unbuffered", |values| one_to_one(0, values, Meeting::anywhere())),
    short("one_round_trip", |trips| round_trip(trips, Meeting::anywhere())),
    short("one_capacity_1", |values| one_to_one(1, values, Meeting::anywhere())),
    short("one_buffered_64", |values| one_to_one(64, values, Meeting::anywhere())),
    short("one_request_reply", |requests| request_reply(requests, Meeting::anywhere())),
    short("one_select", |values| select_of_two(values, Meeting::anywhere())),
    short("one_mutex", |times| mutex(times, Meeting::anywhere())),
    short("one_wait_group", |times| wait_group(times, Meeting::anywhere())),
    short("one_cond", |turns| cond(turns, Meeting::anywhere())),
    short("capacity_1", |values| one_to_one(1, values, Meeting::anywhere())),
    short("request_reply", |requests| request_reply(requests, Meeting::anywhere())),
    short("request_reply_4", four_clients),
    short("two_to_two", two_to_two),
];

fn one_to_one(capacity: usize, values: u64, meeting: Meeting) -> Run {
    let (tx, rx) = chan(capacity);
    pair(meeting, move || send_all(&tx, values), move || receive_all(&rx))
}

#[goroutine]
fn send_all(tx: &Sender<u64>, values: u64) -> u64 {
    for value in 0..values {
        tx.send(value).expect("the receiver is there");
    }
    tx.close();
    0
}

#[goroutine]
fn receive_all(rx: &Receiver<u64>) -> u64 {
    let mut sum = 0_u64;
    for value in rx {
        sum = sum.wrapping_add(value);
    }
    sum
}

fn round_trip(trips: u64, meeting: Meeting) -> Run {
    let (there, arrived) = chan::<u64>(0);
    let (back, returned) = chan::<u64>(0);
    pair(meeting, move || send_back(&arrived, &back), move || send_there(&there, &returned, trips))
}

#[goroutine]
fn send_back(arrived: &Receiver<u64>, back: &Sender<u64>) -> u64 {
    for value in arrived {
        back.send(value + 1).expect("the other end waits");
    }
    0
}

#[goroutine]
fn send_there(there: &Sender<u64>, returned: &Receiver<u64>, trips: u64) -> u64 {
    let mut sum = 0_u64;
    for value in 0..trips {
        there.send(value).expect("the other end receives");
        sum = sum.wrapping_add(returned.recv().expect("it is sent back"));
    }
    there.close();
    sum
}

struct Request {
    value: u64,
    reply: Sender<u64>,
}

fn request_reply(requests: u64, meeting: Meeting) -> Run {
    let (tx, rx) = chan(0);
    pair(meeting, move || serve(&rx), move || ask(tx, requests))
}

/// Until nobody can ask any more.
#[goroutine]
fn serve(rx: &Receiver<Request>) -> u64 {
    for request in rx {
        request.reply.send(request.value + 1).expect("the client waits");
    }
    0
}

#[goroutine]
fn ask(tx: Sender<Request>, requests: u64) -> u64 {
    let (reply, replies) = chan(0);
    let mut sum = 0_u64;
    for value in 0..requests {
        tx.send(Request { value, reply: reply.clone() }).expect("the server is there");
        sum = sum.wrapping_add(replies.recv().expect("the server answers"));
    }
    sum
}

#[goroutine]
fn four_clients(requests: u64) -> Run {
    let (tx, rx) = chan(0);
    go!(|| serve(&rx));
    in_shares(4, requests, tx, |tx, share| ask(tx.clone(), share))
}

fn select_of_two(values: u64, meeting: Meeting) -> Run {
    let (tx_a, a) = chan(0);
    let (tx_b, b) = chan(0);
    pair(meeting, move || feed(&tx_a, &tx_b, values), move || receive_either(&a, &b, values))
}

#[goroutine]
fn feed(a: &Sender<u64>, b: &Sender<u64>, values: u64) -> u64 {
    for value in 0..values {
        let tx = if value % 2 == 0 { a } else { b };
        tx.send(value).expect("the receiver is there");
    }
    0
}

#[goroutine]
fn receive_either(a: &Receiver<u64>, b: &Receiver<u64>, values: u64) -> u64 {
    let mut sum = 0_u64;
    for _ in 0..values {
        select! {
            value = <-a => sum = sum.wrapping_add(value.expect("it is open")),
            value = <-b => sum = sum.wrapping_add(value.expect("it is open")),
        }
    }
    sum
}

fn mutex(times: u64, meeting: Meeting) -> Run {
    let lock = Arc::new(Mutex::new(0));
    let other = Arc::clone(&lock);
    pair(meeting, move || increment(&other, times / 2), move || increment(&lock, times - times / 2))
}

#[goroutine]
fn increment(lock: &Mutex<u64>, times: u64) -> u64 {
    for _ in 0..times {
        *lock.lock() += 1;
    }
    times
}

fn read_or_write(times: u64, meeting: Meeting) -> Run {
    let lock = Arc::new(RwLock::new(0));
    let other = Arc::clone(&lock);
    pair(meeting, move || write_each_tenth(&other, times / 2), move || write_each_tenth(&lock, times - times / 2))
}

#[goroutine]
fn write_each_tenth(lock: &RwLock<u64>, times: u64) -> u64 {
    let mut written = 0;
    for time in 0..times {
        if time % 10 == 0 {
            *lock.write() += 1;
            written += 1;
        } else {
            let _ = *lock.read();
        }
    }
    written
}

/// Each counts the other off, and then waits until it is counted off.
fn wait_group(times: u64, meeting: Meeting) -> Run {
    let (there, back) = (WaitGroup::new(), WaitGroup::new());
    let (other_there, other_back) = (there.clone(), back.clone());
    there.add(1);
    pair(meeting, move || answer(&other_there, &other_back, times), move || call(&there, &back, times))
}

#[goroutine]
fn answer(there: &WaitGroup, back: &WaitGroup, times: u64) -> u64 {
    for _ in 0..times {
        there.wait();
        there.add(1);
        back.done();
    }
    0
}

#[goroutine]
fn call(there: &WaitGroup, back: &WaitGroup, times: u64) -> u64 {
    for _ in 0..times {
        back.add(1);
        there.done();
        back.wait();
    }
    times
}

/// Each raises a number when it is its turn.
fn cond(turns: u64, meeting: Meeting) -> Run {
    let shared = Arc::new((Mutex::new(0), Cond::new()));
    let other = Arc::clone(&shared);
    pair(meeting, move || take_turns(&other, 0, turns / 2), move || take_turns(&shared, 1, turns / 2))
}

#[goroutine]
fn take_turns((number, changed): &(Mutex<u64>, Cond), turn: u64, turns: u64) -> u64 {
    for _ in 0..turns {
        let mut number = number.lock();
        while *number % 2 != turn {
            number = changed.wait(number);
        }
        *number += 1;
        changed.notify_one();
    }
    turns
}

/// On one channel, where the runtime puts them.
#[goroutine]
fn two_to_two(values: u64) -> Run {
    let (tx, rx) = chan(0);
    for share in [values / 2, values - values / 2] {
        go!(|clone tx, share| {
            for value in 0..share {
                tx.send(value).expect("the receivers are there");
            }
        });
    }
    drop(tx);
    in_shares(2, values, rx, |rx, _| receive_all(rx))
}
