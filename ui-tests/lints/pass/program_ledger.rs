//! Accounts behind locks of std, of which two are held at a time, in an order of their own; nothing waits meanwhile.
#![deny(deprecated)]
#![deny(unused_must_use)]

use goroutines::prelude::*;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

struct Account {
    balance: i64,
    log: Vec<String>,
}

struct Ledger {
    accounts: Vec<Mutex<Account>>,
}

impl Ledger {
    fn account(&self, index: usize) -> MutexGuard<'_, Account> {
        self.accounts[index].lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[goroutine]
    fn transfer(&self, from: usize, to: usize, amount: i64) -> Result<(), String> {
        if from == to {
            return Ok(());
        }
        let (low, high) = (from.min(to), from.max(to));
        let (mut first, mut second) = (self.account(low), self.account(high));
        let (source, target) = if from < to { (&mut *first, &mut *second) } else { (&mut *second, &mut *first) };
        if source.balance < amount {
            return Err(format!("{from} has {} and owes {amount}", source.balance));
        }
        source.balance -= amount;
        target.balance += amount;
        target.log.push(format!("{amount} from {from}"));
        Ok(())
    }

    fn total(&self) -> i64 {
        (0..self.accounts.len()).map(|index| self.account(index).balance).sum()
    }
}

#[goroutine]
fn main() {
    let accounts = (0..8).map(|_| Mutex::new(Account { balance: 100, log: Vec::new() })).collect();
    let ledger = Arc::new(Ledger { accounts });
    let (refused, refusals) = chan::<String>(64);
    let wg = WaitGroup::new();
    for teller in 0..4_usize {
        wg.add(1);
        go!(|ledger = Arc::clone(&ledger), clone refused, clone wg, teller| {
            defer! { wg.done() }
            for round in 0..50 {
                let (from, to) = ((teller + round) % 8, (teller * 3 + round) % 8);
                if let Err(why) = ledger.transfer(from, to, 30) {
                    let _ = refused.try_send(why);
                }
            }
        });
    }
    wg.wait();
    drop(refused);
    assert!(refusals.iter().all(|why| why.contains("owes")));
    assert_eq!(ledger.total(), 800);
}
