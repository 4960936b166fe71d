//! Cancel handles that are thrown away.

use quote::quote;

use super::found;

/// CX-24
#[test]
fn cancel_handles() {
    assert_found!(["lost_cancel with_cancel"] let (ctx, _) = ctx.with_cancel(););
    assert_found!(["lost_cancel with_timeout"] go! { let (ctx, _) = ctx.with_timeout(d); });
    assert_found!(["lost_cancel with_deadline"] if x { (ctx, _) = parent.with_deadline(t); });
    assert_found!(["lost_cancel with_cancel_cause"] let ctx = Context::background().with_cancel_cause().0;);
    assert_found!(["lost_cancel with_cancel"] let (ctx, _): (Context, CancelFunc) = ctx.with_cancel(););
    assert_found!([] let (ctx, cancel) = ctx.with_cancel(););
    assert_found!([] let (ctx, _cancel) = ctx.with_cancel(););
    assert_found!([] let (_, cancel) = ctx.with_cancel(););
    assert_found!([] let (a, _) = pair(); let both = ctx.with_cancel(););
    assert_found!([] let ctx = ctx.with_value(3););
    assert_found!([] let cancel = ctx.with_cancel().1;);
}
