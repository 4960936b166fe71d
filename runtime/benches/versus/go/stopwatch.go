package main

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// perOperation is the time of one operation, in nanoseconds: from a single run that takes about budget, after shorter
// ones that tell how many operations that is.
func perOperation(budget time.Duration, run func(operations int) time.Duration) float64 {
	operations := 1_000
	trial := budget / 8
	elapsed := run(operations)
	for elapsed < trial {
		factor := float64(trial) / max(float64(elapsed), 1)
		operations = int(float64(operations) * min(max(factor*1.2, 1.5), 100))
		elapsed = run(operations)
	}
	operations = max(int(float64(operations)*float64(budget)/float64(elapsed)), 1)
	return float64(run(operations)) / float64(operations)
}

// resident is the resident memory, in bytes.
func resident() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kilobytes, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
			return kilobytes * 1024
		}
	}
	return 0
}

func memoryMaps() float64 {
	maps, _ := os.ReadFile("/proc/self/maps")
	return float64(strings.Count(string(maps), "\n"))
}

// processorTime is that of all threads so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// quantile is the value below which that share of them lie.
func quantile(values []float64, share float64) float64 {
	slices.Sort(values)
	return values[int(float64(len(values)-1)*share+0.5)]
}
