// #[goroutine] fn send<T: Send>(value: T, tx: Sender<T>) { loop { work(); } }

fn send<T: Send>(value: T, tx: Sender<T>) {
    ::goroutines::__private::assert_send::<T>();
    ::goroutines::__private::assert_send::<Sender<T>>();
    loop {
        ::goroutines::__private::checkpoint();
        work();
    }
}
