//! The network and the whole process: workers, time slices, deadlocks, descriptors.
//!
//! Each test runs a program of `net`, with the workers and the engine that the environment asks for.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::process::is_native;
use goroutines_tests::{raw, watch};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_net");

fn run_and(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    let outcome = Child::new(PROGRAM, scenario).run();
    println!("{scenario}:\n{}", outcome.stdout);
    check(&outcome);
}

fn run(scenario: &str) {
    run_and(scenario, |outcome| {
        outcome.assert_code(0);
        assert!(outcome.stdout.ends_with("done\n"), "{outcome:#?}");
    });
}

// NE-01
#[test]
fn few_workers_serve_many_connections() {
    run("crowd");
}

// NE-08
#[test]
fn many_acceptors() {
    run("acceptors");
}

// SC-06
#[test]
fn a_socket_beside_a_pair_that_talks() {
    run("chatter");
}

// SC-06
#[test]
fn a_socket_beside_computations() {
    run("computation");
}

// SC-06
#[test]
fn an_accepted_connection_beside_a_flood() {
    run("flood");
}

// SC-06
#[test]
fn a_computation_beside_sockets() {
    run("hog");
}

// SC-06
#[test]
fn handlers_that_compute() {
    run("handlers");
}

// SC-06
#[test]
fn a_socket_beside_yields() {
    run("yields");
}

// SC-15
#[test]
fn a_sleeper_beside_writers() {
    run("writers");
}

// SC-06
#[test]
fn a_socket_of_a_stuck_worker() {
    run("stuck");
}

// NE-11
#[test]
fn a_poller_is_interrupted() {
    run("interrupted");
}

#[test]
fn deadlines_are_kept_in_the_poller() {
    run("timers");
}

// NE-12
#[test]
fn waiting_for_a_socket_is_no_deadlock() {
    run("waiting");
}

// NE-12
#[test]
fn a_deadlock_after_sockets_is_reported() {
    run_and("deadlock", |outcome| {
        outcome.assert_code(2);
        assert!(outcome.stderr.starts_with("fatal error: all goroutines are asleep - deadlock!"), "{outcome:#?}");
    });
}

/// Connections that stay open are served by all workers alike, however many there are.
#[test]
fn connections_spread_over_the_workers() {
    let _watch = watch("connections spread");
    for workers in [1, 2, 8] {
        for total in [9, 65, 1_000] {
            let mut server = Command::new(PROGRAM)
                .arg("workers")
                .env("GOMAXPROCS", workers.to_string())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
            let address = lines.next().unwrap().unwrap();
            let control = TcpStream::connect(&address).unwrap();
            let clients: Vec<_> = (0..total).map(|_| TcpStream::connect(&address).unwrap()).collect();
            let mut served = BTreeMap::<String, usize>::new();
            for client in &clients {
                let worker = BufReader::new(client).lines().next().unwrap().unwrap();
                *served.entry(worker).or_default() += 1;
            }
            let shares: Vec<usize> = served.into_values().collect();
            println!("{total} connections on {workers} workers: {shares:?}");
            let fair = total / workers;
            assert!(shares.iter().all(|&share| share <= fair + fair / 4 + 2), "{shares:?}");
            drop(control);
            assert!(server.wait().unwrap().success());
        }
    }
}

#[test]
fn an_idle_server_uses_no_processor() {
    run("idle");
}

// NE-07, NE-12
#[test]
fn nothing_is_left_of_connections() {
    run("leaks");
}

#[test]
fn out_of_descriptors() {
    run("descriptors");
}

/// Ten thousand connections at a time, each served in turn; what one costs while it waits.
#[test]
fn ten_thousand_connections() {
    let _watch = watch("ten thousand connections");
    let total = 10_000;
    // The server inherits it. Each has one end of the connections.
    if !raw::allow_descriptors(total as u64 + 200) {
        return println!("passed over: the system allows fewer descriptors");
    }
    let mut server = Command::new(PROGRAM)
        .args(["serve", &total.to_string()])
        .env("GOMAXPROCS", "2")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.next().unwrap();
    let mut control = TcpStream::connect(&address).unwrap();
    let clients: Vec<_> = (0..total).map(|_| TcpStream::connect(&address).unwrap()).collect();
    for round in 0..2 {
        for mut client in &clients {
            client.write_all(&[round]).unwrap();
        }
        for mut client in &clients {
            let mut byte = [9];
            client.read_exact(&mut byte).unwrap();
            assert_eq!(byte, [round]);
        }
    }
    control.write_all(b"x").unwrap();
    control.read_exact(&mut [0]).unwrap();
    let said = lines.next().unwrap();
    println!("{said}");
    let bytes: usize = said.split(' ').next().unwrap().parse().unwrap();
    let limit = match () {
        () if cfg!(debug_assertions) => 16_000,
        // The portable engine touches another page of each stack.
        () if !is_native() => 12_000,
        () => 8_000,
    };
    assert!(bytes < limit, "{said}");
    drop(control);
    assert!(server.wait().unwrap().success());
}
