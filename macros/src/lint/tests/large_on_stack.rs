//! Arrays that are larger than the stack.

use quote::quote;

use super::found;

#[test]
fn arrays_that_do_not_fit() {
    assert_found!(["large_on_stack vec![…]"] go! { let b = [0u8; 1 << 20]; show(b); });
    assert_found!(["large_on_stack vec![…]"] go!(|| { let mut b = [0; 300_000]; fill(&mut b); }););
    assert_found!(["large_on_stack vec![…]"] go! { let b: [u64; 40_000] = [0; 40_000]; });
    assert_found!(["large_on_stack vec![…]"] go! { let grid = [[0.0f64; 256]; 256]; });
    assert_found!(["large_on_stack vec![…]"] go! { stream.read(&mut [0u8; 1024 * 1024]); });
    assert_found!(["large_on_stack vec![…]"] go! { for x in y { if x { let b = [0u8; 1 << 18]; } } });
    assert_found!(["large_on_stack vec![…]"] go!(#[goroutine(stack_size = "1 MiB")] { let b = [0u8; 2 << 20]; }););
    assert_found!(["large_on_stack vec![…]"] go!(#[goroutine(stack_size = 65536)] { let b = [0u8; 65536]; }););
}

#[test]
fn arrays_that_fit_or_are_elsewhere() {
    assert_found!([] go! { let b = [0u8; 4096]; });
    assert_found!([] go! { let b = [0u8; N]; });
    assert_found!([] go! { let b = [Node::new(); 9]; });
    assert_found!([] go! { let b = vec![0u8; 1 << 20]; });
    assert_found!([] go! { let b = Box::new([0u8; 1 << 20]); });
    assert_found!([] go! { let b = &[0u8; 1 << 20]; });
    assert_found!([] go! { static B: [u8; 1 << 20] = [0; 1 << 20]; });
    assert_found!([] go! { const B: [u8; 1 << 20] = [0; 1 << 20]; });
    assert_found!([] go! { blocking(|| { let b = [0u8; 1 << 20]; }); });
    assert_found!([] go!(#[goroutine(stack_size = "4 MiB")] { let b = [0u8; 1 << 20]; }););
    assert_found!([] go!(#[goroutine(stack_size = LARGE)] { let b = [0u8; 1 << 20]; }););
    // A function may be called from any stack.
    assert_found!([] let b = [0u8; 1 << 20];);
    assert_found!([] go! { fn f() { let b = [0u8; 1 << 20]; } });
}
