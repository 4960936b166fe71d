package main

import (
	"sync"
	"time"
)

func unbuffered(budget time.Duration) []metric {
	return perOperation(budget, 1, func(values int) time.Duration { return oneToOne(0, values) })
}

func buffered(budget time.Duration) []metric {
	return perOperation(budget, 1, func(values int) time.Duration { return oneToOne(100, values) })
}

func oneToOne(capacity, values int) time.Duration {
	ch := make(chan int, capacity)
	start := time.Now()
	go func() {
		sendAll(ch, values)
		close(ch)
	}()
	received := 0
	for range ch {
		received++
	}
	if received != values {
		panic("values are missing")
	}
	return time.Since(start)
}

func sendAll(ch chan<- int, values int) {
	for value := range values {
		ch <- value
	}
}

func roundTrip(budget time.Duration) []metric {
	return perOperation(budget, 1, thereAndBack)
}

func thereAndBack(trips int) time.Duration {
	there, back := make(chan int), make(chan int)
	start := time.Now()
	go func() {
		for value := range there {
			back <- value
		}
	}()
	for value := range trips {
		there <- value
		if <-back != value {
			panic("another value has come back")
		}
	}
	elapsed := time.Since(start)
	close(there)
	return elapsed
}

func eight(budget time.Duration) []metric {
	return perOperation(budget, 8, eightToEight)
}

// Each of eight goroutines sends that many values.
func eightToEight(values int) time.Duration {
	ch := make(chan int, 100)
	var senders, receivers sync.WaitGroup
	start := time.Now()
	for range 8 {
		senders.Add(1)
		go func() {
			sendAll(ch, values)
			senders.Done()
		}()
		receivers.Add(1)
		go func() {
			for range ch {
			}
			receivers.Done()
		}()
	}
	senders.Wait()
	close(ch)
	receivers.Wait()
	return time.Since(start)
}

func selectOfThree(budget time.Duration) []metric {
	return perOperation(budget, 1, selectUntilQuit)
}

// Two goroutines send values in all; the third channel says when both have ended.
func selectUntilQuit(values int) time.Duration {
	a, b, quit := make(chan int), make(chan int), make(chan struct{})
	var senders sync.WaitGroup
	start := time.Now()
	senders.Add(2)
	go func() {
		sendAll(a, values/2)
		senders.Done()
	}()
	go func() {
		sendAll(b, values-values/2)
		senders.Done()
	}()
	go func() {
		senders.Wait()
		close(quit)
	}()
	received := 0
	for {
		select {
		case <-a:
			received++
		case <-b:
			received++
		case <-quit:
			if received != values {
				panic("values are missing")
			}
			return time.Since(start)
		}
	}
}
