package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// postfix is an SMTP server with STARTTLS that delivers to a Maildir for each of
// ana and bo at acme.example below EARSHOT_POSTFIX_MAIL, puts off later@acme.example
// and knows nobody else. It has to be started as root.
type postfix struct{}

func (postfix) name() string       { return "postfix" }
func (postfix) program() string    { return "/usr/sbin/postfix" }
func (postfix) packages() []string { return []string{"postfix"} }

func (p postfix) start(ctx context.Context, dir string) (map[string]string, error) {
	if os.Getuid() != 0 {
		return nil, errors.New("postfix starts as root alone")
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(certify(dir), p.configure(dir, port)); err != nil {
		return nil, err
	}
	if err := run(ctx, dir, p.program(), "-c", filepath.Join(dir, "etc"), "start"); err != nil {
		return nil, err
	}
	variables := map[string]string{
		"EARSHOT_POSTFIX_SMTP": net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		"EARSHOT_POSTFIX_CA":   filepath.Join(dir, "ca.pem"),
		"EARSHOT_POSTFIX_MAIL": filepath.Join(dir, "mail"),
	}
	return variables, answers(ctx, variables["EARSHOT_POSTFIX_SMTP"])
}

func (p postfix) stop(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "queue", "pid", "master.pid")); err != nil {
		return nil // it does not run
	}
	return run(context.Background(), dir, p.program(), "-c", filepath.Join(dir, "etc"), "stop")
}

// configure writes all of its settings. Mail may not belong to root.
func (postfix) configure(dir string, port int) error {
	daemon, err := user.Lookup("postfix")
	if err != nil {
		return err
	}
	owner, err := user.Lookup("mail")
	if err != nil {
		return err
	}
	number := func(text string) int { n, _ := strconv.Atoi(text); return n }
	fill := strings.NewReplacer("$DIR", dir, "$PORT", strconv.Itoa(port), "$UID", owner.Uid, "$GID", owner.Gid)
	var problems []error
	for _, folder := range []string{"etc", "queue", "data", "mail"} {
		problems = append(problems, os.MkdirAll(filepath.Join(dir, folder), 0o755))
	}
	problems = append(problems,
		os.Chown(filepath.Join(dir, "data"), number(daemon.Uid), number(daemon.Gid)),
		os.Chown(filepath.Join(dir, "mail"), number(owner.Uid), number(owner.Gid)),
		os.WriteFile(filepath.Join(dir, "etc", "main.cf"), []byte(fill.Replace(postfixMain)), 0o644),
		os.WriteFile(filepath.Join(dir, "etc", "master.cf"), []byte(fill.Replace(postfixMaster)), 0o644))
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	return nil
}

const postfixMain = `compatibility_level = 3.6
queue_directory = $DIR/queue
data_directory = $DIR/data
maillog_file = $DIR/postfix.log
maillog_file_prefixes = $DIR
myhostname = localhost
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
smtpd_tls_security_level = may
smtpd_tls_cert_file = $DIR/server.pem
smtpd_tls_key_file = $DIR/server.key
virtual_mailbox_domains = acme.example
virtual_mailbox_base = $DIR/mail
virtual_mailbox_maps = inline:{ana@acme.example=ana/, bo@acme.example=bo/, later@acme.example=later/}
virtual_uid_maps = static:$UID
virtual_gid_maps = static:$GID
virtual_minimum_uid = 1
smtpd_recipient_restrictions = check_recipient_access inline:{{later@acme.example = 451 4.3.0 come back later}}, permit_mynetworks, reject
default_transport = error:nothing leaves this machine
`

const postfixMaster = `127.0.0.1:$PORT inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`
