//! Parts of one buffer, written by goroutines of a scope.
#![deny(deprecated)]

use goroutines::prelude::*;

const SIZE: usize = 4;

#[derive(Clone, Copy, Default)]
struct Cell {
    value: u32,
    visits: u32,
}

#[goroutine]
fn fill(row: &mut [Cell], index: usize) {
    for (column, cell) in row.iter_mut().enumerate() {
        cell.value = (index * SIZE + column) as u32;
        cell.visits += 1;
    }
}

#[goroutine]
fn main() {
    let mut cells = [Cell::default(); SIZE * SIZE];
    let wg = WaitGroup::new();
    wg.add(SIZE as isize);
    scope(|s| {
        for (index, row) in cells.chunks_mut(SIZE).enumerate() {
            go!(in s, |row, index, &wg| {
                fill(row, index);
                row[0].visits += 1;
                wg.done();
            });
        }
    });
    wg.wait();
    let (upper, lower) = cells.split_at_mut(SIZE * 2);
    scope(|s| {
        go!(in s, || upper[0].value = 100);
        go!(in s, || lower[0].value = 200);
    });
    let mut best = 0;
    scope(|s| {
        go!(in s, {
            for cell in &cells {
                best = best.max(cell.value);
            }
        });
    });
    assert_eq!(best, 200);
    let sums: Vec<u32> = {
        let handles: Vec<_> = cells
            .chunks(SIZE)
            .map(|row| {
                let row = row.to_vec();
                go!(|row| row.iter().map(|cell| cell.value).sum::<u32>())
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    };
    assert_eq!(sums.len(), SIZE);
    assert!(cells.iter().all(|cell| cell.visits >= 1));
}
