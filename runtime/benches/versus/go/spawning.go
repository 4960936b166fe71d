package main

import (
	"runtime"
	"sync"
	"time"
)

func spawnAndWait(budget time.Duration) []metric {
	return perOperation(budget, 1, oneAfterTheOther)
}

func oneAfterTheOther(goroutines int) time.Duration {
	start := time.Now()
	for number := range goroutines {
		var wg sync.WaitGroup
		var result int
		wg.Add(1)
		go func() {
			result = number
			wg.Done()
		}()
		wg.Wait()
		if result != number {
			panic("another result")
		}
	}
	return time.Since(start)
}

func yieldInTurns(budget time.Duration) []metric {
	return perOperation(budget, 4, fourYield)
}

// Each of four goroutines yields that often.
func fourYield(times int) time.Duration {
	var wg sync.WaitGroup
	start := time.Now()
	for range 4 {
		wg.Add(1)
		go func() {
			for range times {
				runtime.Gosched()
			}
			wg.Done()
		}()
	}
	wg.Wait()
	return time.Since(start)
}

// Once, from cold.
func skynet(time.Duration) []metric {
	ch := make(chan int)
	start := time.Now()
	go tree(ch, 0, 1_000_000)
	if <-ch != 499_999_500_000 {
		panic("another sum")
	}
	return []metric{{"time", float64(time.Since(start)) / 1e6}}
}

// tree sends the sum of size numbers from first on: a leaf its own, every other goroutine that of its ten children.
func tree(ch chan<- int, first, size int) {
	if size == 1 {
		ch <- first
		return
	}
	child := make(chan int)
	for number := range 10 {
		go tree(child, first+number*(size/10), size/10)
	}
	sum := 0
	for range 10 {
		sum += <-child
	}
	ch <- sum
}
