package flight

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/flight"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/earshot/earshot/queries/reader"
)

func TestSignIn(t *testing.T) {
	address := serve(t, people{"ann": "secret-1"}, nil, reader.Limits{})
	ctx := context.Background()
	for dsn, fine := range map[string]bool{
		"flightsql://ann:secret-1@" + address:        true,
		"flightsql://" + address + "?token=secret-1": true,
		"flightsql://ann:wrong@" + address:           false,
		"flightsql://bob:secret-1@" + address:        false,
		"flightsql://" + address + "?token=secret-2": false,
		"flightsql://" + address:                     false,
	} {
		var n int
		err := open(t, dsn+map[bool]string{true: "&", false: "?"}[strings.Contains(dsn, "?")]+"timeout=10s").QueryRow("select 1").Scan(&n)
		if fine != (err == nil && n == 1) {
			t.Errorf("%s: %v", dsn, err)
		}
	}
	c := client(t, address)
	signed, err := c.Client.AuthenticateBasicToken(ctx, "ann", "secret-1")
	if err != nil {
		t.Fatal(err)
	}
	info, err := c.Execute(signed, "select 42")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.DoGet(ctx, info.Endpoint[0].Ticket); err == nil {
		t.Error("a ticket alone lets nobody in")
	}
	if _, err := c.Client.AuthenticateBasicToken(ctx, "ann", "wrong"); err == nil {
		t.Error("a wrong password")
	}
}

func TestTicketsAreOurs(t *testing.T) {
	s, err := New(nil, nil, nil, func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.seal(ticket{SQL: "select 1", User: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.unseal(sealed, "ann"); err != nil || got.SQL != "select 1" {
		t.Error(got, err)
	}
	if _, err := s.unseal(sealed, "bob"); err == nil {
		t.Error("another's ticket")
	}
	for i := range sealed {
		changed := append([]byte(nil), sealed...)
		changed[i] ^= 1
		if _, err := s.unseal(changed, "ann"); err == nil {
			t.Errorf("byte %d changed", i)
		}
		if _, err := s.unseal(sealed[:i], "ann"); err == nil {
			t.Errorf("cut at %d", i)
		}
	}
	s.now = func() time.Time { return time.Date(2026, 1, 1, 1, 0, 1, 0, time.UTC) }
	if _, err := s.unseal(sealed, "ann"); err == nil {
		t.Error("too old")
	}
}

func TestOpenToTheNetworkIsRefused(t *testing.T) {
	listener, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(nil, nil, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(context.Background(), listener, nil); !errors.Is(err, ErrOpen) {
		t.Error(err)
	}
}

func TestTokensInTheClearAreRefused(t *testing.T) {
	listener, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(nil, people{"ann": "secret-1"}, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(context.Background(), listener, nil); !errors.Is(err, ErrClear) {
		t.Error(err)
	}
}

func TestTLS(t *testing.T) {
	certificate, known := selfSigned(t)
	address := serve(t, nil, &certificate, reader.Limits{})
	c := client(t, address, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: known})))
	info, err := c.Execute(context.Background(), "select 'safe'")
	if got := fetch(t, c, info, err); got != "safe" {
		t.Error(got)
	}
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	known := x509.NewCertPool()
	known.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, known
}

// TestMalformedMessages sends what no client would; the server answers the next.
func TestMalformedMessages(t *testing.T) {
	address := serve(t, nil, nil, reader.Limits{})
	c := client(t, address)
	ctx := context.Background()
	for _, bytes := range [][]byte{nil, {0}, []byte("nonsense"), {10, 255, 255, 255, 255, 15}} {
		if _, err := c.Client.GetFlightInfo(ctx, &flight.FlightDescriptor{Type: flight.DescriptorCMD, Cmd: bytes}); err == nil {
			t.Errorf("info of %q", bytes)
		}
		if stream, err := c.Client.DoGet(ctx, &flight.Ticket{Ticket: bytes}); err == nil {
			if _, err := stream.Recv(); err == nil {
				t.Errorf("get %q", bytes)
			}
		}
		if stream, err := c.Client.DoAction(ctx, &flight.Action{Type: "CreatePreparedStatement", Body: bytes}); err == nil {
			if _, err := stream.Recv(); err == nil {
				t.Errorf("act %q", bytes)
			}
		}
		if stream, err := c.Client.DoPut(ctx); err == nil {
			_ = stream.Send(&flight.FlightData{DataHeader: bytes, DataBody: bytes})
			_ = stream.CloseSend()
			if _, err := stream.Recv(); err == nil {
				t.Errorf("put %q", bytes)
			}
		}
	}
	info, err := c.Execute(ctx, "select 1")
	if got := fetch(t, c, info, err); got != "1" {
		t.Error(got)
	}
}

func FuzzCredentials(f *testing.F) {
	for _, text := range []string{"", "Basic", "Basic ", "Basic YTpi", "Basic YQ==", "Bearer", "Bearer x", "Bearer basic:YTpi", "bearer  x ", "Digest x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, secret, ok := credentialsOf(text); ok && secret == "" {
			t.Errorf("%q: no secret", text)
		}
	})
}
