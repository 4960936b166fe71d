package main

import "sync"

// Well-known programs: those that are chains of goroutines.
var classicFlowRows = map[string]program{
	"generator":        short(generator),
	"pipeline_5":       short(pipeline),
	"worker_pool":      short(workerPool),
	"prime_sieve_1000": slow(func(n int) run { return sieves(1_000, n) }),
	"prime_sieve_2500": slow(func(n int) run { return sieves(2_500, n) }),
	"daisy_chain_1k":   long(func(n int) run { return daisyChains(1_000, n) }),
	"daisy_chain_100k": slow(func(n int) run { return daisyChains(100_000, n) }),
	"ring_100k_pass":   once(100_000, passOnce),
	"skynet_100k":      long(skynets),
	"fib_20":           long(fibs),
}

func sendUpTo(values int, ch chan<- uint64) {
	for value := range uint64(values) {
		ch <- value
	}
	close(ch)
}

func generator(values int) run {
	ch := make(chan uint64)
	clock := startClock()
	go sendUpTo(values, ch)
	return clock.stop(receiveAll(ch))
}

// Five that add one, unbuffered.
func pipeline(values int) run {
	in := make(chan uint64)
	first := in
	clock := startClock()
	for range 5 {
		out := make(chan uint64)
		go addOne(in, out)
		in = out
	}
	go sendUpTo(values, first)
	return clock.stop(receiveAll(in))
}

func addOne(in <-chan uint64, out chan<- uint64) {
	for value := range in {
		out <- value + 1
	}
	close(out)
}

// Eight take jobs, and send results.
func workerPool(jobs int) run {
	ch, results := make(chan uint64, 100), make(chan uint64, 100)
	go sendUpTo(jobs, ch)
	clock := startClock()
	go inShares(8, jobs, func(int) uint64 {
		for job := range ch {
			results <- job * 2
		}
		return 0
	})
	sum := uint64(0)
	for range jobs {
		sum += <-results
	}
	return clock.stop(sum)
}

// Each prime has a goroutine that keeps its multiples back. The sum is that of the last primes.
func sieves(primes, times int) run {
	clock := startClock()
	sum := uint64(0)
	for range times {
		sum += sieve(primes)
	}
	return clock.stop(sum)
}

func sieve(primes int) uint64 {
	in := make(chan uint64)
	first := in
	go func() {
		for number := uint64(2); ; number++ {
			first <- number
		}
	}()
	prime := uint64(0)
	for range primes {
		prime = <-in
		out := make(chan uint64)
		go keepMultiplesBack(prime, in, out)
		in = out
	}
	return prime
}

func keepMultiplesBack(prime uint64, in <-chan uint64, out chan<- uint64) {
	for number := range in {
		if number%prime != 0 {
			out <- number
		}
	}
}

// Each adds one to what it gets from its neighbour.
func daisyChains(goroutines, times int) run {
	clock := startClock()
	sum := uint64(0)
	for range times {
		leftmost := make(chan uint64)
		left := leftmost
		for range goroutines {
			right := make(chan uint64)
			go func(left, right chan uint64) { left <- 1 + <-right }(left, right)
			left = right
		}
		go func() { left <- 1 }()
		sum += <-leftmost
	}
	return clock.stop(sum)
}

// A value goes once through so many that wait. They are started before.
func passOnce(goroutines int) run {
	first := make(chan uint64)
	in := first
	var started sync.WaitGroup
	started.Add(goroutines)
	for range goroutines {
		out := make(chan uint64)
		go func(in, out chan uint64) {
			started.Done()
			out <- 1 + <-in
		}(in, out)
		in = out
	}
	started.Wait()
	clock := startClock()
	first <- 0
	return clock.stop(<-in)
}

func skynets(times int) run {
	clock := startClock()
	sum := uint64(0)
	for range times {
		ch := make(chan int)
		go tree(ch, 0, 100_000)
		sum += uint64(<-ch)
	}
	return clock.stop(sum)
}

func fibs(times int) run {
	clock := startClock()
	sum := uint64(0)
	for range times {
		ch := make(chan uint64, 1)
		go fib(20, ch)
		sum += <-ch
	}
	return clock.stop(sum)
}

// fib has a goroutine for each call.
func fib(n uint64, ch chan<- uint64) {
	if n < 2 {
		ch <- n
		return
	}
	child := make(chan uint64, 2)
	go fib(n-1, child)
	go fib(n-2, child)
	ch <- <-child + <-child
}
