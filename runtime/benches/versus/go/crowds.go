package main

import (
	"sync"
	"time"
)

// Many goroutines that wait: what each takes to start, in memory, and to be woken and end. Once, from cold.
func blocked(goroutines int) []metric {
	stop := make(chan struct{})
	var started, ended sync.WaitGroup
	started.Add(goroutines)
	ended.Add(goroutines)
	before := resident()
	start := time.Now()
	for range goroutines {
		go func() {
			started.Done()
			<-stop
			ended.Done()
		}()
	}
	started.Wait()
	starting := time.Since(start)
	memory := resident() - before
	maps := memoryMaps()
	start = time.Now()
	close(stop)
	ended.Wait()
	ending := time.Since(start)
	each := float64(goroutines)
	return []metric{
		{"start", float64(starting) / 1e3 / each},
		{"memory", memory / each},
		{"maps", maps},
		{"end", float64(ending) / 1e3 / each},
	}
}

// A million sleepers, each with a time of its own, none of which comes while the process lives.
func asleep(time.Duration) []metric {
	const sleepers = 1_000_000
	var started sync.WaitGroup
	started.Add(sleepers)
	start := time.Now()
	for number := range sleepers {
		// In no order: 7,919 is prime, so every millisecond of a million comes once.
		rest := time.Hour + time.Duration(number*7_919%sleepers)*time.Millisecond
		go func() {
			started.Done()
			time.Sleep(rest)
		}()
	}
	started.Wait()
	return []metric{{"start", float64(time.Since(start)) / 1e3 / sleepers}}
}
