//! Well-known programs: those that compute.

use super::trial::{Clock, Program, Run, long};
use goroutines::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

pub(super) const PROGRAMS: &[Program] = &[
    long("n_queens_9", queens),
    long("quicksort_100k", sort),
    long("binary_trees_12", binary_trees),
    long("word_count", count_words),
];

const BOARD: u32 = 9;

/// A goroutine for each way to place the first two.
#[goroutine]
fn queens(times: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        let (tx, rx) = chan((BOARD * BOARD) as usize);
        let mut goroutines = 0;
        for first in 0..BOARD {
            for second in 0..BOARD {
                if first.abs_diff(second) > 1 {
                    goroutines += 1;
                    go!(|clone tx, first, second| {
                        let start = Board::default().with(first).with(second);
                        tx.send(ways(2, start)).expect("there is room");
                    });
                }
            }
        }
        for ways in rx.iter().take(goroutines) {
            sum += ways;
        }
    }
    clock.stop(sum)
}

/// What is attacked in the next row.
#[derive(Clone, Copy, Default)]
struct Board {
    columns: u32,
    rising: u32,
    falling: u32,
}

impl Board {
    fn with(self, column: u32) -> Board {
        let queen = 1 << column;
        Board {
            columns: self.columns | queen,
            rising: (self.rising | queen) << 1,
            falling: (self.falling | queen) >> 1,
        }
    }
}

fn ways(row: u32, board: Board) -> u64 {
    if row == BOARD {
        return 1;
    }
    let attacked = board.columns | board.rising | board.falling;
    let free = (0..BOARD).filter(|column| attacked >> column & 1 == 0);
    free.map(|column| ways(row + 1, board.with(column))).sum()
}

/// Halves of more than a thousand get a goroutine.
#[goroutine]
fn sort(times: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0_u64;
    for _ in 0..times {
        let mut random = 1_u64;
        let mut values: Vec<u64> = Vec::with_capacity(100_000);
        for _ in 0..100_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            values.push(random >> 33);
        }
        quicksort(&mut values);
        sum = sum.wrapping_add(values[0]).wrapping_add(values[50_000]);
    }
    clock.stop(sum)
}

fn quicksort(values: &mut [u64]) {
    if values.len() < 2 {
        return;
    }
    let pivot = partition(values);
    let (left, right) = values.split_at_mut(pivot);
    let right = &mut right[1..];
    if left.len() + right.len() > 1_000 {
        scope(|s| {
            go!(in s, |left| quicksort(left));
            quicksort(right);
        });
    } else {
        quicksort(left);
        quicksort(right);
    }
}

/// The place of the pivot, which was in the middle.
fn partition(values: &mut [u64]) -> usize {
    let last = values.len() - 1;
    values.swap(last / 2, last);
    let mut place = 0;
    for other in 0..last {
        if values[other] < values[last] {
            values.swap(place, other);
            place += 1;
        }
    }
    values.swap(place, last);
    place
}

struct Tree(Option<Box<(Tree, Tree)>>);

impl Tree {
    fn of(depth: u32) -> Tree {
        Tree((depth > 0).then(|| Box::new((Tree::of(depth - 1), Tree::of(depth - 1)))))
    }

    fn nodes(&self) -> u64 {
        self.0.as_ref().map_or(1, |children| 1 + children.0.nodes() + children.1.nodes())
    }
}

/// A goroutine for each depth makes trees and counts their nodes.
#[goroutine]
fn binary_trees(times: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        let (tx, rx) = chan(8);
        for depth in [4, 6, 8, 10, 12] {
            go!(|clone tx, depth| {
                let mut nodes = 0;
                for _ in 0..1 << (12 - depth) {
                    nodes += Tree::of(depth).nodes();
                }
                tx.send(nodes).expect("there is room");
            });
        }
        for nodes in rx.iter().take(5) {
            sum += nodes;
        }
    }
    clock.stop(sum)
}

/// Four count the words of a part of a text each, and one adds up.
#[goroutine]
fn count_words(times: u64) -> Run {
    let text = Arc::new(text());
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        let (tx, rx) = chan(4);
        for part in 0..4 {
            go!(|clone text, clone tx, part| {
                let mut counts: HashMap<String, u64> = HashMap::new();
                for word in text[part].split_ascii_whitespace() {
                    match counts.get_mut(word) {
                        Some(count) => *count += 1,
                        None => {
                            counts.insert(word.to_owned(), 1);
                        }
                    }
                }
                tx.send(counts).expect("there is room");
            });
        }
        let mut all: HashMap<String, u64> = HashMap::new();
        for counts in rx.iter().take(4) {
            for (word, count) in counts {
                *all.entry(word).or_insert(0) += count;
            }
        }
        sum += all.len() as u64 + all["w7"];
    }
    clock.stop(sum)
}

/// Four parts of 10,000 words, of a thousand different ones.
fn text() -> Vec<String> {
    let mut random = 1_u64;
    let mut word = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("w{} ", (random >> 33) % 1_000)
    };
    (0..4).map(|_| (0..10_000).map(|_| word()).collect()).collect()
}
