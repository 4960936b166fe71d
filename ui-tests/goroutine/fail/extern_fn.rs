use goroutines::goroutine;

#[goroutine]
extern "C" fn callback() {}

fn main() {
    callback();
}
