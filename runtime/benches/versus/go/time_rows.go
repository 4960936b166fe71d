package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// After the benchmarks of timers in time/sleep_test.go, written anew.
var timeRows = map[string]program{
	"after_func_1000": long(func(n int) run {
		return eachTime(n, func() uint64 {
			end := make(chan uint64)
			startNextTimer(1_000, end)
			return <-end
		})
	}),
	"simultaneous_after_func_1000": long(func(n int) run {
		return eachTime(n, func() uint64 {
			var wg sync.WaitGroup
			wg.Add(1_000)
			for range 1_000 {
				time.AfterFunc(0, wg.Done)
			}
			wg.Wait()
			return 1
		})
	}),
	"timer_start_stop_1000": long(func(n int) run {
		return eachTime(n, func() uint64 {
			timers := make([]*time.Timer, 1_000)
			for place := range timers {
				timers[place] = time.AfterFunc(time.Hour, func() {})
			}
			stopped := uint64(0)
			for _, timer := range timers {
				stopped += one(timer.Stop())
			}
			return stopped
		})
	}),
	"timer_reset_func": short(func(n int) run {
		return parallel(n, func(times int) uint64 { return resetTimer(time.AfterFunc(time.Hour, func() {}), times) })
	}),
	"timer_reset_chan": short(func(n int) run {
		return parallel(n, func(times int) uint64 { return resetTimer(time.NewTimer(time.Hour), times) })
	}),
	"timer_stop_func": short(func(n int) run {
		return eachTime(n, func() uint64 { return one(time.AfterFunc(time.Hour, func() {}).Stop()) })
	}),
	"timer_stop_chan": short(func(n int) run {
		return eachTime(n, func() uint64 { return one(time.NewTimer(time.Hour).Stop()) })
	}),
	"time_after": short(func(n int) run {
		return eachTime(n, func() uint64 { <-time.After(1); return 1 })
	}),
	"sleep_1000": long(func(n int) run {
		return eachTime(n, func() uint64 {
			var wg sync.WaitGroup
			wg.Add(1_000)
			for range 1_000 {
				go func() {
					time.Sleep(1)
					wg.Done()
				}()
			}
			wg.Wait()
			return 1
		})
	}),
	"ticker": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			ticker := time.NewTicker(1)
			for range times {
				<-ticker.C
			}
			ticker.Stop()
			return uint64(times)
		})
	}),
	"ticker_reset": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			ticker := time.NewTicker(time.Hour)
			for range times {
				ticker.Reset(time.Hour)
			}
			ticker.Stop()
			return uint64(times)
		})
	}),
	"ticker_reset_naive": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			ticker := time.NewTicker(time.Hour)
			for range times {
				ticker.Stop()
				ticker = time.NewTicker(time.Hour)
			}
			ticker.Stop()
			return uint64(times)
		})
	}),
	"adjust_timers_10000": long(func(n int) run {
		return eachTime(n, func() uint64 {
			var wg sync.WaitGroup
			timers := make([]*time.Timer, 10_000)
			wg.Add(len(timers))
			for place := range timers {
				timers[place] = time.AfterFunc(time.Hour, wg.Done)
			}
			for _, timer := range timers {
				timer.Reset(0)
			}
			wg.Wait()
			return 1
		})
	}),
	"parallel_timer_latency": once(200, lateBesideWork),
}

func one(is bool) uint64 {
	if is {
		return 1
	}
	return 0
}

func eachTime(times int, body func() uint64) run {
	return parallel(times, func(times int) uint64 {
		sum := uint64(0)
		for range times {
			sum += body()
		}
		return sum
	})
}

// A timer's function starts the next timer.
func startNextTimer(left int, end chan<- uint64) {
	time.AfterFunc(0, func() {
		if left == 0 {
			end <- 1_000
		} else {
			startNextTimer(left-1, end)
		}
	})
}

func resetTimer(timer *time.Timer, times int) uint64 {
	pending := uint64(0)
	for range times {
		pending += one(timer.Reset(time.Hour))
	}
	timer.Stop()
	return pending
}

// Timers of 1 ms, one fewer than there are processors, beside one that computes and yields. The time is by how much later the
// functions are called.
func lateBesideWork(times int) run {
	timers := max(runtime.GOMAXPROCS(0)-1, 1)
	var late atomic.Int64
	clock := startClock()
	for range times {
		var fired atomic.Int64
		for range timers {
			due := time.Now().Add(time.Millisecond)
			time.AfterFunc(time.Millisecond, func() {
				late.Add(int64(time.Since(due)))
				fired.Add(1)
			})
		}
		for fired.Load() < int64(timers) {
			keep(chain(1, 500))
			runtime.Gosched()
		}
	}
	run := clock.stop(uint64(times))
	run.took = time.Duration(late.Load() / int64(timers))
	return run
}
