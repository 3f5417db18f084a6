//go:build !linux

package reader

// boundMemory leaves it to DuckDB's own limit where the system has no other.
func boundMemory(Limits) error { return nil }
