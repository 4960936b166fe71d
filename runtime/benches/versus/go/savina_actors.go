package main

import "sync"

// After the Savina suite of actor programs (Imam and Sarkar), written anew with goroutines and channels: those that pass
// messages.
var savinaActorRows = map[string]program{
	"sav_ping_pong":       short(pingPong),
	"sav_counting":        short(counting),
	"sav_fj_create":       short(createActors),
	"sav_fj_throughput":   short(throughput),
	"sav_thread_ring_100": short(func(n int) run { return ring(100, n) }),
	"thread_ring_503":     short(func(n int) run { return ring(503, n) }),
	"sav_chameneos":       short(chameneos),
	"sav_big":             short(big),
}

func pingPong(trips int) run {
	ping, pong := make(chan uint64), make(chan uint64)
	return pair(anywhere(), func() uint64 {
		for ball := range ping {
			pong <- ball
		}
		return 0
	}, func() uint64 {
		sum := uint64(0)
		for trip := range uint64(trips) {
			ping <- trip
			sum += <-pong
		}
		close(ping)
		return sum
	})
}

type count struct {
	tell chan<- uint64 // nil to raise it
}

// One sends so many messages to one that counts them, and asks in the end.
func counting(messages int) run {
	ch := make(chan count, 128)
	clock := startClock()
	go func() {
		raised := uint64(0)
		for message := range ch {
			if message.tell == nil {
				raised++
			} else {
				message.tell <- raised
			}
		}
	}()
	for range messages {
		ch <- count{}
	}
	reply := make(chan uint64, 1)
	ch <- count{reply}
	raised := <-reply
	close(ch)
	return clock.stop(raised)
}

// Each gets a message, computes a little, and ends.
func createActors(goroutines int) run {
	var ended sync.WaitGroup
	clock := startClock()
	ended.Add(goroutines)
	for number := range uint64(goroutines) {
		ch := make(chan uint64, 1)
		go func() {
			keep(chain(<-ch, 10))
			ended.Done()
		}()
		ch <- number
	}
	ended.Wait()
	return clock.stop(uint64(goroutines))
}

// Messages to sixty in turns.
func throughput(messages int) run {
	const actors = 60
	clock := startClock()
	sums := make(chan uint64, actors)
	var all []chan uint64
	for range actors {
		ch := make(chan uint64, 64)
		all = append(all, ch)
		go func() {
			sum := uint64(0)
			for message := range ch {
				sum += chain(message, 10)
			}
			sums <- sum
		}()
	}
	for message := range uint64(messages) {
		all[message%actors] <- message
	}
	for _, ch := range all {
		close(ch)
	}
	sum := uint64(0)
	for range actors {
		sum += <-sums
	}
	return clock.stop(sum)
}

// A number that goes round and is lowered, until it is zero.
func ring(goroutines, hops int) run {
	first, end := make(chan int), make(chan struct{})
	in := first
	for number := range goroutines {
		out := make(chan int)
		if number == goroutines-1 {
			out = first
		}
		go passLowered(in, out, end, number == goroutines-1)
		in = out
	}
	clock := startClock()
	first <- hops
	<-end
	run := clock.stop(uint64(hops))
	close(first)
	return run
}

func passLowered(in <-chan int, out chan<- int, end chan<- struct{}, isLast bool) {
	for hops := range in {
		if hops == 0 {
			end <- struct{}{}
		} else {
			out <- hops - 1
		}
	}
	if !isLast {
		close(out)
	}
}

type guest struct {
	colour uint64
	met    chan<- uint64
}

const mallIsClosed = 3

// Ten creatures meet in pairs at a mall, which tells each the colour of the other.
func chameneos(meetings int) run {
	mall := make(chan guest)
	met := make(chan uint64)
	clock := startClock()
	for colour := range uint64(10) {
		go func() { met <- meet(mall, colour%3) }()
	}
	for range meetings {
		one, other := <-mall, <-mall
		one.met <- other.colour
		other.met <- one.colour
	}
	// Each comes once more.
	for range 10 {
		(<-mall).met <- mallIsClosed
	}
	sum := uint64(0)
	for range 10 {
		sum += <-met
	}
	return clock.stop(sum)
}

// meet goes on until the mall is closed. It says how often it has met another.
func meet(mall chan<- guest, colour uint64) uint64 {
	met := make(chan uint64, 1)
	meetings := uint64(0)
	for {
		mall <- guest{colour, met}
		other := <-met
		if other == mallIsClosed {
			return meetings
		}
		if other != colour {
			// The third colour.
			colour = 3 - colour - other
		}
		meetings++
	}
}

const bigActors = 60

// pong is a message that is no actor's ping.
const pong = -1

// Sixty send pings to one another at random and wait for the pong; meanwhile they answer.
func big(pings int) run {
	all := make([]chan int, bigActors)
	for number := range all {
		all[number] = make(chan int, bigActors+1)
	}
	var done sync.WaitGroup
	ponged := make(chan uint64, bigActors)
	clock := startClock()
	done.Add(bigActors)
	for number := range bigActors {
		share := pings / bigActors
		if number < pings%bigActors {
			share++
		}
		go func() { ponged <- pingAtRandom(number, all, uint64(share), &done) }()
	}
	done.Wait()
	for _, ch := range all {
		close(ch)
	}
	sum := uint64(0)
	for range bigActors {
		sum += <-ponged
	}
	return clock.stop(sum)
}

func pingAtRandom(own int, all []chan int, pings uint64, done *sync.WaitGroup) uint64 {
	random := uint64(own + 1)
	ponged := uint64(0)
	isNext := true
	for {
		if isNext && ponged < pings {
			random = random*6_364_136_223_846_793_005 + 1
			all[(random>>33)%bigActors] <- own
			isNext = false
		} else if isNext {
			done.Done()
			isNext = false
		}
		message, open := <-all[own]
		switch {
		case !open:
			return ponged
		case message == pong:
			ponged++
			isNext = true
		default:
			all[message] <- pong
		}
	}
}
