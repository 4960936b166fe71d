use goroutines::go;
use std::cell::Cell;

fn main() {
    let (count, hits) = (1, Cell::new(0));
    let hits = &*Box::leak(Box::new(hits));
    go!(|count, hits| hits.set(count));
}
