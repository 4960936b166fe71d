//! `#[goroutine] fn main`, with every option and a result. (A test without libtest's harness would
//! hide what rustc says of the expansion, so the function is only called.)

#![deny(warnings, clippy::pedantic)]
#![forbid(unsafe_code)]

mod program {
    #[gor::goroutine(max_procs = 2, stack_size = 65_536, panic = "abort", deny(held_guard))]
    pub(crate) fn main() -> Result<(), std::num::ParseIntError> {
        for text in ["1", "2"] {
            let _: u32 = text.parse()?;
        }
        Ok(())
    }
}

#[test]
fn main_gives_an_exit_code() {
    let code: std::process::ExitCode = program::main();
    assert_eq!(format!("{code:?}"), format!("{:?}", std::process::ExitCode::SUCCESS));
}

#[test]
fn the_build_script_ran() {
    assert_eq!(env!("ANSWER"), "42");
}
