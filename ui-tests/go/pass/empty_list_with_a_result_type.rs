// As std's `spawn(|| -> u8 { 3 })`.
use goroutines::go;

fn main() {
    assert_eq!(go!(|| -> u8 { 3 }).join().unwrap(), 3);
    assert!(go!(|| -> () { panic!("boom") }).join().is_err());
}
