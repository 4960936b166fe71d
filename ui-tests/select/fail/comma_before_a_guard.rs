use goroutines::prelude::*;
fn main() {
    let (tx, rx) = chan::<i32>(0);
    let armed = true;
    select! { v = rx.recv(), if armed => {} }
    select! { v = <-rx, if armed => {} }
    select! { v = <-rx && armed => {} }
    select! { v = <-rx where armed => {} }
    select! { v if armed = <-rx => {} }
    select! { if armed { v = <-rx => {} } }
}
