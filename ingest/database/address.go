package database

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// address is where a database is and who asks.
type address struct {
	system, host   string
	port           int
	database, user string
	password, tls  string
}

// address reads the settings, the parts or the dsn. The error begins with the
// key and quotes nothing.
func (s Settings) address() (address, error) {
	a := address{s.System, s.Host, s.Port, s.Database, s.User, s.Password.Reveal(), cmp.Or(s.TLS, "verify")}
	if !s.DSN.IsZero() {
		if s.Host != "" || s.Port != 0 || s.Database != "" || s.User != "" || !s.Password.IsZero() || s.TLS != "" {
			return a, errors.New("dsn: stands beside host, port, database, user, password or tls: write one or the other")
		}
		var err error
		if a, err = parse(s.DSN.Reveal()); err != nil {
			return a, err
		}
		if s.System != "" && s.System != a.system {
			return a, fmt.Errorf("system: is %s, but dsn begins with that of %s", s.System, a.system)
		}
	}
	switch {
	case a.system == "":
		return a, errors.New("system: is missing: write postgresql or mysql, which stands for MariaDB too")
	case a.host == "":
		return a, errors.New("host: is missing: write the server's name, or dsn: ${env:NAME} for the whole address")
	case a.database == "":
		return a, errors.New("database: is missing")
	}
	if a.port == 0 {
		a.port = map[string]int{"postgresql": 5432, "mysql": 3306}[a.system]
	}
	return a, nil
}

// parse reads a dsn, which is a URL for either system.
func parse(dsn string) (a address, err error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return a, errors.New("dsn: is no address: write postgresql://user:password@host:5432/database, with %40 for an @ in the password")
	}
	switch u.Scheme {
	case "postgres", "postgresql":
		a.system = "postgresql"
	case "mysql", "mariadb":
		a.system = "mysql"
	default:
		return a, errors.New("dsn: does not begin with postgresql:// or mysql://")
	}
	a.host, a.database, a.user, a.tls = u.Hostname(), strings.TrimPrefix(u.Path, "/"), u.User.Username(), "verify"
	a.password, _ = u.User.Password()
	if u.Port() != "" {
		if a.port, err = strconv.Atoi(u.Port()); err != nil {
			return a, errors.New("dsn: its port is no number")
		}
	}
	for name, values := range u.Query() {
		switch name {
		case "sslmode", "tls", "ssl-mode":
			if a.tls, err = mode(values[0]); err != nil {
				return a, err
			}
		default:
			return a, fmt.Errorf("dsn: the parameter %q is not known: only sslmode is", name)
		}
	}
	return a, nil
}

// mode is how a connection is to be encrypted, by the names that the systems
// have for it.
func mode(name string) (string, error) {
	switch strings.ToLower(name) {
	case "disable", "disabled", "false", "off":
		return "off", nil
	case "require", "required", "skip-verify":
		return "require", nil
	case "verify-ca", "verify-full", "verify_ca", "verify_identity", "verify", "true":
		return "verify", nil
	}
	return "", errors.New("dsn: its sslmode is none of disable, require and verify-full")
}

// encryption is the TLS settings of a connection; nil: it has none, as one
// through a socket of the machine.
func (a address) encryption() *tls.Config {
	if a.tls == "off" || strings.HasPrefix(a.host, "/") {
		return nil
	}
	return &tls.Config{ServerName: a.host, MinVersion: tls.VersionTLS12, InsecureSkipVerify: a.tls == "require"}
}
