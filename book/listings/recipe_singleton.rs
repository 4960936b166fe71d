//! The configuration is read when it is first needed, once.

use goroutines::prelude::*;
use goroutines::sync::OnceLock;
use goroutines::time::{Duration, sleep};

static CONFIG: OnceLock<String> = OnceLock::new();

#[goroutine]
fn main() {
    scope(|s| {
        for _ in 0..3 {
            go!(in s, greet());
        }
    });
    println!("the configuration is {}", config());
}

fn greet() {
    assert_eq!(config(), "verbose");
}

fn config() -> &'static str {
    CONFIG.get_or_init(|| {
        println!("reading the configuration");
        sleep(Duration::from_millis(10)); // the others wait, and their workers do not
        String::from("verbose")
    })
}
