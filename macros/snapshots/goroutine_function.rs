// #[goroutine] fn sum(list: Vec<u64>, name: &str) -> u64 { let mut total = 0; for n in list { total += n; } total }

#[allow(clippy::needless_pass_by_value)]
fn sum(list: Vec<u64>, name: &str) -> u64 {
    ::goroutines::__private::assert_movable::<Vec<u64>>();
    let mut total = 0;
    for n in list {
        ::goroutines::__private::checkpoint();
        total += n;
    }
    total
}
