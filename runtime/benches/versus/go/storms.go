package main

import "sync"

// Very many goroutines: that end at once, and that block.
var stormRows = map[string]program{
	"storm_300k_plain": once(300_000, storm),
	"storm_300k":       once(300_000, storm),
	"blocked_1m_plain": once(1_000_000, blockedUntilAllAre),
	"crowd_30k":        once(30_000, func(n int) run { all, _ := crowd(n); return all }),
	"crowd_30k_end":    once(30_000, func(n int) run { _, end := crowd(n); return end }),
	"crowd_30k_warm":   once(30_000, func(n int) run { crowd(n); all, _ := crowd(n); return all }),
	"crowd_30k_end_warm": once(30_000, func(n int) run {
		crowd(n)
		_, end := crowd(n)
		return end
	}),
	"mandelbrot_256": long(mandelbrot),
}

func storm(goroutines int) run {
	var ended sync.WaitGroup
	clock := startClock()
	ended.Add(goroutines)
	for range goroutines {
		go func() { ended.Done() }()
	}
	ended.Wait()
	return clock.stop(uint64(goroutines))
}

func blockedUntilAllAre(goroutines int) run {
	ch := make(chan struct{})
	var started sync.WaitGroup
	clock := startClock()
	started.Add(goroutines)
	for range goroutines {
		go func() {
			started.Done()
			<-ch
		}()
	}
	started.Wait()
	return clock.stop(uint64(goroutines))
}

// crowd measures from the first start to the last end, and from when they are woken.
func crowd(goroutines int) (run, run) {
	ch := make(chan struct{})
	var started, ended sync.WaitGroup
	all := startClock()
	started.Add(goroutines)
	ended.Add(goroutines)
	for range goroutines {
		go func() {
			started.Done()
			<-ch
			ended.Done()
		}()
	}
	started.Wait()
	end := startClock()
	close(ch)
	ended.Wait()
	return all.stop(uint64(goroutines)), end.stop(uint64(goroutines))
}

const side = 256

// A goroutine a line.
func mandelbrot(pictures int) run {
	clock := startClock()
	sum := uint64(0)
	for range pictures {
		ch := make(chan uint64, side)
		for y := range side {
			go func() { ch <- line(y) }()
		}
		for range side {
			sum += <-ch
		}
	}
	return clock.stop(sum)
}

// line is how many steps the points of a line take until they are far away, or 50.
func line(y int) uint64 {
	imaginary := 2*float64(y)/side - 1
	steps := uint64(0)
	for x := range side {
		real := 2*float64(x)/side - 1.5
		a, b := 0.0, 0.0
		for range 50 {
			aa, bb := a*a, b*b
			if aa+bb > 4 {
				break
			}
			b = 2*a*b + imaginary
			a = aa - bb + real
			steps++
		}
	}
	return steps
}
