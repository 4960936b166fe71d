// #[goroutine] fn send<T: Send>(value: T, tx: Sender<T>) { loop { work(); } }

#[allow(clippy::needless_pass_by_value)]
fn send<T: Send>(value: T, tx: Sender<T>) {
    ::goroutines::__private::assert_send::<T>();
    ::goroutines::__private::assert_send::<Sender<T>>();
    loop {
        ::goroutines::__private::checkpoint();
        work();
    }
}
