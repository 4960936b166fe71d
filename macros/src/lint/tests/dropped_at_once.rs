//! `_` where a name was meant.

use quote::quote;

use super::found;

#[test]
fn values_that_are_dropped_at_once() {
    assert_found!(["dropped_at_once _"] let m = Mutex::new(1); let _ = m.lock(););
    assert_found!(["dropped_at_once _"] let m = Arc::new(Mutex::new(1)); let n = m.clone(); let _ = n.lock(););
    assert_found!(["dropped_at_once _"] let m = sync::RwLock::new(1); let _ = m.read(););
    assert_found!(["dropped_at_once _"] let m = RwLock::new(1); _ = m.write(););
    assert_found!(["dropped_at_once _"] let s = Semaphore::new(1); let _ = s.acquire(););
    assert_found!(["dropped_at_once _"] let s = Semaphore::new(1); let _ = s.acquire_many(2););
    assert_found!(["dropped_at_once _"] let _ = cancel.drop_guard(););
    assert_found!(["dropped_at_once _"] let _: CancelGuard = self.cancel.drop_guard(););
    assert_found!(["dropped_at_once _"] let _ = Ticker::new(d););
    assert_found!(["dropped_at_once _"] let s = Semaphore::new(1); for job in jobs { let _ = s.acquire(); run(job); });
    assert_found!(["dropped_at_once _"] go! { let m = Mutex::new(1); let _ = m.lock(); });
    let by_type = quote!(
        fn f(m: &Mutex<u8>) {
            let _ = m.lock();
        }
    );
    assert_eq!(found(quote!(), by_type), ["dropped_at_once _"]);
    let by_type = quote!(
        fn f(m: Arc<Semaphore>) {
            let _ = m.acquire();
        }
    );
    assert_eq!(found(quote!(), by_type), ["dropped_at_once _"]);
}

#[test]
fn values_that_may_go() {
    assert_found!([] let m = Mutex::new(1); let _guard = m.lock(););
    assert_found!([] let m = Mutex::new(1); let _ = *m.lock(););
    assert_found!([] let m = Mutex::new(1); let _ = m.lock().len(););
    assert_found!([] let m = Mutex::new(1); let _ = m.try_lock(););
    assert_found!([] let m = Mutex::new(1); drop(m.lock()););
    assert_found!([] let file = File::open(p); let _ = file.lock(););
    assert_found!([] let _ = stdout.lock(););
    assert_found!([] let m = Mutex::new(1); let m = Door::new(m); let _ = m.lock(););
    assert_found!([] let m = Mutex::new(1); for m in doors { let _ = m.lock(); });
    assert_found!([] let m = Mutex::new(1); { let m = door(); let _ = m.lock(); });
    assert_found!([] let m = Mutex::new(1); doors.iter().map(|m| { let _ = m.lock(); }););
    assert_found!([] let s = Semaphore::new(1); let _ = s.try_acquire(););
    assert_found!([] let _ = go!(work()););
    assert_found!([] let _ = tx.send(1););
    assert_found!([] let _ = handle.join(););
    assert_found!([] let _ = ctx.after_func(f););
    assert_found!([] let _ = Timer::after_func(d, f););
    assert_found!([] match m.lock() { _ => {} });
    assert_found!([] #[allow(deprecated)] let _ = cancel.drop_guard(););
}
