//! Writes to a copy.

use quote::quote;

use super::found;

#[test]
fn writes_that_nobody_sees() {
    assert_found!(["lost_write n"] let mut n = 0; go! { n += 1; });
    assert_found!(["lost_write n"] let mut n = 0; go! { n = 1; show(n); }; show(n););
    assert_found!(["lost_write n"] let mut n = 0; let h = go!(|| { n += 1; n }); h.join(); show(n););
    assert_found!(["lost_write n"] go! { for x in rx { n += x; } });
    assert_found!(["lost_write list"] go! { list[0] = 1; });
    assert_found!(["lost_write point"] go! { point.x = 1; });
    assert_found!(["lost_write n"] let mut n = 0; for _ in 0..3 { go! { n += 1; show(n); } });
    assert_found!(["lost_write n"] go!(in s, |&data| { n += data; }););
    assert_found!(["lost_write n"] let mut n = 0; go! { go! { n += 1; } });
    assert_found!(["lost_write n"] let f = 1; go! { (|| n += 1)(); });
}

#[test]
fn writes_that_are_meant() {
    assert_found!([] go! { let mut n = 0; n += 1; });
    assert_found!([] let mut n = 0; go!(|mut n| { n += 1; }););
    assert_found!([] let mut n = 0; go!(|mut n = 3| { n += 1; }); show(n););
    assert_found!([] let mut n = 0; go! { n += 1; tx.send(n); });
    assert_found!([] let mut n = 0; n = go!(|| { n += 1; n }).join(); show(n););
    assert_found!([] let mut n = 0; let h = go!(|| { n += 1; n }); n = h.join(); show(n););
    assert_found!([] go! { *n += 1; });
    assert_found!([] go! { *m.lock() += 1; });
    assert_found!([] go! { m.lock().count += 1; });
    assert_found!([] go! { unsafe { COUNT += 1; } });
    assert_found!([] go! { self.count += 1; });
    assert_found!([] go!(in s, { n += 1; }););
    assert_found!([] let mut b = buf(); go! { b[0] = 1; tx.send(b); });
    assert_found!([] if x { go! { b[0] = 1; tx.send(b); } } else { show(b); });
    assert_found!([] let b = buf(); if x { go! { b[0] = 1; tx.send(b); }; return; } show(b););
    assert_found!([] let b = buf(); loop { go! { b[0] = 1; tx.send(b); }; break; });
    assert_found!([] let mut b = buf(); loop { go!(|mut b| { b[0] = 1; tx.send(b); }); b = buf(); });
    assert_found!(["captured_loop_variable b"]
        let mut b = buf(); loop { go! { b[0] = 1; tx.send(b); } b = buf(); });
    assert_found!(["captured_loop_variable b"] let mut b; loop { b = buf(); go! { b[0] = 1; tx.send(b); } });
    assert_found!([] let (a, b) = data.split_at_mut(2); scope(|s| { go!(in s, || a[0] = 1); go!(in s, || b[0] = 2); }););
    assert_found!(["captured_loop_variable item"]
        for item in data.iter_mut() { go!(in s, |seen = 3| { item.count += seen; }); });
    assert_found!([] static mut count: u8 = 0; go! { unsafe { count += 1; show(count); } }; show(count););
    assert_found!([] for b in list { go!(|mut b| { b[0] = 1; }); });
}
