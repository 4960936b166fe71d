package main

import (
	"fmt"
	"strings"
	"sync"
)

// Well-known programs: those that compute.
var classicComputeRows = map[string]program{
	"n_queens_9":      long(queens),
	"quicksort_100k":  long(sortAll),
	"binary_trees_12": long(binaryTrees),
	"word_count":      long(countWords),
}

const boardSide = 9

// A goroutine for each way to place the first two.
func queens(times int) run {
	clock := startClock()
	sum := uint64(0)
	for range times {
		ch := make(chan uint64, boardSide*boardSide)
		goroutines := 0
		for first := range boardSide {
			for second := range boardSide {
				if max(first-second, second-first) > 1 {
					goroutines++
					go func() { ch <- ways(2, board{}.with(first).with(second)) }()
				}
			}
		}
		for range goroutines {
			sum += <-ch
		}
	}
	return clock.stop(sum)
}

// board is what is attacked in the next row.
type board struct{ columns, rising, falling uint32 }

func (b board) with(column int) board {
	queen := uint32(1) << column
	return board{b.columns | queen, (b.rising | queen) << 1, (b.falling | queen) >> 1}
}

func ways(row int, b board) uint64 {
	if row == boardSide {
		return 1
	}
	attacked := b.columns | b.rising | b.falling
	sum := uint64(0)
	for column := range boardSide {
		if attacked>>column&1 == 0 {
			sum += ways(row+1, b.with(column))
		}
	}
	return sum
}

// Halves of more than a thousand get a goroutine.
func sortAll(times int) run {
	clock := startClock()
	sum := uint64(0)
	for range times {
		random := uint64(1)
		values := make([]uint64, 0, 100_000)
		for range 100_000 {
			random = random*6_364_136_223_846_793_005 + 1
			values = append(values, random>>33)
		}
		quicksort(values)
		sum += values[0] + values[50_000]
	}
	return clock.stop(sum)
}

func quicksort(values []uint64) {
	if len(values) < 2 {
		return
	}
	pivot := partition(values)
	left, right := values[:pivot], values[pivot+1:]
	if len(left)+len(right) > 1_000 {
		var other sync.WaitGroup
		other.Add(1)
		go func() {
			quicksort(left)
			other.Done()
		}()
		quicksort(right)
		other.Wait()
	} else {
		quicksort(left)
		quicksort(right)
	}
}

// partition says the place of the pivot, which was in the middle.
func partition(values []uint64) int {
	last := len(values) - 1
	values[last/2], values[last] = values[last], values[last/2]
	place := 0
	for other := range last {
		if values[other] < values[last] {
			values[place], values[other] = values[other], values[place]
			place++
		}
	}
	values[place], values[last] = values[last], values[place]
	return place
}

type node struct{ left, right *node }

func treeOf(depth int) *node {
	if depth == 0 {
		return nil
	}
	return &node{treeOf(depth - 1), treeOf(depth - 1)}
}

func (n *node) nodes() uint64 {
	if n == nil {
		return 1
	}
	return 1 + n.left.nodes() + n.right.nodes()
}

// A goroutine for each depth makes trees and counts their nodes.
func binaryTrees(times int) run {
	clock := startClock()
	sum := uint64(0)
	for range times {
		ch := make(chan uint64, 8)
		for _, depth := range []int{4, 6, 8, 10, 12} {
			go func() {
				nodes := uint64(0)
				for range 1 << (12 - depth) {
					nodes += treeOf(depth).nodes()
				}
				ch <- nodes
			}()
		}
		for range 5 {
			sum += <-ch
		}
	}
	return clock.stop(sum)
}

// Four count the words of a part of a text each, and one adds up.
func countWords(times int) run {
	text := text()
	clock := startClock()
	sum := uint64(0)
	for range times {
		ch := make(chan map[string]uint64, 4)
		for _, part := range text {
			go func() {
				counts := make(map[string]uint64)
				for word := range strings.FieldsSeq(part) {
					counts[word]++
				}
				ch <- counts
			}()
		}
		all := make(map[string]uint64)
		for range 4 {
			for word, count := range <-ch {
				all[word] += count
			}
		}
		sum += uint64(len(all)) + all["w7"]
	}
	return clock.stop(sum)
}

// Four parts of 10,000 words, of a thousand different ones.
func text() [4]string {
	random := uint64(1)
	var parts [4]string
	for part := range parts {
		var words strings.Builder
		for range 10_000 {
			random = random*6_364_136_223_846_793_005 + 1
			fmt.Fprintf(&words, "w%d ", (random>>33)%1_000)
		}
		parts[part] = words.String()
	}
	return parts
}
