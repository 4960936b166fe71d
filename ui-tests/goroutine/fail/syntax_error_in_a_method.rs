use goroutines::goroutine;

struct Counter(u8);

impl Counter {
    #[goroutine]
    fn count(self, limit: u8) -> u8 {
        for i in 0..limit { self.0++; }
        self.0
    }
}

#[goroutine]
fn main() {
    println!("{}", Counter(1).count(3));
}
