use goroutines::go;
use std::sync::Mutex;

static TOTAL: Mutex<u32> = Mutex::new(0);

fn main() {
    let mut total = TOTAL.lock().unwrap();
    go!(|mut total| *total += 1);
    *total += 1;
}
