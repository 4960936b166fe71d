use goroutines::select;

fn main() {
    let (number, armed) = (5_u8, true);
    select! {
        v = <-number if armed => drop(v),
        default => {}
    }
}
