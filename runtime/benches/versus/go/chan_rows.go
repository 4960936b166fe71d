package main

import "runtime"

// After the benchmarks of channels in runtime/chan_test.go, written anew.
var chanRows = map[string]program{
	"chan_make_byte":     short(makeChannels[byte]),
	"chan_make_int":      short(makeChannels[uint64]),
	"chan_make_ptr":      short(makeChannels[*byte]),
	"chan_make_struct0":  short(makeChannels[struct{}]),
	"chan_make_struct32": short(makeChannels[[32]byte]),
	"chan_make_struct40": short(makeChannels[[40]byte]),
	"chan_nonblocking": short(func(n int) run {
		ch := make(chan uint64)
		return parallel(n, func(times int) uint64 {
			empty := uint64(0)
			for range times {
				select {
				case <-ch:
				default:
					empty++
				}
			}
			return empty
		})
	}),
	"chan_closed": short(func(n int) run {
		ch := make(chan uint64)
		close(ch)
		return parallel(n, func(times int) uint64 {
			closed := uint64(0)
			for range times {
				select {
				case _, open := <-ch:
					if !open {
						closed++
					}
				default:
				}
			}
			return closed
		})
	}),
	"chan_recv_closed": short(receiveWhatIsLeft),
	"chan_uncontended": short(func(n int) run {
		return parallel(n, func(times int) uint64 { return hundredInHundredOut(make(chan uint64, 100), times) })
	}),
	"chan_contended": short(func(n int) run {
		ch := make(chan uint64, 100*runtime.GOMAXPROCS(0))
		return parallel(n, func(times int) uint64 { return hundredInHundredOut(ch, times) })
	}),
	"chan_sync":              short(func(n int) run { return swap(n, 0) }),
	"chan_sync_work":         short(func(n int) run { return swap(n, 500) }),
	"chan_prodcons_0":        short(func(n int) run { return producersAndConsumers(0, n, 0) }),
	"chan_prodcons_10":       short(func(n int) run { return producersAndConsumers(10, n, 0) }),
	"chan_prodcons_100":      short(func(n int) run { return producersAndConsumers(100, n, 0) }),
	"chan_prodcons_work_0":   short(func(n int) run { return producersAndConsumers(0, n, 50) }),
	"chan_prodcons_work_10":  short(func(n int) run { return producersAndConsumers(10, n, 50) }),
	"chan_prodcons_work_100": short(func(n int) run { return producersAndConsumers(100, n, 50) }),
	"chan_creation": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			received := uint64(0)
			for range times {
				ch := make(chan uint64, 1)
				ch <- 1
				received += <-ch
			}
			return received
		})
	}),
	"chan_sem": short(func(n int) run {
		ch := make(chan uint64, runtime.GOMAXPROCS(0))
		return parallel(n, func(times int) uint64 {
			received := uint64(0)
			for range times {
				ch <- 1
				received += <-ch
			}
			return received
		})
	}),
}

// escaped keeps what is made from staying on the stack.
var escaped any

func makeChannels[T any](times int) run {
	var last chan T
	clock := startClock()
	for range times {
		last = make(chan T, 8)
		keepChannel(last)
	}
	run := clock.stop(uint64(times))
	escaped = last
	return run
}

//go:noinline
func keepChannel[T any](chan T) {}

// The channel was filled, and then closed.
func receiveWhatIsLeft(values int) run {
	ch := make(chan struct{}, values)
	for range values {
		ch <- struct{}{}
	}
	close(ch)
	clock := startClock()
	received := uint64(0)
	for range ch {
		received++
	}
	return clock.stop(received)
}

func hundredInHundredOut(ch chan uint64, times int) uint64 {
	received := uint64(0)
	for range times {
		for range 100 {
			ch <- 1
		}
		for range 100 {
			received += <-ch
		}
	}
	return received
}

// Two that swap: the one sends and receives, the other receives and sends.
func swap(times int, steps uint64) run {
	ch := make(chan uint64)
	sums := make(chan uint64)
	clock := startClock()
	for _, sendsFirst := range []bool{true, false} {
		go func() {
			sum := uint64(0)
			for time := range uint64(times / 2) {
				if sendsFirst {
					ch <- time
				}
				sum += <-ch
				if !sendsFirst {
					ch <- time
				}
				if steps > 0 {
					sum += chain(time, steps)
				}
			}
			sums <- sum
		}()
	}
	return clock.stop(<-sums + <-sums)
}

// As many of each as there are processors. Each computes a little between two values.
func producersAndConsumers(capacity, values int, steps uint64) run {
	procs := runtime.GOMAXPROCS(0)
	ch := make(chan uint64, capacity)
	ended := make(chan struct{}, procs)
	for proc := range procs {
		share := values / procs
		if proc < values%procs {
			share++
		}
		go func() {
			for value := range uint64(share) {
				if steps > 0 {
					keep(chain(value, steps))
				}
				ch <- 1
			}
			ended <- struct{}{}
		}()
	}
	go func() {
		for range procs {
			<-ended
		}
		close(ch)
	}()
	return parallel(values, func(int) uint64 {
		received := uint64(0)
		for value := range ch {
			if steps > 0 {
				keep(chain(value, steps))
			}
			received += value
		}
		return received
	})
}
