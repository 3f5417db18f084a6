package cli

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// certificate is a pair of files that are read anew when one of them changes,
// so that a renewed certificate needs no restart.
type certificate struct {
	cert, key string // paths

	mu     sync.Mutex
	loaded *tls.Certificate
	of     [2]time.Time
}

// get is what a TLS connection begins with. While new files cannot be read, the
// old certificate goes on.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := [2]time.Time{changed(c.cert), changed(c.key)}
	if c.loaded != nil && now == c.of {
		return c.loaded, nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil && c.loaded == nil {
		return nil, err
	}
	if err == nil {
		c.loaded, c.of = &pair, now
	}
	return c.loaded, nil
}

func changed(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// resolve is a path of earshot.yaml, which begins at the workspace.
func (w *workspace) resolve(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return w.path(path)
}
