package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel has as many goroutines as there are processors share the operations, as testing.B's RunParallel.
func parallel(operations int, body func(share int) uint64) run {
	return inShares(runtime.GOMAXPROCS(0), operations, body)
}

// inShares has so many goroutines share the operations. The sum is that of what the bodies give.
func inShares(goroutines, operations int, body func(share int) uint64) run {
	sums := make([]uint64, goroutines)
	var wg sync.WaitGroup
	clock := startClock()
	for number := range goroutines {
		share := operations / goroutines
		if number < operations%goroutines {
			share++
		}
		wg.Add(1)
		go func() {
			sums[number] = body(share)
			wg.Done()
		}()
	}
	wg.Wait()
	sum := uint64(0)
	for _, more := range sums {
		sum += more
	}
	return clock.stop(sum)
}

// pair runs two goroutines. The second has the clock, and waits for the first in the end. The sum is that of what both give.
func pair(meeting *meeting, first, timed func() uint64) run {
	more := make(chan uint64, 1)
	result := make(chan run, 1)
	go func() {
		meeting.arrive()
		more <- first()
	}()
	go func() {
		meeting.arrive()
		clock := startClock()
		sum := timed()
		result <- clock.stop(sum + <-more)
	}()
	return <-result
}

// meeting is where two goroutines meet that are to be on different processors at first: both spin.
type meeting struct {
	awaited int32
	there   atomic.Int32
}

func apart() *meeting { return &meeting{awaited: 2} }

func anywhere() *meeting { return &meeting{} }

func (m *meeting) arrive() {
	m.there.Add(1)
	for m.there.Load() < m.awaited {
	}
}
