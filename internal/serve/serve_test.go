package serve

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// begin serves the handler; stop ends it and gives what Until returned.
func begin(t *testing.T, handler http.HandlerFunc, grace time.Duration) (address string, stop func() error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Until(ctx, &http.Server{Handler: handler}, listener, grace) }()
	return "http://" + listener.Addr().String(), func() error { cancel(); return <-ended }
}

func TestWhatIsUnderWayEnds(t *testing.T) {
	asked, resume := make(chan bool), make(chan bool)
	address, stop := begin(t, func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-resume
		_, _ = io.WriteString(w, "the whole answer")
	}, time.Minute)
	got := make(chan string)
	go func() {
		response, err := http.Get(address)
		if err != nil {
			got <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		got <- string(body)
	}()
	<-asked
	stopped := make(chan error)
	go func() { stopped <- stop() }()
	for { // until nobody is let in any more
		connection, err := net.Dial("tcp", address[len("http://"):])
		if err != nil {
			break
		}
		connection.Close()
	}
	close(resume)
	if body, err := <-got, <-stopped; body != "the whole answer" || err != nil {
		t.Error(body, err)
	}
}

func TestWhatGoesOnIsCutOff(t *testing.T) {
	asked := make(chan bool)
	address, stop := begin(t, func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	}, time.Millisecond)
	failed := make(chan error)
	go func() {
		response, err := http.Get(address)
		if err == nil {
			response.Body.Close()
		}
		failed <- err
	}()
	<-asked
	if err := stop(); err != nil {
		t.Error(err)
	}
	if <-failed == nil {
		t.Error("who goes on gets an answer")
	}
}

func TestAListenerThatFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := Until(context.Background(), &http.Server{}, listener, time.Minute); !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}
