// The rows of the table in Go. The first argument names the row, the second is how long it may run, in milliseconds; a
// line `metric value` is printed for each metric. GOMAXPROCS says how many workers run it.
package main

import (
	"fmt"
	"os"
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
	"mutex":          mutex,
	"spawn":          spawnAndWait,
	"yield":          yieldInTurns,
	"skynet":         skynet,
	"blocked_30k":    func(time.Duration) []metric { return blocked(30_000) },
	"blocked_1m":     func(time.Duration) []metric { return blocked(1_000_000) },
	"asleep":         asleep,
	"timers":         millisecondApart,
	"pending":        pending,
	"pool":           fed,
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: versus ROW MILLISECONDS")
		os.Exit(2)
	}
	row, known := rows[os.Args[1]]
	milliseconds, err := strconv.Atoi(os.Args[2])
	if !known || err != nil {
		fmt.Fprintln(os.Stderr, "there is no such row")
		os.Exit(2)
	}
	for _, measured := range row(time.Duration(milliseconds) * time.Millisecond) {
		fmt.Println(measured.name, measured.value)
	}
}
