use goroutines::go;

fn print(place: *const u8) {
    println!("{place:?}");
}

fn main() {
    let place = std::ptr::null();
    go!(print(place));
}
