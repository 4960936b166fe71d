// #[goroutine] fn add(m: &Mutex<u64>) { let mut sum = m.lock().unwrap(); for i in 0..9 { *sum += i; } drop(sum); loop {} }

fn add(m: &Mutex<u64>) {
    let mut sum = m.lock().unwrap();
    for i in 0..9 {
        *sum += i;
    }
    drop(sum);
    loop {
        ::goroutines::__private::checkpoint();
    }
}
