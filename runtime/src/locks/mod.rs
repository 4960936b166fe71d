//! What goroutines share and wait for one another at. The public face is [`sync`](crate::sync).

mod wait_group;

pub use wait_group::WaitGroup;
