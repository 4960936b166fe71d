//! `crate` takes any path: a module's, a renamed one, one that begins anywhere.

mod deps {
    pub use goroutines as renamed;
}

mod inner {
    #[goroutines::goroutine(crate = super::deps::renamed, allow(held_guard))]
    pub fn relative(n: Vec<u32>) -> u32 {
        let mut sum = 0;
        for n in n {
            sum += n;
        }
        sum
    }
}

#[goroutines::goroutine(crate = ::goroutines)]
fn absolute(n: Vec<u32>) -> u32 {
    inner::relative(n)
}

#[deps::renamed::goroutine(crate = crate::deps::renamed, max_procs = 1)]
fn main() -> Result<(), std::num::ParseIntError> {
    assert_eq!(deps::renamed::go!(absolute(vec![1, 2])).join().unwrap(), 3);
    let _: u8 = "1".parse()?;
    Ok(())
}
