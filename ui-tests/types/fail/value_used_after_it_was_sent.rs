use goroutines::{chan, select};

fn main() {
    let (tx, _rx) = chan::<String>(1);
    let name = String::new();
    select! {
        tx <- name => {}
        default => {}
    }
    println!("{name}");
}
