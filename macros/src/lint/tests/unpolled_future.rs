//! Goroutines whose result is a future.

use quote::quote;

use super::found;

#[test]
fn bodies_that_give_a_future() {
    assert_found!(["unpolled_future goroutines::block_on(…)"] go!(|| async { show(1) }););
    assert_found!(["unpolled_future goroutines::block_on(…)"] go! { async { show(1) } });
    assert_found!(["unpolled_future goroutines::block_on(…)"] go! { let n = 1; async move { show(n) } });
    assert_found!(["unpolled_future goroutines::block_on(…)"] go!(|n| { async move { show(n) } }););
    assert_found!(["unpolled_future goroutines::block_on(…)"] go!(|n| if n { async { 1 } } else { panic!() }););
    assert_found!(["unpolled_future goroutines::block_on(…)"] go!(|| Box::pin(async { 1 })););
}

#[test]
fn futures_that_somebody_polls() {
    assert_found!([] go!(|| block_on(async { show(1) })););
    assert_found!([] go!(block_on(async { show(1) })););
    assert_found!([] go!(|| runtime.spawn(async { show(1) })););
    assert_found!([] go!(|| runtime.block_on(async { show(1) })););
    assert_found!([] go! { let future = async { show(1) }; block_on(future); });
    assert_found!([] go! { executor.run(|| async { show(1) }) });
    assert_found!([] go! { tx.send(async { show(1) }).unwrap(); });
    assert_found!([] async { go!(|| 1); });
    assert_found!([] go!(|| wrap(async { 1 })););
    // The compiler's own.
    assert_found!([] go! { async move { show(1) }; });
    assert_found!([] go!(|| vec![async { 1 }]););
}
