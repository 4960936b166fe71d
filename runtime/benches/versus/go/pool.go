package main

import (
	"sync"
	"time"
)

const jobs = 20_000

// sink keeps the work from being left out.
var sink [8]struct {
	value uint64
	_     [120]byte
}

// A pool of eight: all block at once on an unbuffered channel and are then fed jobs of about 20 µs.
func fed(time.Duration) []metric {
	steps := stepsOfAJob()
	ch := make(chan uint64)
	var wg sync.WaitGroup
	start := time.Now()
	for worker := range 8 {
		wg.Add(1)
		go func() {
			for steps := range ch {
				sink[worker].value += work(steps)
			}
			wg.Done()
		}()
	}
	for range jobs {
		ch <- steps
	}
	close(ch)
	wg.Wait()
	return []metric{{"time", float64(time.Since(start)) / 1e6}}
}

//go:noinline
func work(steps uint64) uint64 {
	x := uint64(1)
	for step := range steps {
		x = x*6_364_136_223_846_793_005 + step
	}
	return x
}

// stepsOfAJob is how many steps take 20 µs: the most of several tries, as an interruption makes it seem fewer.
func stepsOfAJob() uint64 {
	most := uint64(1)
	for range 20 {
		steps := uint64(1_000)
		for {
			start := time.Now()
			sink[0].value += work(steps)
			if time.Since(start) >= 20*time.Microsecond {
				break
			}
			steps += steps / 20
		}
		most = max(most, steps)
	}
	return most
}
