package main

import "sync"

// Two that talk to each other, forced to different processors, or wherever they are.
var pairRows = map[string]program{
	"split_unbuffered":    short(func(n int) run { return pairOneToOne(0, n, apart()) }),
	"split_round_trip":    short(func(n int) run { return pairRoundTrip(n, apart()) }),
	"split_capacity_1":    short(func(n int) run { return pairOneToOne(1, n, apart()) }),
	"split_buffered_64":   short(func(n int) run { return pairOneToOne(64, n, apart()) }),
	"split_request_reply": short(func(n int) run { return requestReply(n, apart()) }),
	"split_select":        short(func(n int) run { return selectOfTwo(n, apart()) }),
	"split_mutex":         short(func(n int) run { return pairMutex(n, apart()) }),
	"split_rw_write10":    short(func(n int) run { return readOrWrite(n, apart()) }),
	"split_wait_group":    short(func(n int) run { return waitInTurns(n, apart()) }),
	"split_cond":          short(func(n int) run { return condInTurns(n, apart()) }),
	"one_unbuffered":      short(func(n int) run { return pairOneToOne(0, n, anywhere()) }),
	"one_round_trip":      short(func(n int) run { return pairRoundTrip(n, anywhere()) }),
	"one_capacity_1":      short(func(n int) run { return pairOneToOne(1, n, anywhere()) }),
	"one_buffered_64":     short(func(n int) run { return pairOneToOne(64, n, anywhere()) }),
	"one_request_reply":   short(func(n int) run { return requestReply(n, anywhere()) }),
	"one_select":          short(func(n int) run { return selectOfTwo(n, anywhere()) }),
	"one_mutex":           short(func(n int) run { return pairMutex(n, anywhere()) }),
	"one_wait_group":      short(func(n int) run { return waitInTurns(n, anywhere()) }),
	"one_cond":            short(func(n int) run { return condInTurns(n, anywhere()) }),
	"capacity_1":          short(func(n int) run { return pairOneToOne(1, n, anywhere()) }),
	"request_reply":       short(func(n int) run { return requestReply(n, anywhere()) }),
	"request_reply_4":     short(fourClients),
	"two_to_two":          short(twoToTwo),
}

func pairOneToOne(capacity, values int, meeting *meeting) run {
	ch := make(chan uint64, capacity)
	return pair(meeting, func() uint64 {
		for value := range uint64(values) {
			ch <- value
		}
		close(ch)
		return 0
	}, func() uint64 { return receiveAll(ch) })
}

func receiveAll(ch <-chan uint64) uint64 {
	sum := uint64(0)
	for value := range ch {
		sum += value
	}
	return sum
}

func pairRoundTrip(trips int, meeting *meeting) run {
	there, back := make(chan uint64), make(chan uint64)
	return pair(meeting, func() uint64 {
		for value := range there {
			back <- value + 1
		}
		return 0
	}, func() uint64 {
		sum := uint64(0)
		for value := range uint64(trips) {
			there <- value
			sum += <-back
		}
		close(there)
		return sum
	})
}

type request struct {
	value uint64
	reply chan<- uint64
}

func requestReply(requests int, meeting *meeting) run {
	ch := make(chan request)
	return pair(meeting, func() uint64 { return serve(ch) }, func() uint64 {
		sum := ask(ch, requests)
		close(ch)
		return sum
	})
}

func serve(ch <-chan request) uint64 {
	for request := range ch {
		request.reply <- request.value + 1
	}
	return 0
}

func ask(ch chan<- request, requests int) uint64 {
	replies := make(chan uint64)
	sum := uint64(0)
	for value := range uint64(requests) {
		ch <- request{value, replies}
		sum += <-replies
	}
	return sum
}

func fourClients(requests int) run {
	ch := make(chan request)
	go serve(ch)
	run := inShares(4, requests, func(share int) uint64 { return ask(ch, share) })
	close(ch)
	return run
}

func selectOfTwo(values int, meeting *meeting) run {
	a, b := make(chan uint64), make(chan uint64)
	return pair(meeting, func() uint64 {
		for value := range uint64(values) {
			ch := b
			if value%2 == 0 {
				ch = a
			}
			ch <- value
		}
		return 0
	}, func() uint64 {
		sum := uint64(0)
		for range values {
			select {
			case value := <-a:
				sum += value
			case value := <-b:
				sum += value
			}
		}
		return sum
	})
}

func pairMutex(times int, meeting *meeting) run {
	var lock sync.Mutex
	value := 0
	increment := func(times int) uint64 {
		for range times {
			lock.Lock()
			value++
			lock.Unlock()
		}
		return uint64(times)
	}
	return pair(meeting, func() uint64 { return increment(times / 2) }, func() uint64 { return increment(times - times/2) })
}

func readOrWrite(times int, meeting *meeting) run {
	var lock sync.RWMutex
	value := 0
	writeEachTenth := func(times int) uint64 {
		written := uint64(0)
		for time := range times {
			if time%10 == 0 {
				lock.Lock()
				value++
				lock.Unlock()
				written++
			} else {
				lock.RLock()
				_ = value
				lock.RUnlock()
			}
		}
		return written
	}
	return pair(meeting, func() uint64 { return writeEachTenth(times / 2) },
		func() uint64 { return writeEachTenth(times - times/2) })
}

// Each counts the other off, and then waits until it is counted off.
func waitInTurns(times int, meeting *meeting) run {
	var there, back sync.WaitGroup
	there.Add(1)
	return pair(meeting, func() uint64 {
		for range times {
			there.Wait()
			there.Add(1)
			back.Done()
		}
		return 0
	}, func() uint64 {
		for range times {
			back.Add(1)
			there.Done()
			back.Wait()
		}
		return uint64(times)
	})
}

// Each raises a number when it is its turn.
func condInTurns(turns int, meeting *meeting) run {
	var lock sync.Mutex
	changed := sync.NewCond(&lock)
	number := 0
	takeTurns := func(turn, turns int) uint64 {
		for range turns {
			lock.Lock()
			for number%2 != turn {
				changed.Wait()
			}
			number++
			changed.Signal()
			lock.Unlock()
		}
		return uint64(turns)
	}
	return pair(meeting, func() uint64 { return takeTurns(0, turns/2) }, func() uint64 { return takeTurns(1, turns/2) })
}

// On one channel.
func twoToTwo(values int) run {
	ch := make(chan uint64)
	var senders sync.WaitGroup
	for _, share := range []int{values / 2, values - values/2} {
		senders.Add(1)
		go func() {
			for value := range uint64(share) {
				ch <- value
			}
			senders.Done()
		}()
	}
	go func() {
		senders.Wait()
		close(ch)
	}()
	return inShares(2, values, func(int) uint64 { return receiveAll(ch) })
}
