package main

import (
	"runtime"
	"time"
)

// After the benchmark of staggered tickers in time/sleep_test.go, written anew: how late a goroutine sees its ticks when all of
// them together are to compute six tenths of the time. And two that have a processor each, if they are put there.
var tickerRows = map[string]program{
	"ticker_latency_300us_1":  once(400, func(n int) run { return staggered(300, 1, n) }),
	"ticker_latency_300us_5":  once(400, func(n int) run { return staggered(300, 5, n) }),
	"ticker_latency_300us_10": once(400, func(n int) run { return staggered(300, 10, n) }),
	"ticker_pair":             once(2*100, func(n int) run { return twoBusy(n / 2) }),
	"ticker_latency_2ms_1":    once(100, func(n int) run { return staggered(2_000, 1, n) }),
}

// So many tickers for each processor, each with a goroutine. The time is the mean lateness of a tick.
func staggered(microseconds, tickers, ticks int) run {
	period := time.Duration(microseconds) * time.Microsecond
	goroutines := tickers * runtime.GOMAXPROCS(0)
	// A job is 20 µs.
	steps := stepsOfAJob() * uint64(microseconds) * 6 / 10 / 20 / uint64(tickers)
	results := make(chan time.Duration)
	clock := startClock()
	for number := range goroutines {
		go func() {
			time.Sleep(period * time.Duration(number) / time.Duration(goroutines))
			results <- late(period, ticks, steps)
		}()
	}
	late := time.Duration(0)
	for range goroutines {
		late += <-results
	}
	run := clock.stop(uint64(ticks))
	run.took = late / time.Duration(goroutines)
	return run
}

// Two that compute 2 ms of each 3: there is a processor for each.
func twoBusy(ticks int) run {
	steps := stepsOfAJob() * 100
	results := make(chan time.Duration)
	clock := startClock()
	for range 2 {
		go func() { results <- late(3*time.Millisecond, ticks, steps) }()
	}
	late := <-results + <-results
	run := clock.stop(uint64(2 * ticks))
	run.took = late
	return run
}

// late is for each tick how long after it the goroutine has run, in all. A tick that is left out, as a late one's successor is,
// counts with the next.
func late(period time.Duration, ticks int, steps uint64) time.Duration {
	due := time.Now().Add(period)
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	late := time.Duration(0)
	for seen := 0; seen < ticks; {
		<-ticker.C
		now := time.Now()
		for ; !due.After(now) && seen < ticks; seen++ {
			late += now.Sub(due)
			due = due.Add(period)
		}
		keep(work(steps))
	}
	return late
}
