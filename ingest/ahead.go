package ingest

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
)

// answer is a page, or what ended the pull.
type answer struct {
	page Page
	err  error
}

// ahead gives the pages of a pull and has the next one fetched meanwhile. A
// panic of the pull, which may be a library's, ends it as an error does: the
// other sources go on.
func ahead(ctx context.Context, pull func(context.Context, From) iter.Seq2[Page, error], from From) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		fetching, cancel := context.WithCancel(ctx)
		answers := make(chan answer)
		go fetch(fetching, pull, from, answers)
		defer func() {
			cancel()
			for range answers { // until it has ended
			}
		}()
		for a := range answers {
			if !yield(a.page, a.err) || a.err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil { // a pull that ends quietly when it is cancelled has not seen the end
			yield(Page{}, err)
		}
	}
}

func fetch(ctx context.Context, pull func(context.Context, From) iter.Seq2[Page, error], from From, to chan<- answer) {
	defer close(to)
	send := func(a answer) bool {
		select {
		case to <- a:
			return true
		case <-ctx.Done():
			return false
		}
	}
	defer func() {
		if problem := recover(); problem != nil { // its value may hold a customer's words
			send(answer{err: fmt.Errorf("a mistake in earshot, please report it: %T\n%s", problem, debug.Stack())})
		}
	}()
	for page, err := range pull(ctx, from) {
		if !send(answer{page, err}) || err != nil {
			return
		}
	}
}
