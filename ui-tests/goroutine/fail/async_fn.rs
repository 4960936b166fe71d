use goroutines::goroutine;

#[goroutine]
async fn serve() {}

fn main() {
    let _ = serve();
}
