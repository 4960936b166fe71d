package main

import (
	"sync"
	"time"
)

// After the benchmarks of Once, WaitGroup, Cond and Pool in sync, written anew.
var syncRows = map[string]program{
	"once": short(func(n int) run {
		var once sync.Once
		return parallel(n, func(times int) uint64 {
			for range times {
				once.Do(func() {})
			}
			return uint64(times)
		})
	}),
	"once_lock": short(func(n int) run {
		var once sync.Once
		value := uint64(0)
		return parallel(n, func(times int) uint64 {
			sum := uint64(0)
			for range times {
				once.Do(func() { value = 1 })
				sum += value
			}
			return sum
		})
	}),
	"once_func_local": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			once := sync.OnceFunc(func() {})
			for range times {
				once()
			}
			return uint64(times)
		})
	}),
	"once_value_local": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			value := sync.OnceValue(func() uint64 { return 1 })
			sum := uint64(0)
			for range times {
				sum += value()
			}
			return sum
		})
	}),
	"once_func_make": short(func(times int) run {
		clock := startClock()
		for range times {
			sync.OnceFunc(func() {})()
		}
		return clock.stop(uint64(times))
	}),
	"once_value_make": short(func(times int) run {
		clock := startClock()
		sum := uint64(0)
		for range times {
			sum += sync.OnceValue(func() uint64 { return 1 })()
		}
		return clock.stop(sum)
	}),
	"wg_uncontended": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			var own struct {
				_  [128]byte
				wg sync.WaitGroup
				_  [128]byte
			}
			for range times {
				own.wg.Add(1)
				own.wg.Done()
				own.wg.Wait()
			}
			return uint64(times)
		})
	}),
	"wg_add_done":      short(func(n int) run { return addDone(0, n) }),
	"wg_add_done_work": short(func(n int) run { return addDone(50, n) }),
	"wg_wait":          short(func(n int) run { return waitForNobody(0, n) }),
	"wg_wait_work":     short(func(n int) run { return waitForNobody(50, n) }),
	"wg_actually_wait": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			for range times {
				var wg sync.WaitGroup
				wg.Add(1)
				go func() { wg.Done() }()
				wg.Wait()
			}
			return uint64(times)
		})
	}),
	"cond1":  short(func(n int) run { return waitForTheLast(1, n) }),
	"cond2":  short(func(n int) run { return waitForTheLast(2, n) }),
	"cond4":  short(func(n int) run { return waitForTheLast(4, n) }),
	"cond8":  short(func(n int) run { return waitForTheLast(8, n) }),
	"cond16": short(func(n int) run { return waitForTheLast(16, n) }),
	"cond32": short(func(n int) run { return waitForTheLast(32, n) }),
	"pool": short(func(n int) run {
		var pool sync.Pool
		return parallel(n, func(times int) uint64 {
			for range times {
				pool.Put(1)
				pool.Get()
			}
			return uint64(times)
		})
	}),
	"pool_overflow":      short(func(n int) run { return putAndGetMany(100, n) }),
	"pool_starvation":    short(func(n int) run { return putAndGetMany(67, n) }),
	"pool_expensive_new": once(40, expensiveNew),
}

func addDone(steps uint64, times int) run {
	var wg sync.WaitGroup
	return parallel(times, func(times int) uint64 {
		for time := range uint64(times) {
			wg.Add(1)
			if steps > 0 {
				keep(chain(time, steps))
			}
			wg.Done()
		}
		return uint64(times)
	})
}

func waitForNobody(steps uint64, times int) run {
	var wg sync.WaitGroup
	return parallel(times, func(times int) uint64 {
		for time := range uint64(times) {
			wg.Wait()
			if steps > 0 {
				keep(chain(time, steps))
			}
		}
		return uint64(times)
	})
}

// So many wait, and who comes last wakes all, again and again.
func waitForTheLast(waiters, times int) run {
	var lock sync.Mutex
	allAreThere := sync.NewCond(&lock)
	arrived := 0
	return inShares(waiters+1, times*(waiters+1), func(times int) uint64 {
		for range times {
			lock.Lock()
			arrived++
			if arrived > waiters {
				arrived = 0
				allAreThere.Broadcast()
			} else {
				allAreThere.Wait()
			}
			lock.Unlock()
		}
		return uint64(times)
	})
}

// A hundred come out, fewer go in.
func putAndGetMany(put, times int) run {
	var pool sync.Pool
	return parallel(times, func(times int) uint64 {
		for range times {
			for range put {
				pool.Put(1)
			}
			for range 100 {
				pool.Get()
			}
		}
		return uint64(times)
	})
}

// Many are out at the same time.
func expensiveNew(times int) run {
	pool := sync.Pool{New: func() any {
		time.Sleep(time.Millisecond)
		return uint64(1)
	}}
	return parallel(times, func(times int) uint64 {
		sum := uint64(0)
		out := make([]any, 100)
		for range times {
			for place := range out {
				out[place] = pool.Get()
			}
			for _, value := range out {
				sum += value.(uint64)
				pool.Put(value)
			}
		}
		return sum
	})
}
