//go:build linux

package reader

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// boundMemory bounds what this process may map: DuckDB's own limit does not
// count the texts and lists that functions make. Behind it, an allocation fails
// and DuckDB says so. Beyond what is mapped already, a question has twice its
// share, and room for the records on their way out.
func boundMemory(limits Limits) error {
	text, err := limits.share(limits.Memory)
	if err != nil {
		return err
	}
	share, err := parseBytes(text)
	if err != nil {
		return err
	}
	content, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return err
	}
	var pages uint64
	if _, err := fmt.Sscan(string(content), &pages); err != nil {
		return err
	}
	most := pages*uint64(os.Getpagesize()) + 2*uint64(share) + room(limits)
	return syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: most, Max: most})
}

// room is what threads, their stacks and heaps, and Go's own need: mapped, little
// of it used.
func room(limits Limits) uint64 {
	threads := limits.Threads
	if threads <= 0 {
		threads = runtime.NumCPU()
	}
	return 768<<20 + uint64(threads)*(16<<20)
}
