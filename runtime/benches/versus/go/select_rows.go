package main

import (
	"runtime"
	"sync"
	"time"
)

// After the benchmarks of select in runtime/chan_test.go, written anew.
var selectRows = map[string]program{
	"select_uncontended": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			a, b := make(chan uint64, 1), make(chan uint64, 1)
			a <- 1
			return backAndForth(a, b, times)
		})
	}),
	"select_sync_contended": short(selectSyncContended),
	"select_async_contended": short(func(n int) run {
		procs := runtime.GOMAXPROCS(0)
		a, b := make(chan uint64, procs), make(chan uint64, procs)
		return parallel(n, func(times int) uint64 {
			a <- 1
			return backAndForth(a, b, times)
		})
	}),
	"select_nonblock": short(selectNonblocking),
	"select_prodcons": short(selectProducersAndConsumers),
	"chan_popular":    long(popular),
}

// backAndForth takes a value from the channel that has one, and puts it into the other.
func backAndForth(a, b chan uint64, times int) uint64 {
	received := uint64(0)
	for range times {
		select {
		case value := <-a:
			received += value
			b <- 1
		case value := <-b:
			received += value
			a <- 1
		}
	}
	return received
}

// As many as there are processors receive from three channels, and for each of them one sends to any of the three.
func selectSyncContended(times int) run {
	a, b, c := make(chan uint64), make(chan uint64), make(chan uint64)
	done := make(chan struct{})
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for {
				select {
				case a <- 1:
				case b <- 1:
				case c <- 1:
				case <-done:
					return
				}
			}
		}()
	}
	run := parallel(times, func(times int) uint64 {
		received := uint64(0)
		for range times {
			select {
			case value := <-a:
				received += value
			case value := <-b:
				received += value
			case value := <-c:
				received += value
			}
		}
		return received
	})
	close(done)
	return run
}

// Nobody is at the other end of the first two channels, and the others have room for one.
func selectNonblocking(times int) run {
	a, b, c, d := make(chan uint64), make(chan uint64), make(chan uint64, 1), make(chan uint64, 1)
	return parallel(times, func(times int) uint64 {
		missed := uint64(0)
		for range times {
			select {
			case <-a:
			default:
				missed++
			}
			select {
			case b <- 1:
			default:
				missed++
			}
			select {
			case <-c:
			default:
				missed++
			}
			select {
			case d <- 1:
			default:
			}
		}
		return missed
	})
}

// Both wait for a timer and a quit channel beside.
func selectProducersAndConsumers(values int) run {
	procs := runtime.GOMAXPROCS(0)
	ch, quit := make(chan uint64, 128), make(chan struct{})
	timeout := time.After(100 * time.Second)
	var producers sync.WaitGroup
	for proc := range procs {
		share := values / procs
		if proc < values%procs {
			share++
		}
		producers.Add(1)
		go func() {
			defer producers.Done()
			for range share {
				select {
				case ch <- 1:
				case <-timeout:
					return
				case <-quit:
					return
				}
			}
		}()
	}
	go func() {
		producers.Wait()
		close(ch)
	}()
	return parallel(values, func(int) uint64 {
		received := uint64(0)
		for {
			select {
			case value, open := <-ch:
				if !open {
					return received
				}
				received += value
			case <-timeout:
				return received
			case <-quit:
				return received
			}
		}
	})
}

// A thousand wait for what all share and for something of their own, which then comes.
func popular(times int) run {
	common := make(chan uint64)
	var senders []chan uint64
	var waiters sync.WaitGroup
	for range 1_000 {
		own := make(chan uint64)
		senders = append(senders, own)
		waiters.Add(1)
		go func() {
			for range times {
				select {
				case <-common:
				case <-own:
				}
			}
			waiters.Done()
		}()
	}
	clock := startClock()
	for range times {
		for _, own := range senders {
			own <- 1
		}
	}
	waiters.Wait()
	return clock.stop(uint64(times))
}
