// #[goroutine] #[test] fn adds() { assert_eq!(add(1, 2), 3); }

#[test]
fn adds() {
    fn adds() {
        assert_eq!(add(1, 2), 3);
    }
    ::goroutines::__private::run_test(adds);
}
