use goroutines::go;

fn main() {
    let pool = Pool;
    go!(pool.run);
}

struct Pool;

impl Pool {
    fn run(self) {}
}
