use goroutines::go;

fn run(job: Box<dyn Fn()>) {
    job();
}

fn main() {
    let job: Box<dyn Fn()> = Box::new(|| {});
    go!(run(job));
}
