package main

import (
	"context"
	"time"
)

// After the benchmarks of context, written anew.
var contextRows = map[string]program{
	"ctx_common_parent_cancel": short(commonParent),
	"ctx_with_timeout_40":      short(func(n int) run { return withTimeout(40, n) }),
	"ctx_with_timeout_4000":    short(func(n int) run { return withTimeout(4_000, n) }),
	"ctx_with_timeout_400000":  short(func(n int) run { return withTimeout(400_000, n) }),
	"ctx_tree_1_background":    short(func(n int) run { return trees(background, 1, n) }),
	"ctx_tree_1_open":          short(func(n int) run { return trees(open, 1, n) }),
	"ctx_tree_1_closed":        short(func(n int) run { return trees(closed, 1, n) }),
	"ctx_tree_10_background":   short(func(n int) run { return trees(background, 10, n) }),
	"ctx_tree_10_open":         short(func(n int) run { return trees(open, 10, n) }),
	"ctx_tree_10_closed":       short(func(n int) run { return trees(closed, 10, n) }),
	"ctx_tree_100_background":  short(func(n int) run { return trees(background, 100, n) }),
	"ctx_tree_100_open":        short(func(n int) run { return trees(open, 100, n) }),
	"ctx_tree_100_closed":      short(func(n int) run { return trees(closed, 100, n) }),
	"ctx_tree_1000_background": short(func(n int) run { return trees(background, 1_000, n) }),
	"ctx_tree_1000_open":       short(func(n int) run { return trees(open, 1_000, n) }),
	"ctx_tree_1000_closed":     short(func(n int) run { return trees(closed, 1_000, n) }),
	"ctx_check_canceled_err": short(func(n int) run {
		ctx := ended()
		return parallel(n, func(times int) uint64 {
			sum := uint64(0)
			for range times {
				if ctx.Err() != nil {
					sum++
				}
			}
			return sum
		})
	}),
	"ctx_check_canceled_done": short(func(n int) run {
		ctx := ended()
		return parallel(n, func(times int) uint64 {
			sum := uint64(0)
			for range times {
				if isDone(ctx) {
					sum++
				}
			}
			return sum
		})
	}),
	"ctx_cancel_done": short(func(n int) run {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		return parallel(n, func(times int) uint64 {
			sum := uint64(0)
			for range times {
				if !isDone(ctx) {
					sum++
				}
			}
			return sum
		})
	}),
	"ctx_err_ok": short(func(n int) run {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		return parallel(n, func(times int) uint64 {
			sum := uint64(0)
			for range times {
				if ctx.Err() == nil {
					sum++
				}
			}
			return sum
		})
	}),
	"ctx_deep_value_new_10":   short(func(n int) run { return askInNewGoroutines(10, n) }),
	"ctx_deep_value_new_50":   short(func(n int) run { return askInNewGoroutines(50, n) }),
	"ctx_deep_value_new_100":  short(func(n int) run { return askInNewGoroutines(100, n) }),
	"ctx_deep_value_same_10":  short(func(n int) run { return askForValue(10, n) }),
	"ctx_deep_value_same_50":  short(func(n int) run { return askForValue(50, n) }),
	"ctx_deep_value_same_100": short(func(n int) run { return askForValue(100, n) }),
}

type key int

func commonParent(times int) run {
	root := context.WithValue(context.Background(), key(1), uint64(1))
	ctx, cancel := context.WithCancel(root)
	defer cancel()
	return eachTime(times, func() uint64 {
		child, cancel := context.WithCancel(ctx)
		value := child.Value(key(1)).(uint64)
		cancel()
		return value
	})
}

// Ten are made and cancelled, beside so many that exist.
func withTimeout(beside, times int) run {
	root, cancel := context.WithCancel(context.Background())
	defer cancel()
	for number := range beside {
		_, others := context.WithTimeout(root, time.Hour+time.Duration(number)*time.Microsecond)
		defer others()
	}
	return parallel(times, func(times int) uint64 {
		ten := make([]context.CancelFunc, 10)
		for range times {
			for place := range ten {
				_, ten[place] = context.WithTimeout(root, time.Hour)
			}
			for _, cancel := range ten {
				cancel()
			}
		}
		return uint64(times)
	})
}

type rootKind int

const (
	background rootKind = iota
	open
	closed
)

// A chain of contexts is made of a root, which is cancelled before, after, or never.
func trees(kind rootKind, depth, times int) run {
	clock := startClock()
	ended := uint64(0)
	for range times {
		ctx := context.Background()
		if kind == background {
			ctx = contextChain(ctx, depth)
		} else {
			root, cancel := context.WithCancel(ctx)
			if kind == closed {
				cancel()
			}
			ctx = contextChain(root, depth)
			cancel()
		}
		ended += one(ctx.Err() != nil)
	}
	return clock.stop(ended)
}

func contextChain(ctx context.Context, depth int) context.Context {
	for range depth {
		child, cancel := context.WithCancel(ctx)
		keepCancel(cancel)
		ctx = child
	}
	return ctx
}

//go:noinline
func keepCancel(context.CancelFunc) {}

func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func isDone(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	default:
		return false
	}
}

func withValues(depth int) context.Context {
	ctx := context.Background()
	for number := range depth {
		ctx = context.WithValue(ctx, key(number), number)
	}
	return ctx
}

// For a value that nobody has added.
func askForValue(depth, times int) run {
	ctx := withValues(depth)
	return parallel(times, func(times int) uint64 {
		missing := uint64(0)
		for range times {
			if ctx.Value(key(-1)) == nil {
				missing++
			}
		}
		return missing
	})
}

func askInNewGoroutines(depth, times int) run {
	ctx := withValues(depth)
	return eachTime(times, func() uint64 {
		result := make(chan uint64, 1)
		go func() { result <- one(ctx.Value(key(-1)) == nil) }()
		return <-result
	})
}
