package main

import "time"

// program is the program of a row that is compared with goroutines in Rust alone.
type program struct {
	// The operations of the first trial, or of the only one.
	operations int
	once       bool
	run        func(operations int) run
}

// run is what carrying out operations has taken, and a checksum of what they have done.
type run struct {
	took, cpu time.Duration
	sum       uint64
}

// short is an operation that takes nanoseconds.
func short(run func(int) run) program { return program{operations: 1_000, run: run} }

// many is for an operation that takes nanoseconds, of which few say little: others have the processor for milliseconds meanwhile.
func many(run func(int) run) program { return program{operations: 200_000, run: run} }

// long is an operation that takes tens of microseconds and more.
func long(run func(int) run) program { return program{operations: 4, run: run} }

// slow is an operation that takes tens of milliseconds and more.
func slow(run func(int) run) program { return program{operations: 1, run: run} }

// once is for so many operations, from cold.
func once(operations int, run func(int) run) program {
	return program{operations: operations, once: true, run: run}
}

func (p program) measure(budget time.Duration) []metric {
	operations := p.operations
	run := p.run(operations)
	sum := run.sum
	if !p.once {
		trial := budget / 8
		for run.took < trial {
			factor := float64(trial) / max(float64(run.took), 1)
			operations = int(float64(operations) * min(max(factor*1.2, 1.5), 100))
			run = p.run(operations)
		}
		operations = max(int(float64(operations)*float64(budget)/float64(run.took)), 1)
		run = p.run(operations)
	}
	each := float64(operations)
	// So that a sum is exact as a floating-point number.
	sum32 := uint32(sum ^ sum>>32)
	return []metric{{"time", float64(run.took) / each}, {"cpu", float64(run.cpu) / each}, {"sum", float64(sum32)}}
}

// clock runs from when it is started.
type clock struct {
	wall time.Time
	cpu  time.Duration
}

func startClock() clock {
	cpu := processorTime()
	return clock{time.Now(), cpu}
}

func (c clock) stop(sum uint64) run {
	took := time.Since(c.wall)
	return run{took, processorTime() - c.cpu, sum}
}

// perOperation is the time and the processor time of one operation, of which run carries out each at a time: from a single
// run that takes about budget, after shorter ones that tell how many operations that is.
func perOperation(budget time.Duration, each float64, timed func(operations int) time.Duration) []metric {
	whole := program{operations: 1_000, run: func(operations int) run {
		clock := startClock()
		took := timed(operations)
		return run{took, clock.stop(0).cpu, 0}
	}}
	measured := whole.measure(budget)
	return []metric{{"time", measured[0].value / each}, {"cpu", measured[1].value / each}}
}
