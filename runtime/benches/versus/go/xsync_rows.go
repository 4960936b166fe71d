//go:build xsync

package main

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

func init() { programs = append(programs, xsyncRows) }

// After the benchmarks of semaphores in sync/runtime_sema_test.go and golang.org/x/sync/semaphore, and programs with errgroup,
// written anew. The module has to be fetched, so that these rows have a tag.
var xsyncRows = map[string]program{
	"sem_uncontended": short(func(n int) run {
		return parallel(n, func(times int) uint64 { return acquire(semaphore.NewWeighted(1), 0, times) })
	}),
	"sem_try": short(func(n int) run {
		return parallel(n, func(times int) uint64 {
			sem := semaphore.NewWeighted(1)
			acquired := uint64(0)
			for range times {
				if sem.TryAcquire(1) {
					acquired++
					sem.Release(1)
				}
			}
			return acquired
		})
	}),
	"sem_nonblock":       short(func(n int) run { return acquireAll(1, 64, 0, n) }),
	"sem_work_nonblock":  short(func(n int) run { return acquireAll(1, 64, 50, n) }),
	"sem_block":          short(func(n int) run { return acquireAll(4, 1, 0, n) }),
	"sem_work_block":     short(func(n int) run { return acquireAll(4, 1, 50, n) }),
	"sem_acquire_seq_64": short(acquire64),
	"errgroup_go4": short(func(n int) run {
		return eachTime(n, func() uint64 { return fourInGroup(new(errgroup.Group)) })
	}),
	"errgroup_ctx4": short(func(n int) run {
		return eachTime(n, func() uint64 {
			group, _ := errgroup.WithContext(context.Background())
			return fourInGroup(group)
		})
	}),
	"errgroup_limit10": short(func(goroutines int) run {
		var group errgroup.Group
		group.SetLimit(10)
		clock := startClock()
		for number := range uint64(goroutines) {
			group.Go(func() error {
				keep(number)
				return nil
			})
		}
		expect(group.Wait())
		return clock.stop(uint64(goroutines))
	}),
}

func expect(err error) {
	if err != nil {
		panic(err)
	}
}

// So many goroutines for each processor, and so many permits.
func acquireAll(each int, permits int64, steps uint64, times int) run {
	sem := semaphore.NewWeighted(permits)
	return inShares(each*runtime.GOMAXPROCS(0), times, func(times int) uint64 { return acquire(sem, steps, times) })
}

// acquire computes while it has the permit.
func acquire(sem *semaphore.Weighted, steps uint64, times int) uint64 {
	ctx := context.Background()
	for time := range uint64(times) {
		expect(sem.Acquire(ctx, 1))
		if steps > 0 {
			keep(chain(time, steps))
		}
		sem.Release(1)
	}
	return uint64(times)
}

// All permits of a semaphore, one after the other; then they are given back.
func acquire64(times int) run {
	ctx := context.Background()
	return parallel(times, func(times int) uint64 {
		sem := semaphore.NewWeighted(64)
		for range times {
			for range 64 {
				expect(sem.Acquire(ctx, 1))
			}
			for range 64 {
				sem.Release(1)
			}
		}
		return uint64(times)
	})
}

func fourInGroup(group *errgroup.Group) uint64 {
	for range 4 {
		group.Go(func() error { return nil })
	}
	expect(group.Wait())
	return 1
}
