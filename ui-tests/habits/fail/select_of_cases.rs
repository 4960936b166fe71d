use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
    case v, ok := <-rx:
        println!("{}", v);
    case tx <- 1:
        println!("sent");
    default:
        println!("nothing");
    }
}
