use goroutines::prelude::*;
#[goroutine]
fn main() {
    go!(name = "x", work());
    go!("name", work());
    go!(#[name = "x"] work());
    go!(#[goroutine(nam = "x")] work());
    go!(#[goroutine(stack_size = 1 << 20)] work());
    go!(#[goroutine(stack_size = "1 mib")] work());
    go!(#[goroutine(stack_size = "-1 KiB")] work());
    go!(#[goroutine(max_procs = 1)] work());
    go!(#[inline] work());
    go!(#[allow(deprecated)] work());
}
fn work() {}
