//! `allow`, `warn` and `deny`.

use quote::quote;

use super::found;

#[test]
fn levels_hold_for_what_is_inside() {
    let mistake = quote!(for i in 0..3 {
        go! { show(i); }
    });
    let nested = quote!(go! { #mistake });
    for code in [mistake, nested] {
        assert_eq!(found(quote!(allow(captured_loop_variable)), quote!(fn f() { #code })), [""; 0]);
        assert_eq!(found(quote!(allow(lost_write)), quote!(fn f() { #code })).len(), 1);
    }
    let here = quote!(
        fn f() {
            for i in 0..3 {
                go! { #[goroutine(allow(captured_loop_variable))] show(i); }
            }
        }
    );
    assert_eq!(found(quote!(), here), [""; 0]);
    let again = quote!(
        fn f() {
            for i in 0..3 {
                go! { #[goroutine(warn(captured_loop_variable))] show(i); }
            }
        }
    );
    assert_eq!(found(quote!(allow(captured_loop_variable)), again).len(), 1);
    let quiet = quote!(
        fn f() {
            #[allow(deprecated)]
            for i in 0..3 {
                go! { show(i); }
            }
        }
    );
    assert_eq!(found(quote!(), quiet), [""; 0]);
}
