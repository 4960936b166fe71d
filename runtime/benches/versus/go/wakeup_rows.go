package main

import (
	"syscall"
	"time"
)

// After the benchmarks of parallel wake-ups in runtime/proc_test.go, written anew: four are woken one after the other, and
// each keeps its processor busy, or its thread.
var wakeupRows = map[string]program{
	"wakeup_spinning_0":         long(func(n int) run { return wakeFour(n, spin, 0) }),
	"wakeup_spinning_1us":       long(func(n int) run { return wakeFour(n, spin, 1) }),
	"wakeup_spinning_2us":       long(func(n int) run { return wakeFour(n, spin, 2) }),
	"wakeup_spinning_5us":       long(func(n int) run { return wakeFour(n, spin, 5) }),
	"wakeup_spinning_10us":      long(func(n int) run { return wakeFour(n, spin, 10) }),
	"wakeup_spinning_20us":      long(func(n int) run { return wakeFour(n, spin, 20) }),
	"wakeup_spinning_50us":      long(func(n int) run { return wakeFour(n, spin, 50) }),
	"wakeup_spinning_100us":     long(func(n int) run { return wakeFour(n, spin, 100) }),
	"wakeup_syscall_0":          long(func(n int) run { return wakeFour(n, nanosleep, 0) }),
	"wakeup_syscall_20us":       long(func(n int) run { return wakeFour(n, nanosleep, 20) }),
	"wakeup_syscall_100us":      long(func(n int) run { return wakeFour(n, nanosleep, 100) }),
	"wakeup_syscall_bare_0":     long(func(n int) run { return wakeFour(n, nanosleep, 0) }),
	"wakeup_syscall_bare_100us": long(func(n int) run { return wakeFour(n, nanosleep, 100) }),
}

func spin(duration time.Duration) {
	start := time.Now()
	for time.Since(start) < duration {
	}
}

// nanosleep is the system call.
func nanosleep(duration time.Duration) {
	rest := syscall.NsecToTimespec(max(int64(duration), 1))
	if syscall.Nanosleep(&rest, nil) != nil {
		panic("nanosleep has failed")
	}
}

func wakeFour(times int, busy func(time.Duration), microseconds int) run {
	duration := time.Duration(microseconds) * time.Microsecond
	done := make(chan uint64, 4)
	var wakers []chan struct{}
	for range 4 {
		waker := make(chan struct{}, 1)
		wakers = append(wakers, waker)
		go func() {
			for range waker {
				busy(duration)
				done <- 1
			}
		}()
	}
	clock := startClock()
	sum := uint64(0)
	for range times {
		for _, waker := range wakers {
			waker <- struct{}{}
		}
		for range 4 {
			sum += <-done
		}
	}
	run := clock.stop(sum)
	for _, waker := range wakers {
		close(waker)
	}
	return run
}
