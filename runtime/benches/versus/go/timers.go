package main

import "time"

func millisecondApart(time.Duration) []metric {
	const sleepers = 1_000
	used := processorTime()
	start := time.Now()
	ch := make(chan float64, sleepers)
	for number := 1; number <= sleepers; number++ {
		go func() {
			deadline := start.Add(time.Duration(number) * time.Millisecond)
			time.Sleep(time.Until(deadline))
			ch <- float64(time.Since(deadline)) / 1e3
		}()
	}
	var late []float64
	for range sleepers {
		late = append(late, <-ch)
	}
	used = processorTime() - used
	return []metric{
		{"cpu", float64(used) / 1e3 / sleepers},
		{"late", quantile(late, 0.5)},
		{"late99", quantile(late, 0.99)},
	}
}

// Timers that nobody waits for.
func pending(time.Duration) []metric {
	const timers = 1_000_000
	all := make([]*time.Timer, 0, timers)
	start := time.Now()
	for number := range timers {
		all = append(all, time.NewTimer(time.Hour+time.Duration(number*7_919%timers)*time.Millisecond))
	}
	making := time.Since(start)
	start = time.Now()
	for _, timer := range all {
		timer.Stop()
	}
	stopping := time.Since(start)
	return []metric{{"make", float64(making) / timers}, {"drop", float64(stopping) / timers}}
}
