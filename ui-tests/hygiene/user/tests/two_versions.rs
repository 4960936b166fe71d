//! Two versions of the runtime under two names: each macro is its own version's.

#![deny(warnings, clippy::pedantic)]
#![forbid(unsafe_code)]

use library::goroutines as first;

#[first::goroutine(crate = first)]
fn with_the_first(n: u32) -> first::JoinHandle<u32> {
    let mut sum = 0;
    for i in 0..n {
        sum += i;
    }
    first::go!(|sum| sum)
}

#[second::goroutine(crate = second)]
fn with_the_second(n: u32) -> second::JoinHandle<u32> {
    let mut sum = 0;
    for i in 0..n {
        sum += i;
    }
    second::go!(|sum| sum)
}

#[test]
fn each_macro_is_its_own_versions() {
    let one: first::JoinHandle<u32> = with_the_first(3);
    let two: second::JoinHandle<u32> = with_the_second(3);
    let (tx, rx) = first::chan::<u32>(1);
    let (other_tx, other_rx) = second::chan::<u32>(1);
    first::go!(|tx| tx.send(1).unwrap());
    second::go!(|tx = other_tx| tx.send(2).unwrap());
    let got = first::select! { v = <-rx => v.unwrap() };
    let other = second::select! { v = <-other_rx => v.unwrap() };
    assert_eq!((got, other), (1, 2));
    assert_eq!((one.join().unwrap(), two.join().unwrap()), (3, 3));
}

#[second::goroutine(crate = second)]
#[test]
fn one_version_inside_the_other() {
    // To the second runtime's worker a goroutine of the first is a thread's business: it may block there.
    let handle = second::go!(|| first::go!(|| 5).join().unwrap());
    assert_eq!(handle.join().unwrap(), 5);
}
