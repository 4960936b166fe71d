// #[goroutine(max_procs = 4, panic = "abort")] fn main() -> Result<(), Error> { run()?; Ok(()) }

fn main() -> ::std::process::ExitCode {
    fn main() -> Result<(), Error> {
        run()?;
        Ok(())
    }
    ::goroutines::__private::run_main(
        ::goroutines::__private::MainOptions::new().max_procs(4usize).abort_on_panic(),
        main,
    )
}
