use goroutines::go;

fn main() {
    go!(async move { work().await });
}

async fn work() {}
