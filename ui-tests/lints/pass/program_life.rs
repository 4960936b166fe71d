//! The game of life, a goroutine for each row, in step by a barrier; the rows are borrowed from the caller.
#![deny(deprecated)]
#![deny(unused_must_use)]

use goroutines::prelude::*;
use goroutines::sync::{Barrier, RwLock};

const SIDE: usize = 6;
type Row = [bool; SIDE];

fn neighbours(world: &[Row; SIDE], y: usize, x: usize) -> usize {
    let around = [SIDE - 1, 0, 1];
    let cells = around.iter().flat_map(|dy| around.iter().map(move |dx| (dy, dx)));
    cells.filter(|&(&dy, &dx)| (dy, dx) != (0, 0) && world[(y + dy) % SIDE][(x + dx) % SIDE]).count()
}

#[goroutine]
fn row(world: &RwLock<[Row; SIDE]>, barrier: &Barrier, y: usize, generations: usize) {
    for _ in 0..generations {
        let next: Row = {
            let world = world.read();
            std::array::from_fn(|x| matches!((world[y][x], neighbours(&world, y, x)), (true, 2) | (_, 3)))
        };
        barrier.wait();
        world.write()[y] = next;
        barrier.wait();
    }
}

#[goroutine]
fn main() {
    let mut start = [[false; SIDE]; SIDE];
    for x in 1..4 {
        start[2][x] = true;
    }
    let (world, barrier) = (RwLock::new(start), Barrier::new(SIDE));
    scope(|s| {
        for y in 0..SIDE {
            go!(in s, |&world, &barrier, y| row(world, barrier, y, 4));
        }
    });
    assert_eq!(world.into_inner(), start, "the blinker is back after an even number of generations");
}
