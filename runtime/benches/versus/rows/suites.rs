//! Well-known programs, written anew.

#![forbid(unsafe_code)]

use super::{Group, Row, Workers};

/// After the Savina suite of actor programs (Imam and Sarkar), and named after its programs.
pub(super) const SAVINA: &[Row] = &[
    savina("sav_ping_pong", "two send a ball to and fro"),
    savina("sav_counting", "messages to one that counts them, buffer of 128"),
    savina("sav_fj_create", "start one, send it a message; it computes and ends"),
    savina("sav_fj_throughput", "messages to sixty in turns, buffers of 64"),
    savina("sav_thread_ring_100", "a token goes round among 100"),
    savina("sav_chameneos", "ten meet in pairs at a mall"),
    savina("sav_big", "sixty ping one another at random"),
    savina("sav_conc_dict", "twenty ask one that has a dictionary"),
    savina("sav_bounded_buffer", "forty produce, forty consume, buffer of 50"),
    savina("sav_philosophers", "twenty philosophers, forks are channels"),
    savina("sav_barber", "sleeping barber, eight customers, three seats"),
    savina("sav_smokers", "three smokers and an arbiter"),
    savina("sav_logistic_map", "ten series, each with a computer"),
    savina("sav_radix_sort", "sixteen stages that sort by a bit, buffers of 64"),
];

pub(super) const CLASSICS: &[Row] = &[
    classic("generator", "values out of a goroutine"),
    classic("pipeline_5", "value through five stages, unbuffered"),
    classic("worker_pool", "job to a pool of eight, and its result"),
    classic("thread_ring_503", "a token goes round among 503"),
    classic("prime_sieve_1000", "sieve of the first 1,000 primes"),
    classic("prime_sieve_2500", "sieve of the first 2,500 primes"),
    classic("daisy_chain_1k", "chain of 1,000 that add one"),
    classic("daisy_chain_100k", "chain of 100,000 that add one"),
    classic("ring_100k_pass", "a value through 100,000 that wait, each"),
    classic("skynet_100k", "skynet of 111,111 goroutines"),
    classic("fib_20", "Fibonacci number, a goroutine a call"),
    classic("n_queens_9", "queens on a board of 9 by 9"),
    classic("quicksort_100k", "quicksort of 100,000"),
    classic("binary_trees_12", "binary trees up to depth 12"),
    classic("word_count", "words of four texts counted, and added up"),
];

const fn savina(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Savina, Workers::TwoAndOne, name, title)
}

const fn classic(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Classics, Workers::TwoAndOne, name, title)
}
