// The rows of the table in Go. The first argument names the row, the second is how long it may run, in milliseconds; a
// line `metric value` is printed for each metric. GOMAXPROCS says how many workers run it.
package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"
)

type metric struct {
	name  string
	value float64
}

var rows = map[string]func(time.Duration) []metric{
	"unbuffered_one": unbuffered,
	"unbuffered":     unbuffered,
	"round_trip":     roundTrip,
	"buffered":       buffered,
	"eight":          eight,
	"select":         selectOfThree,
	"mutex_8":        mutex,
	"spawn":          spawnAndWait,
	"yield":          yieldInTurns,
	"skynet":         skynet,
	"blocked_30k":    func(time.Duration) []metric { return blocked(30_000) },
	"blocked_1m":     func(time.Duration) []metric { return blocked(1_000_000) },
	"asleep":         asleep,
	"timers":         millisecondApart,
	"pending":        pending,
	"pool_8":         fed,
}

// The rows that are compared with goroutines in Rust alone.
var programs = []map[string]program{
	chanRows, classicComputeRows, classicFlowRows, contextRows, mutexRows, pairRows, procRows, savinaActorRows,
	savinaSharingRows, selectRows, shapeRows, stormRows, syncRows, tickerRows, timeRows, wakeupRows,
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: versus ROW MILLISECONDS")
		os.Exit(2)
	}
	if server, known := servers[os.Args[1]]; known {
		runServer(server)
	}
	milliseconds, err := strconv.Atoi(os.Args[2])
	measured, known := measure(os.Args[1], time.Duration(milliseconds)*time.Millisecond)
	if !known || err != nil {
		fmt.Fprintln(os.Stderr, "there is no such row")
		os.Exit(2)
	}
	for _, metric := range measured {
		fmt.Println(metric.name, metric.value)
	}
}

func measure(row string, budget time.Duration) ([]metric, bool) {
	for _, programs := range programs {
		if program, known := programs[row]; known {
			return program.measure(budget), true
		}
	}
	run, known := rows[row]
	if !known {
		return nil, false
	}
	measured := run(budget)
	if !slices.ContainsFunc(measured, func(metric metric) bool { return metric.name == "cpu" }) {
		// That of the whole process.
		measured = append(measured, metric{"cpu", float64(processorTime())})
	}
	return measured, true
}
