use goroutines::goroutine;

#[goroutine]
#[test]
fn adds() {
    let sum = 1 + ;
}

fn main() {}
