package main

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

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
	const ofProcess = 2 // CLOCK_PROCESS_CPUTIME_ID
	var used syscall.Timespec
	_, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, ofProcess, uintptr(unsafe.Pointer(&used)), 0)
	if errno != 0 {
		return 0
	}
	return time.Duration(used.Nano())
}

// quantile is the value below which that share of them lie.
func quantile(values []float64, share float64) float64 {
	slices.Sort(values)
	return values[int(float64(len(values)-1)*share+0.5)]
}
