package main

import (
	"math/bits"
	"sync"
	"time"
)

// Programs whose speed depends on where goroutines start.
var shapeRows = map[string]program{
	"stages_3":          long(func(n int) run { return stages(3, n) }),
	"stages_4":          long(func(n int) run { return stages(4, n) }),
	"heavy_16_of_32":    long(func(n int) run { return heavy(n, func(number uint64) bool { return number%2 == 0 }) }),
	"heavy_pairs_of_32": long(func(n int) run { return heavy(n, func(number uint64) bool { return number%4 < 2 }) }),
	"heavy_half_of_32":  long(func(n int) run { return heavy(n, func(number uint64) bool { return number < 16 }) }),
	"sleep_beside_hog":  once(200, sleepBesideHog),
}

// About 2 µs.
const stageSteps = 1_000

func stages(stages, items int) run {
	in := make(chan uint64, 64)
	first := in
	clock := startClock()
	for range stages {
		out := make(chan uint64, 64)
		go stage(in, out)
		in = out
	}
	go func() {
		for item := range uint64(items) {
			first <- item
		}
		close(first)
	}()
	sum := uint64(0)
	for item := range in {
		sum += item
	}
	return clock.stop(sum)
}

func stage(in <-chan uint64, out chan<- uint64) {
	for item := range in {
		out <- chain(item, stageSteps)
	}
	close(out)
}

// All 32 are blocked when it turns out which of them have to compute.
func heavy(times int, isHeavy func(uint64) bool) run {
	// About 5 ms.
	const heavySteps = 2_500_000
	clock := startClock()
	sum := uint64(0)
	for time := range uint64(times) {
		ch := make(chan struct{})
		results := make(chan uint64, 32)
		var started sync.WaitGroup
		for number := range uint64(32) {
			started.Add(1)
			go func() {
				started.Done()
				<-ch
				steps := uint64(1)
				if isHeavy(number) {
					steps = heavySteps
				}
				results <- chain(time+number, steps)
			}()
		}
		started.Wait()
		close(ch)
		for range 32 {
			sum += <-results
		}
	}
	return clock.stop(sum)
}

// The time is by how much longer than a millisecond a sleep takes, on average.
func sleepBesideHog(sleeps int) run {
	quit, ended := make(chan struct{}), make(chan struct{})
	clock := startClock()
	go func() {
		defer close(ended)
		for {
			select {
			case <-quit:
				return
			default:
				keep(work(10_000))
			}
		}
	}()
	results := make(chan time.Duration)
	go func() {
		late := time.Duration(0)
		for range sleeps {
			start := time.Now()
			time.Sleep(time.Millisecond)
			late += time.Since(start) - time.Millisecond
		}
		results <- late
	}()
	late := <-results
	close(quit)
	<-ended
	run := clock.stop(uint64(sleeps))
	run.took = late
	return run
}

// chain is steps each of which waits for the one before: some five cycles each, in Rust too.
//
//go:noinline
func chain(seed, steps uint64) uint64 {
	x := seed
	for step := range steps {
		x = (bits.RotateLeft64(x, 23) ^ step) * 6_364_136_223_846_793_005
	}
	return x
}

// keep keeps a value from being left out.
//
//go:noinline
func keep(uint64) {}
