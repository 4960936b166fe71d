package main

import (
	"runtime"
	"sync"
)

// After the benchmarks in sync/mutex_test.go and rwmutex_test.go, written anew.
var mutexRows = map[string]program{
	"mutex_uncontended": short(func(n int) run {
		return parallel(n, func(times int) uint64 { return lockAndWork(new(ownCounter).own(), 0, times) })
	}),
	"mutex":            short(func(n int) run { return mutexFor(1, 0, n) }),
	"mutex_slack":      short(func(n int) run { return mutexFor(10, 0, n) }),
	"mutex_work":       short(func(n int) run { return mutexFor(1, 50, n) }),
	"mutex_work_slack": short(func(n int) run { return mutexFor(10, 50, n) }),
	"mutex_nospin": short(func(n int) run {
		var accounts accounts
		return inShares(4*runtime.GOMAXPROCS(0), n, func(times int) uint64 { return lockOrTouch(&accounts, times) })
	}),
	"mutex_spin": short(func(n int) run {
		var accounts accounts
		return parallel(n, func(times int) uint64 { return lockAndTouch(&accounts, times) })
	}),
	"rw_uncontended":   short(func(n int) run { return parallel(n, readTwiceAndWrite) }),
	"rw_write100":      short(func(n int) run { return readOrWriteAll(100, 0, n) }),
	"rw_write10":       short(func(n int) run { return readOrWriteAll(10, 0, n) }),
	"rw_work_write100": short(func(n int) run { return readOrWriteAll(100, 50, n) }),
	"rw_work_write10":  short(func(n int) run { return readOrWriteAll(10, 50, n) }),
}

type counter struct {
	lock  sync.Mutex
	value uint64
}

// ownCounter has no other in its cache line.
type ownCounter struct {
	_ [128]byte
	counter
	_ [128]byte
}

func (c *ownCounter) own() *counter { return &c.counter }

// So many goroutines for each processor.
func mutexFor(each int, steps uint64, times int) run {
	var shared counter
	return inShares(each*runtime.GOMAXPROCS(0), times, func(times int) uint64 { return lockAndWork(&shared, steps, times) })
}

// lockAndWork works after it has unlocked.
func lockAndWork(shared *counter, steps uint64, times int) uint64 {
	for time := range uint64(times) {
		shared.lock.Lock()
		shared.value++
		shared.lock.Unlock()
		if steps > 0 {
			keep(chain(time, steps))
		}
	}
	return uint64(times)
}

type accounts struct {
	lock sync.Mutex
	a, b uint64
}

func (a *accounts) transfer() {
	a.lock.Lock()
	a.a -= 100
	a.b += 100
	a.lock.Unlock()
}

const dataLength = 4 << 10

func touch(data *[dataLength]uint64) {
	for place := 0; place < len(data); place += 4 {
		data[place]++
	}
}

// Every fourth time it locks, the other times it computes a microsecond; then it waits for a goroutine that ends at once. To
// spin for the lock would take the processor from somebody who has work.
func lockOrTouch(accounts *accounts, times int) uint64 {
	data := new([dataLength]uint64)
	ch := make(chan struct{})
	for time := range times {
		if time%4 == 0 {
			accounts.transfer()
		} else {
			touch(data)
		}
		go func() { ch <- struct{}{} }()
		<-ch
	}
	return uint64(times)
}

// To spin pays: who has the lock unlocks it soon.
func lockAndTouch(accounts *accounts, times int) uint64 {
	data := new([dataLength]uint64)
	for range times {
		accounts.transfer()
		touch(data)
	}
	return uint64(times)
}

func readTwiceAndWrite(times int) uint64 {
	var shared struct {
		_     [128]byte
		lock  sync.RWMutex
		value uint64
		_     [128]byte
	}
	for range times {
		shared.lock.RLock()
		shared.lock.RLock()
		shared.lock.RUnlock()
		shared.lock.RUnlock()
		shared.lock.Lock()
		shared.value++
		shared.lock.Unlock()
	}
	return shared.value
}

// Locks to write once in so many times; a reader works while it has the lock.
func readOrWriteAll(onceIn int, steps uint64, times int) run {
	var lock sync.RWMutex
	value := uint64(0)
	return parallel(times, func(times int) uint64 {
		for time := 1; time <= times; time++ {
			if time%onceIn == 0 {
				lock.Lock()
				value++
				lock.Unlock()
			} else {
				lock.RLock()
				if steps > 0 {
					keep(chain(value, steps))
				}
				lock.RUnlock()
			}
		}
		return uint64(times)
	})
}
