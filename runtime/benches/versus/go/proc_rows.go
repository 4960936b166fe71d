package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// After the benchmarks of the scheduler in runtime/proc_test.go, written anew: starting, stacks, yielding.
var procRows = map[string]program{
	"create_goroutines":          short(func(n int) run { return chains(1, n) }),
	"create_goroutines_parallel": short(func(n int) run { return chains(runtime.GOMAXPROCS(0), n) }),
	"create_goroutines_capture":  short(fourAtATime),
	"create_goroutines_single":   short(storm),
	"stack_growth": short(func(n int) run {
		return parallel(n, func(times int) uint64 { return grow(10, times) })
	}),
	"stack_growth_deep": long(func(n int) run {
		return parallel(n, func(times int) uint64 { return grow(150, times) })
	}),
	"stack_growth_fresh": once(10_000, growAndWait),
	"gosched_each": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			for range times {
				runtime.Gosched()
			}
			return uint64(times)
		})
	}),
	"yield_progress": short(yieldUntilItIsOnesTurn),
	"ping_pong_hog":  many(pingPongBesideHog),
	"matmult":        long(multiply),
}

// Each goroutine starts the next one of its chain.
func chains(chains, goroutines int) run {
	end := make(chan struct{})
	clock := startClock()
	for range chains {
		go startNext(goroutines/chains, end)
	}
	for range chains {
		<-end
	}
	return clock.stop(uint64(goroutines))
}

func startNext(left int, end chan<- struct{}) {
	if left == 0 {
		end <- struct{}{}
		return
	}
	go startNext(left-1, end)
}

// Four that look at a variable of the loop, and are waited for.
func fourAtATime(times int) run {
	const goroutines = 4
	clock := startClock()
	for range times {
		var ended sync.WaitGroup
		for number := range goroutines {
			ended.Add(1)
			go func() {
				if number >= goroutines {
					panic("another number")
				}
				ended.Done()
			}()
		}
		ended.Wait()
	}
	return clock.stop(uint64(times))
}

// deep takes a kilobyte of stack for each call.
//
//go:noinline
func deep(depth uint64) uint64 {
	var pad [128]uint64
	pad[depth%128] = depth
	keepPad(&pad)
	below := uint64(0)
	if depth > 0 {
		below = deep(depth - 1)
	}
	return below + pad[depth%128]
}

//go:noinline
func keepPad(*[128]uint64) {}

func grow(depth uint64, times int) uint64 {
	ch := make(chan uint64)
	sum := uint64(0)
	for range times {
		go func() { ch <- deep(depth) }()
		sum += <-ch
	}
	return sum
}

// All at a time, so that each needs a stack of its own.
func growAndWait(goroutines int) run {
	end := make(chan struct{})
	sums := make(chan uint64, goroutines)
	clock := startClock()
	for range goroutines {
		go func() {
			sums <- deep(10)
			<-end
		}()
	}
	sum := uint64(0)
	for range goroutines {
		sum += <-sums
	}
	run := clock.stop(sum)
	close(end)
	return run
}

// Two take turns at a number, and yield until it is their turn.
func yieldUntilItIsOnesTurn(turns int) run {
	var number atomic.Uint64
	var both sync.WaitGroup
	clock := startClock()
	for turn := range uint64(2) {
		both.Add(1)
		go func() {
			for range turns / 2 {
				for number.Load()%2 != turn {
					runtime.Gosched()
				}
				number.Add(1)
			}
			both.Done()
		}()
	}
	both.Wait()
	return clock.stop(number.Load())
}

// Two send each other a value, on one processor, beside one that only computes.
func pingPongBesideHog(trips int) run {
	before := runtime.GOMAXPROCS(1)
	var stop atomic.Bool
	var ended sync.WaitGroup
	ended.Add(2)
	go func() {
		for !stop.Load() {
		}
		ended.Done()
	}()
	ping, pong := make(chan uint64), make(chan uint64)
	sums := make(chan uint64)
	clock := startClock()
	go func() {
		for value := range ping {
			pong <- value
		}
		ended.Done()
	}()
	go func() {
		sum := uint64(0)
		for trip := range uint64(trips) {
			ping <- trip
			sum += <-pong
		}
		close(ping)
		sums <- sum
	}()
	run := clock.stop(<-sums)
	stop.Store(true)
	ended.Wait()
	runtime.GOMAXPROCS(before)
	return run
}

const matrixSide = 128

// A goroutine for each 16 rows of the product.
func multiply(times int) run {
	matrix := func(factor int) []float64 {
		values := make([]float64, matrixSide*matrixSide)
		for place := range values {
			values[place] = float64(place * factor % 7)
		}
		return values
	}
	a, b := matrix(3), matrix(5)
	product := make([]float64, matrixSide*matrixSide)
	clock := startClock()
	for range times {
		var all sync.WaitGroup
		for first := 0; first < matrixSide; first += 16 {
			all.Add(1)
			go func() {
				multiplyRows(product[first*matrixSide:(first+16)*matrixSide], first, a, b)
				all.Done()
			}()
		}
		all.Wait()
	}
	sum := uint64(0)
	for _, value := range product {
		sum += uint64(value)
	}
	return clock.stop(sum)
}

func multiplyRows(rows []float64, first int, a, b []float64) {
	for place := range rows {
		row, column := first+place/matrixSide, place%matrixSide
		sum := 0.0
		for k := range matrixSide {
			sum += a[row*matrixSide+k] * b[k*matrixSide+column]
		}
		rows[place] = sum
	}
}
