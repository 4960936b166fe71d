//! Somebody presses Ctrl-\ while the program waits.

use goroutines::prelude::*;
use goroutines::process::Command;
use goroutines::time::{Duration, sleep};

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go!(
        #[goroutine(name = "server")]
        serve(tx)
    );
    // Instead of the finger on the key:
    let quit = format!("sleep 0.3; kill -QUIT {}", std::process::id());
    Command::new("sh").args(["-c", &quit]).spawn().unwrap();
    println!("{}", rx.recv().unwrap());
}

fn serve(answers: Sender<&str>) {
    sleep(Duration::from_secs(60));
    answers.send("up").unwrap();
}
