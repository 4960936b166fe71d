use goroutines::select;

struct Server;

fn main() {
    let server = Server;
    select! {
        v = <-server. => drop(v),
        default => { let text: &str = 5; }
    };
}
