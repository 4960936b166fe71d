use goroutines::goroutine;

struct Queue<T>(Vec<T>);

impl<T> Queue<T> {
    #[goroutine]
    fn push(&mut self, value: T) {
        self.0.push(value);
    }

    #[goroutine]
    fn drain(self) {
        drop(self.0);
    }
}

fn main() {}
