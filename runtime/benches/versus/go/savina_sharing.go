package main

import (
	"math"
	"runtime"
	"sync"
)

// After the Savina suite of actor programs (Imam and Sarkar), written anew with goroutines and channels: those that share
// something, or pass it along a pipeline.
var savinaSharingRows = map[string]program{
	"sav_conc_dict":      short(dictionary),
	"sav_bounded_buffer": short(boundedBuffer),
	"sav_philosophers":   short(philosophers),
	"sav_barber":         short(barber),
	"sav_smokers":        short(smokers),
	"sav_logistic_map":   short(logisticMap),
	"sav_radix_sort":     short(radixSort),
}

type dictionaryRequest struct {
	key, value uint64
	reply      chan<- uint64 // nil to write
}

// Twenty ask one that has a dictionary; every tenth time they write.
func dictionary(requests int) run {
	ch := make(chan dictionaryRequest)
	go func() {
		words := make(map[uint64]uint64)
		for request := range ch {
			if request.reply == nil {
				words[request.key] = request.value
			} else {
				request.reply <- words[request.key]
			}
		}
	}()
	run := inShares(20, requests, func(requests int) uint64 {
		reply := make(chan uint64, 1)
		for number := range uint64(requests) {
			key := number % 512
			if number%10 == 0 {
				ch <- dictionaryRequest{key, number, nil}
			} else {
				ch <- dictionaryRequest{key, 0, reply}
				keep(<-reply)
			}
		}
		return uint64(requests)
	})
	close(ch)
	return run
}

// Forty produce, forty consume, each computing a little.
func boundedBuffer(items int) run {
	ch := make(chan uint64, 50)
	var producers sync.WaitGroup
	for number := range 40 {
		share := items / 40
		if number < items%40 {
			share++
		}
		producers.Add(1)
		go func() {
			for item := range uint64(share) {
				keep(chain(item, 25))
				ch <- 1
			}
			producers.Done()
		}()
	}
	go func() {
		producers.Wait()
		close(ch)
	}()
	return inShares(40, items, func(int) uint64 {
		sum := uint64(0)
		for item := range ch {
			keep(chain(item, 25))
			sum += item
		}
		return sum
	})
}

// Twenty. A fork is a channel with one value; all take the fork with the smaller number first.
func philosophers(meals int) run {
	const seats = 20
	forks := make([]chan struct{}, seats)
	for place := range forks {
		forks[place] = make(chan struct{}, 1)
		forks[place] <- struct{}{}
	}
	eaten := make(chan uint64)
	clock := startClock()
	for seat := range seats {
		share := meals / seats
		if seat < meals%seats {
			share++
		}
		next := (seat + 1) % seats
		a, b := forks[min(seat, next)], forks[max(seat, next)]
		go func() {
			for meal := range uint64(share) {
				<-a
				<-b
				keep(chain(meal, 25))
				b <- struct{}{}
				a <- struct{}{}
			}
			eaten <- uint64(share)
		}()
	}
	sum := uint64(0)
	for range seats {
		sum += <-eaten
	}
	return clock.stop(sum)
}

// Eight customers come again and again; where no seat of three is free they come back later.
func barber(haircuts int) run {
	room := make(chan chan<- uint64, 3)
	go func() {
		for customer := range room {
			keep(chain(1, 50))
			customer <- 1
		}
	}()
	run := inShares(8, haircuts, func(haircuts int) uint64 {
		isDone := make(chan uint64, 1)
		sum := uint64(0)
		for range haircuts {
			for !tryToEnter(room, isDone) {
				runtime.Gosched()
			}
			sum += <-isDone
		}
		return sum
	})
	close(room)
	return run
}

func tryToEnter(room chan<- chan<- uint64, customer chan<- uint64) bool {
	select {
	case room <- customer:
		return true
	default:
		return false
	}
}

// One of three is told to smoke, at random, and says when it has begun.
func smokers(rounds int) run {
	began := make(chan uint64)
	var smokers [3]chan uint64
	for number := range smokers {
		ch := make(chan uint64)
		smokers[number] = ch
		go func() {
			for steps := range ch {
				began <- 1
				keep(chain(1, steps))
			}
		}()
	}
	clock := startClock()
	random, sum := uint64(1), uint64(0)
	for range rounds {
		random = random*6_364_136_223_846_793_005 + 1
		smokers[(random>>33)%3] <- 50
		sum += <-began
	}
	run := clock.stop(sum)
	for _, ch := range smokers {
		close(ch)
	}
	return run
}

type term struct {
	value float64
	next  chan<- float64
}

// Ten series, each with one that computes its next term.
func logisticMap(terms int) run {
	return inShares(10, terms, func(terms int) uint64 {
		ch := make(chan term)
		go func() {
			for term := range ch {
				term.next <- 3.46 * term.value * (1 - term.value)
			}
		}()
		computed := make(chan float64)
		value := 0.1
		for range terms {
			ch <- term{value, computed}
			value = <-computed
		}
		close(ch)
		return math.Float64bits(value)
	})
}

// A goroutine for each of sixteen bits: it passes on values without the bit at once, and those with it at the end.
func radixSort(values int) run {
	in := make(chan uint64, 64)
	first := in
	clock := startClock()
	go func() {
		random := uint64(1)
		for range values {
			random = random*6_364_136_223_846_793_005 + 1
			first <- random >> 48
		}
		close(first)
	}()
	for bit := range 16 {
		out := make(chan uint64, 64)
		go sortByBit(bit, in, out)
		in = out
	}
	sum, last := uint64(0), uint64(0)
	for value := range in {
		if last > value {
			panic("they are not sorted")
		}
		last = value
		sum = sum*31 + value
	}
	return clock.stop(sum)
}

func sortByBit(bit int, in <-chan uint64, out chan<- uint64) {
	var with []uint64
	for value := range in {
		if value>>bit&1 == 1 {
			with = append(with, value)
		} else {
			out <- value
		}
	}
	for _, value := range with {
		out <- value
	}
	close(out)
}
