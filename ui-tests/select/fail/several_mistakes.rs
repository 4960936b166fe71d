use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        v = rx => {}
        _ => {}
        Ok(n) = <-rx else { return } => { let text: &str = n; drop(text) }
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
