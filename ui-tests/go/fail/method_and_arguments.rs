use goroutines::go;

fn main() {
    let pool = Pool;
    go!(pool.run, 1, 2);
}

struct Pool;

impl Pool {
    fn run(self, _: u8, _: u8) {}
}
