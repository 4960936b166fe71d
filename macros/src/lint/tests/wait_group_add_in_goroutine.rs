//! `add` in the goroutine that is waited for.

use quote::quote;

use super::found;

/// WG-10
#[test]
fn groups_that_are_waited_for() {
    assert_found!(["wait_group_add_in_goroutine wg.wait()"]
        let wg = WaitGroup::new(); for _ in 0..3 { go!(|wg = wg.clone()| { wg.add(1); wg.done(); }); } wg.wait(););
    assert_found!(["wait_group_add_in_goroutine wg.wait()"]
        let wg = WaitGroup::new(); { let wg = wg.clone(); go! { wg.add(1); } } wg.wait(););
    assert_found!(["wait_group_add_in_goroutine wg.wait()"] go! { wg.add(1); } wg.wait(););
    assert_found!(["wait_group_add_in_goroutine wg.wait()"] go! { go! { wg.add(1); } wg.wait(); });
    assert_found!(["wait_group_add_in_goroutine wg.wait()"] go! { go! { wg.add(1); } } wg.wait(););
    assert_found!(["wait_group_add_in_goroutine wg.wait()"] let other = Arc::clone(&wg); go! { other.add(1); } wg.wait(););
    assert_found!(["wait_group_add_in_goroutine wg.wait()"] go!(wg.add(1)); wg.wait(););
    assert_found!([] wg.add(1); go! { wg.add(1); } wg.wait(););
    assert_found!([] go! { set.add(1); } wg.wait(););
    assert_found!([] go! { wg.add(1); });
    assert_found!([] go! { wg.add(1); } child.wait(););
    assert_found!([] go! { wg.add(1); wg.wait(); });
    assert_found!([] go! { let wg = WaitGroup::new(); wg.add(1); } wg.wait(););
    assert_found!([] go! { wg.add(1); } go! { wg.wait(); });
    assert_found!([] let set = St; let s = St; go! { s.add(1); } set.wait(););
    assert_found!([] let set = &MAIN; let s = MAIN.clone(); go! { s.add(1); } set.wait(););
    assert_found!([] wg.go(|| {}); go! { wg.add(1); } wg.wait(););
}
