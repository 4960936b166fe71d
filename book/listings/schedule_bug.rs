//! An account that can be overdrawn, under schedules.

use goroutines::prelude::*;
use goroutines::sync::RwLock;
use goroutines::testing;

struct Account(RwLock<i64>);

impl Account {
    /// Takes money out, if there is enough.
    fn withdraw(&self, amount: i64) -> bool {
        if *self.0.read() < amount {
            return false;
        }
        *self.0.write() -= amount;
        true
    }
}

fn main() {
    testing::explore(|| {
        let account = Account(RwLock::new(100));
        scope(|s| {
            s.spawn(|| account.withdraw(80));
            s.spawn(|| account.withdraw(80));
        });
        let balance = *account.0.read();
        assert!(balance >= 0, "the account is overdrawn: {balance}");
    });
}
