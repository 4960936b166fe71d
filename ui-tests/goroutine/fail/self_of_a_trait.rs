use goroutines::goroutine;

trait Job: Sized {
    #[goroutine]
    fn run(self, _others: Vec<Self>) {}
}

fn main() {}
