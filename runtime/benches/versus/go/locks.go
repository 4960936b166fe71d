package main

import (
	"sync"
	"time"
)

func mutex(budget time.Duration) []metric {
	return perOperation(budget, 8, eightIncrement)
}

// Each of eight goroutines adds one that often.
func eightIncrement(times int) time.Duration {
	var lock sync.Mutex
	var wg sync.WaitGroup
	total := 0
	start := time.Now()
	for range 8 {
		wg.Add(1)
		go func() {
			for range times {
				lock.Lock()
				total++
				lock.Unlock()
			}
			wg.Done()
		}()
	}
	wg.Wait()
	elapsed := time.Since(start)
	if total != 8*times {
		panic("increments are missing")
	}
	return elapsed
}
