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
    assert_found!(["lost_cancel with_cancel"] let (ctx, ..) = ctx.with_cancel(););
    assert_found!(["lost_cancel with_cancel"] let (ctx, _, ..) = ctx.with_cancel(););
    assert_found!(["lost_cancel with_cancel"] let (.., _) = ctx.with_cancel(););
    assert_found!(["lost_cancel with_cancel"] let (..) = ctx.with_cancel(););
    assert_found!(["lost_cancel with_cancel"] let (ctx, (_)) = ctx.with_cancel(););
    assert_found!(["lost_cancel with_cancel"] let _ = ctx.with_cancel(););
    assert_found!(["lost_cancel with_timeout"] let _ = Context::background().with_timeout(d););
    assert_found!(["lost_cancel with_cancel_cause"] _ = parent.with_cancel_cause(););
    assert_found!(["lost_cancel with_cancel"] (self.ctx, ..) = self.ctx.with_cancel(););
    assert_found!(["lost_cancel with_cancel"] (ctx, _) = { log(); ctx.with_cancel() };);
    assert_found!(["lost_cancel with_cancel"] let ((ctx, _), n) = (ctx.with_cancel(), 3););
    assert_found!(["lost_cancel with_cancel"]
        let (ctx, _) = if x { ctx.with_cancel() } else { ctx.with_timeout(d) };);
    assert_found!(["lost_cancel with_deadline"] let (ctx, _) = match x { _ => Context::with_deadline(&ctx, t) };);
    assert_found!(["lost_cancel with_cancel"] if let (ctx, _) = ctx.with_cancel() { work(ctx); });
    assert_found!(["lost_cancel with_cancel"] match ctx.with_cancel() { (ctx, _) => work(ctx) });
    assert_found!(["lost_cancel with_cancel"] if let Some((ctx, _)) = Some(ctx.with_cancel()) { work(ctx); });
    assert_found!(["lost_cancel with_cancel"] work(ctx.with_cancel().0, 3););
    assert_found!(["lost_cancel with_cancel"] work(&(ctx.with_cancel()).0););
    assert_found!(["lost_cancel with_cancel"] let job = Job { ctx: ctx.with_cancel().0 };);
    assert_found!(["lost_cancel with_cancel"] let pair = ctx.with_cancel(); work(pair.0.child()); show(&pair.0););
    assert_found!(["lost_cancel with_cancel"] let [(ctx, _), other] = [ctx.with_cancel(), both];);
    assert_found!(["lost_cancel with_cancel"] select! { <-ctx.with_cancel().0.done() => {} });
    assert_found!(["lost_cancel with_cancel"] let (r#ctx, _) = ctx.r#with_cancel(););
    assert_found!([] let pair = ctx.with_cancel(); work(&pair.0); pair.1.cancel(););
    assert_found!([] let pair = ctx.with_cancel(); keep(pair););
    assert_found!([] let pair = ctx.with_cancel(); work(pair.0, &pair););
    assert_found!([] let pair = ctx.with_cancel(););
    assert_found!([] let (.., cancel) = ctx.with_cancel(););
    assert_found!([] let (_, ..) = list; let (a, .., cancel) = ctx.with_cancel(););
    assert_found!([] let _ = client.with_timeout(d););
    assert_found!([] let _ = request.with_deadline(t););
    assert_found!([] let (ctx, cancel) = { let both = ctx.with_cancel(); both };);
    assert_found!([] let (ctx, (cancel)) = ctx.with_cancel(););
    assert_found!([] let ((ctx, cancel), _) = (ctx.with_cancel(), 3););
    assert_found!([] keep(ctx.with_cancel()););
    assert_found!([] let (ctx, cancel) = ctx.with_cancel();  let _ = cancel;);
    assert_found!([] let (ctx, cancel) = ctx.with_cancel();  defer! { cancel.cancel(); });
    assert_found!([] (ctx, self.cancel) = ctx.with_cancel(););
    assert_found!([] let (ctx, cancel) = ctx.with_cancel(););
    assert_found!([] let (ctx, _cancel) = ctx.with_cancel(););
    assert_found!([] let (_, cancel) = ctx.with_cancel(););
    assert_found!([] let (a, _) = pair(); let both = ctx.with_cancel(););
    assert_found!([] let ctx = ctx.with_value(3););
    assert_found!([] let cancel = ctx.with_cancel().1;);
}
